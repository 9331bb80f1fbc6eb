"""Embedded files are decoded and hashed; bad base64 is said, not swallowed."""

import base64
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from services.invoice_ingest.door.attachments import Attachments, Decoder, InMemory, Nowhere


def holding(text: str) -> etree._Element:
    """An element with this text."""
    element = etree.Element("EncodedData")
    element.text = text
    return element


@given(st.binary(max_size=300))
def test_what_was_encoded_comes_back_whatever_the_line_breaks(data: bytes) -> None:
    sink = InMemory()
    text = base64.encodebytes(data).decode().replace("\n", "\r\n  ")
    file = Attachments(sink).take(holding(text), "a.bin", "application/x")
    assert (sink.kept[file.sha256], file.sha256) == (data, sha256(data).hexdigest())
    assert (file.filename, file.mime_type) == ("a.bin", "application/x")


@pytest.mark.parametrize("text", ["QQ=", "Q", "Q===", "å", "QQ==QQ==", "Q!Q="])
def test_bad_base64_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Attachments().take(holding(text), None, None)


def test_a_file_that_was_cut_out_may_be_taken_twice() -> None:
    root = etree.fromstring(b"<a><EncodedData/><b><EncodedData>QUJD#</EncodedData></b></a>")
    sink = InMemory()
    attachments = Attachments(sink)
    attachments.cut(1).feed(b"QUJDREVG")
    attachments.settle(root)
    first, second = (attachments.take(root[1][0], None, None) for _ in range(2))
    attachments.close()
    assert first == second
    assert sink.kept == {first.sha256: b"ABCDEF"}


def test_what_nobody_takes_is_not_kept() -> None:
    sink = InMemory()
    attachments = Attachments(sink)
    attachments.cut(0).feed(b"QUJDREVG")
    attachments.close()
    assert sink.kept == {}


@given(st.text("QUJDabc=-#;\n ", max_size=60), st.lists(st.integers(0, 60), max_size=4))
def test_pieces_give_what_the_whole_gives(text: str, cuts: list[int]) -> None:
    whole, pieces = Decoder(Nowhere()), Decoder(Nowhere())
    whole.feed(text.encode())
    bounds = [0, *sorted(cuts), len(text)]
    for start, end in pairwise(bounds):
        pieces.feed(text[start:end].encode())
    assert outcome(pieces) == outcome(whole)


def outcome(decoder: Decoder) -> tuple[str, int]:
    try:
        return decoder.finish(), decoder.size
    except ValueError:
        return "not base64", 0
