"""The changes that `benchmarks.mutations` makes: of one element in turn, and of a document as a whole."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lxml import etree
from lxml.etree import QName, _Element

Change = Callable[[_Element], bool]
"""Change an element, or what stands around it, in place; False where there is nothing to change."""

CODES = {
    "ID": ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"),
    "CategoryCode": ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"),
    "Percent": ("0", "6", "25"),
    "RateApplicablePercent": ("0", "25"),
    "PaymentMeansCode": ("1", "10", "30", "31", "42", "48", "49", "50", "56", "58", "59", "93", "ZZZ"),
    "TypeCode": ("380", "381", "384", "389", "326", "261", "30", "58", "130", "50", "916"),
    "InvoiceTypeCode": ("380", "381", "384", "389", "326", "393"),
    "CreditNoteTypeCode": ("381", "261", "396", "380"),
    "DocumentTypeCode": ("130", "50", "916"),
    "IdentificationCode": ("SE", "DK", "FR", "GB", "se"),
    "CountryID": ("SE", "FR", "se"),
    "DocumentCurrencyCode": ("EUR", "SEK", "USD"),
    "InvoiceCurrencyCode": ("EUR", "SEK"),
    "TaxExemptionReasonCode": ("VATEX-EU-AE", "vatex-eu-o", "VATEX-EU-G", "VATEX-EU-IC"),
    "ChargeIndicator": ("true", "false", "1", "0"),
    "AllowanceChargeReasonCode": ("95", "FC", "ZZZ"),
}
"""Codes that stand for other things, by the name of the element."""
CATEGORIES = ("TaxCategory", "ClassifiedTaxCategory")
PART_OF_A_CATEGORY = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"})


def changes_of(element: _Element) -> Iterator[tuple[str, Change]]:
    """Every change that is worth trying on an element, with its name."""
    yield from CHANGES.items()
    for name in element.attrib:
        yield f"without @{name} of", partial(_without, str(name))
        yield f"emptied @{name} of", partial(_with, str(name), lambda value: "")
        yield f"spaced @{name} of", partial(_with, str(name), lambda value: f" {value} ")
        yield f"lower @{name} of", partial(_with, str(name), str.lower)
        yield f"other @{name} of", partial(_with, str(name), lambda value: "ZZ")
    for code in CODES.get(_name(element), ()) if _is_coded(element) else ():
        yield f"{code} as", partial(_said, code)


def _is_coded(element: _Element) -> bool:
    return _name(element) != "ID" or (element.text or "").strip() in PART_OF_A_CATEGORY


def _left_out(element: _Element) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    parent.remove(element)
    return True


def _doubled(element: _Element) -> bool:
    if element.getparent() is None:
        return False
    element.addnext(deepcopy(element))
    return True


def _hollow(element: _Element) -> bool:
    """Left without its children: `<cac:Delivery/>`."""
    if not len(element) or element.getparent() is None:
        return False
    for child in list(element):
        element.remove(child)
    element.text = None
    return True


def _swapped(element: _Element) -> bool:
    """Its text, or its children, exchanged with those of the next element of its name."""
    other = next(element.itersiblings(str(element.tag)), None)
    if other is None:
        return False
    element.text, other.text = other.text, element.text
    mine, theirs = list(element), list(other)
    element.extend(theirs)
    other.extend(mine)
    return True


def _retold(change: Callable[[str], str]) -> Change:
    """The element's text changed, where it has text and the change makes a difference."""

    def apply(element: _Element) -> bool:
        before = element.text or ""
        if len(element) or not before.strip():
            return False
        element.text = change(before)
        return element.text != before

    return apply


def _without_attributes(element: _Element) -> bool:
    had = bool(element.attrib)
    element.attrib.clear()
    return had


def _with_other_attributes(element: _Element) -> bool:
    for name, value in element.attrib.items():
        element.set(name, "EUR" if value == "SEK" else "ZZ")
    return bool(element.attrib)


def _without(name: str, element: _Element) -> bool:
    return element.attrib.pop(name, None) is not None


def _with(name: str, change: Callable[[str], str], element: _Element) -> bool:
    before = element.get(name, "")
    element.set(name, change(before))
    return change(before) != before


def _said(code: str, element: _Element) -> bool:
    before, element.text = element.text, code
    return before != code


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()


def _more(by: str) -> Callable[[str], str]:
    return lambda text: f"{Decimal(text) + Decimal(by):.2f}" if _is_number(text) else text


def _negative(text: str) -> str:
    if not _is_number(text):
        return text
    return text[1:] if text.startswith("-") else f"-{text}"


def _finer(text: str) -> str:
    return f"{text}001" if "." in text and _is_number(text) else text


def _name(element: _Element) -> str:
    return QName(element).localname


CHANGES: dict[str, Change] = {
    "left out": _left_out,
    "doubled": _doubled,
    "hollow": _hollow,
    "swapped": _swapped,
    "emptied": _retold(lambda text: ""),
    "blank": _retold(lambda text: " "),
    "other": _retold(lambda text: "XX"),
    "zero": _retold(lambda text: "0"),
    "larger": _retold(_more("10")),
    "a cent more": _retold(_more("0.01")),
    "half more": _retold(_more("0.5")),
    "negative": _retold(_negative),
    "finer": _retold(_finer),
    "with zeros": _retold(lambda text: f"{text}00" if "." in text and _is_number(text) else text),
    "spaced": _retold(lambda text: f" {text} "),
    "on a line of its own": _retold(lambda text: f"\n    {text}\n  "),
    "upper": _retold(str.upper),
    "lower": _retold(str.lower),
    "without attributes": _without_attributes,
    "other attributes": _with_other_attributes,
}
"""Changes of any element."""


def documents_of(root: _Element) -> Iterator[tuple[str, _Element]]:
    """The document with a change that concerns all of it, or with something added."""
    for category in CODES["ID"]:
        for rate in ("0", "25", None):
            yield f"all {category} at {rate}", _all_in(root, category, rate)
    for scheme in ("GST", "vat", " VAT ", "", None):
        yield f"all schemes {scheme}", _all_schemes(root, scheme)
    if not any(str(child.tag).startswith(f"{{{CAC}}}") for child in root):
        return
    for addition in ADDITIONS:
        if addition.place != "/" and next(root.iter(f"{{{CAC}}}{addition.place}"), None) is None:
            continue
        yield f"with {addition.name} in {addition.place}", _with_addition(root, addition)


def _all_in(root: _Element, category: str, rate: str | None) -> _Element:
    copy = deepcopy(root)
    for element in list(copy.iter("*")):
        if _name(element) in CATEGORIES or "TradeTax" in _name(element):
            for child in list(element):
                if _name(child) in ("ID", "CategoryCode"):
                    child.text = category
                elif _name(child) in ("Percent", "RateApplicablePercent"):
                    if rate is None:
                        element.remove(child)
                    else:
                        child.text = rate
    return copy


def _all_schemes(root: _Element, scheme: str | None) -> _Element:
    copy = deepcopy(root)
    for element in list(copy.iter("*")):
        if _name(element) == "TaxScheme":
            for child in list(element):
                if scheme is None:
                    element.remove(child)
                else:
                    child.text = scheme
    return copy


CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
PREFIXES = f'xmlns:a="{CAC}" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'


class Addition(NamedTuple):
    """Elements that a UBL document may have beside what it has, and the element they are added to."""

    name: str
    place: str
    fragment: str


def _additions() -> Iterator[Addition]:
    for row in Path(__file__).with_name("additions.txt").read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            name, places, fragment = row.split(" | ")
            yield from (Addition(name, place, fragment) for place in places.split(";"))


ADDITIONS = tuple(_additions())


def _with_addition(root: _Element, addition: Addition) -> _Element:
    copy = deepcopy(root)
    currency = next(
        (str(amount.get("currencyID")) for amount in root.iter("*") if amount.get("currencyID")), ""
    )
    for parent in [copy] if addition.place == "/" else list(copy.iter(f"{{{CAC}}}{addition.place}")):
        parent.extend(etree.fromstring(f"<x {PREFIXES}>{addition.fragment.replace('¤', currency)}</x>"))
    return copy
