"""Real documents with official verdicts, through the whole chain: none lost, no lawful one refused."""

import csv
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.commands import kontera

ROOT = Path(__file__).resolve().parents[2]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()
MOST_MB = 500

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}: set KONTERA_SHARED to its parent"
    ),
]


@cache
def manifest() -> dict[str, dict[str, str]]:
    """Every row by its path."""
    csv.field_size_limit(sys.maxsize)
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def expected(path: str) -> str:
    """`valid`, `malformed`, `refuse` or nothing; an equivalent document is as valid as what it equals."""
    row = manifest()[path]
    kind, _, rest = row["expected"].partition(":")
    if kind == "equivalent":
        return expected(rest)
    return kind if row["fragment"] == "no" and kind in ("valid", "malformed", "refuse") else ""


@pytest.mark.parametrize("folder", ["peppol-billing-3", "svefaktura-1.0", "derived", "malformed"])
def test_every_file_has_its_outcome_and_the_lawful_ones_go_on(folder: str, tmp_path: Path) -> None:
    said = kontera("run", str(CORPUS / folder), "--out", str(tmp_path), "--json")
    assert said.code == 0, said.err
    outcomes: dict[str, str] = {}
    for name in ("coded.jsonl", "review.jsonl", "rejected.jsonl"):
        for line in (tmp_path / name).read_bytes().splitlines():
            event = json.loads(line)
            document = f"{folder}/{event['document']['name']}"
            assert document not in outcomes, f"{document} has two outcomes"
            outcomes[document] = name
            assert name != "rejected.jsonl" or all(finding["message"] for finding in event["findings"])
    files = [path for path in manifest() if path.startswith(f"{folder}/")]
    assert sorted(outcomes) == sorted(files)
    wrong = {
        path: outcome
        for path, outcome in outcomes.items()
        if expected(path) and (expected(path) == "valid") == (outcome == "rejected.jsonl")
    }
    assert wrong == {}


PEAK_OF_ITSELF = """
import atexit, sys
from services.cli import main
atexit.register(lambda: print(open("/proc/self/status").read(), file=sys.stderr))
sys.argv[0] = "kontera"
main()
"""
"""The peak as the program sees it: what the operating system tells a parent may be the parent's own."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc (Linux)")
def test_memory_stays_within_its_limit(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PEAK_OF_ITSELF, "run", str(CORPUS / "peppol-billing-3"), "--out"]
    said = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    (peak_kb,) = re.findall(r"VmHWM:\s+(\d+) kB", said.stderr)
    assert int(peak_kb) / 1024 < MOST_MB
