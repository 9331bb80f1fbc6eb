"""Paths in a document and their business terms."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.responding.terms import PATHS, term_at


@pytest.mark.parametrize(
    ("path", "term"),
    [
        ("/Invoice/ID", "BT-1"),
        ("/CreditNote/CreditNoteLine[12]/CreditedQuantity", "BT-129"),
        ("/Invoice/InvoiceLine/InvoicedQuantity/@unitCode", "BT-129"),
        ("/Invoice/cac:AccountingSupplierParty/cac:Party/cbc:EndpointID[1]", "BT-34"),
        ("/Invoice/AccountingCustomerParty/Party/Contact/Telephone", "BT-57"),
        ("/Invoice/AccountingCustomerParty/Party/PartyTaxScheme/TaxScheme/ID", "BG-7"),
        ("/Invoice/PaymentMeans[2]/PayeeFinancialAccount/ID", "BT-84"),
        ("/Invoice/InvoiceLine[1]/Item/Unknown", "BG-31"),
        ("/Invoice", None),
        ("/Invoice/Unknown/ID", None),
        ("line 7, column 2", None),
    ],
)
def test_a_place_has_the_term_of_the_smallest_thing_around_it(path: str, term: str | None) -> None:
    assert term_at(path) == term


def test_every_term_is_one_of_the_standard() -> None:
    assert all(re.fullmatch(r"B[TG]-\d{1,3}", term) for term in PATHS.values())


@given(st.text())
def test_any_text_is_taken_for_a_place(path: str) -> None:
    assert term_at(path) in {None, *PATHS.values()}
    assert term_at("/" + path) in {None, *PATHS.values()}
