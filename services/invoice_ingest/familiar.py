"""Invoices of a familiar shape: what they say and which rules they break, without a parser.

Nearly every invoice looks like one that the same sender sent before. `read` reads such an invoice from its
texts alone, a third of the time; whatever is the least bit odd in it sends it the usual way, which then tells
what and where. So an invoice reads the same both ways. What was read the usual way and broke no rule is
learnt from.
"""

from dataclasses import dataclass
from typing import cast

from lxml import etree
from lxml.etree import _Element

from schemas.invoice import Finding, Invoice
from services.invoice_ingest import rules
from services.invoice_ingest.door.attachments import Attachments
from services.invoice_ingest.formats.ubl_invoice import LINES, parse_by_shape
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Pieces, Shapes

SHAPES = Shapes(LINES)
PATIENCE, ONCE_IN_A_WHILE = 5, 50
NOWHERE = etree.Element("nowhere")


class Odd(Exception):
    """Something that the usual way has to tell of."""


@dataclass(slots=True)
class Silent(Notes):
    """Notes of a document that has no elements to point at."""

    def unreadable(self, element: _Element, message: str, remedy: str) -> None:
        """Leave it to the usual way, which can say where it is."""
        raise Odd


@dataclass(slots=True)
class Luck:
    """Whether it is worth while to try documents with some head.

    What they have in them may call for a look at each. So after some misses in a row, which a success ends,
    they are tried and learnt from only once in a while.
    """

    missed: int = 0
    passed: int = 0
    is_trying: bool = True

    def draw(self) -> bool:
        """Whether the next one is tried."""
        self.is_trying = self.missed < PATIENCE or self.passed >= ONCE_IN_A_WHILE
        self.passed = 0 if self.is_trying else self.passed + 1
        return self.is_trying


def pieces_of(plain: bytes) -> Pieces | None:
    """An invoice in UTF-8 as shapes that were learnt; None where it has others."""
    return SHAPES.pieces_of(plain)


def read(pieces: Pieces | None, attachments: Attachments) -> tuple[Invoice, list[Finding], Notes] | None:
    """What an invoice says, the rules it breaks, and notes with its files; None if it is not familiar."""
    if pieces is None:
        return None
    luck = _luck_of(pieces)
    if not luck.draw():
        return None
    known = _read(pieces, attachments)
    luck.missed = luck.missed + 1 if known is None else 0
    return known


def learn(plain: bytes, root: _Element, invoice: Invoice, pieces: Pieces | None) -> None:
    """Remember the shapes of an invoice that could be read whole and broke no rule; its pieces, if known."""
    if pieces is not None and not _luck_of(pieces).is_trying:
        return
    pieces = pieces or SHAPES.learn(plain, root)
    if pieces is not None and invoice.customization_id:
        rules.learn(pieces, invoice)


def _read(pieces: Pieces, attachments: Attachments) -> tuple[Invoice, list[Finding], Notes] | None:
    notes = Silent(NOWHERE, attachments=attachments)
    try:
        invoice = parse_by_shape(pieces, notes)
    except Odd:
        return None
    broken = None if invoice is None else rules.check_familiar(pieces, invoice)
    return None if invoice is None or broken is None else (invoice, broken, notes)


def _luck_of(pieces: Pieces) -> Luck:
    return cast(Luck, pieces.runs[0].shape.memory.setdefault(Luck, Luck()))
