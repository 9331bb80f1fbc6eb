"""Peppol orders, one thing changed at a time."""

import pytest

from schemas.order import Order
from services.invoice_ingest.parsing import read
from tests.documents import ORDER, between, golden


@pytest.mark.parametrize("more", ["", ":restrictive:urn:www.agid.gov.it:trns:ordine:3.1", ":extended:urn:x"])
def test_restrictions_and_extensions_are_orders_too(more: str) -> None:
    reading = read(golden(ORDER, ("trns:order:3", f"trns:order:3{more}")))
    assert (reading.status, reading.format) == ("read", "peppol-order-3")


def test_another_order_is_not_taken_for_one() -> None:
    reading = read(
        golden(
            ORDER, ("urn:fdc:peppol.eu:poacc:trns:order:3", "urn:www.cenbii.eu:transaction:biitrns001:ver2.0")
        )
    )
    assert (reading.status, reading.format) == ("unrecognised", "legacy-ubl")


def test_an_order_without_parties_or_lines_is_still_an_order() -> None:
    buyer = between(ORDER, "<cac:BuyerCustomerParty>", "</cac:BuyerCustomerParty>")
    lines = between(ORDER, "<cac:OrderLine>", "</cac:OrderLine>")
    [order] = read(golden(ORDER, buyer, lines)).documents
    assert isinstance(order, Order)
    assert (order.number, order.buyer.name, order.lines) == ("B-77", "", ())


def test_an_unreadable_quantity_rejects_the_order_with_its_place() -> None:
    reading = read(golden(ORDER, ('unitCode="EA">10<', 'unitCode="EA">tio<')))
    assert [finding.place for finding in reading.findings] == ["/Order/OrderLine/LineItem/Quantity"]
