"""docs/csv.md says what the formats read."""

import re
from pathlib import Path

from services.invoice_ingest.formats import COLUMNS
from services.invoice_ingest.parsing import read

GUIDE = (Path(__file__).parents[4] / "docs" / "csv.md").read_text(encoding="utf-8")


def test_the_examples_are_read() -> None:
    examples = re.findall(r"```csv\n(.*?)```", GUIDE, re.DOTALL)
    assert [(read(text.encode()).status, read(text.encode()).format) for text in examples] == [
        ("read", "orders-csv"),
        ("read", "contracts-csv"),
    ]


def test_every_column_is_listed() -> None:
    listed = set(re.findall(r"`([a-z_]+)`", GUIDE))
    assert listed >= COLUMNS
