"""Peppol, common: formats and check digits of identifiers (PEPPOL-COMMON), wherever a document has them.

They are asked of every endpoint, party identifier and company number that names a scheme, also of empty ones.
"""

from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules import check_digits as digits
from services.invoice_ingest.rules import peppol_identifiers
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import SHAPE, Premise, Row, Values
from services.invoice_ingest.rules.tree.judge import Judge, text_of

PREFIX = "PEPPOL-COMMON-"
AS_WRITTEN = frozenset({"R042", "R052", "R053"})
"""Rules of Danish numbers, which blanks break."""
ITALIAN, DUTCH = "9907", "NL"


class _Scheme(NamedTuple):
    id: str
    is_valid: peppol_identifiers.IsValid
    as_written: bool


SCHEMES = {
    scheme: _Scheme(PREFIX + number, is_valid, number in AS_WRITTEN)
    for number, _, scheme, _, is_valid in peppol_identifiers.SCHEMES
}


def _identifier(element: _Element, judge: Judge) -> None:
    scheme = SCHEMES.get(element.get("schemeID") or "")
    if scheme is not None and not _is_valid(scheme, element.text or ""):
        judge.broken(scheme.id, element)


def _is_valid(scheme: _Scheme, text: str) -> bool:
    return scheme.is_valid(text if scheme.as_written else " ".join(text.split()))


def _all_valid(values: Values, currency: str | None) -> bool:
    """Schemes and identifiers in turn."""
    return all(
        name != ITALIAN and (name not in SCHEMES or _is_valid(SCHEMES[name], text or ""))
        for name, text in zip(values[::2], values[1::2], strict=True)
    )


def _endpoint(element: _Element, judge: Judge) -> None:
    if element.get("schemeID") == ITALIAN and not digits.is_italian_tax_code(text_of(element)):
        judge.broken(f"{PREFIX}R046", element)
    else:
        _identifier(element, judge)


def _registration(element: _Element, judge: Judge) -> None:
    for number in element.iterfind(ubl.COMPANY_ID):
        text = text_of(number)
        if text.startswith(DUTCH) and not digits.is_dutch_vat(text) and _is_vat(element):
            judge.broken(f"{PREFIX}R056-2", number)


def _is_vat(registration: _Element) -> bool:
    return any(text_of(scheme) == ubl.VAT for scheme in registration.iterfind(ubl.SCHEME_ID))


ALL_VALID = (Premise("schemeID", _all_valid, with_text=True),)
ROWS: tuple[Row, ...] = (
    Row("//cbc:EndpointID", _endpoint, given=ALL_VALID),
    Row("//cac:PartyIdentification/cbc:ID", _identifier, given=ALL_VALID),
    Row("//cbc:CompanyID", _identifier, given=ALL_VALID),
    Row("//cac:PartyTaxScheme", _registration, given=SHAPE),  # none is Dutch in `en16931.TAX_NUMBERS`
)
