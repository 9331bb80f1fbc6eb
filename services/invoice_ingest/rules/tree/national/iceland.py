"""Peppol, Icelandic sellers: legal numbers, addresses, accounts and the last day to pay (IS-R-001 to -010).

The last day to pay, later than the due date, stands in a supporting document with the description EINDAGI.
"""

from collections.abc import Sequence
from datetime import date

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.parties import BUYER, SELLER, written_country
from services.invoice_ingest.rules.tree.national.rows import (
    Condition,
    NationalRow,
    NationalSet,
    has,
    held,
    row,
)
from services.invoice_ingest.rules.tree.xpath import normalized, raw

COUNTRIES = ("IS",)
TYPES, KENNITALA = frozenset({"380", "381"}), "0196"
CLAIM, TRANSFER, ACCOUNT_LENGTH = "9", "42", 12
LAST_DAY, DATE_LENGTH = "EINDAGI", 10

STATEMENTS = (
    Statement("IS-R-001", "warning", "code list", "The type code of an Icelandic seller is 380 or 381."),
    Statement("IS-R-002", "fatal", "identifier", "An Icelandic seller has a legal number of scheme 0196."),
    Statement("IS-R-003", "fatal", "presence",
              "An Icelandic seller's address has a street and a post code."),
    Statement("IS-R-004", "fatal", "identifier", "An Icelandic buyer has a legal number of scheme 0196."),
    Statement("IS-R-005", "fatal", "presence", "An Icelandic buyer's address has a street and a post code."),
    Statement("IS-R-006", "fatal", "identifier", "Means 9 needs an account of 12 characters."),
    Statement("IS-R-007", "fatal", "identifier", "Means 42 needs an account of 12 characters."),
    Statement("IS-R-008", "fatal", "structure", "The last day to pay (EINDAGI) is written YYYY-MM-DD."),
    Statement("IS-R-009", "fatal", "presence", "A last day to pay (EINDAGI) comes with a due date."),
    Statement("IS-R-010", "fatal", "arithmetic",
              "The last day to pay (EINDAGI) is the due date or later."),
)  # fmt: skip

TYPE_CODES = [ubl.path(name) for name in ("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")]
LEGAL_NUMBER = ubl.path("cac:PartyLegalEntity/cbc:CompanyID")
PAYMENT, MEANS = ubl.path("cac:PaymentMeans"), ubl.path("cbc:PaymentMeansCode")
ACCOUNT = ubl.path("cac:PayeeFinancialAccount/cbc:ID")
DUE_DATE = ubl.path("cbc:DueDate")
DOCUMENT, DESCRIPTION = ubl.path("cac:AdditionalDocumentReference"), ubl.path("cbc:DocumentDescription")


def _type_code(root: _Element) -> str:
    return " ".join(normalized(raw(code)) for path in TYPE_CODES for code in root.iterfind(path))


def _has_kennitala(party: _Element) -> bool:
    return any(number.get("schemeID") == KENNITALA for number in party.iterfind(LEGAL_NUMBER))


def _scheme(party: _Element) -> str:
    return " ".join(number.get("schemeID") or "" for number in party.iterfind(LEGAL_NUMBER))


def _has_accounts(means: str) -> Condition:
    """Whether payments by these means, where there are any, name accounts of the right length."""

    def holds(root: _Element) -> bool:
        payments = [
            payment
            for payment in root.iterfind(PAYMENT)
            if any(raw(code) == means for code in payment.iterfind(MEANS))
        ]
        accounts = [account for payment in payments for account in payment.iterfind(ACCOUNT)]
        are_right = all(len(normalized(raw(account))) == ACCOUNT_LENGTH for account in accounts)
        return not payments or (bool(accounts) and are_right)

    return holds


def _last_days(root: _Element) -> list[str] | None:
    """The last days to pay as written; None where no document is about them."""
    documents = [
        document
        for document in root.iterfind(DOCUMENT)
        if any(raw(text) == LAST_DAY for text in document.iterfind(DESCRIPTION))
    ]
    return [raw(id) for document in documents for id in document.iterfind(ubl.ID)] if documents else None


def _is_date(text: str) -> bool:
    if len(text) != DATE_LENGTH or text[4] != "-" or text[7] != "-" or not text.isascii():
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _last_day(root: _Element, judge: Judge) -> None:
    days = _last_days(root)
    if days is None:
        return
    shown = " ".join(days)
    due_dates = [raw(due) for due in root.iterfind(DUE_DATE)]
    if not days or not all(map(_is_date, days)):
        judge.broken("IS-R-008", root, shown)
    if not due_dates:
        judge.broken("IS-R-009", root, shown)
    if not any(due <= day for due in due_dates for day in days):  # as texts: the set compares them so
        judge.broken("IS-R-010", root, shown)


FROM_ICELAND = (
    held("", "IS-R-001", lambda root: _type_code(root) in TYPES, _type_code),
    held(SELLER, "IS-R-002", _has_kennitala, _scheme),
    held(SELLER, "IS-R-003", has("cac:PostalAddress/cbc:StreetName", "cac:PostalAddress/cbc:PostalZone")),
    held("", "IS-R-006", _has_accounts(CLAIM)),
    held("", "IS-R-007", _has_accounts(TRANSFER)),
    row("", _last_day),
)
BETWEEN_ICELANDERS = (
    held(BUYER, "IS-R-004", _has_kennitala, _scheme),
    held(BUYER, "IS-R-005", has("cac:PostalAddress/cbc:StreetName", "cac:PostalAddress/cbc:PostalZone")),
)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document's parties have to keep, by their addresses."""
    (here,) = COUNTRIES
    if written_country(root, SELLER) != here:
        return ()
    return (*FROM_ICELAND, *BETWEEN_ICELANDERS) if written_country(root, BUYER) == here else FROM_ICELAND


SET = NationalSet("Iceland", COUNTRIES, STATEMENTS, _rows_for)
