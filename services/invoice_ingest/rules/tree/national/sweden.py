"""Peppol, Swedish sellers: their numbers, F-skatt, VAT rates and giro accounts (SE-R-001 to -013)."""

from collections.abc import Sequence
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules.check_digits import has_luhn_digit
from services.invoice_ingest.rules.rule import Kind, Severity, Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.parties import (
    BUYER,
    SELLER,
    STRICT_SCHEME,
    VAT,
    is_written,
    strict_vat_schemes,
)
from services.invoice_ingest.rules.tree.national.rows import NationalRow, NationalSet, raw_at, row
from services.invoice_ingest.rules.tree.xpath import finder, is_number, normalized, raw

HERE, COUNTRIES = "SE", ("SE",)
APPROVED = "GODKÄND FÖR F-SKATT"
RATES = frozenset({6.0, 12.0, 25.0})
VAT_LENGTH, NUMBER_LENGTH, SEVERAL = 14, 10, 2

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("SE-R-001", "fatal", "identifier", "A Swedish VAT number has 14 characters."),
    ("SE-R-002", "fatal", "identifier", "A Swedish VAT number ends in twelve digits."),
    ("SE-R-003", "fatal", "identifier", "A Swedish organisation number is numeric."),
    ("SE-R-004", "fatal", "identifier", "A Swedish organisation number has ten characters."),
    ("SE-R-013", "fatal", "identifier", "A Swedish organisation number ends in its Luhn check digit."),
    ("SE-R-005", "fatal", "code list", "The tax registration of a Swedish seller reads Godkänd för F-skatt."),
    ("SE-R-006", "fatal", "vat", "The standard rate of a Swedish seller is 6, 12 or 25 %."),
    ("SE-R-007", "warning", "identifier", "A plusgiro account is numeric."),
    ("SE-R-010", "warning", "identifier", "A plusgiro account has 2 to 8 characters."),
    ("SE-R-008", "warning", "identifier", "A bankgiro account is numeric."),
    ("SE-R-009", "warning", "identifier", "A bankgiro account has 7 or 8 characters."),
    ("SE-R-011", "warning", "code list",
     "Giro payments are stated as means 30 with SE:BANKGIRO or SE:PLUSGIRO."),
    ("SE-R-012", "warning", "code list", "A credit transfer within Sweden is stated as means 30, not 31."),
)  # fmt: skip
STATEMENTS = tuple(Statement(*row) for row in TEXTS)

LEGAL_NUMBER = f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"
OTHER_REGISTRATION = (
    f"{SELLER}[cac:PartyLegalEntity/cbc:CompanyID]/cac:PartyTaxScheme[not(cac:TaxScheme/cbc:ID = '{VAT}')]"
)
UNUSUAL_RATE = (
    "descendant::cac:{}[not(cbc:Percent = 25 or cbc:Percent = 12 or cbc:Percent = 6) and cbc:ID = 'S']"
)
GIRO_MEANS, OLD_GIRO_MEANS, TRANSFER = "30", frozenset({"50", "56"}), "31"


class Giro(NamedTuple):
    """What an account is: the rules that it is numeric and of a length, and the lengths."""

    numeric: str
    length: str
    lengths: range


GIROS = {
    "SE:PLUSGIRO": Giro("SE-R-007", "SE-R-010", range(2, 9)),
    "SE:BANKGIRO": Giro("SE-R-008", "SE-R-009", range(7, 9)),
}
_percent, _schemes = raw_at("cbc:Percent"), finder("cac:TaxScheme/cbc:ID")
_codes, _accounts = finder("cbc:PaymentMeansCode"), finder("cac:PayeeFinancialAccount/cbc:ID")
_providers = finder("cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")


def _has_vat_number(root: _Element) -> bool:
    """Whether a VAT number is Swedish; a registration with several numbers ends the search."""
    for scheme in strict_vat_schemes(root, SELLER):
        numbers = scheme.findall(ubl.COMPANY_ID)
        if len(numbers) > 1:
            return False
        if numbers and raw(numbers[0])[:2] == HERE:
            return True
    return False


def _vat_number(number: _Element, judge: Judge) -> None:
    text = raw(number)
    if len(normalized(text)) != VAT_LENGTH:
        judge.broken("SE-R-001", number)
    if not is_number(text[2:VAT_LENGTH]):
        judge.broken("SE-R-002", number)


def _legal_number(number: _Element, judge: Judge) -> None:
    text = normalized(raw(number))
    if not is_number(text):
        judge.broken("SE-R-003", number)
    if len(text) != NUMBER_LENGTH:
        judge.broken("SE-R-004", number)
    if not has_luhn_digit(text):
        judge.broken("SE-R-013", number)


def _registration(registration: _Element, judge: Judge) -> None:
    """A tax number whose scheme is not VAT, or that has no scheme, is the approval."""
    schemes = [normalized(raw(id).upper()) for id in _schemes(registration)]
    if len(schemes) >= SEVERAL or schemes == [VAT]:
        return
    for number in registration.iterfind(ubl.COMPANY_ID):
        if normalized(raw(number).upper()) != APPROVED:
            judge.broken("SE-R-005", number)


def _rate(category: _Element, judge: Judge) -> None:
    """XPath 1 found it unusual; a number with an exponent may still be right."""
    rate = _percent(category)
    if not (is_number(rate) and float(rate) in RATES):
        judge.broken("SE-R-006", category, rate)


def _payment(payment: _Element, judge: Judge) -> None:
    codes = _codes(payment)
    for code in codes:
        if raw(code) in OLD_GIRO_MEANS:
            judge.broken("SE-R-011", code)
    providers = [normalized(raw(provider)) for provider in _providers(payment)]
    if (
        len(providers) == 1
        and providers[0] in GIROS
        and [normalized(raw(code)) for code in codes] == [GIRO_MEANS]
    ):
        for account in _accounts(payment):
            _account(account, GIROS[providers[0]], judge)


def _account(account: _Element, giro: Giro, judge: Judge) -> None:
    text = normalized(raw(account))
    if not is_number(text):
        judge.broken(giro.numeric, account)
    if len(text) not in giro.lengths:
        judge.broken(giro.length, account)


def _transfer(code: _Element, judge: Judge) -> None:
    if raw(code) == TRANSFER:
        judge.broken("SE-R-012", code)


FROM_SWEDEN = (
    row(LEGAL_NUMBER, _legal_number),
    row(OTHER_REGISTRATION, _registration),
    row("cac:PaymentMeans", _payment),
)
WITH_VAT_NUMBER = (
    row(f"{SELLER}/{STRICT_SCHEME}/cbc:CompanyID", _vat_number),
    *(row(UNUSUAL_RATE.format(name), _rate) for name in ("TaxCategory", "ClassifiedTaxCategory")),
)
WITHIN_SWEDEN = (row("cac:PaymentMeans/cbc:PaymentMeansCode", _transfer),)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document from a Swedish address has to keep."""
    if not is_written(HERE, root, SELLER):
        return ()
    with_vat_number = WITH_VAT_NUMBER if _has_vat_number(root) else ()
    within_sweden = WITHIN_SWEDEN if is_written(HERE, root, BUYER) else ()
    return (*FROM_SWEDEN, *with_vat_number, *within_sweden)


SET = NationalSet("Sweden", COUNTRIES, STATEMENTS, _rows_for)
