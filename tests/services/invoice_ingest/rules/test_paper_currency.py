"""An order has one currency."""

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.paper_currency import RULES, check_currency
from tests.documents import AGREEMENT, ORDER, ORDER_CHANGE, ORDER_RESPONSE, PAPERS, golden


@pytest.mark.parametrize("name", [ORDER, ORDER_CHANGE, AGREEMENT, ORDER_RESPONSE])
def test_a_price_in_another_currency_breaks_the_rule_with_its_place(name: str) -> None:
    reading = read(golden(name, ('PriceAmount currencyID="SEK">50', 'PriceAmount currencyID="EUR">50')))
    [finding] = [finding for finding in reading.broken if finding.severity == "fatal"]
    assert finding.rule == RULES[name.removesuffix(".xml")].id
    assert finding.place is not None
    assert finding.place.endswith("/LineItem/Price/PriceAmount")
    assert (finding.value, finding.remedy) == ("EUR", "SEK would be right")


@pytest.mark.parametrize("name", PAPERS)
def test_the_golden_documents_have_one_currency(name: str) -> None:
    assert check_currency(etree.fromstring(golden(name)), name.removesuffix(".xml")) == []


def test_without_a_currency_of_the_document_there_is_nothing_to_differ_from() -> None:
    root = etree.fromstring(golden(ORDER, ("<cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>", "")))
    assert check_currency(root, "peppol-order-3") == []
