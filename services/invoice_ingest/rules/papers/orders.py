"""Rules of the Peppol order (T01) and of the order change (T114), whose numbers mean the same."""

from decimal import Decimal

from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.papers import allowances, amounts
from services.invoice_ingest.rules.papers.asking import (
    PARTY_ID,
    PARTY_NAME,
    amount,
    needs,
    not_negative,
    number_of,
    rated,
    rated_above_zero,
    starts_with,
    tally_ids,
    unique_among,
)
from services.invoice_ingest.rules.rounding import rounded
from services.invoice_ingest.rules.rule import Kind, Severity
from services.invoice_ingest.rules.tree import looking, ubl
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

POACC = "urn:fdc:peppol.eu:poacc:"
ORDERING = tuple(f"{POACC}bis:{name}:3" for name in ("order_only", "ordering", "advanced_ordering"))
AMOUNTS = ("Amount", "TaxAmount", "LineExtensionAmount", "PriceAmount", "BaseAmount")
ONE, SLACK = Decimal(1), Decimal("0.02")
TOTAL, PRICE_CHARGE = "cac:AnticipatedMonetaryTotal", "cac:Price/cac:AllowanceCharge"
END_DATE = ubl.path("cac:ValidityPeriod/cbc:EndDate")
QUANTITY, LINE_AMOUNT = ubl.path("cbc:Quantity"), ubl.path("cbc:LineExtensionAmount")
PRICE, BASE_QUANTITY = ubl.path("cac:Price/cbc:PriceAmount"), ubl.path("cac:Price/cbc:BaseQuantity")
QUOTATION = ubl.path("cac:QuotationDocumentReference/cbc:ID")
ENTRY, GROSS = ubl.path("cac:AllowanceCharge"), ubl.path("cac:AllowanceCharge/cbc:BaseAmount")
VAT = "VAT"

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("R001", "fatal", "structure", "Each line has an id that no other line has."),
    ("R002", "warning", "presence", "The last day of validity is told."),
    ("R003", "fatal", "code list", "All amounts are in the currency of the document."),
    ("R004", "fatal", "arithmetic", "An ordered quantity is there and not negative."),
    ("R005", "fatal", "arithmetic", "A net price is there and not negative."),
    ("R006", "fatal", "arithmetic", "The amount to pay is there and not negative."),
    ("R007", "fatal", "arithmetic", "The sum of the lines is there and not negative."),
    ("R008", "fatal", "arithmetic", "The sum of the lines is that of the line amounts."),
    ("R009", "fatal", "arithmetic", "The sum of allowances is that of the document's allowances."),
    ("R010", "fatal", "arithmetic", "The sum of charges is that of the document's charges."),
    ("R011", "fatal", "arithmetic", "The total without tax is lines less allowances plus charges."),
    ("R013", "warning", "presence", "A line has an ordered quantity."),
    ("R014", "fatal", "presence", "The originator has a name or an identifier."),
    ("R016", "fatal", "arithmetic",
     "The amount to pay is the total with tax less what is paid plus rounding."),
    ("R017", "fatal", "arithmetic", "The total with tax is the total without tax plus the tax."),
    ("R019", "fatal", "arithmetic", "A net price is the gross price less the discount."),
    ("R020", "fatal", "presence", "An allowance or charge with a percentage has a base amount."),
    ("R021", "fatal", "presence", "An allowance or charge with a base amount has a percentage."),
    ("R022", "fatal", "arithmetic", "An allowance or charge is its percentage of its base amount."),
    ("R023", "fatal", "presence", "An allowance or charge has a reason or a reason code."),
    ("R024", "fatal", "arithmetic", "A line amount is quantity times price plus charges less allowances."),
    ("R025", "fatal", "arithmetic", "A base quantity is greater than zero."),
    ("R026", "fatal", "identifier", "A VAT number starts with a country code of the list `vat_prefixes`."),
    ("R027", "fatal", "arithmetic", "A gross price is not negative."),
    ("R028", "fatal", "arithmetic", "An amount has two decimals at most, unless it is a price."),
    ("R029", "fatal", "vat", "A tax category has a rate, unless it is O."),
    ("R030", "fatal", "vat", "The rate of tax category S is greater than zero."),
    ("R031", "fatal", "code list", "The profile is one of ordering."),
    ("R032", "fatal", "arithmetic", "An allowance or charge has an amount that is not negative."),
    ("R033", "fatal", "arithmetic", "The discount of a price is not negative."),
    ("R034", "fatal", "code list", "The specification is that of the document's kind."),
    ("R035", "fatal", "presence", "Where a quotation line is named, the quotation is named too."),
    ("CL001", "fatal", "code list",
     "The reason code of an allowance is a code of the list `allowance_reasons`."),
    ("CL002", "fatal", "code list", "The reason code of a charge is a code of the list `charge_reasons`."),
)  # fmt: skip
CHANGED: dict[str, Severity] = {"R008": "warning"}
"""What is less severe in an order change."""


def rows(prefix: str, transaction: str, profiles: tuple[str, ...]) -> tuple[Row, ...]:
    """The rules of an order or an order change, under the ids of the transaction."""
    specification = f"{POACC}trns:{transaction}:3"
    return (
        Row("", tally_ids(transaction)),
        Row("", _look_for_quotation),
        Row("", needs(f"{prefix}R002", END_DATE)),
        Row("//cbc:ProfileID", looking.one_of(f"{prefix}R031", *profiles)),
        Row("//cbc:CustomizationID", starts_with(f"{prefix}R034", specification)),
        *amounts.rows(f"{prefix}R003", f"{prefix}R028", AMOUNTS, TOTAL),
        Row("//cac:OriginatorCustomerParty", needs(f"{prefix}R014", PARTY_NAME, PARTY_ID)),
        Row("//cac:PartyTaxScheme", _vat_number(f"{prefix}R026")),
        Row(f"//{TOTAL}", amounts.expected_total(
            {"payable": f"{prefix}R006", "lines": f"{prefix}R007", "sum of lines": f"{prefix}R008",
             "allowances": f"{prefix}R009", "charges": f"{prefix}R010", "without tax": f"{prefix}R011",
             "due": f"{prefix}R016", "with tax": f"{prefix}R017"})),
        *allowances.rows(
            {"base": f"{prefix}R020", "percentage": f"{prefix}R021", "amount": f"{prefix}R022",
             "reason": f"{prefix}R023", "not negative": f"{prefix}R032"},
            ("cac:AllowanceCharge", "cac:OrderLine/cac:LineItem/cac:AllowanceCharge")),
        *allowances.reason_rows(f"{prefix}CL001", f"{prefix}CL002"),
        *(Row(f"//{category}", look) for category in ("cac:TaxCategory", "cac:ClassifiedTaxCategory")
          for look in (rated(f"{prefix}R029"), rated_above_zero(f"{prefix}R030"))),
        *(Row("//cac:OrderLine/cac:LineItem", look) for look in _on_lines(prefix, transaction)),
        Row(f"//{PRICE_CHARGE}", allowances.discount(f"{prefix}R020", f"{prefix}R019")),
        Row("//cac:Price", not_negative(f"{prefix}R005", ubl.path("cbc:PriceAmount"))),
        Row("//cac:Price", gross_price(f"{prefix}R027")),
        Row("//cac:Price",
            not_negative(f"{prefix}R033", ubl.path("cac:AllowanceCharge/cbc:Amount"), is_optional=True)),
        Row("//cac:QuotationLineReference/cbc:LineID", _quotation(f"{prefix}R035")),
    )  # fmt: skip


def gross_price(id: str) -> Look:
    """Breaks the rule where gross prices are told and all of them are negative."""

    def look(price: _Element, judge: Judge) -> None:
        told = [number_of(gross) for gross in price.iterfind(GROSS)]
        if told and not any(gross is not None and gross >= 0 for gross in told):
            judge.broken(id, price, text_of(price.find(GROSS)))

    return look


def _on_lines(prefix: str, transaction: str) -> tuple[Look, ...]:
    return (
        unique_among(f"{prefix}R001", transaction),
        not_negative(f"{prefix}R004", QUANTITY),
        needs(f"{prefix}R013", QUANTITY),
        _line_amount(f"{prefix}R024"),
        _base_quantity(f"{prefix}R025"),
    )


def _line_amount(id: str) -> Look:
    """A missing quantity counts as 1, a missing or zero base quantity too, a missing price or amount as 0."""

    def look(line: _Element, judge: Judge) -> None:
        found = amount(line, LINE_AMOUNT)
        gross = amount(line, QUANTITY, ONE) * amount(line, PRICE) / (amount(line, BASE_QUANTITY) or ONE)
        right = gross + amounts.sum_of(line, is_charge=True) - amounts.sum_of(line, is_charge=False)
        if abs(found - right) > SLACK:
            judge.broken(id, line, f"{found:f}", f"{rounded(right):f}")

    return look


def _base_quantity(id: str) -> Look:
    def look(line: _Element, judge: Judge) -> None:
        quantity = line.find(BASE_QUANTITY)
        if quantity is not None and (number_of(quantity) or 0) <= 0:
            judge.broken(id, quantity)

    return look


def _vat_number(id: str) -> Look:
    prefixes = " ".join(sorted(codes("vat_prefixes")))

    def look(scheme: _Element, judge: Judge) -> None:
        if not any(own.text == VAT for own in scheme.iterfind(ubl.SCHEME_ID)):
            return
        number = scheme.find(ubl.COMPANY_ID)
        if number is not None and (number.text or "")[:2] not in prefixes:
            judge.broken(id, number)

    return look


def _look_for_quotation(root: _Element, judge: Judge) -> None:
    if root.find(QUOTATION) is not None:
        judge.count("quotation")


def _quotation(id: str) -> Look:
    return lambda line, judge: None if judge.counted("quotation") else judge.broken(id, line)
