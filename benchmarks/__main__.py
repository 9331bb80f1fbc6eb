"""`make bench`: every figure of the README, measured here and now.

Each benchmark is a command of its own that prints what it measured. Most need the shared data: without it,
this says where it looked (KONTERA_SHARED) and ends.
"""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = (REPOSITORY / os.environ.get("KONTERA_SHARED", "../shared")).resolve()
LEDGER = SHARED / "ledgers" / "bradford.csv.gz"
YARDSTICK = SHARED / "tools" / "match_bench.py"
ADAPTER = ["--engines", "", "--adapter", "benchmarks/match_adapter.py:Kontera"]


def commands() -> list[list[str]]:
    """The commands, in the order of the chain."""
    here = [sys.executable]
    return [
        [*here, "-m", "benchmarks.ingest"],
        [*here, str(YARDSTICK), "quality", *ADAPTER],
        [*here, str(YARDSTICK), "speed", "--engines", "numpy", *ADAPTER[2:], "--batches", "1000,10000"],
        [*here, "-m", "benchmarks.coder", str(LEDGER), "--target", "account", "--predictions", "P.csv"],
        [*here, str(SHARED / "tools" / "score_coder.py"), str(LEDGER), "P.csv"],
    ]


def main() -> None:
    """Run them one after the other; stop at the first that fails."""
    if not SHARED.is_dir():
        sys.exit(f"the shared data is not at {SHARED}; set KONTERA_SHARED to its folder")
    scratch = REPOSITORY / ".cache"
    scratch.mkdir(exist_ok=True)
    for command in commands():
        command = [str(scratch / "P.csv") if word == "P.csv" else word for word in command]
        print("$", " ".join(command), flush=True)
        subprocess.run(command, cwd=REPOSITORY, check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})


if __name__ == "__main__":
    main()
