"""Lawful documents that the rules on the tree have nothing to say about."""

from pathlib import Path

from lxml import etree

from benchmarks.documents import peppol_invoice
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.rules.tree import svefaktura, ubl
from tests.tree_cases import Base

GOLDEN = Path(__file__).parent / "golden" / "svefaktura-1.0.xml"
AS_CREDIT_NOTE = (
    (b":Invoice-2", b":CreditNote-2"),
    (b"Invoice xmlns", b"CreditNote xmlns"),
    (b"</Invoice>", b"</CreditNote>"),
    (b"InvoiceLine", b"CreditNoteLine"),
    (b"InvoicedQuantity", b"CreditedQuantity"),
    (b"InvoiceTypeCode>380</cbc:Invoice", b"CreditNoteTypeCode>381</cbc:CreditNote"),
)


def an_invoice() -> Base:
    """A Peppol invoice of one line."""
    return Base(peppol_invoice(1), "peppol-billing-3", ubl.NAMESPACES)


def a_credit_note() -> Base:
    """A Peppol credit note of one line."""
    data = peppol_invoice(1)
    for old, new in AS_CREDIT_NOTE:
        data = data.replace(old, new)
    return Base(data, "peppol-billing-3", ubl.NAMESPACES)


def a_svefaktura() -> Base:
    """A Svefaktura with a tax currency, out of its envelope."""
    (root,) = contents_of(etree.fromstring(GOLDEN.read_bytes())).documents
    return Base(etree.tostring(root), "svefaktura-1.0", svefaktura.NAMESPACES)
