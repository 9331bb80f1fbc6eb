"""Rules of the Peppol order agreement (T110): an order that the seller wrote down, with its taxes."""

from collections.abc import Iterator
from decimal import Decimal

from lxml.etree import _Element

from services.invoice_ingest.rules.papers import allowances, amounts
from services.invoice_ingest.rules.papers.asking import (
    SELLERS_ID,
    STANDARD_ID,
    ZERO,
    amount,
    needs,
    not_negative,
    number_of,
    rated,
    rated_above_zero,
    starts_with,
)
from services.invoice_ingest.rules.papers.orders import AMOUNTS, POACC, gross_price
from services.invoice_ingest.rules.rounding import rounded, whole
from services.invoice_ingest.rules.rule import Kind
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

PREFIX = "PEPPOL-T110-"
TOTAL = "cac:LegalMonetaryTotal"
EXEMPT, TAXED = frozenset({"E", "AE", "O", "K", "G"}), frozenset({"S", "Z", "L", "M"})
REASON, MILLION, HUNDRED = ubl.path("cbc:TaxExemptionReason"), Decimal(1_000_000), Decimal(100)
RATE, TAX, TAXABLE = (
    ubl.path(path) for path in ("cac:TaxCategory/cbc:Percent", "cbc:TaxAmount", "cbc:TaxableAmount")
)
SUBTOTAL, TAX_TOTAL = ubl.path("cac:TaxSubtotal"), ubl.path("cac:TaxTotal")
TAXED_AS = ubl.path("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory")
ORDER_LINE, LINE_ITEM = ubl.path("cac:OrderLine"), ubl.path("cac:LineItem")

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("R001", "arithmetic", "A net price is there and not negative."),
    ("R002", "presence", "An item has the seller's or a standard identifier."),
    ("R004", "code list", "All amounts are in the currency of the document."),
    ("R005", "arithmetic", "The amount to pay is not negative."),
    ("R006", "arithmetic", "The sum of the lines is not negative."),
    ("R007", "arithmetic", "The sum of the lines is that of the line amounts."),
    ("R008", "arithmetic", "The sum of charges is that of the document's charges."),
    ("R009", "arithmetic", "The sum of allowances is that of the document's allowances."),
    ("R010", "arithmetic", "The total without tax is lines less allowances plus charges."),
    ("R011", "arithmetic", "The total with tax is the total without tax plus the tax."),
    ("R012", "arithmetic", "The amount to pay is the total with tax less what is paid plus rounding."),
    ("R013", "arithmetic", "An amount has two decimals at most, unless it is a price."),
    ("R014", "presence", "Where totals are told, each line has an amount."),
    ("R015", "presence", "An allowance or charge with a percentage has a base amount."),
    ("R016", "presence", "An allowance or charge with a base amount has a percentage."),
    ("R017", "arithmetic", "An allowance or charge is its percentage of its base amount."),
    ("R018", "presence", "An allowance or charge has a reason or a reason code."),
    ("R019", "vat", "A tax category has a rate, unless it is O."),
    ("R020", "vat", "The rate of tax category S is greater than zero."),
    ("R021", "arithmetic", "An allowance or charge has an amount that is not negative."),
    ("R022", "arithmetic", "A gross price is not negative."),
    ("R023", "arithmetic", "The discount of a price is not negative."),
    ("R024", "vat", "The tax of a category is its taxable amount times its rate."),
    ("R025", "vat", "The tax total is the sum of the taxes by category."),
    ("R026", "vat", "Each tax category and rate stands in the tax total, where there is one."),
    ("R027", "vat", "Each tax category stands in the tax total, where there is one."),
    ("R028", "vat", "A tax category without exemption reason is S, Z, L or M."),
    ("R029", "vat", "A tax category with exemption reason is E, AE, O, K or G."),
    ("R030", "code list", "The specification is that of the document's kind."),
    ("CL001", "code list", "The reason code of an allowance is a code of the list `allowance_reasons`."),
    ("CL002", "code list", "The reason code of a charge is a code of the list `charge_reasons`."),
)


def rows() -> tuple[Row, ...]:
    """The rules for the automaton."""
    return (
        Row("//cbc:CustomizationID", starts_with(f"{PREFIX}R030", f"{POACC}trns:order_agreement:3")),
        Row("//cac:Item", needs(f"{PREFIX}R002", STANDARD_ID, SELLERS_ID)),
        *amounts.rows(f"{PREFIX}R004", f"{PREFIX}R013", (*AMOUNTS, "TaxableAmount"), TOTAL),
        Row("//cac:TaxTotal/cac:TaxSubtotal", _tax_of_category),
        Row("cac:TaxTotal", _tax_total),
        Row("//cac:TaxSubtotal/cac:TaxCategory", _exemption),
        *(Row(path, look) for path in ("//cac:AllowanceCharge/cac:TaxCategory",
                                       "//cac:Item/cac:ClassifiedTaxCategory")
          for look in (_known_category, rated(f"{PREFIX}R019"), rated_above_zero(f"{PREFIX}R020"))),
        Row(f"//{TOTAL}", _total),
        *allowances.rows(
            {"base": f"{PREFIX}R015", "percentage": f"{PREFIX}R016", "amount": f"{PREFIX}R017",
             "reason": f"{PREFIX}R018", "not negative": f"{PREFIX}R021"}, ("cac:AllowanceCharge",)),
        *allowances.reason_rows(f"{PREFIX}CL001", f"{PREFIX}CL002"),
        Row("//cac:Price", not_negative(f"{PREFIX}R001", ubl.path("cbc:PriceAmount"))),
        Row("//cac:Price", gross_price(f"{PREFIX}R022")),
        Row("//cac:Price",
            not_negative(f"{PREFIX}R023", ubl.path("cac:AllowanceCharge/cbc:Amount"), is_optional=True)),
    )  # fmt: skip


def _tax_of_category(subtotal: _Element, judge: Judge) -> None:
    rate, tax = number_of(subtotal.find(RATE)), number_of(subtotal.find(TAX))
    if tax is None:
        judge.broken(f"{PREFIX}R024", subtotal, "")
    elif rate is None or whole(rate) == 0:
        if whole(tax) != 0:
            judge.broken(f"{PREFIX}R024", subtotal, f"{tax:f}", "0")
    else:
        right = rounded(amount(subtotal, TAXABLE) * rate / HUNDRED)
        if tax != right or subtotal.find(TAXABLE) is None:
            judge.broken(f"{PREFIX}R024", subtotal, f"{tax:f}", f"{right:f}")


def _tax_total(total: _Element, judge: Judge) -> None:
    taxes = [number_of(part.find(TAX)) or ZERO for part in total.iterfind(SUBTOTAL)]
    if taxes and number_of(total.find(TAX)) != rounded(sum(taxes, ZERO)):
        judge.broken(f"{PREFIX}R025", total, text_of(total.find(TAX)), f"{rounded(sum(taxes, ZERO)):f}")


def _exemption(category: _Element, judge: Judge) -> None:
    has_reason = category.find(REASON) is not None
    if text_of(category.find(ubl.ID)) not in (EXEMPT if has_reason else TAXED):
        judge.broken(f"{PREFIX}{'R029' if has_reason else 'R028'}", category)


def _known_category(category: _Element, judge: Judge) -> None:
    """R026 and R027, silent in a document without tax total. The categories of its totals are read once."""
    if not judge.counted("tax totals read"):
        judge.count("tax totals read")
        for one in judge.root.iterfind(TAXED_AS):
            judge.seen[f"category {text_of(one.find(ubl.ID))}"] = ""
            judge.seen[f"rate {_category_and_rate(one)}"] = ""
        if next(judge.root.iter(TAX_TOTAL), None) is not None:
            judge.count("tax totals")
    if not judge.counted("tax totals"):
        return
    if category.find(ubl.PERCENT) is not None and f"rate {_category_and_rate(category)}" not in judge.seen:
        judge.broken(f"{PREFIX}R026", category, _category_and_rate(category))
    if not any(f"category {own.text or ''}" in judge.seen for own in category.iterfind(ubl.ID)):
        judge.broken(f"{PREFIX}R027", category, text_of(category.find(ubl.ID)))


def _category_and_rate(category: _Element) -> str:
    rate = number_of(category.find(ubl.PERCENT))
    return text_of(category.find(ubl.ID)) + ("" if rate is None else f" {whole(rate * MILLION):f}")


def _total(element: _Element, judge: Judge) -> None:
    if judge.count("totals") > amounts.ENOUGH:
        return
    lines = judge.root.iter(ORDER_LINE)
    amounts_told = sum(sum(1 for _ in item.iterfind(amounts.LINES)) for item in judge.root.iter(LINE_ITEM))
    if sum(1 for _ in lines) != amounts_told:
        judge.broken(f"{PREFIX}R014", element, "")
    for number, path in (("R005", amounts.PAYABLE), ("R006", amounts.LINES)):
        if amount(element, path) < 0:
            judge.broken(f"{PREFIX}{number}", element, f"{amount(element, path):f}")
    for number, found, right in _sums(element, judge.root):
        if found != right:
            judge.broken(f"{PREFIX}{number}", element, f"{found:f}", f"{right:f}")


def _sums(element: _Element, root: _Element) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each total that is told with what it should be; without a total with tax, that counts as zero."""
    net = (
        amount(element, amounts.LINES)
        + amount(element, amounts.CHARGES)
        - amount(element, amounts.ALLOWANCES)
    )
    with_tax = amount(element, amounts.INCLUSIVE)
    due = with_tax - amount(element, amounts.PREPAID) + amount(element, amounts.ROUNDING)
    for number, path, right in (
        ("R007", amounts.LINES, amounts.sum_of_lines(root)),
        ("R008", amounts.CHARGES, amounts.sum_of(root, is_charge=True, trimmed=False)),
        ("R009", amounts.ALLOWANCES, amounts.sum_of(root, is_charge=False, trimmed=False)),
        ("R010", amounts.EXCLUSIVE, net),
        ("R012", amounts.PAYABLE, due),
    ):
        if element.find(path) is not None:
            yield number, amount(element, path), right
    yield "R011", with_tax, amount(element, amounts.EXCLUSIVE) + amount(root, amounts.TAX_AMOUNT)
