"""The one currency of an order, change or response. Asked of the tree: a model keeps one currency only."""

from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.formats.ubl import CBC, declared
from services.invoice_ingest.notes import MOST, Notes

TEXT = "all amounts are in the currency of the document"
CURRENCY = f"{{{CBC}}}DocumentCurrencyCode"


class CurrencyRule(NamedTuple):
    """The rule's id, and the names of the amounts that it asks; none: all."""

    id: str
    names: tuple[str, ...] = ()


RULES = {
    "peppol-order-3": CurrencyRule("PEPPOL-T01-R003"),
    "peppol-order-change-3": CurrencyRule("PEPPOL-T114-R003"),
    "peppol-order-agreement-3": CurrencyRule("PEPPOL-T110-R004"),
    "peppol-order-response-3": CurrencyRule("PEPPOL-T76-R005", (f"{{{CBC}}}PriceAmount",)),
}


def check_currency(root: _Element, format: str) -> list[Finding]:
    """A finding for each amount in another currency than the document's; none where it names no currency."""
    rule, currency = RULES.get(format), declared(root, CURRENCY)
    if rule is None or currency is None:
        return []
    notes = Notes(root)
    others = (
        element for element in root.iter(*rule.names) if element.get("currencyID", currency) != currency
    )
    return [
        Finding(
            rule=rule.id,
            severity="fatal",
            message=TEXT,
            place=notes.place_of(element),
            value=element.get("currencyID"),
            remedy=f"{currency} would be right",
        )
        for element in islice(others, MOST)
    ]
