"""A CSV file as rows with line numbers, or the findings that tell what is wrong with it (docs/csv.md)."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from schemas.errors import BadRow, Malformed
from schemas.invoice import Finding
from services.invoice_ingest.notes import SHOWN

SEPARATORS = (";", ",")
LEFT_ALONE = "x-"
"""Start of a column name that is nobody's business."""
CODE = "code."
"""Start of a column name that holds a code of the dimension named after it."""
ENOUGH = 3
"""Known names in the first row from which a file is taken for one of ours, misspelt or not."""
HEADER_BYTES = 8192
UTF_8_BOM = b"\xef\xbb\xbf"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+<")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells under their column's name, trimmed; the line is where the row ends in the file."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with its columns in order, its rows, and the rows that are no rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def looks_like_table(data: bytes, known: Collection[str]) -> bool:
    """Whether the first row names columns that we know. Content decides, never the file's name."""
    if _MARKUP.match(data, 0, HEADER_BYTES):
        return False
    head = data[:HEADER_BYTES].removeprefix(UTF_8_BOM)
    if b"\x00" in head:
        return False
    return _separator(_first_row(head.decode("cp1252", "replace")), known)[1] >= ENOUGH


def sheet_of(data: bytes, known: Collection[str]) -> Sheet:
    """The rows of a CSV file whose first row names columns that are known. Raises Malformed for its bytes."""
    text = _text(data)
    separator, _ = _separator(_first_row(text), known)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    findings: list[Finding] = []
    for line, cells in _rows(text, separator, findings):
        if not any(cells):
            continue
        if not columns:
            columns = tuple(cell.lower() for cell in cells)
        elif len(cells) != len(columns):
            message = f"the row has {len(cells)} cells, the first row {len(columns)}"
            findings.append(bad_row(line, None, message, "quote cells that hold the separator"))
        else:
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
    return Sheet(columns, tuple(rows), tuple(findings))


def bad_row(line: int, column: str | None, message: str, remedy: str, value: str | None = None) -> Finding:
    """A fatal finding at a line and column of a CSV file."""
    place = f"line {line}" if column is None else f"line {line}, column {column[:SHOWN]}"
    return Finding(
        rule=BadRow.code,
        severity="fatal",
        message=message,
        place=place,
        value=None if value is None else value[:SHOWN],
        remedy=remedy,
    )


def shown(cell: str) -> str:
    """A cell in quotation marks, a long one in part."""
    return repr(cell[:SHOWN])


def columns_wrong(sheet: Sheet, known: Sequence[str], required: Sequence[str]) -> list[Finding]:
    """A finding for each column that is missing, there twice, or not known."""
    findings: list[Finding] = []
    for name in required:
        if name not in sheet.columns:
            message = f"the column {name!r} is missing"
            findings.append(bad_row(1, name, message, "add it (docs/csv.md lists the columns)"))
    for place, name in enumerate(sheet.columns):
        if name in sheet.columns[:place]:
            findings.append(bad_row(1, name, f"the column {shown(name)} is there twice", "keep one of them"))
        elif name not in known and not _is_free(name):
            findings.append(bad_row(1, name, f"there is no column {shown(name)}", _instead_of(name, known)))
    return findings


def _is_free(name: str) -> bool:
    """Whether the name is a code's, or one that is left alone."""
    return name.startswith(LEFT_ALONE) or (name.startswith(CODE) and name != CODE)


def _instead_of(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"take it out, or begin it with {LEFT_ALONE!r}"


def _rows(text: str, separator: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they end on; a quote that never closes ends the file."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        findings.append(
            bad_row(reader.line_num, None, f"the row cannot be read: {error}", "check its quotes")
        )


def _text(data: bytes) -> str:
    """UTF-8, with or without BOM, else windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Malformed("the bytes are neither UTF-8 nor windows-1252", remedy="save it as UTF-8") from error


def _first_row(text: str) -> str:
    return re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]


def _separator(first: str, known: Collection[str]) -> tuple[str, int]:
    """The separator that finds most known names in the first row, and how many it finds."""
    counts = {
        separator: sum(cell.strip().strip('"').lower() in known for cell in first.split(separator))
        for separator in SEPARATORS
    }
    best = max(SEPARATORS, key=counts.__getitem__)
    return best, counts[best]
