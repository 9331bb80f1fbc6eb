"""Rules of the Peppol despatch advice (T16)."""

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.asking import (
    PARTY_ID,
    PARTY_NAME,
    SELLERS_ID,
    STANDARD_ID,
    needs,
    not_negative,
    starts_with,
)
from services.invoice_ingest.rules.papers.orders import POACC
from services.invoice_ingest.rules.rule import Kind, Severity
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Row
from services.invoice_ingest.rules.tree.judge import Judge

PREFIX = "PEPPOL-T16-"
ITEM, QUANTITY = ubl.path("cac:Item"), ubl.path("cbc:DeliveredQuantity")
OUTSTANDING, REASON = ubl.path("cbc:OutstandingQuantity"), ubl.path("cbc:OutstandingReason")
LINE = "//cac:DespatchLine"

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("R003", "fatal", "presence", "An item has the seller's or a standard identifier."),
    ("R004", "fatal", "presence", "An item has a name."),
    ("R005", "warning", "presence", "A line has a delivered quantity."),
    ("R006", "fatal", "arithmetic", "A delivered quantity is there and not negative."),
    ("R007", "warning", "presence", "What is outstanding has a reason."),
    ("R008", "fatal", "presence", "The buyer has a name or an identifier."),
    ("R009", "fatal", "presence", "The seller has a name or an identifier."),
    ("R010", "fatal", "presence", "The originator has a name or an identifier."),
    ("R011", "fatal", "code list", "The specification is that of the document's kind."),
)


def rows() -> tuple[Row, ...]:
    """The rules for the automaton."""
    parties = (
        ("R008", "BuyerCustomerParty"),
        ("R009", "SellerSupplierParty"),
        ("R010", "OriginatorCustomerParty"),
    )
    return (
        Row("//cbc:CustomizationID", starts_with(f"{PREFIX}R011", f"{POACC}trns:despatch_advice:3")),
        *(Row(f"//cac:{role}", needs(PREFIX + number, PARTY_NAME, PARTY_ID)) for number, role in parties),
        Row(LINE, needs(f"{PREFIX}R003", f"{ITEM}/{STANDARD_ID}", f"{ITEM}/{SELLERS_ID}")),
        Row(LINE, needs(f"{PREFIX}R004", f"{ITEM}/{ubl.path('cbc:Name')}")),
        Row(LINE, needs(f"{PREFIX}R005", QUANTITY)),
        Row(LINE, not_negative(f"{PREFIX}R006", QUANTITY)),
        Row(LINE, _outstanding),
    )


def _outstanding(line: _Element, judge: Judge) -> None:
    if line.find(OUTSTANDING) is not None and line.find(REASON) is None:
        judge.broken(f"{PREFIX}R007", line, "")
