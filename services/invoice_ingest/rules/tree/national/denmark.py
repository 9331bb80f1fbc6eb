"""Peppol, Danish sellers: legal numbers, payment by giro and FIK, duties, UNSPSC (DK-R-002 to -017)."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Kind, Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.parties import BUYER, SELLER, written_country
from services.invoice_ingest.rules.tree.national.rows import (
    Condition,
    NationalRow,
    NationalSet,
    has_text,
    held,
    raw_at,
    row,
)
from services.invoice_ingest.rules.tree.xpath import is_number, normalized, raw

COUNTRIES = ("DK",)
CVR = "0184"
MEANS = " 1 10 31 42 48 49 50 58 59 93 97 "
BANK_MEANS = frozenset({"31", "42"})
GIRO, FIK, DIRECT_DEBIT = "50", "93", "49"
GIRO_CARDS, FIK_CARDS = ("01#", "04#", "15#"), ("71#", "73#", "75#")
GIRO_ACCOUNT = re.compile(r"[0-9]{7,8}")
UNSPSC, UNSPSC_VERSIONS = "TST", frozenset({"19.05.01", "19.0501", "26.08.01", "26.0801"})
DUTY, DUTY_LENGTH, LARGEST_DUTY = "ZZZ", 4, 9999

TEXTS: tuple[tuple[str, Kind, str], ...] = (
    ("DK-R-002", "presence", "A Danish seller states its CVR number."),
    ("DK-R-014", "identifier", "The legal number of a Danish seller has the scheme 0184."),
    ("DK-R-016", "arithmetic", "A credit note to a Danish buyer has no negative amount to pay."),
    ("DK-R-017", "identifier", "The legal number of a Danish buyer has the scheme 0184."),
    ("DK-R-013", "identifier", "The identifiers of Danish parties have a scheme."),
    ("DK-R-003", "identifier", "UNSPSC codes are of version 19.05.01 or 26.08.01."),
    ("DK-R-004", "code list", "A duty with reason code ZZZ is named by four digits, or code#text."),
    ("DK-R-005", "code list", "Danish sellers use the means 1, 10, 31, 42, 48, 49, 50, 58, 59, 93 and 97."),
    ("DK-R-006", "presence", "Means 31 and 42 need account and registration number."),
    ("DK-R-007", "presence", "Means 49 needs a mandate and the payer's account."),
    ("DK-R-008", "identifier",
     "Means 50 needs a card type 01, 04 or 15 and a giro account of 7 or 8 digits."),
    ("DK-R-009", "identifier", "Card types 04 and 15 are followed by 16 digits."),
    ("DK-R-010", "identifier",
     "Means 93 needs a card type 71, 73 or 75 and a creditor number of 8 characters."),
    ("DK-R-011", "identifier", "Card types 71 and 75 are followed by 15 or 16 digits."),
)  # fmt: skip
STATEMENTS = tuple(Statement(id, "fatal", kind, text) for id, kind, text in TEXTS)

LEGAL_NUMBER, ENTRIES = "cac:PartyLegalEntity/cbc:CompanyID", ubl.path("cac:AllowanceCharge")
CLASS = ubl.path("cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode")
REASON_CODE, REASON = ubl.path("cbc:AllowanceChargeReasonCode"), ubl.path("cbc:AllowanceChargeReason")

_means, _reference = raw_at("cbc:PaymentMeansCode"), raw_at("cbc:PaymentID")
_account = raw_at("cac:PayeeFinancialAccount/cbc:ID")
_has_account = has_text("cac:PayeeFinancialAccount/cbc:ID")
_has_branch = has_text("cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")
_has_mandate = has_text("cac:PaymentMandate/cbc:ID")
_has_debited_account = has_text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID")


def _is_cvr(number: _Element) -> bool:
    return normalized(_scheme(number)) == CVR


def _scheme(identifier: _Element) -> str:
    return identifier.get("schemeID") or ""


def _is_owed(payable: _Element) -> bool:
    return not (is_number(raw(payable)) and float(raw(payable)) < 0)


def _is_current_unspsc(line: _Element) -> bool:
    classes = line.findall(CLASS)
    return all(one.get("listID") != UNSPSC for one in classes) or any(
        one.get("listVersionID") in UNSPSC_VERSIONS for one in classes
    )


def _duties(root: _Element, judge: Judge) -> None:
    for entry in root.iter(ENTRIES):
        if any(raw(code) == DUTY for code in entry.iterfind(REASON_CODE)):
            reason = raw(entry.find(REASON))
            if not (_is_duty_number(reason) or _is_duty_with_text(reason)):
                judge.broken("DK-R-004", entry, reason)


def _is_duty_number(reason: str) -> bool:
    is_of_length = len(normalized(reason)) == DUTY_LENGTH and is_number(reason)
    return is_of_length and 0 <= float(reason) <= LARGEST_DUTY


def _is_duty_with_text(reason: str) -> bool:
    return "#" in reason and not reason.startswith("#") and not reason.endswith("#")


def _has_giro_card(payment: _Element) -> bool:
    is_account = GIRO_ACCOUNT.fullmatch(_account(payment)) is not None
    return is_account and _reference(payment).startswith(GIRO_CARDS)


def _has_giro_length(payment: _Element) -> bool:
    reference = _reference(payment)
    return not reference.startswith(("04#", "15#")) or len(reference) == 19


def _has_fik_card(payment: _Element) -> bool:
    return len(_account(payment)) == 8 and _reference(payment).startswith(FIK_CARDS)


def _has_fik_length(payment: _Element) -> bool:
    reference = _reference(payment)
    return not reference.startswith(("71#", "75#")) or len(reference) in (18, 19)


def _paid_by(means: str | frozenset[str], id: str, holds: Condition) -> NationalRow:
    """A row of the payments by these means."""
    codes = means if isinstance(means, frozenset) else frozenset({means})
    return held(
        "cac:PaymentMeans", id, lambda payment: _means(payment) not in codes or holds(payment), _reference
    )


FROM_DENMARK = (
    held("", "DK-R-002", has_text(f"{SELLER}/{LEGAL_NUMBER}")),
    held(f"{SELLER}/{LEGAL_NUMBER}", "DK-R-014", _is_cvr, _scheme),
)
BETWEEN_DANES = (
    held(f"{BUYER}/{LEGAL_NUMBER}", "DK-R-017", _is_cvr, _scheme),
    *(held(f"{party}/cac:PartyIdentification/cbc:ID", "DK-R-013", lambda id: bool(normalized(_scheme(id))))
      for party in (SELLER, BUYER)),
    *(held(f"cac:{line}", "DK-R-003", _is_current_unspsc) for line in ("InvoiceLine", "CreditNoteLine")),
    row("", _duties),
)  # fmt: skip
INVOICES = (
    held("cac:PaymentMeans", "DK-R-005", lambda payment: f" {_means(payment)} " in MEANS, _means),
    _paid_by(BANK_MEANS, "DK-R-006", lambda payment: _has_account(payment) and _has_branch(payment)),
    _paid_by(DIRECT_DEBIT, "DK-R-007",
             lambda payment: _has_mandate(payment) and _has_debited_account(payment)),
    _paid_by(GIRO, "DK-R-008", _has_giro_card),
    _paid_by(GIRO, "DK-R-009", _has_giro_length),
    _paid_by(FIK, "DK-R-010", _has_fik_card),
    _paid_by(FIK, "DK-R-011", _has_fik_length),
)  # fmt: skip
CREDIT_NOTES = (held("cac:LegalMonetaryTotal/cbc:PayableAmount", "DK-R-016", _is_owed),)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document from a Danish address has to keep."""
    (here,) = COUNTRIES
    if written_country(root, SELLER) != here:
        return ()
    if written_country(root, BUYER) != here:
        return FROM_DENMARK
    of_kind = CREDIT_NOTES if root.tag == ubl.CREDIT_NOTE else INVOICES
    return (*FROM_DENMARK, *BETWEEN_DANES, *of_kind)


SET = NationalSet("Denmark", COUNTRIES, STATEMENTS, _rows_for)
