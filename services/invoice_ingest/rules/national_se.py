"""Peppol, Swedish suppliers: their numbers, F-skatt, VAT rates and giro accounts (SE-R-001 to -013)."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from schemas.invoice import Invoice
from services.invoice_ingest.rules.check_digits import has_luhn_digit, is_swedish
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.peppol import is_billing
from services.invoice_ingest.rules.rule import (
    Check,
    Place,
    Rule,
    each,
    fatal,
    unless,
    warning,
    where,
    written,
)

APPROVED = "GODKÄND FÖR F-SKATT"
RATES = frozenset({Decimal(6), Decimal(12), Decimal(25)})
PLUSGIRO, BANKGIRO = "SE:PLUSGIRO", "SE:BANKGIRO"
GIRO_MEANS, TRANSFER = frozenset({"50", "56"}), "31"
VAT_LENGTH = 14


def is_from_sweden(invoice: Invoice) -> bool:
    """Whether a Peppol invoice comes from a seller with a Swedish address."""
    address = invoice.seller.address
    return address is not None and address.country == "SE" and is_billing(invoice)


def _swedish_vat_number(invoice: Invoice) -> str | None:
    number = invoice.seller.vat_id
    return number if number is not None and number.startswith("SE") else None


def _vat_number(holds: Callable[[str], bool]) -> Check:
    def fits(facts: Facts) -> bool:
        number = _swedish_vat_number(facts.invoice)
        return number is None or holds(number)

    return unless("BT-31", fits, lambda facts: facts.invoice.seller.vat_id)


def _legal_number(holds: Callable[[str], bool]) -> Check:
    def fits(facts: Facts) -> bool:
        number = facts.invoice.seller.legal_id
        return number is None or holds(number.value)

    return unless("BT-30", fits, lambda f: f.invoice.seller.legal_id and f.invoice.seller.legal_id.value)


def _is_approved(facts: Facts) -> bool:
    seller = facts.invoice.seller
    if seller.legal_id is None or seller.tax_registration is None:
        return True
    return " ".join(seller.tax_registration.upper().split()) == APPROVED


def _rates(facts: Facts) -> Iterator[Place]:
    if _swedish_vat_number(facts.invoice) is None:
        return
    entries = [
        *((name, entry.category, entry.rate) for name, entry in facts.breakdowns),
        *((name, entry.vat_category, entry.vat_rate) for name, entry in (*facts.allowances, *facts.charges)),
        *((name, line.vat_category, line.vat_rate) for name, line in facts.lines),
    ]
    for name, category, rate in entries:
        if _is_other(category, rate):
            yield Place(f"VAT rate of {name}", written(rate))


def _is_other(category: str | None, rate: Decimal | None) -> bool:
    return category == "S" and rate not in RATES


def _giro(provider: str, broken: Callable[[str], bool]) -> Check:
    return each(
        lambda facts: [
            ("", account)
            for payment in facts.invoice.payments
            if payment.means_code == "30"
            for account in payment.accounts
            if account.service_provider == provider and account.id
        ],
        "BT-84",
        lambda account: broken(account.id),
        lambda account: account.id,
    )


def _has_unusual_numbers(facts: Facts) -> bool:
    """Whether the seller's numbers are others than `SE` with twelve digits and an organisation number."""
    seller = facts.invoice.seller
    if seller.vat_id is not None and not (len(seller.vat_id) == VAT_LENGTH and seller.vat_id[2:].isdigit()):
        return True
    if seller.legal_id is not None and not is_swedish(seller.legal_id.value):
        return True
    return seller.tax_registration is not None


def _pays_unusually(facts: Facts) -> bool:
    """Whether a payment is no giro of 7 or 8 digits, or its means is one that Swedish rules name."""
    for payment in facts.invoice.payments:
        if payment.means_code in GIRO_MEANS or payment.means_code == TRANSFER:
            return True
        if not all(account.id.isdigit() and len(account.id) in (7, 8) for account in payment.accounts):
            return True
    return False


def _is_domestic(invoice: Invoice) -> bool:
    return invoice.buyer.address is not None and invoice.buyer.address.country == "SE"


NUMBERS = where(
    _has_unusual_numbers,
    fatal("SE-R-001", "identifier", "A Swedish VAT number has 14 characters.",
          _vat_number(lambda number: len(number) == VAT_LENGTH)),
    fatal("SE-R-002", "identifier", "A Swedish VAT number ends in twelve digits.",
          _vat_number(lambda number: number[2:14].strip().isdigit())),
    fatal("SE-R-003", "identifier", "A Swedish organisation number is numeric.",
          _legal_number(lambda number: number.isdigit())),
    fatal("SE-R-004", "identifier", "A Swedish organisation number has ten characters.",
          _legal_number(lambda number: len(number) == 10)),
    fatal("SE-R-013", "identifier", "A Swedish organisation number ends in its Luhn check digit.",
          _legal_number(has_luhn_digit)),
    fatal("SE-R-005", "code list", "The tax registration of a Swedish seller reads Godkänd för F-skatt.",
          unless("BT-32", _is_approved, lambda f: f.invoice.seller.tax_registration)),
)  # fmt: skip

RATE = where(
    lambda f: any(_is_other(*pair) for pair in f.rates),
    fatal("SE-R-006", "vat", "The standard rate of a Swedish seller is 6, 12 or 25 %.", _rates),
)

PAYMENT = where(
    _pays_unusually,
    warning("SE-R-007", "identifier", "A plusgiro account is numeric.",
            _giro(PLUSGIRO, lambda n: not n.isdigit())),
    warning("SE-R-010", "identifier", "A plusgiro account has 2 to 8 characters.",
            _giro(PLUSGIRO, lambda n: not 2 <= len(n) <= 8)),
    warning("SE-R-008", "identifier", "A bankgiro account is numeric.",
            _giro(BANKGIRO, lambda n: not n.isdigit())),
    warning("SE-R-009", "identifier", "A bankgiro account has 7 or 8 characters.",
            _giro(BANKGIRO, lambda n: len(n) not in (7, 8))),
    warning("SE-R-011", "code list", "Giro payments are stated as means 30 with SE:BANKGIRO or SE:PLUSGIRO.",
            each(lambda f: [("", p) for p in f.invoice.payments], "BT-81",
                 lambda p: p.means_code in GIRO_MEANS, lambda p: p.means_code)),
    warning("SE-R-012", "code list", "A credit transfer within Sweden is stated as means 30, not 31.",
            each(lambda f: [("", p) for p in f.invoice.payments] if _is_domestic(f.invoice) else [], "BT-81",
                 lambda p: p.means_code == TRANSFER, lambda p: p.means_code)),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*NUMBERS, *RATE, *PAYMENT)
