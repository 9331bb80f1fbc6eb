"""Fuzz the reader with changes that matter around embedded files, without atheris: some 200 inputs a second.

    python -m tests.fuzz.fuzz_files [--seconds 60] [--runs N] [--seed 4]

Ends with exit code 0, or at the first defect: then the input is kept and printed.
"""

import argparse
import sys
import time
import traceback

from tests.fuzz.keeping import keep, told
from tests.fuzz.mutating import mutated
from tests.fuzz.reading import check_reading


def main() -> None:
    """Fuzz as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="end after so many (default 60)")
    parser.add_argument(
        "--runs", type=int, default=sys.maxsize, help="end after so many inputs (default: no end)"
    )
    parser.add_argument("--seed", type=int, default=4, help="of the changes (default 4)")
    options = parser.parse_args()
    end, count = time.monotonic() + options.seconds, 0
    for count, data in enumerate(mutated(options.seed), 1):
        try:
            check_reading(data)
        except Exception:
            traceback.print_exc()
            sys.exit(f"a defect, in input {count} of seed {options.seed}: {told(keep(data))}")
        if count == options.runs or time.monotonic() > end:
            break
    print(f"{count} inputs of seed {options.seed}, no defect")


if __name__ == "__main__":
    main()
