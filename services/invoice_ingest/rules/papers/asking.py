"""Questions that several papers ask of an element: is a part there, is a number negative, is a code known?

Each gives a look for the automaton. They read a document as the official rule sets do: a number may be
missing only where the rule says so, and of repeated elements the first one counts.
"""

from collections.abc import Callable
from decimal import Decimal

from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look
from services.invoice_ingest.rules.tree.judge import Judge, text_of
from services.invoice_ingest.walking.values import decimal_of

ZERO = Decimal()
LINE_ITEM, ID = ubl.path("cac:LineItem"), ubl.ID
CATEGORY, PERCENT = ubl.ID, ubl.PERCENT
STANDARD, OUTSIDE_VAT = "S", "O"
STANDARD_ID = ubl.path("cac:StandardItemIdentification/cbc:ID")
SELLERS_ID = ubl.path("cac:SellersItemIdentification/cbc:ID")
PARTY_NAME, PARTY_ID = (
    ubl.path(f"cac:Party/{path}") for path in ("cac:PartyName/cbc:Name", "cac:PartyIdentification/cbc:ID")
)


def number_of(element: _Element | None) -> Decimal | None:
    """The decimal that an element holds; None where it holds none, or is not there."""
    if element is None:
        return None
    try:
        return decimal_of(text_of(element))
    except ValueError:
        return None


def amount(owner: _Element, path: str, default: Decimal = ZERO) -> Decimal:
    """The first decimal at a path; the default where none can be read there."""
    found = number_of(owner.find(path))
    return default if found is None else found


def needs(id: str, *paths: str) -> Look:
    """Breaks the rule where none of the paths leads to anything."""

    def look(element: _Element, judge: Judge) -> None:
        if all(element.find(path) is None for path in paths):
            judge.broken(id, element, "")

    return look


def not_negative(id: str, path: str, is_optional: bool = False) -> Look:
    """Breaks the rule where the number at the path is below zero, or no number; missing only if it may be."""

    def look(element: _Element, judge: Judge) -> None:
        found = element.find(path)
        if found is None and is_optional:
            return
        number = number_of(found)
        if number is None or number < 0:
            judge.broken(id, element if found is None else found)

    return look


def starts_with(id: str, start: str) -> Look:
    """Breaks the rule where the text starts otherwise."""
    return lambda element, judge: None if text_of(element).startswith(start) else judge.broken(id, element)


def unique_among(id: str, tally: str) -> Look:
    """Breaks the rule at a line without id, or with one that another has; `tally_ids` has counted them."""

    def look(element: _Element, judge: Judge) -> None:
        ids = {own.text or "" for own in element.iterfind(ID)}
        if not ids or any(judge.counted(f"{tally} {own}") > 1 for own in ids):
            judge.broken(id, element, ", ".join(sorted(ids)))

    return look


def tally_ids(tally: str) -> Look:
    """Counts the ids of all lines of a document."""

    def look(root: _Element, judge: Judge) -> None:
        for line in root.iter(LINE_ITEM):
            for own in {own.text or "" for own in line.iterfind(ID)}:
                judge.count(f"{tally} {own}")

    return look


def rated(id: str) -> Look:
    """Breaks the rule where a tax category other than O has no rate."""

    def look(category: _Element, judge: Judge) -> None:
        if category.find(PERCENT) is None and text_of(category.find(CATEGORY)) != OUTSIDE_VAT:
            judge.broken(id, category)

    return look


def rated_above_zero(id: str) -> Look:
    """Breaks the rule where tax category S has no rate above zero."""

    def look(category: _Element, judge: Judge) -> None:
        is_standard = text_of(category.find(CATEGORY)) == STANDARD
        if is_standard and not any((number_of(rate) or 0) > 0 for rate in category.iterfind(PERCENT)):
            judge.broken(id, category, text_of(category.find(PERCENT)))

    return look


def listed(id: str, name: str) -> Look:
    """Breaks the rule where the text is no code of our list."""
    allowed = codes(name)
    return lambda element, judge: None if text_of(element) in allowed else judge.broken(id, element)


def where(holds: Callable[[_Element], bool], *looks: Look) -> Look:
    """Looks only at elements of which something is true."""

    def look(element: _Element, judge: Judge) -> None:
        if holds(element):
            for one in looks:
                one(element, judge)

    return look


def day_number(element: _Element | None, default: float) -> float:
    """A day as a number that can be compared, 20261121; not a number where it is no day."""
    if element is None:
        return default
    try:
        return float(decimal_of(text_of(element).replace("-", "")))
    except ValueError:
        return float("nan")
