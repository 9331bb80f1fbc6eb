from datetime import UTC, datetime

import pytest

from schemas.order import Order, OrderReceived
from schemas.party import party_id
from services.demo import Municipality
from services.demo.elements import serialised
from services.demo.municipality import world
from services.demo.ordering import PurchaseOrder, orders
from services.demo.orders import order_document, order_rows
from services.invoice_ingest.parsing import ingest

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ORDERS = orders(world(), 1, 40)


def read(data: bytes) -> list[Order]:
    events = ingest(data, "orders", NOW)
    assert all(isinstance(event, OrderReceived) for event in events), events
    return [event.order for event in events if isinstance(event, OrderReceived)]


def the_same(read_order: Order, order: PurchaseOrder) -> None:
    assert read_order.number == order.number
    assert read_order.issue_date == order.day
    assert party_id(read_order.seller) == order.supplier.number
    assert party_id(read_order.buyer) == world().number
    assert read_order.buyer_reference == order.unit.code
    assert read_order.contract == order.contract
    for found, line in zip(read_order.lines, order.lines, strict=True):
        bought = line.bought
        assert (found.id, found.quantity, found.unit) == (line.id, bought.quantity, bought.article.unit)
        assert (found.price.net, found.net_amount) == (bought.price, bought.amount)
        assert (found.item.name, found.item.seller_id) == (bought.text, bought.article.number)


def test_an_order_document_says_what_was_ordered() -> None:
    for order in ORDERS:
        (found,) = read(serialised(order_document(world(), order)))
        the_same(found, order)
        accounts = [line.accounting_cost for line in found.lines]
        assert accounts == [line.bought.account if order.is_coded else None for line in order.lines]
        assert found.accounting_cost == (order.unit.code if order.is_coded else None)


def test_rows_say_the_same_and_carry_the_coding() -> None:
    found = read(order_rows(world(), ORDERS))
    assert len(found) == len(ORDERS)
    for each, order in zip(found, ORDERS, strict=True):
        the_same(each, order)
        for line, ordered in zip(each.lines, order.lines, strict=True):
            bought = ordered.bought
            codes = (("account", bought.account), ("cost_centre", bought.cost_centre))
            assert line.codes == (codes if order.is_coded else ())


@pytest.mark.parametrize("as_rows", [True, False])
def test_both_kinds_of_file_are_in_the_folder(municipality: Municipality, as_rows: bool) -> None:
    paths = list(municipality.orders.glob("*.csv" if as_rows else "*.xml"))
    found = [order for path in paths for order in read(path.read_bytes())]
    assert len(found) == (90 if as_rows else 210)
