"""The steps at known places say what a walk says."""

from lxml import etree

from benchmarks.mutations import mutations
from services.invoice_ingest.following import follow
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.formats.ubl_invoice_map import DOCUMENT
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Shapes
from services.invoice_ingest.walking import Record, walk
from tests.tree_documents import a_fuller_invoice


def test_what_is_followed_says_the_same_as_a_walk() -> None:
    shapes, walked = Shapes(LINES), 0
    for name, data in [("as it is", a_fuller_invoice().data), *mutations(a_fuller_invoice().data)]:
        root = etree.fromstring(data)
        shapes.learn(data, root)
        pieces = shapes.pieces_of(data)
        record: Record = {}
        notes, again = Notes(root), dict[str, object]()
        walk(root, DOCUMENT, record, notes)
        if pieces is not None and not notes.findings:
            follow(pieces, DOCUMENT, again, Notes(root))
            assert list(again.items()) == list(record.items()), name
            walked += 1
    assert walked > 100
