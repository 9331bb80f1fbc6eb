"""Despatch and receipt advices, one thing changed at a time."""

from datetime import date
from decimal import Decimal

from schemas.delivery import DeliveryAdvice
from services.invoice_ingest.parsing import read
from tests.documents import DESPATCH_ADVICE, RECEIPT_ADVICE, between, golden


def delivery(name: str, *changes: tuple[str, str]) -> DeliveryAdvice:
    [document] = read(golden(name, *changes)).documents
    assert isinstance(document, DeliveryAdvice)
    return document


def test_a_despatch_tells_when_the_goods_are_expected_and_a_receipt_when_they_came() -> None:
    assert delivery(DESPATCH_ADVICE).delivered_on == date(2026, 10, 13)
    assert delivery(DESPATCH_ADVICE).despatched_on == date(2026, 10, 12)
    assert delivery(RECEIPT_ADVICE).lines[0].received_on == date(2026, 10, 13)


def test_who_sends_and_who_gets_the_goods_stand_in_for_seller_and_buyer() -> None:
    buyer = between(DESPATCH_ADVICE, "<cac:BuyerCustomerParty>", "</cac:BuyerCustomerParty>")
    seller = between(DESPATCH_ADVICE, "<cac:SellerSupplierParty>", "</cac:SellerSupplierParty>")
    without = delivery(DESPATCH_ADVICE, buyer, seller)
    assert (without.buyer, without.seller) == (None, None)
    assert without.key == delivery(DESPATCH_ADVICE).key == "5500000020|5500000012"


def test_quantities_sent_received_short_and_rejected_are_told_apart() -> None:
    sent, received = delivery(DESPATCH_ADVICE).lines[0], delivery(RECEIPT_ADVICE).lines[0]
    assert (sent.quantity, sent.outstanding, sent.short, sent.rejected) == (
        Decimal(8),
        Decimal(2),
        None,
        None,
    )
    assert (received.quantity, received.outstanding) == (Decimal(7), None)
    assert (received.short, received.rejected) == (Decimal(1), Decimal(1))
