"""Invoices and credit notes in CII, the second syntax of EN 16931: XRechnung, Factur-X, ZUGFeRD, plain.

Specs: EN 16931-3-3 and https://unece.org/trade/uncefact/e-invoice
"""

from typing import cast

from lxml.etree import _Element

from schemas.invoice import CREDIT_NOTE_TYPES, Invoice
from services.invoice_ingest.formats.cii_map import DOCUMENT, ROOT
from services.invoice_ingest.formats.ubl_invoice_map import OBJECT
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import Record, taken, taken_text, walk

NAME = "cii"
CREDIT_NOTES = CREDIT_NOTE_TYPES | {"261", "262", "296", "308", "420", "458", "502", "503"}
"""Type codes of a credit note, those that EN 16931 has for a CreditNote in UBL: here the root is the same."""
TENDER = "50"
"""Type code of a document that makes it a tender or lot (BT-17)."""
TAX_POINTS = {"5": "3", "29": "35", "72": "432"}
"""BT-8 as CII writes it (UNTDID 2475) -> as UBL and the model do (UNTDID 2005)."""
DIRECT_DEBITS = frozenset({"49", "59"})


def claims(root: _Element) -> str | None:
    """`cii`, or None for another root."""
    return NAME if root.tag == ROOT else None


def parse(root: _Element, name: str, notes: Notes) -> Invoice:
    """The invoice or credit note that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name}
    walk(root, DOCUMENT, record, notes)
    record["is_credit"] = record.get("type_code") in CREDIT_NOTES
    _delivery(record)
    _taxes(record)
    _references(record)
    _payments(record)
    return Invoice.model_validate(record)


def _delivery(record: Record) -> None:
    address = record.pop("delivery_address", None)
    if address is not None:
        cast(Record, record.setdefault("delivery", {}))["address"] = address


def _taxes(record: Record) -> None:
    """BT-110 and BT-111 are told apart by their currency; when VAT is due stands with each rate."""
    currency, tax_currency = record.get("currency"), record.get("tax_currency")
    for total in taken(record, "tax_totals"):
        totals = cast(Record, record.setdefault("totals", {}))
        given = total.get("currency", currency)
        if given == currency or not currency:
            totals.setdefault("vat", total["amount"])
        elif given == tax_currency:
            totals.setdefault("vat_in_tax_currency", total["amount"])
    for part in cast("list[Record]", record.get("vat", [])):
        for field in ("tax_point_date", "tax_point_code"):
            if field in part:
                record.setdefault(field, part.pop(field))
    code = taken_text(record, "tax_point_code")
    if code is not None:
        record["tax_point_code"] = TAX_POINTS.get(code, code)


def _references(record: Record) -> None:
    """Additional documents are invoiced objects, tenders or attachments, by their type code."""
    attachments: list[Record] = []
    for document in taken(record, "documents"):
        number, code = taken_text(document, "id"), taken_text(document, "code")
        scheme = taken_text(document, "scheme")
        if code == OBJECT and number:
            record.setdefault("object_id", {"value": number, "scheme": scheme})
        elif code == TENDER and number:
            record.setdefault("tender_ref", number)
        elif code not in (OBJECT, TENDER):
            file = cast(Record, document.pop("file", {}))
            attachments.append({"reference": number or "", **document, **file})
    record["attachments"] = attachments


def _payments(record: Record) -> None:
    """Reference, mandate and creditor stand beside the means to pay: they go to the means they are for.

    A reference is for all of them, a mandate for those of direct debit. Where no means is given there is
    nothing to pay by, and the reference is for nothing.
    """
    reference, creditor = taken_text(record, "payment_reference"), taken_text(record, "creditor_id")
    mandate = taken_text(record, "mandate")
    payments = cast("list[Record]", record.get("payments", []))
    debits = [it for it in payments if it.get("means_code") in DIRECT_DEBITS or "debited_account" in it]
    for payment in payments:
        if reference is not None:
            payment["reference"] = reference
    for payment in debits or payments[:1]:
        if mandate is not None:
            payment["mandate"] = mandate
        if creditor is not None:
            payment["creditor_id"] = creditor
