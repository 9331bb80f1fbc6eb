"""The steps at known places say what a walk says, whether of a line alone or of all lines together."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest.familiar import NOWHERE, Odd, Silent
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.formats.ubl_invoice_map import DOCUMENT
from services.invoice_ingest.notes import ROOM, Notes, tag_of
from services.invoice_ingest.shapes import Shapes
from services.invoice_ingest.walking import Record, walk
from services.invoice_ingest.walking.following import follow
from tests.tree_documents import a_fuller_invoice

ODD_TEXTS = (" ", "NA", "x", "-1", "1e5", "1.", "0" * 40, " 7\n", "2026-02-30", "true")
INVOICES = {"a fuller invoice": a_fuller_invoice().data, "a usual one": peppol_invoice(1)}


def walked(data: bytes, notes: Notes) -> Record:
    record = Record()
    walk(etree.fromstring(data), DOCUMENT, record, notes)
    return record


def followed(data: bytes, notes: Notes) -> Record | None:
    """What is said by a document of a shape that was learnt; None where the usual way has to tell."""
    shapes, record = Shapes(LINES), Record()
    shapes.learn(data, etree.fromstring(data))
    pieces = shapes.pieces_of(data)
    try:
        if pieces is not None:
            follow(pieces, DOCUMENT, record, notes)
    except Odd:
        return None
    return record if pieces is not None else None


def test_what_is_followed_says_the_same_as_a_walk() -> None:
    compared = 0
    for name, data in [("as it is", a_fuller_invoice().data), *mutations(a_fuller_invoice().data)]:
        notes = Notes(etree.fromstring(data))
        record, again = walked(data, notes), followed(data, Silent(NOWHERE))
        if again is not None:
            assert not notes.findings
            assert list(again.items()) == list(record.items()), name
            compared += 1
    assert compared > 100


def with_odd_lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The invoice with three more lines, of which each text in turn is odd in the second."""
    root = etree.fromstring(data)
    lines = [deepcopy(next(root.iter("{*}InvoiceLine"))) for _ in range(3)]
    root.extend(lines)
    for place in [one for one in lines[1].iter() if not len(one)]:
        kept = place.text
        for odd in ODD_TEXTS:
            place.text = odd
            yield f"{tag_of(place)} {odd!r}", etree.tostring(root, encoding="utf-8")
        place.text = kept


@pytest.mark.parametrize("name", INVOICES)
def test_lines_of_a_shape_say_together_what_each_says_alone(name: str) -> None:
    compared = 0
    for odd, data in with_odd_lines(INVOICES[name]):
        notes = Notes(etree.fromstring(data))
        record, again = walked(data, notes), followed(data, Silent(NOWHERE))
        assert (again is None) == bool(notes.findings), odd
        assert again is None or again == record, odd
        compared += again is not None
    assert compared > 90


def test_lines_read_together_take_as_much_room_as_lines_read_alone() -> None:
    data = a_fuller_invoice().data
    left = []
    for read, notes in ((walked, Notes(NOWHERE)), (followed, Silent(NOWHERE))):
        assert read(data, notes)
        left.append(next(room for room in range(ROOM, 0, -1) if notes.has_room_for(room)))
    assert left[0] == left[1] < ROOM
