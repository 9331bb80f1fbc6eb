import csv
from collections import Counter
from decimal import Decimal

from services.demo import Municipality
from services.demo.billing import Biller
from services.demo.municipality import world
from services.demo.ordering import orders
from services.demo.truth import COLUMNS, coded_rows, rejected_row

BILLS = Biller(world(), 1).bills(orders(world(), 1, 150), 200)


def test_rows_have_a_value_for_every_column_and_add_up_to_the_invoice() -> None:
    for bill in BILLS:
        rows = [
            dict(zip(COLUMNS, row, strict=True)) for row in coded_rows(world(), "f.xml", "coded", "", bill)
        ]
        amounts = [row["amount"] for row in rows if isinstance(row["amount"], Decimal)]
        assert sum(amounts) == (-bill.without_vat if bill.is_credit else bill.without_vat)
        assert len({row["line"] for row in rows}) == len(rows)


def test_freight_on_the_document_is_a_row_of_its_own() -> None:
    bill = next(each for each in BILLS if each.freight)
    last = dict(zip(COLUMNS, list(coded_rows(world(), "f.xml", "coded", "", bill))[-1], strict=True))
    assert (last["line"], last["account"], last["amount"]) == ("charge:1", "7011", bill.freight)


def test_a_rejected_file_has_one_row_with_its_reason() -> None:
    row = dict(zip(COLUMNS, rejected_row("f.xml", "empty"), strict=True))
    assert {key: value for key, value in row.items() if value} == {
        "file": "f.xml",
        "outcome": "rejected",
        "reason": "empty",
    }


def test_the_key_knows_orders_contracts_and_purchases_beside_them(municipality: Municipality) -> None:
    with municipality.truth.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sum(bool(row["order"]) for row in rows) > 500
    assert sum(bool(row["contract"]) for row in rows) > 300
    causes = Counter(row["off_contract"] for row in rows if row["off_contract"])
    assert causes.keys() == {"other-supplier", "package-size", "not-in-price-list"}
    assert all("off-contract" in row["verdicts"].split() for row in rows if row["off_contract"])
