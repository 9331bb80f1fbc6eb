"""Invoices and credit notes in UBL 2.1 by EN 16931: Peppol BIS Billing 3, self-billing, XRechnung, NLCIUS, …

One reader for all of them; what they have in common is the standard, and what an extension adds is passed
over. Specs: https://docs.peppol.eu/poacc/billing/3.0/ and EN 16931-3-2.
"""

from typing import cast

from lxml.etree import _Element

from schemas.invoice import Invoice
from services.invoice_ingest.formats.ubl import (
    CAC,
    CUSTOMIZATION_ID,
    PROFILE_ID,
    declared,
    is_older,
    root_of,
)
from services.invoice_ingest.formats.ubl_invoice_map import DOCUMENT, OBJECT, PROJECT
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Pieces
from services.invoice_ingest.walking import Record, taken, walk
from services.invoice_ingest.walking.following import follow

INVOICE, CREDIT_NOTE = root_of("Invoice"), root_of("CreditNote")
LINES = {INVOICE: f"{{{CAC}}}InvoiceLine", CREDIT_NOTE: f"{{{CAC}}}CreditNoteLine"}
"""The name of a line, by the name of the root."""
EN_16931 = "urn:cen.eu:en16931:2017"
BILLING, SELF_BILLING = (
    f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:{name}:3.0" for name in ("billing", "selfbilling")
)
FORMATS = ((BILLING, "peppol-billing-3"), (SELF_BILLING, "peppol-selfbilling-3"), (EN_16931, "en16931-ubl"))
"""Start of the customisation id -> name of the format, the longest first."""
PEPPOL_PROCESSES = "urn:fdc:peppol.eu:2017:poacc:billing:"


def claims(root: _Element) -> str | None:
    """The format's name, or None where the root or its customisation id is not of this family.

    A document without any id of its own is read as plain EN 16931: that its id is missing is a broken rule
    (BR-01), and the sender should hear it by that name. An older one, or one of others, is not.
    """
    if root.tag != INVOICE and root.tag != CREDIT_NOTE:
        return None
    customization = declared(root, CUSTOMIZATION_ID)
    if customization is None:
        if (declared(root, PROFILE_ID) or "").startswith(PEPPOL_PROCESSES):
            return "peppol-billing-3"
        return None if is_older(root) else "en16931-ubl"
    return _name(customization)


def parse(root: _Element, name: str, notes: Notes) -> Invoice:
    """The invoice or credit note that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name, "is_credit": root.tag == CREDIT_NOTE}
    walk(root, DOCUMENT, record, notes)
    return _invoice(record)


def parse_by_shape(pieces: Pieces, notes: Notes) -> Invoice | None:
    """The same of a document that was not parsed; None where it is not of this family, or names no format."""
    record: Record = {"is_credit": pieces.root == CREDIT_NOTE}
    follow(pieces, DOCUMENT, record, notes)
    name = _name(str(record.get("customization_id", "")))
    return None if name is None else _invoice({"format": name, **record})


def _name(customization: str) -> str | None:
    return next((name for start, name in FORMATS if customization.startswith(start)), None)


def _invoice(record: Record) -> Invoice:
    period(record)
    taxes(record)
    references(record)
    payments(record)
    return Invoice.model_validate(record)


def period(record: Record) -> None:
    """A period that says only when VAT is due (BT-8) is no period."""
    given = record.get("period")
    if isinstance(given, dict) and "tax_point_code" in given:
        record["tax_point_code"] = given.pop("tax_point_code")
        if not given:
            del record["period"]


def taxes(record: Record) -> None:
    """BT-110 and BT-111 are told apart by their currency, never by position."""
    currency, tax_currency = record.get("currency"), record.get("tax_currency")
    totals = taken(record, "tax_totals")
    own = [total for total in totals if not currency or total.get("currency", currency) == currency]
    other = [total for total in totals if tax_currency and total.get("currency") == tax_currency]
    for field, candidates in (("vat", own), ("vat_in_tax_currency", other)):
        amounts = [total["amount"] for total in candidates if "amount" in total]
        if amounts:
            cast(Record, record.setdefault("totals", {}))[field] = amounts[0]
    broken_down = [total for total in own if "vat" in total] or totals
    record["vat"] = [part for total in broken_down for part in taken(total, "vat")]


def references(record: Record) -> None:
    """Additional documents are invoiced objects, projects or attachments, by their type code."""
    attachments: list[Record] = []
    for document in taken(record, "documents"):
        code = document.pop("code", None)
        reference = cast("dict[str, str]", document.pop("id", {}))
        if code == OBJECT and reference:
            record.setdefault("object_id", reference)
        elif code == PROJECT and reference:
            record.setdefault("project", reference["value"])
        elif code not in (OBJECT, PROJECT):
            file = cast(Record, document.pop("file", {}))
            attachments.append({"reference": reference.get("value", ""), **document, **file})
    record["attachments"] = attachments


def payments(record: Record) -> None:
    """A credit note's due date stands with its payment (BT-9), the creditor's id with its parties (BT-90)."""
    creditor = _creditor(record)
    given = taken(record, "payments")
    for payment in given:
        due = payment.pop("due_date", None)
        if due is not None and record["is_credit"]:
            record.setdefault("due_date", due)
        if creditor and ("mandate" in payment or "debited_account" in payment):
            payment["creditor_id"] = creditor
    record["payments"] = given


def _creditor(record: Record) -> str | None:
    """The id with scheme SEPA of the payee or the seller. It stays among their ids, as it was sent."""
    for role in ("payee", "seller"):
        ids = cast("list[dict[str, str]]", cast(Record, record.get(role, {})).get("ids", []))
        for given in ids:
            if given["scheme"] == "SEPA":
                return given["value"]
    return None
