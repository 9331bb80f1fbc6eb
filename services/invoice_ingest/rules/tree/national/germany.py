"""Peppol, German sellers with German buyers: contacts, addresses, how to pay, cash discounts (DE-R)."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Kind, Severity, Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.iban import is_iban
from services.invoice_ingest.rules.tree.national.parties import BUYER, SELLER, country, only
from services.invoice_ingest.rules.tree.national.rows import (
    Condition,
    NationalRow,
    NationalSet,
    has,
    has_text,
    held,
    neither,
    raw_at,
    row,
    text_at,
)
from services.invoice_ingest.rules.tree.xpath import BLANKS, normalized, raw, says

COUNTRIES = ("DE",)
TYPES = frozenset({"326", "380", "384", "389", "381", "875", "876", "877"})
CORRECTION = "384"
VAT_CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "L", "M"})
SEPA, SEPA_TRANSFER = "SEPA", "58"
TRANSFERS, CARDS, DIRECT_DEBITS = (frozenset(codes) for codes in (("30", "58"), ("48", "54", "55"), ("59",)))
DIGITS_OF_A_TELEPHONE = 3
EMAIL = re.compile(rf"[^@{BLANKS}]+@([^@.{BLANKS}]+\.)+[^@.{BLANKS}]+")
URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
DISCOUNT = re.compile(
    r"#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#", re.ASCII
)
DISCOUNT_LINE, AFTER_DISCOUNTS = re.compile(r"#[^\r\n]+#"), re.compile(rf"[{BLANKS}]*\n")
LINE_BREAK = re.compile(r"\r?\n")

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("DE-R-001", "fatal", "presence", "A German invoice says how to pay."),
    ("DE-R-002", "fatal", "presence", "A German seller has a contact."),
    ("DE-R-003", "fatal", "presence", "The address of a German seller has a city."),
    ("DE-R-004", "fatal", "presence", "The address of a German seller has a post code."),
    ("DE-R-005", "fatal", "presence", "The contact of a German seller has a name."),
    ("DE-R-006", "fatal", "presence", "The contact of a German seller has a telephone number."),
    ("DE-R-007", "fatal", "presence", "The contact of a German seller has an e-mail address."),
    ("DE-R-008", "fatal", "presence", "The address of a German buyer has a city."),
    ("DE-R-009", "fatal", "presence", "The address of a German buyer has a post code."),
    ("DE-R-010", "fatal", "presence", "The address that a German invoice delivers to has a city."),
    ("DE-R-011", "fatal", "presence", "The address that a German invoice delivers to has a post code."),
    ("DE-R-014", "fatal", "presence", "Every VAT breakdown of a German invoice has a rate."),
    ("DE-R-015", "fatal", "presence", "A German invoice has the buyer's reference."),
    ("DE-R-016", "fatal", "presence",
     "A German seller that states VAT has a tax number or a tax representative."),
    ("DE-R-017", "warning", "code list",
     "The type code of a German invoice is 326, 380, 381, 384, 389, 875, 876 or 877."),
    ("DE-R-018", "fatal", "structure",
     "A cash discount is a line `#SKONTO#TAGE=n#PROZENT=n.nn#` of the payment terms, each line ended."),
    ("DE-R-019", "warning", "identifier", "The account of a SEPA transfer (means 58) is an IBAN."),
    ("DE-R-020", "warning", "identifier", "The account debited by SEPA (means 59) is an IBAN."),
    ("DE-R-022", "fatal", "structure", "No two supporting documents have the same file name."),
    ("DE-R-023-1", "fatal", "presence", "Means 30 and 58 need an account."),
    ("DE-R-023-2", "fatal", "structure", "Means 30 and 58 go without card and mandate."),
    ("DE-R-024-1", "fatal", "presence", "Means 48, 54 and 55 need a payment card."),
    ("DE-R-024-2", "fatal", "structure", "Means 48, 54 and 55 go without account and mandate."),
    ("DE-R-025-1", "fatal", "presence", "Means 59 needs a mandate."),
    ("DE-R-025-2", "fatal", "structure", "Means 59 goes without account and card."),
    ("DE-R-026", "warning", "presence", "A correction (type code 384) refers to the invoice it corrects."),
    ("DE-R-027", "warning", "identifier", "A German seller's telephone number has three digits at least."),
    ("DE-R-028", "warning", "identifier",
     "The e-mail address of a German seller has one @ and a dot after it, both between other characters."),
    ("DE-R-030", "fatal", "presence", "A direct debit names the creditor's identifier, scheme SEPA."),
    ("DE-R-031", "fatal", "presence", "A direct debit names the account that is debited."),
    ("DE-R-T02", "warning", "structure", "The web address of a supporting document is absolute."),
)  # fmt: skip
STATEMENTS = tuple(Statement(*row) for row in TEXTS)

TYPE_CODES = [ubl.path(name) for name in ("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")]
ENTRY, CATEGORY = ubl.path("cac:AllowanceCharge"), ubl.path("cac:TaxCategory/cbc:ID")
LINE_CATEGORIES = [
    ubl.path(f"cac:{line}/cac:Item/cac:ClassifiedTaxCategory/cbc:ID")
    for line in ("InvoiceLine", "CreditNoteLine")
]
TAX_NUMBER = ubl.path(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID")
REPRESENTATIVE = ubl.path("cac:TaxRepresentativeParty")
EARLIER = ubl.path("cac:BillingReference/cac:InvoiceDocumentReference")
TERMS, NOTE = ubl.path("cac:PaymentTerms"), ubl.path("cbc:Note")
DOCUMENT = ubl.path("cac:AdditionalDocumentReference")
FILE = ubl.path("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
MANDATE = ubl.path("cac:PaymentMeans/cac:PaymentMandate")
DEBITED = ubl.path("cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID")
CREDITORS = [ubl.path(f"{party}/cac:PartyIdentification/cbc:ID") for party in (SELLER, "cac:PayeeParty")]

MEANS = ubl.path("cbc:PaymentMeansCode")
_account = raw_at("cac:PayeeFinancialAccount/cbc:ID")
_debited = raw_at("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID")
_telephone, _email, _uri = text_at("cbc:Telephone"), text_at("cbc:ElectronicMail"), raw_at("cbc:URI")


def _type_codes(root: _Element) -> list[str]:
    return [normalized(raw(code)) for path in TYPE_CODES for code in root.iterfind(path)]


def _is_known_type(root: _Element) -> bool:
    return not TYPES.isdisjoint(_type_codes(root))


def _refers_to_corrected(root: _Element) -> bool:
    return CORRECTION not in _type_codes(root) or root.find(EARLIER) is not None


def _has_tax_number(root: _Element) -> bool:
    numbers = root.iterfind(TAX_NUMBER)
    return root.find(REPRESENTATIVE) is not None or any(map(says, numbers)) or not _states_vat(root)


def _states_vat(root: _Element) -> bool:
    """Whether an allowance, a charge or a line has one of the categories, to the letter."""
    entries = [
        entry
        for entry in root.iterfind(ENTRY)
        if any(raw(indicator) in ("true", "false") for indicator in entry.iterfind(ubl.INDICATOR))
    ]
    codes = [code for entry in entries for code in entry.iterfind(CATEGORY)]
    on_lines = (code for path in LINE_CATEGORIES for code in root.iterfind(path))
    return any(raw(code) in VAT_CATEGORIES for code in (*codes, *on_lines))


def _discounts(root: _Element, judge: Judge) -> None:
    """Every line that begins with # is a discount, and a line break follows the last of them."""
    for terms in _first_notes(root):
        lines = [normalized(line) for line in LINE_BREAK.split(raw(terms))]
        discounts = [line for line in lines if line.startswith("#")]
        rest = DISCOUNT_LINE.split(raw(terms))[-1]
        are_right = all(map(DISCOUNT.fullmatch, discounts)) and AFTER_DISCOUNTS.match(rest)
        if discounts and not are_right:
            judge.broken("DE-R-018", terms)


def _first_notes(root: _Element) -> list[_Element]:
    """The first note of each payment terms."""
    notes = (terms.find(NOTE) for terms in root.iterfind(TERMS))
    return [note for note in notes if note is not None]


def _files(root: _Element, judge: Judge) -> None:
    seen: set[str] = set()
    for document in root.iterfind(DOCUMENT):
        names = {name for file in document.iterfind(FILE) if (name := file.get("filename")) is not None}
        if not names.isdisjoint(seen):
            judge.broken("DE-R-022", document, ", ".join(sorted(names)))
        seen |= names


def _names_creditor(root: _Element) -> bool:
    creditors = (id for path in CREDITORS for id in root.iterfind(path))
    return root.find(MANDATE) is None or any(id.get("schemeID") == SEPA for id in creditors)


def _names_debited_account(root: _Element) -> bool:
    return root.find(MANDATE) is None or root.find(DEBITED) is not None


def _is_reachable(contact: _Element) -> bool:
    return sum(sign in "0123456789" for sign in _telephone(contact)) >= DIGITS_OF_A_TELEPHONE


def _means(payment: _Element) -> str:
    return normalized(raw(only(payment, MEANS)))


def _paid_by(codes: frozenset[str], id: str, holds: Condition) -> NationalRow:
    """A row of the payments by these means."""
    return held(
        "cac:PaymentMeans", id, lambda payment: _means(payment) not in codes or holds(payment), _means
    )


CONTACT = f"{SELLER}/cac:Contact"
ROWS = (
    held("", "DE-R-001", has("cac:PaymentMeans")),
    held("", "DE-R-015", has_text("cbc:BuyerReference")),
    held("", "DE-R-016", _has_tax_number),
    held("", "DE-R-017", _is_known_type, lambda root: " ".join(_type_codes(root))),
    row("", _discounts),
    row("", _files),
    held("", "DE-R-026", _refers_to_corrected),
    held("", "DE-R-030", _names_creditor),
    held("", "DE-R-031", _names_debited_account),
    held("cac:AdditionalDocumentReference/cac:Attachment/cac:ExternalReference", "DE-R-T02",
         lambda reference: URL.match(_uri(reference)) is not None, _uri),
    held("cac:AccountingSupplierParty", "DE-R-002", has("cac:Party/cac:Contact")),
    held(f"{SELLER}/cac:PostalAddress", "DE-R-003", has_text("cbc:CityName")),
    held(f"{SELLER}/cac:PostalAddress", "DE-R-004", has_text("cbc:PostalZone")),
    held(CONTACT, "DE-R-005", has_text("cbc:Name")),
    held(CONTACT, "DE-R-006", has_text("cbc:Telephone")),
    held(CONTACT, "DE-R-007", has_text("cbc:ElectronicMail")),
    held(CONTACT, "DE-R-027", _is_reachable, _telephone),
    held(CONTACT, "DE-R-028", lambda contact: EMAIL.fullmatch(_email(contact)) is not None, _email),
    held(f"{BUYER}/cac:PostalAddress", "DE-R-008", has_text("cbc:CityName")),
    held(f"{BUYER}/cac:PostalAddress", "DE-R-009", has_text("cbc:PostalZone")),
    held("cac:Delivery/cac:DeliveryLocation/cac:Address", "DE-R-010", has_text("cbc:CityName")),
    held("cac:Delivery/cac:DeliveryLocation/cac:Address", "DE-R-011", has_text("cbc:PostalZone")),
    _paid_by(frozenset({SEPA_TRANSFER}), "DE-R-019", lambda payment: is_iban(_account(payment))),
    _paid_by(TRANSFERS, "DE-R-023-1", has("cac:PayeeFinancialAccount")),
    _paid_by(TRANSFERS, "DE-R-023-2", neither("cac:CardAccount", "cac:PaymentMandate")),
    _paid_by(CARDS, "DE-R-024-1", has("cac:CardAccount")),
    _paid_by(CARDS, "DE-R-024-2", neither("cac:PayeeFinancialAccount", "cac:PaymentMandate")),
    _paid_by(DIRECT_DEBITS, "DE-R-020", lambda payment: is_iban(_debited(payment))),
    _paid_by(DIRECT_DEBITS, "DE-R-025-1", has("cac:PaymentMandate")),
    _paid_by(DIRECT_DEBITS, "DE-R-025-2", neither("cac:PayeeFinancialAccount", "cac:CardAccount")),
    held("cac:TaxTotal/cac:TaxSubtotal", "DE-R-014", has_text("cac:TaxCategory/cbc:Percent")),
)  # fmt: skip


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document between German addresses has to keep."""
    (here,) = COUNTRIES
    return ROWS if country(root, SELLER) == here == country(root, BUYER) else ()


SET = NationalSet("Germany", COUNTRIES, STATEMENTS, _rows_for)
