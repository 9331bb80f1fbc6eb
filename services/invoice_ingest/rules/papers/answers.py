"""Rules of the Peppol order response (T76) and of the advanced one (T116), whose numbers mean the same."""

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.amounts import ENOUGH, in_currency
from services.invoice_ingest.rules.papers.asking import needs, starts_with, tally_ids, unique_among
from services.invoice_ingest.rules.papers.orders import POACC
from services.invoice_ingest.rules.rule import Kind
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

NAME, NUMBER = (
    ubl.path("cac:PartyLegalEntity/cbc:RegistrationName"),
    ubl.path("cac:PartyIdentification/cbc:ID"),
)
START, END, ORDER_LINE = ubl.path("cbc:StartDate"), ubl.path("cbc:EndDate"), ubl.path("cac:OrderLine")
WITH_LINES, WITHOUT_LINES = {"CA": "R007"}, {"AP": "R008", "RE": "R009", "AB": "R010"}
"""Response code -> the rule that such a response has lines, or has none."""

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R001", "presence", "The buyer has a registered name or an identifier."),
    ("R002", "presence", "The seller has a registered name or an identifier."),
    ("R003", "structure", "Each line has an id that no other line has."),
    ("R004", "arithmetic", "A promised delivery period does not end before it starts."),
    ("R005", "code list", "All prices are in the currency of the document."),
    ("R006", "code list", "The specification is that of the document's kind."),
    ("R007", "structure", "A response with code CA has lines."),
    ("R008", "structure", "A response with code AP has no lines."),
    ("R009", "structure", "A response with code RE has no lines."),
    ("R010", "structure", "A response with code AB has no lines."),
)


def rows(prefix: str, transaction: str) -> tuple[Row, ...]:
    """The rules of an order response, under the ids of the transaction."""
    return (
        Row("", tally_ids(transaction)),
        Row("//cac:BuyerCustomerParty/cac:Party", needs(f"{prefix}R001", NAME, NUMBER)),
        Row("//cac:SellerSupplierParty/cac:Party", needs(f"{prefix}R002", NAME, NUMBER)),
        Row("//cac:OrderLine/cac:LineItem", unique_among(f"{prefix}R003", transaction)),
        Row("//cac:PromisedDeliveryPeriod", _period(f"{prefix}R004")),
        Row("//cbc:PriceAmount", in_currency(f"{prefix}R005")),
        Row("//cbc:CustomizationID", starts_with(f"{prefix}R006", f"{POACC}trns:{transaction}:3")),
        Row("//cbc:OrderResponseCode", _code(prefix)),
    )


def _period(id: str) -> Look:
    """Days are compared as they are written: that is the order of days, too."""

    def look(period: _Element, judge: Judge) -> None:
        start, end = period.find(START), period.find(END)
        if start is not None and end is not None and (end.text or "") < (start.text or ""):
            judge.broken(id, end)

    return look


def _code(prefix: str) -> Look:
    def look(element: _Element, judge: Judge) -> None:
        code, response = text_of(element), element.getparent()
        if response is None or judge.count("codes") > ENOUGH:
            return
        rules = WITH_LINES if response.find(ORDER_LINE) is None else WITHOUT_LINES
        if code in rules:
            judge.broken(prefix + rules[code], element)

    return look
