"""Svefaktura 1.0: advice on addresses, identifiers, references, dates and numbers (R-n, never fatal)."""

from collections.abc import Callable
from datetime import date
from operator import gt, lt
from unicodedata import category

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Kind, Statement
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of
from services.invoice_ingest.rules.tree.svefaktura_names import path

SFTI, SFTI_SCHEMES = "SFTI", "[CT][ACD][DQ][ATS]"
ORGANISATION = "SWT"
COMPONENT, ADDRESS_LINE, FREE_LINE = path("cbc:"), path("cac:AddressLine"), path("cbc:Line")
CITY, POST_CODE, ADDRESS_ID = path("cbc:CityName"), path("cbc:PostalZone"), path("cac:Address/cac:ID")
IDENTIFICATION, SCHEMES = path("cac:PartyIdentification"), path("cac:PartyTaxScheme/cac:TaxScheme/cac:ID")
RATE, ISSUED = path("cac:ExchangeRate/cbc:CalculationRate"), path("cbc:IssueDate")

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R-30", "structure", "A reference that names SFTI as its agency has a scheme."),
    ("R-31", "structure", "A reference with one of SFTI's schemes names no other agency."),
    ("R-33", "structure", "The buyer's address is in free lines or in parts, not in both."),
    ("R-34", "structure", "Free lines of the buyer's address are several."),
    ("R-39", "presence", "The seller has an organisation number (scheme SWT)."),
    ("R-40", "structure", "The seller's address is in free lines or in parts, not in both."),
    ("R-41", "structure", "Free lines of the seller's address are several."),
    ("R-65", "presence", "A source currency comes with an exchange rate."),
    ("R-84", "structure", "A scheme of references that is not SFTI's is one that both parties agreed on."),
    ("R-85", "structure", "An agency of references other than SFTI is one that both parties agreed on."),
    ("R-86", "structure", "A reference with one of SFTI's schemes names SFTI as its agency."),
    ("R-87", "structure", "A scheme of references without agency is one that both parties agreed on."),
    ("R-93", "presence", "The seller's address has a city and a post code."),
    ("R-94", "presence", "The buyer's address has a city and a post code."),
    ("R-98", "structure", "Several identifiers of a party are something that both parties agreed on."),
    ("R-99", "structure", "An identifier of an address beside that of its party was agreed on."),
    ("R-47", "arithmetic", "The goods are delivered before the invoice is issued."),
    ("R-49", "arithmetic", "The invoice is due after it is issued."),
    ("R-8", "identifier", "A post code is sent without spaces or hyphens."),
    ("R-9", "identifier", "A telephone number is sent as digits."),
    ("R-36", "identifier", "A buyer's numbers are sent without spaces or hyphens."),
    ("R-45", "identifier", "A seller's numbers are sent without spaces or hyphens."),
    ("R-50", "identifier", "An account is sent without spaces or hyphens."),
)
STATEMENTS = tuple(Statement(id, "warning", kind, text) for id, kind, text in TEXTS)


def _address(mixed: str, single: str, incomplete: str) -> Look:
    def look(element: _Element, judge: Judge) -> None:
        lines = [len(line.findall(FREE_LINE)) for line in element.iterfind(ADDRESS_LINE)]
        if any(lines) and any(str(child.tag).startswith(COMPONENT) for child in element):
            judge.broken(mixed, element, "")
        if lines and max(lines) <= 1:
            judge.broken(single, element, "")
        if element.find(CITY) is None or element.find(POST_CODE) is None:
            judge.broken(incomplete, element, "")

    return look


def _party(element: _Element, judge: Judge) -> None:
    ids = sum(1 for _ in element.iterfind(IDENTIFICATION))
    if ids > 1:
        judge.broken("R-98", element, "")
    if ids and element.find(ADDRESS_ID) is not None:
        judge.broken("R-99", element, "")


def _seller(element: _Element, judge: Judge) -> None:
    if all(text_of(scheme) != ORGANISATION for scheme in element.iterfind(SCHEMES)):
        judge.broken("R-39", element, "")


def _source_currency(element: _Element, judge: Judge) -> None:
    if judge.count("R-65") == 1 and judge.root.find(RATE) is None:
        judge.broken("R-65", element)


def _is_word(text: str) -> bool:
    """Whether all letters are what XPath calls word characters: no punctuation, blanks or controls."""
    return text.isalnum() or all(category(letter)[0] not in "PZC" for letter in text)


def _word(id: str) -> Look:
    return lambda element, judge: None if _is_word(element.text or "") else judge.broken(id, element)


def _telephone(element: _Element, judge: Judge) -> None:
    number = (element.text or "").removeprefix("+")
    if number and not number.isdecimal():
        judge.broken("R-9", element)


def _dated(id: str, is_wrong: Callable[[date, date], bool]) -> Look:
    """Each of several such days, of which the model keeps one; wrong too where no day of issue is given."""

    def look(element: _Element, judge: Judge) -> None:
        day, issued = _date(element), _date(judge.root.find(ISSUED))
        if day is not None and (issued is None or is_wrong(day, issued)):
            judge.broken(id, element)

    return look


def _date(element: _Element | None) -> date | None:
    """The day, without the time after it."""
    try:
        return date.fromisoformat(text_of(element).partition("T")[0])
    except ValueError:
        return None


def _reference(element: _Element, judge: Judge) -> None:
    agency, scheme = element.get("identificationSchemeAgencyName"), element.get("identificationSchemeID")
    id = _amiss(agency, scheme)
    if id is not None:
        judge.broken(id, element, scheme or agency or "")


def _amiss(agency: str | None, scheme: str | None) -> str | None:
    """The rule that an agency and a scheme break together; the agency SFTI goes with any scheme."""
    known = scheme is not None and f"[{scheme}]" in SFTI_SCHEMES
    if agency is None:
        return None if scheme is None else "R-86" if known else "R-87"
    if agency == SFTI:
        return "R-30" if scheme is None else None
    return "R-85" if scheme is None else "R-31" if known else "R-84"


ROWS: tuple[Row, ...] = (
    Row("//cbc:PostalZone", _word("R-8")),
    Row("//cbc:Telephone", _telephone),
    Row("//cbc:Telefax", _telephone),
    Row("cac:BuyerParty/cac:Party/cac:PartyTaxScheme/cac:CompanyID", _word("R-36")),
    Row("cac:SellerParty/cac:Party/cac:PartyTaxScheme/cac:CompanyID", _word("R-45")),
    Row("cac:PaymentMeans/cac:PayeeFinancialAccount/cac:ID", _word("R-50")),
    Row("cac:Delivery/cbc:ActualDeliveryDateTime", _dated("R-47", gt)),
    Row("cac:PaymentMeans/cbc:DuePaymentDate", _dated("R-49", lt)),
    Row("//cac:Party", _party),
    Row("cac:SellerParty/cac:Party", _seller),
    Row("cac:BuyerParty/cac:Party/cac:Address", _address("R-33", "R-34", "R-94")),
    Row("cac:SellerParty/cac:Party/cac:Address", _address("R-40", "R-41", "R-93")),
    Row("cac:ExchangeRate/cac:SourceCurrencyCode", _source_currency),
    Row("sf:AdditionalDocumentReference/cac:ID", _reference),
)
