"""The shared corpus: every document that is no invoice reads, and those that are lawful are accepted."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.parsing import Reading, read

ROOT = Path(__file__).parents[3]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)"),
]


def papers(folder: str) -> Iterator[tuple[dict[str, str], Reading]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8") as manifest:
        for row in csv.DictReader(manifest):
            if row["format"] == folder and row["document_type"] not in ("Invoice", "CreditNote"):
                yield row, read((CORPUS / row["path"]).read_bytes())


def fired(row: dict[str, str]) -> dict[str, int]:
    """What the official rule set reports of a file, and how often."""
    cells = f"{row['fires_fatal']};{row['fires_other']}".split(";")
    return {name: int(times or 1) for name, _, times in (cell.partition("*") for cell in cells) if name}


def transactions(rules: Iterable[str]) -> set[str]:
    """`T01` and the like, out of the ids of rules."""
    return {rule.split("-")[1] for rule in rules if rule.startswith("PEPPOL-T")}


def test_every_paper_breaks_what_the_official_rule_set_says_as_often_as_it_says() -> None:
    """Fragments that no id tells apart from another transaction's are left to the test below."""
    compared = 0
    for row, reading in papers("peppol-poacc-3"):
        ours, official = Counter(finding.rule for finding in reading.broken), fired(row)
        if row["fragment"] == "no" or transactions(ours) <= transactions(official):
            assert ours == official, row["path"]
            compared += 1
    assert compared >= 300


def ids(row: dict[str, str]) -> set[str]:
    return {part.split("*")[0] for part in row["expected"].partition(":")[2].split(";")}


@pytest.mark.parametrize("folder", ["peppol-poacc-3", "oioubl-2"])
def test_every_whole_document_is_read_and_every_valid_one_accepted(folder: str) -> None:
    found = [(row, reading) for row, reading in papers(folder) if row["fragment"] == "no"]
    assert len(found) >= 30
    assert {row["path"] for row, reading in found if reading.status != "read"} == set()
    for row, reading in found:
        [document] = reading.documents
        assert not isinstance(document, Invoice)
        fatal = [f for f in reading.findings + reading.broken if f.severity == "fatal"]
        assert row["expected"] != "valid" or not fatal, row["path"]


def test_no_rule_fires_where_its_authors_say_that_it_must_not() -> None:
    judged = [(row, reading) for row, reading in papers("peppol-poacc-3") if row["expected"] != "valid"]
    fired = {row["path"]: {finding.rule for finding in reading.broken} for row, reading in judged}
    assert not [
        row["path"]
        for row, _ in judged
        if row["expected"].startswith("passes") and ids(row) & fired[row["path"]]
    ]
    found = sum(
        bool(ids(row) & fired[row["path"]]) for row, _ in judged if row["expected"].startswith("fails")
    )
    assert found >= 80
