"""Orders as CSV: several in a file, and every bad row listed."""

from decimal import Decimal

import pytest

from schemas.invoice import InvoiceRejected
from schemas.order import Order
from services.invoice_ingest.parsing import Reading, ingest, read
from tests.builders import NOW

HEADER = "order_number;line_id;buyer_id;supplier_id;item_name;quantity;net_price;code.account"
ROW = "B-1;1;5500000020;5500000012;Papper;10;50,00;6410"


def reading_of(*rows: str, header: str = HEADER) -> Reading:
    return read("\n".join((header, *rows)).encode())


def places(reading: Reading) -> list[str | None]:
    assert (reading.status, reading.format, reading.documents) == ("unreadable", "orders-csv", ())
    assert {(finding.rule, finding.severity) for finding in reading.findings} == {("bad-row", "fatal")}
    assert all(finding.remedy for finding in reading.findings)
    return [finding.place for finding in reading.findings]


def test_rows_under_one_number_are_one_order_wherever_they_stand() -> None:
    reading = reading_of(ROW, ROW.replace("B-1", "B-2"), "B-1;2;;;Pärm;1;;")
    first, second = reading.documents
    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert [(order.number, len(order.lines)) for order in (first, second)] == [("B-1", 2), ("B-2", 1)]
    assert first.lines[0].price.net == Decimal("50.00")
    assert first.lines[0].codes == (("account", "6410"),)
    assert first.lines[1].codes == ()
    assert first.key == "5500000020|5500000012"


def test_a_comma_separates_as_well() -> None:
    row = ROW.replace("50,00", "50.00")
    with_commas = read("\n".join((HEADER, row)).replace(";", ",").encode())
    assert with_commas.documents == reading_of(row).documents != ()


def test_a_misspelt_column_names_the_right_one() -> None:
    reading = reading_of(ROW, header=HEADER.replace("quantity", "quantty"))
    assert places(reading) == ["line 1, column quantty"]
    assert reading.findings[0].remedy == "did you mean 'quantity'?"


def test_a_missing_column_is_named() -> None:
    reading = reading_of("B-1;1;5500000020;Papper", header="order_number;line_id;buyer_id;item_name")
    assert places(reading) == ["line 1, column supplier_id"]


def test_every_bad_cell_is_listed_and_nothing_is_read() -> None:
    reading = reading_of(ROW, "B-1;2;;;Pärm;tio;1.2.3;", "B-2;1;Kommunen;5500000012;;1;;")
    assert places(reading) == [
        "line 3, column quantity",
        "line 3, column net_price",
        "line 4, column buyer_id",
        "line 4, column item_name",
    ]
    assert [finding.value for finding in reading.findings] == ["tio", "1.2.3", "Kommunen", None]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("B-1;1;;;Pärm;1;;", "line 3, column line_id"),
        ("B-1;2;5500000038;;Pärm;1;;", "line 3, column buyer_id"),
        ("B-1;2;;;Pärm;1;", "line 3"),
    ],
    ids=["repeated", "contradicting", "short"],
)
def test_a_row_that_does_not_fit_the_others_is_a_finding(row: str, place: str) -> None:
    assert places(reading_of(ROW, row)) == [place]


def test_a_column_given_twice_is_a_finding() -> None:
    assert places(reading_of(ROW + ";1", header=HEADER + ";quantity")) == ["line 1, column quantity"]


def test_a_code_needs_a_dimension_and_other_columns_are_left_alone() -> None:
    assert reading_of(ROW + ";x", header=HEADER + ";x-note").status == "read"
    assert places(reading_of(ROW + ";x", header=HEADER + ";code.")) == ["line 1, column code."]


def test_a_file_without_rows_is_a_finding() -> None:
    assert places(reading_of()) == ["line 1"]


def test_a_bad_file_is_one_rejection() -> None:
    [event] = ingest("\n".join((HEADER, ROW.replace("10", "tio"))).encode(), "orders.csv", NOW)
    assert isinstance(event, InvoiceRejected)
    assert (event.code, event.format) == ("bad-row", "orders-csv")
