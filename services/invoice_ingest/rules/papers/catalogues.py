"""Rules of the Peppol catalogue (T19) and of the punch-out basket (T77): days, prices, quantities, items."""

from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.asking import (
    PARTY_ID,
    PARTY_NAME,
    SELLERS_ID,
    STANDARD_ID,
    day_number,
    needs,
    not_negative,
    number_of,
    rated,
    rated_above_zero,
    starts_with,
)
from services.invoice_ingest.rules.papers.orders import POACC
from services.invoice_ingest.rules.rule import Kind
from services.invoice_ingest.rules.tree import looking, ubl
from services.invoice_ingest.rules.tree.automaton import Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

CATALOGUE, BASKET = "PEPPOL-T19-", "PEPPOL-T77-"
PROFILES = tuple(f"{POACC}bis:{name}:3" for name in ("catalogue_only", "catalogue_wo_response"))
FIRST, LAST = 0.0, 99999999.0
"""Days before and after all others, where a catalogue does not tell its own."""
PRICE, PRICE_AMOUNT = ubl.path("cac:Price"), ubl.path("cbc:PriceAmount")
VALIDITY, LINE_VALIDITY = ubl.path("cac:ValidityPeriod"), ubl.path("cac:LineValidityPeriod")
PRICE_VALIDITY = f"{PRICE}/{VALIDITY}"
START, END, ISSUED = ubl.path("cbc:StartDate"), ubl.path("cbc:EndDate"), ubl.path("cbc:IssueDate")
MOST, LEAST = ubl.path("cbc:MaximumOrderQuantity"), ubl.path("cbc:MinimumOrderQuantity")
BASE, BATCH = f"{PRICE}/{ubl.path('cbc:BaseQuantity')}", ubl.path("cac:DeliveryUnit/cbc:BatchQuantity")
DOCUMENT_TYPE = ubl.path("cac:ItemSpecificationDocumentReference/cbc:DocumentTypeCode")
NAME, VALUE, INDICATORS = ubl.path("cbc:Name"), ubl.path("cbc:Value"), ("true", "false")
MAIN_IMAGE, SERVICE = "PRODUCT_IMAGE", "ServiceIndicator"
LINE, QUANTITIES = "//cac:CatalogueLine", "cac:RequiredItemLocationQuantity"

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R001", "arithmetic", "A catalogue's validity does not end before it starts."),
    ("R004", "presence", "The supplier has a name or an identifier."),
    ("R005", "presence", "The customer has a name or an identifier."),
    ("R006", "arithmetic", "A price is there and not negative."),
    ("R007", "arithmetic", "A line is valid within the validity of the catalogue."),
    ("R008", "arithmetic", "The largest quantity that can be ordered is not negative."),
    ("R009", "arithmetic", "The smallest quantity that can be ordered is not negative."),
    ("R010", "arithmetic", "The largest quantity that can be ordered is not below the smallest."),
    ("R011", "arithmetic", "A price is valid within the validity of its line."),
    ("R012", "presence", "An item has the seller's or a standard identifier."),
    ("R013", "arithmetic", "A line's validity does not end before it starts."),
    ("R014", "vat", "A tax category has a rate, unless it is O."),
    ("R015", "vat", "The rate of tax category S is greater than zero."),
    ("R016", "arithmetic", "A price's validity does not end before it starts."),
    ("R017", "code list", "The profile is one of catalogues."),
    ("R018", "code list", "The specification is that of the document's kind."),
)
BASKET_TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R001", "arithmetic", "The basket is valid until its day of issue at least."),
    ("R002", "arithmetic", "Base quantity and batch quantity are greater than zero, where both are told."),
    ("R003", "arithmetic", "A price is there and not negative."),
    ("R004", "presence", "An item has the seller's or a standard identifier."),
    ("R005", "structure", "An item has one main image at most."),
    ("R006", "code list", "Base quantity and batch quantity are in the same unit, where both are told."),
    ("R007", "code list", "A service indicator is `true` or `false`."),
    ("R008", "vat", "A tax category has a rate, unless it is O."),
    ("R009", "vat", "The rate of tax category S is greater than zero."),
    ("R010", "code list", "The specification is that of the document's kind."),
)


class Days(NamedTuple):
    """From when until when something is valid, as numbers; what is no day compares with nothing."""

    start: float
    end: float

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it starts."""
        return not self.start <= self.end

    def is_within(self, outer: "Days") -> bool:
        """Whether both ends lie between the ends of another."""
        return all(outer.start <= day <= outer.end for day in self)


def rows() -> tuple[Row, ...]:
    """The rules of a catalogue for the automaton."""
    return (
        Row("//cbc:ProfileID", looking.one_of(f"{CATALOGUE}R017", *PROFILES)),
        Row("//cbc:CustomizationID", starts_with(f"{CATALOGUE}R018", f"{POACC}trns:catalogue:3")),
        Row("", _read_validity),
        Row("cac:ValidityPeriod", _validity),
        Row("//cac:SellerSupplierParty", needs(f"{CATALOGUE}R004", PARTY_NAME, PARTY_ID)),
        Row("//cac:ContractorCustomerParty", needs(f"{CATALOGUE}R005", PARTY_NAME, PARTY_ID)),
        Row(LINE, not_negative(f"{CATALOGUE}R008", MOST, is_optional=True)),
        Row(LINE, not_negative(f"{CATALOGUE}R009", LEAST, is_optional=True)),
        Row(LINE, _quantities),
        Row(LINE, _line_validity),
        Row(f"//{QUANTITIES}", not_negative(f"{CATALOGUE}R006", f"{PRICE}/{PRICE_AMOUNT}")),
        Row(f"//{QUANTITIES}", _price_validity),
        Row("//cac:ClassifiedTaxCategory", rated(f"{CATALOGUE}R014")),
        Row("//cac:ClassifiedTaxCategory", rated_above_zero(f"{CATALOGUE}R015")),
        Row("//cac:Item", needs(f"{CATALOGUE}R012", STANDARD_ID, SELLERS_ID)),
    )


def basket_rows() -> tuple[Row, ...]:
    """The rules of a punch-out basket for the automaton."""
    return (
        Row("//cbc:CustomizationID", starts_with(f"{BASKET}R010", f"{POACC}trns:punch_out:3")),
        Row("cac:ValidityPeriod", _basket_validity),
        Row(f"//{QUANTITIES}/cac:Price", not_negative(f"{BASKET}R003", PRICE_AMOUNT)),
        Row("//cac:Item", needs(f"{BASKET}R004", STANDARD_ID, SELLERS_ID)),
        Row("//cac:Item", _images),
        Row(f"{LINE}/{QUANTITIES}", _base_and_batch),
        Row("//cac:Item/cac:AdditionalItemProperty", _service),
        Row("//cac:ClassifiedTaxCategory", rated(f"{BASKET}R008")),
        Row("//cac:ClassifiedTaxCategory", rated_above_zero(f"{BASKET}R009")),
    )


def _days(owner: _Element, period: str, outer: Days) -> Days:
    return Days(
        day_number(owner.find(f"{period}/{START}"), outer.start),
        day_number(owner.find(f"{period}/{END}"), outer.end),
    )


def _read_validity(root: _Element, judge: Judge) -> None:
    """The days of the catalogue, which each line asks for."""
    days = _days(root, VALIDITY, Days(FIRST, LAST))
    judge.seen["start"], judge.seen["end"] = str(days.start), str(days.end)


def _of_catalogue(judge: Judge) -> Days:
    return Days(float(judge.seen["start"]), float(judge.seen["end"]))


def _validity(period: _Element, judge: Judge) -> None:
    if _of_catalogue(judge).is_backwards:
        judge.broken(f"{CATALOGUE}R001", period, text_of(period.find(END)))


def _line_validity(line: _Element, judge: Judge) -> None:
    outer = _of_catalogue(judge)
    days = _days(line, LINE_VALIDITY, outer)
    if not days.is_within(outer):
        judge.broken(f"{CATALOGUE}R007", line, "")
    if days.is_backwards:
        judge.broken(f"{CATALOGUE}R013", line, "")


def _price_validity(quantity: _Element, judge: Judge) -> None:
    line, outer = quantity.getparent(), _of_catalogue(judge)
    if line is not None:
        outer = _days(line, LINE_VALIDITY, outer)
    days = _days(quantity, PRICE_VALIDITY, outer)
    if not days.is_within(outer):
        judge.broken(f"{CATALOGUE}R011", quantity, "")
    if days.is_backwards:
        judge.broken(f"{CATALOGUE}R016", quantity, "")


def _quantities(line: _Element, judge: Judge) -> None:
    if line.find(MOST) is None or line.find(LEAST) is None:
        return
    most, least = number_of(line.find(MOST)), number_of(line.find(LEAST))
    if most is None or least is None or most < least:
        judge.broken(f"{CATALOGUE}R010", line, text_of(line.find(MOST)))


def _basket_validity(period: _Element, judge: Judge) -> None:
    end, nowhere = period.find(END), float("nan")
    if end is None or not day_number(end, nowhere) >= day_number(judge.root.find(ISSUED), nowhere):
        judge.broken(f"{BASKET}R001", period, text_of(end))


def _images(item: _Element, judge: Judge) -> None:
    images = {code.getparent() for code in item.iterfind(DOCUMENT_TYPE) if code.text == MAIN_IMAGE}
    if len(images) > 1:
        judge.broken(f"{BASKET}R005", item, str(len(images)))


def _base_and_batch(quantity: _Element, judge: Judge) -> None:
    base, batch = quantity.find(BASE), quantity.find(BATCH)
    if base is None or batch is None:
        return
    if base.get("unitCode") is None or base.get("unitCode") != batch.get("unitCode"):
        judge.broken(f"{BASKET}R006", quantity, batch.get("unitCode") or "", base.get("unitCode"))
    if not all((number_of(one) or 0) > 0 for one in (base, batch)):
        judge.broken(f"{BASKET}R002", quantity, text_of(batch))


def _service(attribute: _Element, judge: Judge) -> None:
    is_service = any(name.text == SERVICE for name in attribute.iterfind(NAME))
    if is_service and not any(value.text in INDICATORS for value in attribute.iterfind(VALUE)):
        judge.broken(f"{BASKET}R007", attribute, text_of(attribute.find(VALUE)))
