"""What is left of a large document is bounded while it streams by, and a file's text leaves its beginning."""

import pytest

from benchmarks.documents import peppol_invoice
from schemas.errors import Refused
from services.invoice_ingest.door.attachments import Attachments, InMemory
from services.invoice_ingest.door.bounds import MAX_TEXT, MAX_TREE
from services.invoice_ingest.door.remains import SHORTEST, FileText, Remains


@pytest.mark.parametrize("lines", [1, 2_000])
def test_an_honest_invoice_remains_as_it_is(lines: int) -> None:
    remains, document = Remains(), peppol_invoice(lines)
    for at in range(0, len(document), 100_000):
        remains.add(document[at : at + 100_000])
    assert remains.whole() == document


def test_an_invoice_of_twenty_thousand_lines_is_not_too_large() -> None:
    remains, document = Remains(), peppol_invoice(1_000)
    for _ in range(20):
        remains.add(document)
    assert len(remains.whole()) == 20 * len(document)


@pytest.mark.parametrize(
    ("piece", "word"),
    [(b"<b/>" * 1_000, "elements"), (b"<b" + b' a=""' * 1_000, "elements"), (b"x" * 1_000, "text")],
)
def test_markup_without_lines_is_refused_while_it_comes(piece: bytes, word: str) -> None:
    remains = Remains()

    def add_without_end() -> None:
        for _ in range(MAX_TREE // len(piece)):
            remains.add(piece)

    with pytest.raises(Refused, match=word):
        add_without_end()
    assert len(remains.whole()) < 2 * MAX_TEXT


def test_a_short_text_stays_whole_and_a_long_one_leaves_its_beginning_and_its_lines() -> None:
    sink = InMemory()
    remains, attachments = Remains(), Attachments(sink)
    text = FileText(0, remains, attachments)
    text.take(b"QUJD" * (SHORTEST // 4))
    assert remains.whole() == b"QUJD" * (SHORTEST // 4)
    text.take(b"QUJD\n" * 1_000)
    text.end()
    assert remains.whole() == b"QUJD" * (SHORTEST // 4) + b"#" + b"\n" * 1_000
    assert remains.place == "line 1001"


def test_what_is_not_base64_is_left_within_bounds() -> None:
    text = FileText(0, Remains(), Attachments(InMemory()))
    text.leave(b"-" * MAX_TEXT)
    with pytest.raises(Refused, match="not base64"):
        text.leave(b"-")
