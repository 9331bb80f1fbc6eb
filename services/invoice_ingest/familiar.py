"""Invoices of a familiar shape: what they say and which rules they break, without a parser.

Nearly every invoice looks like one that the same sender sent before. `read` reads such an invoice from its
texts alone, a third of the time; whatever is the least bit odd in it sends it the usual way, which then tells
what and where. So an invoice reads the same both ways. What was read the usual way and broke no rule is
learnt from.
"""

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from schemas.invoice import Finding, Invoice
from services.invoice_ingest import rules
from services.invoice_ingest.attachments import Attachments
from services.invoice_ingest.formats.ubl_invoice import LINES, parse_by_shape
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Shapes

SHAPES = Shapes(LINES)
NOWHERE = etree.Element("nowhere")


class Odd(Exception):
    """Something that the usual way has to tell of."""


@dataclass(slots=True)
class Silent(Notes):
    """Notes of a document that has no elements to point at."""

    def unreadable(self, element: _Element, message: str, remedy: str) -> None:
        """Leave it to the usual way, which can say where it is."""
        raise Odd


def read(plain: bytes, attachments: Attachments) -> tuple[Invoice, list[Finding], Notes] | None:
    """What an invoice in UTF-8 says, the rules it breaks, and notes with its files; None if unfamiliar."""
    pieces = SHAPES.pieces_of(plain)
    if pieces is None:
        return None
    notes = Silent(NOWHERE, attachments=attachments)
    try:
        invoice = parse_by_shape(pieces, notes)
    except Odd:
        return None
    broken = None if invoice is None else rules.check_familiar(pieces, invoice)
    return None if invoice is None or broken is None else (invoice, broken, notes)


def learn(plain: bytes, root: _Element, invoice: Invoice) -> None:
    """Remember the shape of an invoice that could be read whole and broke no rule."""
    pieces = SHAPES.learn(plain, root)
    if pieces is not None and invoice.customization_id:
        rules.learn(pieces, invoice)
