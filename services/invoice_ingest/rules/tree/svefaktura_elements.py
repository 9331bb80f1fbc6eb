"""Svefaktura 1.0: codes as they are written, and what makes a second hearing worth while (R-n).

The rule set compares most codes blanks and all, and looks at every element; the model has one, and trimmed.
"""

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Kind, Severity, Statement
from services.invoice_ingest.rules.tree import looking
from services.invoice_ingest.rules.tree.automaton import LINE, Look, Row
from services.invoice_ingest.rules.tree.judge import DOUBT, Judge, text_of
from services.invoice_ingest.rules.tree.svefaktura_names import path

CATEGORIES, UNIT, ENOUGH = ("S", "E"), "quantityUnitCode", 20
TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("R-35", "fatal", "structure", "A buyer's registered name is given only where it differs from the name."),
    ("R-44", "fatal", "structure",
     "A seller's registered name is given only where it differs from the name."),
    ("R-48", "fatal", "code list", "The means of payment is 1."),
    ("R-57", "fatal", "code list", "The reason code of an allowance or charge is ZZZ."),
    ("R-59", "fatal", "vat", "The VAT category of a breakdown is S or E."),
    ("R-76", "fatal", "vat", "The VAT category of a line is S or E."),
    ("R-78", "fatal", "structure", "A base quantity is in the unit of the quantity."),
    ("R-79", "fatal", "presence", "The requisitioner reference is not empty."),
)  # fmt: skip
STATEMENTS = tuple(Statement(*row) for row in TEXTS)
ID, PERCENT, PARTY_NAME = path("cac:ID"), path("cbc:Percent"), path("cac:PartyName/cbc:Name")
LINES, PRICE, COUNTED = path("cac:InvoiceLine"), path("cbc:PriceAmount"), path("cbc:InvoicedQuantity")
INDICATORS = frozenset({"true", "false", "1", "0"})


def _registered_name(id: str) -> Look:
    """The name differs from one of the party's names, and there is one to differ from."""

    def look(element: _Element, judge: Judge) -> None:
        scheme = element.getparent()
        party = None if scheme is None else scheme.getparent()
        names = [] if party is None else party.findall(PARTY_NAME)[:ENOUGH]
        if all(name.text == element.text for name in names):
            judge.broken(id, element)

    return look


def _exactly(id: str, allowed: str) -> Look:
    return lambda element, judge: None if element.text == allowed else judge.broken(id, element)


def _category(element: _Element, judge: Judge) -> None:
    code = text_of(element.find(ID))
    if code.upper() not in CATEGORIES:
        judge.broken("R-76", element, code)


def _code(element: _Element, judge: Judge) -> None:
    """Written otherwise than S or E, a category is one to some rules and none to others."""
    if element.text not in CATEGORIES:
        judge.count(DOUBT)


def _indicator(element: _Element, judge: Judge) -> None:
    if element.text not in INDICATORS:
        judge.count(DOUBT)


def _scheme(element: _Element, judge: Judge) -> None:
    if element.text != text_of(element):
        judge.count(DOUBT)


def _price(element: _Element, judge: Judge) -> None:
    """A price that says nothing breaks the sum of its line, which the model does not reckon then."""
    if not text_of(element.find(PRICE)).replace(".", "", 1).isdecimal():
        judge.count(DOUBT)


def _base_unit(element: _Element, judge: Judge) -> None:
    line = next(element.iterancestors(LINES), None)
    counted = None if line is None else line.find(COUNTED)
    unit = None if counted is None else counted.get(UNIT)
    if unit is not None and element.get(UNIT) != unit:
        judge.broken("R-78", element, element.get(UNIT) or "", unit)


def _requisitioner(element: _Element, judge: Judge) -> None:
    if not (element.text or "").strip(" "):
        judge.broken("R-79", element)


def _rate(element: _Element, judge: Judge) -> None:
    if element.find(PERCENT) is None:
        judge.count(DOUBT)


def _totals(element: _Element, judge: Judge) -> None:
    """The model has one group of totals; the second hearing asks each."""
    if judge.count("totals") > 1:
        judge.count(DOUBT)


ROWS: tuple[Row, ...] = (
    Row("cac:LegalTotal", _totals),
    *(Row(f"cac:{role}Party/cac:Party/cac:PartyTaxScheme/cbc:RegistrationName", _registered_name(id))
      for role, id in (("Buyer", "R-35"), ("Seller", "R-44"))),
    Row("cac:PaymentMeans/cac:PaymentMeansTypeCode", _exactly("R-48", "1")),
    Row("sf:AllowanceCharge/cac:ReasonCode", _exactly("R-57", "ZZZ")),
    Row("sf:AllowanceCharge/cbc:ChargeIndicator", _indicator),
    Row("sf:AllowanceCharge/cac:TaxCategory", _rate),
    Row("cac:TaxTotal/cac:TaxSubTotal/cac:TaxCategory/cac:ID", looking.one_of("R-59", *CATEGORIES)),
    Row(f"{LINE}/cac:Item/cac:TaxCategory", _category),
    Row(f"{LINE}/cac:Item/cac:BasePrice", _price),
    Row(f"{LINE}/cac:Item/cac:BasePrice/cbc:BaseQuantity", _base_unit),
    Row("sf:RequisitionistDocumentReference/cac:ID", _requisitioner),
    Row("//cac:TaxCategory/cac:ID", _code),
    Row("//cac:TaxScheme/cac:ID", _scheme),
)  # fmt: skip
