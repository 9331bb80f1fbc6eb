"""Invoices and credit notes in OIOUBL, the Danish UBL: 2.01, 2.02, 2.1, and 3 which is close to EN 16931.

Spec: https://www.oioubl.info
"""

from typing import cast

from lxml.etree import _Element

from schemas.invoice import Invoice
from services.invoice_ingest.formats import ubl_invoice
from services.invoice_ingest.formats.oioubl_map import OIOUBL_2, OIOUBL_3
from services.invoice_ingest.formats.oioubl_totals import taxes_and_totals
from services.invoice_ingest.formats.ubl import CUSTOMIZATION_ID, declared
from services.invoice_ingest.formats.ubl_invoice import CREDIT_NOTE, INVOICE
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import Record, taken, taken_text, walk

VERSION_2, VERSION_3 = "oioubl-2", "oioubl-3"
CUSTOMIZATIONS = (("OIOUBL-2", VERSION_2), ("urn:fdc:oioubl.dk:", VERSION_3))
"""Start of the customisation id -> name of the format."""
CREDIT = "381"


def claims(root: _Element) -> str | None:
    """`oioubl-2` or `oioubl-3`, or None for another root or customisation."""
    if root.tag != INVOICE and root.tag != CREDIT_NOTE:
        return None
    customization = declared(root, CUSTOMIZATION_ID) or ""
    return next((name for start, name in CUSTOMIZATIONS if customization.startswith(start)), None)


def parse(root: _Element, name: str, notes: Notes) -> Invoice:
    """The invoice or credit note that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name, "is_credit": root.tag == CREDIT_NOTE}
    walk(root, OIOUBL_2 if name == VERSION_2 else OIOUBL_3, record, notes)
    if record["is_credit"]:
        record.setdefault("type_code", CREDIT)  # optional there: the root says it
    ubl_invoice.period(record)
    ubl_invoice.references(record)
    _payments(record)
    _buyer_reference(record)
    _preceding(record)
    if name == VERSION_2:
        taxes_and_totals(record)
    else:
        ubl_invoice.taxes(record)
    return Invoice.model_validate(record)


def _payments(record: Record) -> None:
    """The due date stands with the payment, of invoices too."""
    for payment in cast("list[Record]", record.get("payments", [])):
        if "due_date" in payment:
            record.setdefault("due_date", payment["due_date"])
    ubl_invoice.payments(record)


def _buyer_reference(record: Record) -> None:
    """The buyer's contact has an id, which is what a Danish buyer routes by."""
    reference = taken_text(cast(Record, record.get("buyer", {})), "contact_id")
    if reference is not None:
        record.setdefault("buyer_reference", reference)


def _preceding(record: Record) -> None:
    """Lines of a credit note name the invoices they credit; each is told once."""
    given = cast("list[Record]", record.setdefault("preceding", []))
    known = {reference.get("number") for reference in given}
    for line in cast("list[Record]", record.get("lines", [])):
        for reference in taken(line, "preceding"):
            if reference.get("number") not in known:
                known.add(reference.get("number"))
                given.append(reference)
