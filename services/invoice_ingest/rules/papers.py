"""The rules of documents that are no invoices: Peppol's T01, T114, T110, T16, T76, T116, T19, T77 and T111,
and the identifiers that all of its documents have in common.

They are judged on the models, as far as these can tell (`paper_currency` asks the tree): empty elements and
cardinalities are not checked. A rule is silent where a value is absent, unless absence is what it forbids.
"""

from collections.abc import Iterator, Sequence
from decimal import localcontext
from itertools import islice
from typing import NamedTuple

from schemas.catalogue import Catalogue
from schemas.delivery import DeliveryAdvice
from schemas.invoice import Finding
from schemas.notice import Notice
from schemas.order import Order, OrderAnswer
from schemas.party import Party
from services.invoice_ingest.notes import MOST
from services.invoice_ingest.papers import Paper
from services.invoice_ingest.rules import (
    answers,
    catalogues,
    deliveries,
    orders,
    paper_currency,
    responses,
)
from services.invoice_ingest.rules.paper_rule import Document, PaperRule
from services.invoice_ingest.rules.peppol_identifiers import SCHEMES
from services.invoice_ingest.rules.rounding import EXACT
from services.invoice_ingest.rules.rule import Severity

ORDERS = {
    "peppol-order-3": orders.RULES,
    "peppol-order-change-3": orders.CHANGE_RULES,
    "peppol-order-agreement-3": orders.AGREEMENT_RULES,
}
ANSWERS = {
    "peppol-order-response-3": answers.RULES,
    "peppol-order-response-advanced-3": answers.ADVANCED_RULES,
}
DELIVERIES = {"peppol-despatch-advice-3": deliveries.RULES}
CATALOGUES = {
    "peppol-catalogue-3": catalogues.RULES,
    "peppol-punch-out-3": catalogues.BASKET_RULES,
}
NOTICES = {"peppol-invoice-response-3": responses.RULES}
"""Format -> its rules; documents of other formats are accepted as they can be read."""
PEPPOL = "peppol-"


def check_paper(document: Paper, format: str) -> list[Finding]:
    """A finding for each place where the document breaks a rule of its format. Total and pure."""
    with localcontext(EXACT):
        return _own(document, format) + _identifiers(document, format)


def _own(document: Paper, format: str) -> list[Finding]:
    match document:
        case Order():
            return _findings(ORDERS.get(format, ()), document)
        case OrderAnswer():
            return _findings(ANSWERS.get(format, ()), document)
        case DeliveryAdvice():
            return _findings(DELIVERIES.get(format, ()), document)
        case Catalogue():
            return _findings(CATALOGUES.get(format, ()), document)
        case Notice():
            return _findings(NOTICES.get(format, ()), document)
        case _:
            return []


def _identifiers(document: Paper, format: str) -> list[Finding]:
    """The identifiers of all parties by the rules that all Peppol documents have in common."""
    if not format.startswith(PEPPOL):
        return []
    return [
        Finding(
            rule=f"PEPPOL-COMMON-{number}",
            severity=severity,
            message=text,
            place=f"identifier of {role}, scheme {scheme}",
            value=identifier.value,
        )
        for role, party in document
        if isinstance(party, Party)
        for identifier in (party.endpoint, *party.ids, party.legal_id)
        if identifier is not None
        for number, severity, scheme, text, is_valid in SCHEMES
        if identifier.scheme == scheme and not is_valid(identifier.value)
    ]


class PaperDescription(NamedTuple):
    """A rule in words, with the format it is for."""

    id: str
    text: str
    severity: Severity
    format: str


def describe_papers() -> Iterator[PaperDescription]:
    """Every rule in words, for a list of all of them."""
    for name, currency in paper_currency.RULES.items():
        yield PaperDescription(currency.id, paper_currency.TEXT, "fatal", name)
    for table in (ORDERS, ANSWERS, DELIVERIES, CATALOGUES, NOTICES):
        for name, rules in table.items():
            for rule in rules:
                yield PaperDescription(rule.id, rule.text, rule.severity, name)


def _findings(rules: Sequence[PaperRule[Document]], document: Document) -> list[Finding]:
    return [
        Finding(
            rule=rule.id,
            severity=rule.severity,
            message=rule.text,
            place=place.term,
            value=place.value,
            remedy=None if place.right is None else f"{place.right} would be right",
        )
        for rule in rules
        for place in islice(rule.check(document), MOST)
    ]
