"""Fuzz the reader with atheris: coverage leads from the seeds to ever other bytes; any exception is a defect.

    python -m tests.fuzz.fuzz_read [--seconds 60] [--runs 1000000] [--corpus FOLDER]

Ends after so many seconds or inputs, whichever comes first, with exit code 0, or at the first defect: then
the input is kept and printed (`keeping`). Without --corpus what was found interesting goes with the run.
Memory is bounded at 2 GB, a single input at 20 seconds. atheris has wheels for CPython 3.11 to 3.13.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # an extra, without types

PACKAGE = "services.invoice_ingest"
LED_BY = ("door", "envelopes", "walking", "formats")
"""The modules whose branches lead the fuzzer: those between the bytes and a model."""

with atheris.instrument_imports(include=[f"{PACKAGE}.{name}" for name in LED_BY]):
    from tests.fuzz.keeping import FOLDER, keep, told
    from tests.fuzz.reading import check_reading
    from tests.fuzz.seeds import words, write

LONGEST = 16_384
SLOWEST_S = 20
MEMORY_MB = 2048


def main() -> None:
    """Fuzz as the command line says."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kontera-fuzz-") as temporary:
        corpus = options.corpus or Path(temporary)
        write(corpus)
        FOLDER.mkdir(parents=True, exist_ok=True)
        dictionary = Path(temporary) / "words"
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words()))
        atheris.Setup([sys.argv[0], *_flags(options, corpus, dictionary)], _one)
        atheris.Fuzz()


def _one(data: bytes) -> None:
    try:
        check_reading(data)
    except BaseException:
        print(told(keep(data)), file=sys.stderr, flush=True)
        raise


def _flags(options: argparse.Namespace, corpus: Path, dictionary: Path) -> list[str]:
    return [
        str(corpus),
        f"-max_total_time={options.seconds}",
        f"-runs={options.runs}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST_S}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-dict={dictionary}",
        f"-artifact_prefix={FOLDER}/",
        f"-seed={options.seed}",
        "-print_final_stats=1",
        "-verbosity=1",
    ]


def _escaped(word: bytes) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return "".join(f"\\x{byte:02x}" for byte in word)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="end after so many (default 60)")
    parser.add_argument("--runs", type=int, default=-1, help="end after so many inputs (default: no end)")
    parser.add_argument("--seed", type=int, default=4, help="of the fuzzer's choices (default 4)")
    parser.add_argument("--corpus", type=Path, help="folder that keeps what was found interesting")
    return parser.parse_args()


if __name__ == "__main__":
    main()
