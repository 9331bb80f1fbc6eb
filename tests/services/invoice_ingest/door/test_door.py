"""The door from bytes to a tree: what it lets in, what it refuses, and how it says so."""

import base64
import gzip
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import DocumentError, Malformed, Refused
from services.invoice_ingest.door import MAX_BYTES, MAX_DEPTH, MAX_TAGS, tree_of

LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def declared(encoding: str, text: str = "<a>Å</a>") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    "data",
    [
        "<a>Å</a>".encode(),
        b"\xef\xbb\xbf" + declared("UTF-8").encode(),
        declared("utf-8").encode(),
        declared("UTF-16").encode("utf-16-le").join([b"\xff\xfe", b""]),
        declared("utf-16").encode("utf-16-be").join([b"\xfe\xff", b""]),
        "<a>Å</a>".encode("utf-16"),
        declared("ISO-8859-1").encode("iso-8859-1"),
        declared("iso-8859-1").encode("iso-8859-1"),
        declared("windows-1252").encode("cp1252"),
        declared("US-ASCII", "<a>&#197;</a>").encode("ascii"),
        b"\n \t<a>\xc3\x85</a>",
    ],
)
def test_every_accepted_encoding_gives_the_same_text(data: bytes) -> None:
    assert tree_of(data).text == "Å"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (declared("UTF-8").encode("iso-8859-1"), "UTF-8"),
        (declared("us-ascii").encode(), "ascii"),
        (b"\xef\xbb\xbf" + declared("ISO-8859-1").encode(), "byte order mark"),
        (b"\xff\xfe" + declared("UTF-8").encode("utf-16-le"), "UTF-8 is declared"),
        (declared("UTF-16").encode("utf-16-le"), "without a byte order mark"),
        (declared("UTF-7", "<a>+AOU-</a>").encode(), "utf-7"),
        (declared("windows-1252").encode("cp1252").replace("Å".encode("cp1252"), b"\x81"), "cp1252"),
        (b"\xff\xfe" + "<a>".encode("utf-16-le") + b"\x00\xd8", "utf-16"),
        ("<a/>".encode("utf-32"), "UTF-32"),
    ],
)
def test_bytes_that_contradict_their_encoding_are_malformed(data: bytes, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        tree_of(data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "neither XML nor"),
        (b"hello", "neither XML nor"),
        (b"\x00\x01\x02", "neither XML nor"),
        (gzip.compress(b"<a/>"), "gzip"),
        (b"PK\x03\x04...", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"<a><b></a>", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a/>junk", "not well-formed"),
        (b"<a>\x01</a>", "not well-formed"),
        (b"<x:a/>", "not well-formed"),
        (b"<a>&unknown;</a>", "not well-formed"),
        (b"<!DOCTYPE", "DOCTYPE"),
        (b"<?xml", "not well-formed"),
        (b"<!-- never closed", "not well-formed"),
        (b"<a/><!DOCTYPE a>", "not well-formed"),
    ],
)
def test_what_is_no_xml_document_gets_a_reason(data: bytes, word: str) -> None:
    with pytest.raises(DocumentError, match=word) as caught:
        tree_of(data)
    assert caught.value.remedy


def test_a_syntax_error_has_its_line_and_column() -> None:
    with pytest.raises(Malformed) as caught:
        tree_of(b"<a>\n  <b>\n</a>")
    assert caught.value.place == "line 3, column 5"


@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, "<!DOCTYPE a><a/>", "<!--x--><?y z?>\n<!DOCTYPE a><a/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(text: str, encoding: str) -> None:
    with pytest.raises(Refused, match="DOCTYPE"):
        tree_of(text.encode(encoding))


def test_the_word_doctype_in_a_comment_or_a_text_is_only_a_word() -> None:
    assert tree_of(b"<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>").text == "<!DOCTYPE a>"


def test_comments_and_instructions_do_not_cut_a_text_in_two() -> None:
    assert tree_of(b"<a>12<!-- three -->3<?four?>4<![CDATA[5]]></a>").text == "12345"


@pytest.mark.parametrize(("levels", "fits"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False), (5000, False)])
def test_depth_is_bounded(levels: int, fits: bool) -> None:
    data = b"<a>" * levels + b"</a>" * levels
    if fits:
        assert tree_of(data) is not None
    else:
        with pytest.raises(Refused, match=r"deep|depth"):
            tree_of(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<a>" + b"<b/>" * (MAX_TAGS + 1) + b"</a>",
        b"<a " + b" ".join(b'b%d=""' % number for number in range(1_000_001)) + b"/>",
        b"<a>" + b" " * MAX_BYTES + b"</a>",
    ],
    ids=["elements", "attributes", "bytes"],
)
def test_what_would_fill_the_memory_is_refused_unparsed(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Refused):
        tree_of(data)
    assert time.process_time() - started < 1


def test_an_embedded_file_of_many_megabytes_is_one_text() -> None:
    text = base64.b64encode(b"pdf" * 4_000_000)
    root = tree_of(b"<a><EncodedData>" + text + b"</EncodedData></a>")
    assert len(root[0].text or "") == len(text)


def test_no_file_is_ever_included() -> None:
    include = '<i:include href="/etc/hostname" parse="text"/>'
    root = tree_of(f'<a xmlns:i="http://www.w3.org/2001/XInclude">{include}</a>'.encode())
    assert len(root) == 1
    assert root[0].text is None


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"<?xml version='1.0'?><a>" + tail))
def test_any_bytes_give_a_tree_or_a_typed_error(data: bytes) -> None:
    with suppress(Malformed, Refused):
        tree_of(data)
