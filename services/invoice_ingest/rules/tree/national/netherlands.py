"""Peppol, Dutch sellers: addresses, legal numbers, how to pay, order lines (NL-R-001 to -009)."""

from collections.abc import Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.parties import BUYER, REPRESENTATIVE, SELLER, country
from services.invoice_ingest.rules.tree.national.rows import (
    NationalRow,
    NationalSet,
    has,
    held,
    raw_at,
    row,
    text_at,
)
from services.invoice_ingest.rules.tree.xpath import decimal, finder, says

COUNTRIES = ("NL",)
LEGAL_SCHEMES = frozenset({"0106", "0190"})
MEANS = frozenset({"30", "48", "49", "57", "58", "59"})

STATEMENTS = (
    Statement("NL-R-001", "fatal", "presence",
              "A credit note of a Dutch seller refers to the invoice that it corrects."),
    Statement("NL-R-002", "fatal", "presence",
              "The address of a Dutch seller has a street, a city and a post code."),
    Statement("NL-R-003", "fatal", "identifier",
              "The legal number of a Dutch seller is a KVK (0106) or an OIN (0190)."),
    Statement("NL-R-004", "fatal", "presence",
              "The address of a Dutch buyer has a street, a city and a post code."),
    Statement("NL-R-005", "fatal", "identifier",
              "The legal number of a Dutch buyer is a KVK (0106) or an OIN (0190)."),
    Statement("NL-R-006", "fatal", "presence",
              "The address of a Dutch tax representative has a street, a city and a post code."),
    Statement("NL-R-007", "fatal", "presence", "What a Dutch seller is owed comes with how to pay it."),
    Statement("NL-R-008", "fatal", "code list",
              "Between Dutch parties the means of payment is 30, 48, 49, 57, 58 or 59."),
    Statement("NL-R-009", "fatal", "presence", "An order line comes with the number of its order."),
)  # fmt: skip

EARLIER = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
PAYMENT = f".//{ubl.path('cac:PaymentMeans')}"
WHOLE_ADDRESS = ("cbc:StreetName", "cbc:CityName", "cbc:PostalZone")

ORDER_LINES = [f"cac:{line}/cac:OrderLineReference/cbc:LineID" for line in ("InvoiceLine", "CreditNoteLine")]

_means, _payable = text_at("cbc:PaymentMeansCode"), raw_at("cbc:PayableAmount")
_all_totals = finder("cac:LegalMonetaryTotal")


def _is_legal_number(number: _Element) -> bool:
    schemes = (number.get("schemeID") or "").split(" ")
    return says(number) and not LEGAL_SCHEMES.isdisjoint(schemes)


def _goes_with(id: str, needed: str, *paths: str) -> NationalRow:
    """A row whose rule the elements of the paths break where the document has not what it needs."""
    finds, find_needed = [finder(path) for path in paths], finder(needed)

    def look(root: _Element, judge: Judge) -> None:
        if not find_needed(root):
            for element in (element for find in finds for element in find(root)):
                judge.broken(id, element)

    return row("", look)


def _totals(root: _Element, judge: Judge) -> None:
    is_credit = root.tag == ubl.CREDIT_NOTE
    for totals in _all_totals(root) if root.find(PAYMENT) is None else ():
        text = _payable(totals)
        amount = decimal(text)
        if amount is None or (amount < 0 if is_credit else amount > 0):
            judge.broken("NL-R-007", totals, text)


def _legal_number(id: str, party: str) -> NationalRow:
    return held(f"{party}/cac:PartyLegalEntity/cbc:CompanyID", id, _is_legal_number)


def _address(id: str, party: str) -> NationalRow:
    return held(f"{party}/cac:PostalAddress", id, has(*WHOLE_ADDRESS))


FROM_THE_NETHERLANDS = (
    _goes_with("NL-R-001", EARLIER, "cbc:CreditNoteTypeCode"),
    _address("NL-R-002", SELLER),
    _legal_number("NL-R-003", SELLER),
    row("", _totals),
    _goes_with("NL-R-009", "cac:OrderReference/cbc:ID", *ORDER_LINES),
)
TO_THE_NETHERLANDS = (
    _address("NL-R-004", BUYER),
    _legal_number("NL-R-005", BUYER),
    held("cac:PaymentMeans", "NL-R-008", lambda payment: _means(payment) in MEANS, _means),
)
REPRESENTED_THERE = (_address("NL-R-006", REPRESENTATIVE),)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document's parties have to keep, by their addresses."""
    (here,) = COUNTRIES
    if country(root, SELLER) != here:
        return ()
    to_buyer = TO_THE_NETHERLANDS if country(root, BUYER) == here else ()
    by_another = REPRESENTED_THERE if country(root, REPRESENTATIVE) == here else ()
    return (*FROM_THE_NETHERLANDS, *to_buyer, *by_another)


SET = NationalSet("Netherlands", COUNTRIES, STATEMENTS, _rows_for)
