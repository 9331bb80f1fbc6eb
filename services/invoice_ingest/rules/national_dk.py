"""Peppol, Danish suppliers: legal numbers, payment by giro and FIK, duties, UNSPSC (DK-R-002 to -017)."""

import re
from collections.abc import Callable

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine, Payment
from schemas.party import Party
from services.invoice_ingest.rules.facts import Facts, allowances_and_charges
from services.invoice_ingest.rules.peppol import is_billing
from services.invoice_ingest.rules.rule import Check, Rule, each, fatal, unless

CVR = "0184"
MEANS = frozenset({"1", "10", "31", "42", "48", "49", "50", "58", "59", "93", "97"})
BANK_MEANS = frozenset({"31", "42"})
GIRO, FIK, DIRECT_DEBIT = "50", "93", "49"
GIRO_CARDS, FIK_CARDS = ("01#", "04#", "15#"), ("71#", "73#", "75#")
UNSPSC_VERSIONS = frozenset({"19.05.01", "19.0501", "26.08.01", "26.0801"})
DUTY = "ZZZ"


def is_from_denmark(invoice: Invoice) -> bool:
    """Whether a Peppol invoice comes from a seller with a Danish address."""
    return _is_danish(invoice.seller) and is_billing(invoice)


def _is_danish(party: Party) -> bool:
    return party.address is not None and party.address.country == "DK"


def _has_cvr_scheme(party: Party) -> bool:
    return party.legal_id is None or party.legal_id.scheme == CVR


def _is_positive_credit_note(facts: Facts) -> bool:
    invoice = facts.invoice
    payable = invoice.totals.payable
    return not (invoice.is_credit and _is_danish(invoice.buyer) and payable is not None and payable < 0)


def _between_danes(check: Check) -> Check:
    return lambda facts: check(facts) if _is_danish(facts.invoice.buyer) else ()


def _payments(broken: Callable[[Payment], bool], term: str, value: Callable[[Payment], object]) -> Check:
    """Payments of an invoice between Danes; those of a credit note are not looked at."""

    def payments(facts: Facts) -> list[tuple[str, Payment]]:
        return [] if facts.invoice.is_credit else [("", payment) for payment in facts.invoice.payments]

    return _between_danes(each(payments, term, broken, value))


def _lacks_bank_account(payment: Payment) -> bool:
    if payment.means_code not in BANK_MEANS:
        return False
    accounts = payment.accounts
    return not (any(a.id for a in accounts) and any(a.service_provider for a in accounts))


def _lacks_mandate(payment: Payment) -> bool:
    return payment.means_code == DIRECT_DEBIT and not (payment.mandate and payment.debited_account)


def _has_wrong_giro(payment: Payment) -> bool:
    if payment.means_code != GIRO:
        return False
    account = any(re.fullmatch(r"[0-9]{7,8}", a.id) for a in payment.accounts)
    return not (account and (payment.reference or "").startswith(GIRO_CARDS))


def _has_wrong_giro_length(payment: Payment) -> bool:
    reference = payment.reference or ""
    return payment.means_code == GIRO and reference.startswith(("04#", "15#")) and len(reference) != 19


def _has_wrong_fik(payment: Payment) -> bool:
    if payment.means_code != FIK:
        return False
    creditor = any(len(a.id) == 8 for a in payment.accounts)
    return not (creditor and (payment.reference or "").startswith(FIK_CARDS))


def _has_wrong_fik_length(payment: Payment) -> bool:
    reference = payment.reference or ""
    return (
        payment.means_code == FIK and reference.startswith(("71#", "75#")) and len(reference) not in (18, 19)
    )


def _has_old_unspsc(line: InvoiceLine) -> bool:
    classes = line.item.classifications
    return any(c.list_id == "TST" for c in classes) and not any(
        c.list_version in UNSPSC_VERSIONS for c in classes
    )


def _is_unnamed_duty(entry: AllowanceCharge) -> bool:
    if entry.reason_code != DUTY:
        return False
    reason = (entry.reason or "").strip()
    named = "#" in reason and not reason.startswith("#") and not reason.endswith("#")
    return not (named or re.fullmatch(r"[0-9]{4}", reason))


RULES: tuple[Rule, ...] = (
    fatal("DK-R-002", "presence", "A Danish seller states its CVR number.",
          unless("BT-30", lambda f: (i := f.invoice.seller.legal_id) is not None and bool(i.value))),
    fatal("DK-R-014", "identifier", "The legal number of a Danish seller has the scheme 0184.",
          unless("BT-30", lambda f: _has_cvr_scheme(f.invoice.seller),
                 lambda f: f.invoice.seller.legal_id and f.invoice.seller.legal_id.scheme)),
    fatal("DK-R-016", "arithmetic", "A credit note to a Danish buyer has no negative amount to pay.",
          unless("BT-115", _is_positive_credit_note, lambda f: f.invoice.totals.payable)),
    fatal("DK-R-017", "identifier", "The legal number of a Danish buyer has the scheme 0184.",
          _between_danes(unless("BT-47", lambda f: _has_cvr_scheme(f.invoice.buyer),
                                lambda f: f.invoice.buyer.legal_id and f.invoice.buyer.legal_id.scheme))),
    fatal("DK-R-013", "identifier", "The identifiers of Danish parties have a scheme.",
          _between_danes(each(lambda f: [*(("seller", i) for i in f.invoice.seller.ids),
                                         *(("buyer", i) for i in f.invoice.buyer.ids)],
                              "identifier", lambda i: not i.scheme, lambda i: i.value))),
    fatal("DK-R-003", "identifier", "UNSPSC codes are of version 19.05.01 or 26.08.01.",
          _between_danes(each(lambda f: f.lines, "BT-158", _has_old_unspsc))),
    fatal("DK-R-004", "code list", "A duty with reason code ZZZ is named by four digits, or code#text.",
          _between_danes(each(allowances_and_charges, "BT-97", _is_unnamed_duty, lambda e: e.reason))),
    fatal("DK-R-005", "code list",
          "Danish sellers use the means 1, 10, 31, 42, 48, 49, 50, 58, 59, 93 and 97.",
          _payments(lambda p: p.means_code not in MEANS, "BT-81", lambda p: p.means_code)),
    fatal("DK-R-006", "presence", "Means 31 and 42 need account and registration number.",
          _payments(_lacks_bank_account, "BT-84", lambda p: p.means_code)),
    fatal("DK-R-007", "presence", "Means 49 needs a mandate and the payer's account.",
          _payments(_lacks_mandate, "BT-89", lambda p: p.means_code)),
    fatal("DK-R-008", "identifier",
          "Means 50 needs a card type 01, 04 or 15 and a giro account of 7 or 8 digits.",
          _payments(_has_wrong_giro, "BT-83", lambda p: p.reference)),
    fatal("DK-R-009", "identifier", "Card types 04 and 15 are followed by 16 digits.",
          _payments(_has_wrong_giro_length, "BT-83", lambda p: p.reference)),
    fatal("DK-R-010", "identifier",
          "Means 93 needs a card type 71, 73 or 75 and a creditor number of 8 characters.",
          _payments(_has_wrong_fik, "BT-83", lambda p: p.reference)),
    fatal("DK-R-011", "identifier", "Card types 71 and 75 are followed by 15 or 16 digits.",
          _payments(_has_wrong_fik_length, "BT-83", lambda p: p.reference)),
)  # fmt: skip
