"""Svefaktura 1.0: line count, repeated totals, exchange rates, tax schemes, indicators, currencies (R-n)."""

from decimal import Decimal, InvalidOperation
from typing import cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Kind, Severity, Statement
from services.invoice_ingest.rules.tree import looking
from services.invoice_ingest.rules.tree.automaton import LINE, Look, Row
from services.invoice_ingest.rules.tree.judge import MOST, Judge, text_of
from services.invoice_ingest.rules.tree.svefaktura_names import NAMESPACES as NAMESPACES
from services.invoice_ingest.rules.tree.svefaktura_names import path

SCHEMA_LOCATION = etree.XPath(
    "boolean(//@xsi:schemaLocation)", namespaces={"xsi": "http://www.w3.org/2001/XMLSchema-instance"}
)
OTHER_CURRENCY = etree.XPath(
    f"(//*[@amountCurrencyID != $currency][not(self::cac:TaxCurrencyTaxAmount)])[position() <= {MOST}]",
    namespaces=NAMESPACES,
)
TAX_SCHEMES, VAT, INDICATORS = ("VAT", "SWT"), "VAT", ("true", "false")
HALF, NOTHING = Decimal("0.5"), Decimal()
LARGEST = 100

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("R-1", "fatal", "presence", "The number of lines is stated."),
    ("R-3", "fatal", "arithmetic", "The converted tax is the tax times the exchange rate."),
    ("R-17", "fatal", "structure", "There is one tax total; several rates are several subtotals."),
    ("R-18", "warning", "structure", "A VAT category is written without white space around it."),
    ("R-19", "warning", "structure", "A tax scheme is written without white space around it."),
    ("R-21", "warning", "structure", "A document that is sent names no schema location."),
    ("R-23", "fatal", "presence", "A tax currency comes with an exchange rate."),
    ("R-27", "fatal", "arithmetic", "The number of lines stated is the number of lines."),
    ("R-29", "fatal", "arithmetic", "The number of lines stated is a positive whole number."),
    ("R-37", "fatal", "code list", "A tax scheme of the buyer is VAT or SWT."),
    ("R-46", "fatal", "code list", "A tax scheme of the seller is VAT or SWT."),
    ("R-54", "fatal", "arithmetic", "The penalty interest is not negative."),
    ("R-56", "fatal", "code list", "The tax scheme of an allowance or charge is VAT."),
    ("R-63", "fatal", "presence", "An exchange rate comes with the invoice's currency."),
    ("R-64", "fatal", "presence", "An exchange rate comes with a tax currency."),
    ("R-66", "fatal", "arithmetic", "An exchange rate is above zero."),
    ("R-73", "fatal", "structure", "The indicator of a line's allowance or charge is `true` or `false`."),
    ("R-75", "fatal", "code list", "The tax scheme of a line is VAT."),
    ("R-100", "fatal", "code list", "Every amount is in the invoice's currency."),
    ("R-24", "fatal", "presence", "A tax currency asks for the tax per rate."),
    ("R-25", "fatal", "presence", "A tax currency asks for the tax converted to it."),
    ("R-26", "fatal", "presence", "A tax currency asks for the invoice's currency."),
    ("R-68", "fatal", "structure", "Converted tax comes with a tax currency."),
)  # fmt: skip
STATEMENTS = tuple(Statement(*row) for row in TEXTS)


CURRENCY, TAX_CURRENCY = path("sf:InvoiceCurrencyCode"), path("sf:TaxCurrencyCode")
LINES, EXCHANGE_RATE, RATE = (path("cac:InvoiceLine"), path("cac:ExchangeRate"),
                              path("cac:ExchangeRate/cbc:CalculationRate"))  # fmt: skip
NEEDED_FOR_TAX_CURRENCY = (
    ("R-23", EXCHANGE_RATE),
    ("R-24", path("cac:TaxTotal/cac:TaxSubTotal")),
    ("R-25", path("cac:TaxTotal/cac:TaxSubTotal/cac:TaxCurrencyTaxAmount")),
    ("R-26", CURRENCY),
)
SUBTOTAL, TAX, CONVERTED = path("cac:TaxSubTotal"), path("cbc:TaxAmount"), path("cac:TaxCurrencyTaxAmount")
CATEGORY_SCHEME = path("cac:TaxCategory/cac:TaxScheme/cac:ID")


def number(text: str) -> Decimal | None:
    """A decimal number of a size that can be reckoned with; None where the text is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < LARGEST else None


def document(root: _Element, judge: Judge) -> None:
    """Tell what concerns the document as a whole."""
    if judge.currency is not None:
        for element in cast("list[_Element]", OTHER_CURRENCY(root, currency=judge.currency)):
            judge.broken("R-100", element, element.get("amountCurrencyID"), judge.currency)
    if SCHEMA_LOCATION(root):
        judge.once("R-21", root)


def _stated_lines(root: _Element, judge: Judge) -> None:
    if not judge.counted("R-1"):
        judge.broken("R-1", root, "")


def _line_count(element: _Element, judge: Judge) -> None:
    if judge.count("R-1") == 1:  # the schema allows one; to count the lines for each would be quadratic
        judge.tally["lines"] = sum(1 for _ in judge.root.iterfind(LINES))
    stated, lines = number(text_of(element)), judge.counted("lines")
    if stated != lines:
        judge.broken("R-27", element, right=str(lines))
    if stated is None or stated <= 0:
        judge.broken("R-29", element)


def _tax_currency(element: _Element, judge: Judge) -> None:
    for id, needed in NEEDED_FOR_TAX_CURRENCY if judge.count("R-23") == 1 else ():
        if judge.root.find(needed) is None:
            judge.broken(id, element)


def _source_currency(element: _Element, judge: Judge) -> None:
    if judge.count("R-63") > 1:
        return
    if judge.root.find(CURRENCY) is None:
        judge.broken("R-63", element)
    if judge.root.find(TAX_CURRENCY) is None:
        judge.broken("R-64", element)


def _rate(element: _Element, judge: Judge) -> None:
    rate = number(text_of(element))
    if rate is None or rate <= 0:
        judge.broken("R-66", element)


def _subtotal(element: _Element, judge: Judge) -> None:
    if (element.find(CONVERTED) is None) is not (judge.tax_currency is None):
        judge.broken("R-68", element, "")


def _conversion(element: _Element, judge: Judge) -> None:
    """Judged where both currencies and a rate are given."""
    if judge.count("R-3") > 1:  # R-17 refuses a second total
        return
    rate = number(text_of(judge.root.find(RATE)))
    if judge.currency and judge.tax_currency and judge.tax_currency != judge.currency and rate is not None:
        tax, converted = _sum(element, TAX), _sum(element, CONVERTED)
        if tax is not None and converted is not None and abs(converted - tax * rate) >= HALF:
            judge.broken("R-3", element, f"{converted:f}", f"{tax * rate:f}")


def _sum(total: _Element, name: str) -> Decimal | None:
    amounts = [number(text_of(amount)) for amount in total.iterfind(f"{SUBTOTAL}/{name}")]
    return None if None in amounts else sum((amount or NOTHING for amount in amounts), NOTHING)


def _interest(element: _Element, judge: Judge) -> None:
    percent = number(text_of(element))
    if percent is None or percent < 0:
        judge.broken("R-54", element)


def _entry(element: _Element, judge: Judge) -> None:
    if text_of(element.find(CATEGORY_SCHEME)) != VAT:
        judge.broken("R-56", element, text_of(element.find(CATEGORY_SCHEME)))


def _item(element: _Element, judge: Judge) -> None:
    scheme = element.find(CATEGORY_SCHEME)
    if scheme is not None and text_of(scheme) != VAT:
        judge.broken("R-75", scheme)


def _indicator(element: _Element, judge: Judge) -> None:
    if element.text not in INDICATORS:
        judge.broken("R-73", element)


def _without_space(id: str) -> Look:
    return lambda element, judge: (
        None if (element.text or "") == text_of(element) else judge.broken(id, element)
    )


PARTY_SCHEME = "cac:Party/cac:PartyTaxScheme/cac:TaxScheme/cac:ID"
ROWS: tuple[Row, ...] = (
    Row("", leave=_stated_lines),
    Row("sf:LineItemCountNumeric", _line_count),
    *looking.once("R-17", "cac:TaxTotal"),
    Row("sf:TaxCurrencyCode", _tax_currency),
    Row("cac:ExchangeRate/cac:SourceCurrencyCode", _source_currency),
    Row("cac:ExchangeRate/cbc:CalculationRate", _rate),
    Row("cac:TaxTotal", _conversion),
    Row("cac:TaxTotal/cac:TaxSubTotal", _subtotal),
    Row(f"cac:BuyerParty/{PARTY_SCHEME}", looking.one_of("R-37", *TAX_SCHEMES)),
    Row(f"cac:SellerParty/{PARTY_SCHEME}", looking.one_of("R-46", *TAX_SCHEMES)),
    Row("cac:PaymentTerms/cbc:PenaltySurchargePercent", _interest),
    Row("sf:AllowanceCharge", _entry),
    Row(f"{LINE}/cac:Item", _item),
    Row(f"{LINE}/cac:AllowanceCharge/cbc:ChargeIndicator", _indicator),
    Row("//cac:TaxCategory/cac:ID", _without_space("R-18")),
    Row("//cac:TaxScheme/cac:ID", _without_space("R-19")),
)  # fmt: skip
