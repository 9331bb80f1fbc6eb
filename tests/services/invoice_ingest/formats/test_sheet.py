"""A CSV file is known by its first row, and split into rows that know their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from services.invoice_ingest.formats import COLUMNS
from services.invoice_ingest.formats.sheet import looks_like_table, sheet_of

HEADER = "order_number;line_id;item_name"


@pytest.mark.parametrize(
    ("text", "is_table"),
    [
        (HEADER, True),
        (HEADER.replace(";", ","), True),
        (f"\n\n{HEADER.upper()}\n", True),
        ('"order_number","line_id","item_name"', True),
        ("order_nummer;line_id;item_name;quantity", True),
        ("order_number;line_id", False),
        ("<order_number;line_id;item_name>", False),
        ("name;address;telephone", False),
        ("", False),
        (HEADER.replace(";", "\t"), False),
    ],
)
def test_content_decides_what_is_a_table(text: str, is_table: bool) -> None:
    assert looks_like_table(text.encode(), COLUMNS) is is_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encodings_of_spreadsheets_are_read(encoding: str) -> None:
    sheet = sheet_of(f"{HEADER}\r\n1;2; Pärm \r\n".encode(encoding), COLUMNS)
    assert [row.cells["item_name"] for row in sheet.rows] == ["Pärm"]


def test_bytes_of_no_encoding_are_malformed() -> None:
    with pytest.raises(Malformed):
        sheet_of(f"{HEADER}\n1;2;".encode() + b"\x81\n", COLUMNS)


def test_rows_know_their_line_and_blank_ones_do_not_count() -> None:
    sheet = sheet_of(f'{HEADER}\n\n1;1;"a\nb"\n;;\n1;2;c\n'.encode(), COLUMNS)
    assert [(row.line, row.cells["item_name"]) for row in sheet.rows] == [(4, "a\nb"), (6, "c")]


def test_a_row_with_other_cells_than_columns_is_a_finding() -> None:
    sheet = sheet_of(f"{HEADER}\n1;2\n1;2;3;4\n1;2;3\n".encode(), COLUMNS)
    assert [finding.place for finding in sheet.findings] == ["line 2", "line 3"]
    assert len(sheet.rows) == 1


def test_a_quote_that_never_closes_is_a_finding() -> None:
    sheet = sheet_of(f'{HEADER}\n1;2;"open\n'.encode(), COLUMNS)
    assert [finding.rule for finding in sheet.findings] == ["bad-row"]


@given(st.text(max_size=80))
def test_any_text_below_the_header_gives_rows_or_findings(text: str) -> None:
    sheet = sheet_of(f"{HEADER}\n{text}".encode("utf-8", "replace"), COLUMNS)
    assert all(set(row.cells) == set(sheet.columns) for row in sheet.rows)
