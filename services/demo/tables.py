"""Rows as the bytes of a CSV file: UTF-8, semicolons, the same line ends on every machine."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ";") -> bytes:
    """The file, its header row first."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
