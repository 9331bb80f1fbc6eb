"""What all Peppol papers have in common: no empty elements, dates, and identifiers by their scheme."""

from collections.abc import Callable

from lxml.etree import _Element

from services.invoice_ingest.rules.check_digits import is_dutch_vat, is_italian_tax_code
from services.invoice_ingest.rules.papers.structure import location_of
from services.invoice_ingest.rules.peppol_identifiers import SCHEMES
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of
from services.invoice_ingest.rules.tree.peppol import DATES
from services.invoice_ingest.walking.values import day_of

PREFIX = "PEPPOL-COMMON-"
STATEMENTS = (
    Statement(f"{PREFIX}R001", "fatal", "structure", "No element is empty."),
    Statement(f"{PREFIX}R003", "warning", "structure", "The document names no schema location."),
    Statement(f"{PREFIX}R030", "fatal", "structure", "A date is written YYYY-MM-DD."),
)
"""Beside these the rules of `peppol_identifiers` hold for papers too, under the same ids."""
AS_WRITTEN = frozenset({"0184", "0096", "0198"})
"""Schemes whose numbers must not have white space around them."""
ITALIAN_ENDPOINT, VAT, DUTCH, DAY_LENGTH = "9907", "VAT", "NL", 10
VALID: dict[str, tuple[str, Callable[[str], bool]]] = {
    scheme: (PREFIX + number, is_valid) for number, _, scheme, _, is_valid in SCHEMES
}


def empty(element: _Element, judge: Judge) -> None:
    """Tell of an element that has neither children nor text (R001)."""
    if not text_of(element):
        judge.broken(f"{PREFIX}R001", element, "")


def _document(root: _Element, judge: Judge) -> None:
    location = location_of(root)
    if location is not None:
        judge.broken(f"{PREFIX}R003", root, location)
    if not len(root):
        empty(root, judge)


def _date(element: _Element, judge: Judge) -> None:
    try:
        day_of(element.text or "")
        is_whole = len(element.text or "") == DAY_LENGTH  # a time zone is none of a day's business
    except ValueError:
        is_whole = False
    if not is_whole:
        judge.broken(f"{PREFIX}R030", element)


def _identifier(element: _Element, judge: Judge) -> None:
    scheme = element.get("schemeID")
    known = VALID.get(scheme or "")
    if known is not None:
        id, is_valid = known
        if not is_valid((element.text or "") if scheme in AS_WRITTEN else text_of(element)):
            judge.broken(id, element)


def _endpoint(element: _Element, judge: Judge) -> None:
    if element.get("schemeID") == ITALIAN_ENDPOINT and not is_italian_tax_code(text_of(element)):
        judge.broken(f"{PREFIX}R046", element)


def _vat_number(element: _Element, judge: Judge) -> None:
    """A number whose scheme is known is judged by that alone."""
    number, owner = text_of(element), element.getparent()
    if not number.startswith(DUTCH) or owner is None or element.get("schemeID") in VALID:
        return
    if text_of(owner.find(ubl.SCHEME_ID)) == VAT and not is_dutch_vat(number):
        judge.broken(f"{PREFIX}R056-2", element)


ROWS: tuple[Row, ...] = (
    Row("", _document),
    *(Row(f"//cbc:{name}", _date) for name in DATES),
    *(
        Row(path, _identifier)
        for path in ("//cbc:EndpointID", "//cac:PartyIdentification/cbc:ID", "//cbc:CompanyID")
    ),
    Row("//cbc:EndpointID", _endpoint),
    Row("//cac:PartyTaxScheme/cbc:CompanyID", _vat_number),
)
