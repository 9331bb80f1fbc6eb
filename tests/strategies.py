"""Hypothesis strategies: amounts, any invoice that the model allows, trees over the known element names."""

from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal

from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from schemas.invoice import (
    AllowanceCharge,
    Attachment,
    Invoice,
    InvoiceLine,
    Item,
    Payment,
    Period,
    Price,
    Reference,
    Totals,
    VatBreakdown,
)
from schemas.party import Address, Contact, Identifier, Party
from tests.documents import CII, CREDIT_NOTE, INVOICE, OIOUBL, OIOUBL_CREDIT_NOTE, ORDER, SVEFAKTURA, golden

XML_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12)
"""Text that XML can hold."""
AMOUNTS = st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=2, allow_nan=False, allow_infinity=False
)
_EXTREMES = ("0", "-0.00", "0.005", "1E+20", "9" * 38, "0." + "0" * 37 + "1")
ANY_DECIMAL = st.one_of(
    AMOUNTS,
    st.decimals(min_value=Decimal(-(10**18)), max_value=Decimal(10**18), places=6),
    st.sampled_from([Decimal(text) for text in _EXTREMES]),
)
RATES = st.sampled_from([Decimal(text) for text in ("0", "6", "12", "25", "25.00", "-1", "0.1")])
FORMATS = (
    *("peppol-billing-3", "peppol-selfbilling-3", "en16931-ubl", "cii"),
    *("oioubl-2", "oioubl-3", "svefaktura-1.0"),
)
CATEGORIES = st.sampled_from(["S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B", "", "?"])
DAYS = st.dates()
IDENTIFIERS = st.builds(
    Identifier,
    value=st.one_of(st.sampled_from(["5500000012", "7300009000012", "DK12345674", ""]), XML_TEXT),
    scheme=st.none() | st.sampled_from(["0007", "0088", "0184", "0192", "nonsense"]),
)


def optional(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The value, or None."""
    return st.none() | strategy


def several(strategy: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    """A tuple of none to `most` values."""
    return st.lists(strategy, max_size=most).map(tuple)


def parties() -> st.SearchStrategy[Party]:
    """Parties with any of their fields missing."""
    return st.builds(
        Party,
        name=XML_TEXT,
        ids=several(IDENTIFIERS),
        legal_id=optional(IDENTIFIERS),
        vat_id=optional(st.sampled_from(["SE550000001201", "DK12345674", "", "xx"])),
        tax_registration=optional(XML_TEXT),
        endpoint=optional(IDENTIFIERS),
        address=optional(st.builds(Address, country=optional(st.sampled_from(["SE", "DK", "NO", "", "??"])))),
        contact=optional(st.builds(Contact, name=optional(XML_TEXT))),
    )


def allowances_charges() -> st.SearchStrategy[AllowanceCharge]:
    """Allowances and charges with any field missing."""
    return st.builds(
        AllowanceCharge,
        is_charge=st.booleans(),
        amount=optional(ANY_DECIMAL),
        base_amount=optional(ANY_DECIMAL),
        percentage=optional(RATES),
        vat_category=optional(CATEGORIES),
        vat_rate=optional(RATES),
        reason=optional(XML_TEXT),
    )


def lines() -> st.SearchStrategy[InvoiceLine]:
    """Invoice lines with any field missing."""
    prices = st.builds(
        Price,
        net=optional(ANY_DECIMAL),
        gross=optional(ANY_DECIMAL),
        discount=optional(ANY_DECIMAL),
        base_quantity=optional(ANY_DECIMAL),
        base_unit=optional(XML_TEXT),
    )
    return st.builds(
        InvoiceLine,
        id=XML_TEXT,
        quantity=optional(ANY_DECIMAL),
        unit=optional(st.sampled_from(["EA", "", "st"])),
        net_amount=optional(ANY_DECIMAL),
        period=optional(st.builds(Period, start=optional(DAYS), end=optional(DAYS))),
        allowances_charges=several(allowances_charges(), 2),
        price=prices,
        vat_category=optional(CATEGORIES),
        vat_rate=optional(RATES),
        item=st.builds(Item, name=XML_TEXT, standard_id=optional(IDENTIFIERS)),
    )


def invoices() -> st.SearchStrategy[Invoice]:
    """Any invoice that the model allows, lawful or absurd."""
    totals = {name: optional(ANY_DECIMAL) for name in Totals.model_fields}
    breakdowns = st.builds(
        VatBreakdown,
        taxable_amount=optional(ANY_DECIMAL),
        tax_amount=optional(ANY_DECIMAL),
        category=CATEGORIES,
        rate=optional(RATES),
        exemption_reason=optional(XML_TEXT),
    )
    return st.builds(
        Invoice,
        format=st.sampled_from(FORMATS),
        number=XML_TEXT,
        issue_date=optional(DAYS),
        due_date=optional(DAYS),
        type_code=st.sampled_from(["380", "381", "", "nonsense"]),
        is_credit=st.booleans(),
        currency=st.sampled_from(["SEK", "EUR", "", "XXX"]),
        tax_currency=optional(st.sampled_from(["SEK", "EUR"])),
        order_ref=optional(XML_TEXT),
        notes=several(XML_TEXT, 2),
        preceding=several(st.builds(Reference, number=XML_TEXT), 1),
        period=optional(st.builds(Period, start=optional(DAYS), end=optional(DAYS))),
        seller=parties(),
        buyer=parties(),
        payee=optional(parties()),
        payments=several(st.builds(Payment, means_code=optional(st.sampled_from(["30", "49", ""]))), 2),
        allowances_charges=several(allowances_charges()),
        totals=st.builds(Totals, **totals),
        vat=several(breakdowns),
        attachments=several(st.builds(Attachment, reference=XML_TEXT), 1),
        lines=several(lines()),
    )


NAMES = (INVOICE, CREDIT_NOTE, SVEFAKTURA, CII, OIOUBL, OIOUBL_CREDIT_NOTE, ORDER)
"""The golden documents of which trees are made."""


def _known() -> tuple[list[str], dict[str, list[str]], list[str]]:
    """The element names of the golden documents, what stands below each, and all attribute names."""
    below: dict[str, set[str]] = defaultdict(set)
    attributes: set[str] = set()
    roots: list[str] = []
    for name in NAMES:
        root = etree.fromstring(golden(name))
        roots.append(str(root.tag))
        for element in root.iter():
            attributes.update(str(key) for key in element.attrib)
            below[str(element.tag)].update(str(child.tag) for child in element)
    return roots, {tag: sorted(children) for tag, children in below.items()}, sorted(attributes)


ROOTS, BELOW, ATTRIBUTES = _known()
ORDER_ROOT = ROOTS[-1]
_ORDER_ID = (
    '<b:CustomizationID xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    "urn:fdc:peppol.eu:poacc:trns:order:3</b:CustomizationID>"
)
_TRAPS = (
    *(
        "",
        " ",
        "NA",
        "LA",
        "130",
        "50",
        "381",
        "SEPA",
        "VAT",
        "SWT",
        "TAX",
        "9",
        "0088",
        "SEK",
        "EUR",
        "QQ==",
    ),
    *("true", "0", "-0", "10.00", "1e9", "12.50-", "9" * 40, "2026-11-02", "2026-02-30", "å"),
    *("2026-11-02T10:00:00Z", "urn:cen.eu:en16931:2017", "urn:sfti:documents:object:x"),
    *("CT", "ATS", "ACD", "DQ"),
    *(
        "20261102",
        "20260230",
        "VA",
        "n/a",
        "63",
        "66",
        "StandardRated",
        "71",
        "GTIN",
        "916",
        "49",
        "OIOUBL-2.1",
    ),
)
_VALUES = st.one_of(st.sampled_from(_TRAPS), XML_TEXT)


@st.composite
def elements(draw: st.DrawFn, tag: str, levels: int = 7) -> _Element:
    """An element of this name with children that may stand there, or anywhere."""
    element = etree.Element(tag)
    element.text = draw(_VALUES)
    for name in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=2)):
        element.set(name, draw(_VALUES))
    usual = BELOW[tag] or sorted(BELOW)
    if levels and (BELOW[tag] or draw(st.integers(0, 9)) == 0):
        for child in draw(st.lists(st.sampled_from(usual), max_size=5)):
            element.append(draw(elements(child, levels - 1)))
    return element


CHANGES = st.tuples(
    st.sampled_from(["text", "empty", "drop", "repeat", "move", "attribute"]),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    _VALUES,
)
"""A change of a tree: what to do, to which element, with which other element or attribute or value."""


def trees(names: Sequence[str] = NAMES) -> st.SearchStrategy[bytes]:
    """XML documents over the known element names, in an order and number that nobody would send.

    Some are made of nothing, most are golden documents where up to a dozen things are changed.
    """
    made = st.sampled_from(ROOTS * 5 + sorted(BELOW)).flatmap(elements).map(_document)
    changed = st.tuples(st.sampled_from(names), st.lists(CHANGES, min_size=1, max_size=12)).map(_changed)
    return st.one_of(changed, changed, changed, made)


def _changed(plan: tuple[str, list[tuple[str, int, int, str]]]) -> bytes:
    root = etree.fromstring(golden(plan[0]), etree.XMLParser(remove_blank_text=True))
    for what, first, second, value in plan[1]:
        everything = list(root.iter())
        _change(
            what, everything[first % len(everything)], everything[second % len(everything)], second, value
        )
    return etree.tostring(root, encoding="utf-8")


def _change(what: str, element: _Element, other: _Element, number: int, value: str) -> None:
    parent = element.getparent()
    if what == "text":
        element.text = value
    elif what == "empty":
        element.text = ""
    elif what == "attribute":
        element.set(ATTRIBUTES[number % len(ATTRIBUTES)], value)
    elif parent is None:
        return
    elif what == "drop":
        parent.remove(element)
    elif what == "repeat":
        parent.append(deepcopy(element))
    elif element not in other.iterancestors() and element is not other:
        other.append(element)


def _document(root: _Element) -> bytes:
    if root.tag == ORDER_ROOT:
        root.insert(0, etree.fromstring(_ORDER_ID))
    return etree.tostring(root, encoding="utf-8")
