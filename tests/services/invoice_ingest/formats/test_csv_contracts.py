"""Contracts and price lists as CSV."""

from datetime import date
from decimal import Decimal

from schemas.order import Contract
from services.invoice_ingest.parsing import Reading, read

HEADER = "contract_number;buyer_id;supplier_id;item_name;net_price;valid_from;item_valid_to"
ROW = "A-1;5500000020;5500000012;Papper;50,00;2026-01-01;2026-06-30"


def reading_of(*rows: str, header: str = HEADER) -> Reading:
    return read("\n".join((header, *rows)).encode())


def test_a_contract_has_its_price_list() -> None:
    [contract] = reading_of(ROW, "A-1;;;Pärm;32,50;;").documents
    assert isinstance(contract, Contract)
    assert contract.valid_from == date(2026, 1, 1)
    assert [(item.item.name, item.price.net) for item in contract.items] == [
        ("Papper", Decimal("50.00")),
        ("Pärm", Decimal("32.50")),
    ]
    assert contract.items[0].valid_to == date(2026, 6, 30)


def test_the_fewest_columns_make_a_contract_and_no_order() -> None:
    header = "contract_number;buyer_id;supplier_id;item_name;net_price"
    assert reading_of("A-1;5500000020;5500000012;Papper;50", header=header).format == "contracts-csv"


def test_a_contract_may_have_no_price_list() -> None:
    [contract] = reading_of("A-1;5500000020;5500000012;;;2026-01-01;").documents
    assert isinstance(contract, Contract)
    assert contract.items == ()


def test_an_item_without_a_price_is_a_finding() -> None:
    reading = reading_of(ROW, "A-1;;;Pärm;;;", "A-1;;;;9;;")
    places = [finding.place for finding in reading.findings]
    assert places == ["line 3, column net_price", "line 4, column item_name"]


def test_a_day_that_does_not_exist_is_a_finding() -> None:
    reading = reading_of(ROW.replace("2026-06-30", "2026-06-31"))
    assert [(finding.place, finding.value) for finding in reading.findings] == [
        ("line 2, column item_valid_to", "2026-06-31")
    ]
