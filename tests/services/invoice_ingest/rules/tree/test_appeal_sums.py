"""Sums asked of the elements: each group of totals, each breakdown with its scheme, currency and lines."""

from collections import Counter

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.en16931_vat import CATEGORIES
from services.invoice_ingest.rules.tree import PLAIN_UBL
from services.invoice_ingest.rules.tree.appeal_sums import IDS, broken_sums
from tests.tree_cases import Base, Edit, doubled, marked, removed, written
from tests.tree_documents import a_credit_note, an_invoice

TOTALS, LINE, ENTRY = "cac:LegalMonetaryTotal", "cac:InvoiceLine", "cac:AllowanceCharge"
SUBTOTAL = "cac:TaxTotal/cac:TaxSubtotal"
CATEGORY, OF_LINE = f"{SUBTOTAL}/cac:TaxCategory", f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
OF_ENTRY, OF_LINES_TAX = f"{ENTRY}/cac:TaxCategory", f"{LINE}/cac:TaxTotal/cac:TaxSubtotal"
SECOND = "cac:TaxTotal[2]/cac:TaxSubtotal"
EXEMPT = (("ID", "E"), ("Percent", "0"))
PLAIN = written("cbc:CustomizationID", "urn:cen.eu:en16931:2017")


def told(base: Base, *edits: Edit) -> Counter[str]:
    """How often each fatal rule is told of the whole document after the edits."""
    root = etree.fromstring(base.data)
    for edit in edits:
        edit(root, base.namespaces)
    return Counter(one.rule for one in read(etree.tostring(root)).broken if one.severity == "fatal")


def all_in(code: str) -> tuple[Edit, ...]:
    """The whole invoice in a category, at the rate that it has."""
    return written(f"{CATEGORY}/cbc:ID", code), written(f"{OF_LINE}/cbc:ID", code)


def a_charge(code: str, rate: str, amount: str, indicator: str = "true") -> tuple[Edit, ...]:
    return (
        written(f"{ENTRY}/cbc:ChargeIndicator", indicator),
        written(f"{ENTRY}/cbc:AllowanceChargeReason"),
        written(f"{ENTRY}/cbc:Amount", amount),
        written(f"{OF_ENTRY}/cbc:ID", code),
        written(f"{OF_ENTRY}/cbc:Percent", rate),
        written(f"{OF_ENTRY}/cac:TaxScheme/cbc:ID", "VAT"),
    )


@pytest.mark.parametrize("base", [an_invoice(), a_credit_note()], ids=["invoice", "credit note"])
def test_a_lawful_document_breaks_no_sum(base: Base) -> None:
    found = broken_sums(etree.fromstring(base.data))
    assert set(found) == set(IDS) <= set(PLAIN_UBL.statements)
    assert not any(found.values())


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("BR-CO-10", "LineExtensionAmount"),
        ("BR-CO-13", "TaxExclusiveAmount"),
        ("BR-CO-16", "PayableAmount"),
    ],
)
def test_every_group_of_totals_is_asked(rule: str, name: str) -> None:
    second = doubled(TOTALS)
    assert rule not in told(an_invoice(), second)
    assert told(an_invoice(), second, written(f"{TOTALS}[2]/cbc:{name}", "1.00"))[rule] == 1
    assert told(an_invoice(), removed(f"{TOTALS}/*"), second)[rule] == 2


def test_prepaid_and_rounding_count_where_they_are_given() -> None:
    wrong = written("cbc:BuyerReference", "")
    paid = (written(f"{TOTALS}/cbc:PrepaidAmount", "5"), written(f"{TOTALS}/cbc:PayableRoundingAmount", "5"))
    assert "BR-CO-16" not in told(an_invoice(), wrong, *paid)
    assert "BR-CO-16" in told(an_invoice(), wrong, paid[0])


@pytest.mark.parametrize("scheme", ["VAT", " vat "])
def test_the_tax_of_a_breakdown_is_asked_for_each_of_them(scheme: str) -> None:
    of_scheme = written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", scheme)
    edits = (of_scheme, written(f"{SUBTOTAL}/cbc:TaxAmount", "0"), doubled(SUBTOTAL))
    assert told(an_invoice(), *edits)["BR-CO-17"] == 2


def test_another_tax_than_vat_is_zero() -> None:
    other = written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")
    assert "BR-CO-17" in told(an_invoice(), other)
    assert "BR-CO-17" not in told(an_invoice(), other, written(f"{SUBTOTAL}/cbc:TaxAmount", "0.4"))
    assert "BR-S-08" not in told(an_invoice(), other, written(f"{SUBTOTAL}/cbc:TaxableAmount", "1"))


def test_the_breakdown_of_a_line_is_reckoned_too() -> None:
    """Not so its category, which is the document's matter."""
    edits = [
        written(f"{OF_LINES_TAX}/{path}", text)
        for path, text in (
            ("cbc:TaxableAmount", "100"),
            ("cbc:TaxAmount", "20"),
            ("cac:TaxCategory/cbc:ID", "S"),
            ("cac:TaxCategory/cbc:Percent", "25"),
            ("cac:TaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
        )
    ]
    marks = [
        marked(f"{OF_LINES_TAX}/cbc:{name}", "currencyID", "SEK") for name in ("TaxableAmount", "TaxAmount")
    ]
    marks += [removed(f"{LINE}/cac:TaxTotal/cbc:TaxAmount")]
    assert told(an_invoice(), PLAIN, *edits, *marks) == {"BR-CO-17": 1}
    right = written(f"{OF_LINES_TAX}/cbc:TaxAmount", "25")
    assert not told(an_invoice(), PLAIN, *edits, right, *marks)


def test_breakdowns_in_two_currencies_are_asked_both() -> None:
    second = (
        doubled("cac:TaxTotal"),
        written("cbc:TaxCurrencyCode", "EUR"),
        *(marked(f"{SECOND}/{name}", "currencyID", "EUR") for name in ("cbc:TaxableAmount", "cbc:TaxAmount")),
        marked("cac:TaxTotal[2]/cbc:TaxAmount", "currencyID", "EUR"),
        written(f"{SECOND}/cbc:TaxableAmount", "1.00"),
    )
    assert told(an_invoice(), PLAIN, *second)["BR-S-08"] == 1


def test_both_categories_of_a_breakdown_are_asked() -> None:
    second = (
        doubled(CATEGORY),
        written(f"{CATEGORY}[2]/cbc:ID", "E"),
        written(f"{CATEGORY}[2]/cbc:Percent", "0"),
    )
    assert {"BR-E-08", "BR-E-09"} <= set(told(an_invoice(), PLAIN, *second))


@pytest.mark.parametrize("code", [category.code for category in CATEGORIES])
def test_the_sum_of_a_category_counts_allowances_and_charges(code: str) -> None:
    prefix = next(category.prefix for category in CATEGORIES if category.code == code)
    base, wrong = an_invoice(), written("cbc:BuyerReference", "")
    net = etree.fromstring(base.data).findtext(
        f"{TOTALS}/cbc:LineExtensionAmount", namespaces=dict(base.namespaces)
    )
    charge, allowance = (a_charge(code, "25", "7", word) for word in ("1", "false"))
    for entry, off in ((charge, 7), (allowance, -7)):
        sums = (*all_in(code), *entry, wrong)
        right = written(f"{SUBTOTAL}/cbc:TaxableAmount", f"{float(net or 0) + off:.2f}")
        assert f"{prefix}-08" in told(base, *sums)
        assert f"{prefix}-08" not in told(base, *sums, right)


def test_the_sum_of_charges_alone_will_do_at_the_standard_rate() -> None:
    taxable = written(f"{SUBTOTAL}/cbc:TaxableAmount", "7.00")
    entry = a_charge("S", "25", "7")
    assert "BR-S-08" not in told(an_invoice(), *entry, taxable)
    assert "BR-AF-08" in told(an_invoice(), *all_in("L"), *a_charge("L", "25", "7"), taxable)


def test_what_is_neither_allowance_nor_charge_adds_nothing() -> None:
    assert "BR-S-08" not in told(an_invoice(), *a_charge("S", "25", "7", ""))


@pytest.mark.parametrize(
    ("taxable", "broken"), [("1.01", True), ("0.99", False), ("-1.01", True), ("-0.99", False), ("1", False)]
)
def test_a_sum_by_rate_is_less_than_one_off(taxable: str, broken: bool) -> None:
    """In binary fractions, as in the rule set: 99.08 + 1 is a hair more than 100.08."""
    base = an_invoice()
    net = etree.fromstring(base.data).findtext(
        f"{TOTALS}/cbc:LineExtensionAmount", namespaces=dict(base.namespaces)
    )
    assert net == "98.08"
    stated = written(f"{SUBTOTAL}/cbc:TaxableAmount", f"{float(net) + float(taxable):.2f}")
    assert ("BR-S-08" in told(base, stated)) is broken


def test_only_the_total_that_is_in_the_currency_counts() -> None:
    """An amount without a currency is no total in the document's."""
    two = (doubled("cac:TaxTotal"), removed("cac:TaxTotal[1]/cac:TaxSubtotal"))
    none = marked("cac:TaxTotal[1]/cbc:TaxAmount", "currencyID", "")
    assert "BR-CO-15" not in told(an_invoice(), PLAIN, *two, none)
    wrong = written("cac:TaxTotal[2]/cbc:TaxAmount", "1.00")
    assert "BR-CO-15" in told(an_invoice(), PLAIN, *two, none, wrong)
    assert "BR-CO-15" in told(an_invoice(), PLAIN, *two)


def test_what_cannot_be_read_is_absent_and_never_raises() -> None:
    texts = ("", "x", "1e5", "∞", "9" * 400)
    for text in texts:
        edits = [written(f"{TOTALS}/cbc:{name}", text) for name in ("LineExtensionAmount", "PayableAmount")]
        edits += [written(f"{SUBTOTAL}/cbc:TaxableAmount", text), written(f"{CATEGORY}/cbc:Percent", text)]
        assert "BR-CO-10" in told(an_invoice(), *edits)


def test_sums_are_equal_as_decimals() -> None:
    """XPath as we have it reads -2.28 a hair beside what -228 div 100 gives."""
    tax = [written(path, "-2.28") for path in ("cac:TaxTotal/cbc:TaxAmount", f"{SUBTOTAL}/cbc:TaxAmount")]
    assert "BR-CO-14" not in told(an_invoice(), *tax)
    assert "BR-CO-14" in told(an_invoice(), tax[0])


@pytest.mark.parametrize(
    ("rule", "total", "indicator"),
    [("BR-CO-11", "AllowanceTotalAmount", "false"), ("BR-CO-12", "ChargeTotalAmount", "1")],
)
def test_a_total_of_changes_is_their_sum(rule: str, total: str, indicator: str) -> None:
    entry, stated = a_charge("S", "25", "2.28", indicator), f"{TOTALS}/cbc:{total}"
    assert rule in told(an_invoice(), *entry)
    assert rule not in told(an_invoice(), *entry, written(stated, "2.28"))
    assert rule in told(an_invoice(), written(stated, "2.28"))
    assert rule not in told(an_invoice(), written(stated, "0"))
