"""Coded history from a CSV file: the cases, their codes in every dimension, and the rows that cannot be read.

    date,tenant,supplier_id,supplier,unit,unit_text,article,category,text,amount,account,account_text,…

`date` (ISO; year and month alone mean the first), one of `supplier_id` and `supplier`, and a column for
each dimension asked for must be there; `<dimension>_text` gives names. Other columns are left alone.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from schemas.errors import BadRow
from services.coder.features import Case, Cases

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class History:
    """What history says.

    labels  dimension -> the code of every case, "" where the row has none
    names   dimension -> code -> the latest name that a row gave it
    errors  rows left out, each with its line number and what to do
    """

    cases: Cases
    labels: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, str]]
    errors: tuple[BadRow, ...] = ()


def read_history(file: Iterable[str], name: str, dimensions: Sequence[str], delimiter: str = ",") -> History:
    """The history in the lines of a CSV file; `name` is said in errors.

    Raises BadRow when the header lacks a column that is needed: then no row can be read.
    """
    reader = csv.DictReader(_without_mark(file), strict=True, delimiter=delimiter)
    _check_header(reader, name, dimensions)
    cases: list[Case] = []
    labels: dict[str, list[str]] = {dimension: [] for dimension in dimensions}
    names: dict[str, dict[str, str]] = {dimension: {} for dimension in dimensions}
    errors: list[BadRow] = []
    once: dict[str, str] = {}
    for row in _rows(reader, name, errors):
        text = {column: once.setdefault(value, value) for column, value in row.items()}
        try:
            cases.append(_case(text))
        except ValueError as error:
            errors.append(_bad(str(error), name, reader.line_num, "correct the row; the others are read"))
            continue
        for dimension in dimensions:
            code, said = text[dimension], text.get(f"{dimension}_text", "")
            labels[dimension].append(code)
            if code and said:
                names[dimension][code] = said
    return History(
        Cases.of(cases), {each: tuple(codes) for each, codes in labels.items()}, names, tuple(errors)
    )


def _rows(reader: "csv.DictReader[str]", name: str, errors: list[BadRow]) -> Iterator[dict[str, str]]:
    """Every whole row, its values without spaces around them; others become errors."""
    while True:
        begins = reader.line_num + 1
        try:
            row: dict[str | None, str | None] = dict(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            errors.append(_bad(str(error), name, begins, "close the quotation marks; the others are read"))
            continue
        whole = {column: value.strip() for column, value in row.items() if column and isinstance(value, str)}
        if len(whole) < len(row):
            many = "the row has more or fewer values than the header has columns"
            errors.append(_bad(many, name, reader.line_num, "correct the row; the others are read"))
        else:
            yield whole


def _without_mark(file: Iterable[str]) -> Iterator[str]:
    """The lines without the byte order mark that spreadsheets put first."""
    for number, line in enumerate(file):
        yield line.removeprefix("\ufeff") if number == 0 else line


def _check_header(reader: "csv.DictReader[str]", name: str, dimensions: Sequence[str]) -> None:
    try:
        header = set(reader.fieldnames or ())
    except csv.Error as error:
        raise _bad(
            str(error), name, 1, "save the file as comma-separated UTF-8 text with a header"
        ) from error
    missing = [column for column in ("date", *dimensions) if column not in header]
    if not header & {"supplier_id", "supplier"}:
        missing.append("supplier_id")
    if missing:
        had = ", ".join(sorted(header)) or "none"
        remedy = f"name the columns in the first line; it has: {had}"
        raise _bad(f"column {', '.join(missing)} is missing", name, 1, remedy)


def _case(text: Mapping[str, str]) -> Case:
    """One row; ValueError says which value cannot be read."""
    supplier = text.get("supplier_id", "")
    named = text.get("supplier", "")
    if not supplier and not named:
        raise ValueError("the row has no supplier")
    return Case(
        tenant=text.get("tenant", ""),
        supplier=supplier or named,
        supplier_name=named,
        unit=text.get("unit", ""),
        unit_text=text.get("unit_text", ""),
        article=text.get("article", ""),
        category=text.get("category", ""),
        text=text.get("text", ""),
        amount=_amount(text.get("amount", "")),
        day=_day(text["date"]),
    )


def _day(text: str) -> int:
    full = f"{text}-01" if len(text) == 7 else text[:10]
    try:
        return date.fromisoformat(full).toordinal() - _EPOCH
    except ValueError:
        raise ValueError(f"date {text!r} is not a date such as 2026-11-21") from None


def _amount(text: str) -> float:
    try:
        amount = float(text) if text else 0.0
    except ValueError:
        amount = float("nan")
    if not isfinite(amount) or abs(amount) >= 1e15:
        raise ValueError(f"amount {text!r} is not a number such as -1234.50")
    return amount


def _bad(message: str, name: str, line: int, remedy: str) -> BadRow:
    return BadRow(message, place=f"{name}, line {line}", remedy=remedy)
