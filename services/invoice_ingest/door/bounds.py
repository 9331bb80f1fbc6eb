"""What a document may cost: caps that are looked at before a tree is built, by a few calls into C.

Long stretches without a `<` are where long attributes, texts and comments are, and elements with very many
attributes or namespaces. They are found by leaps: a leap looks for the last `<` within its length, so that a
document of many short elements costs one call for each four kilobytes.
"""

import re
from collections.abc import Iterator
from typing import Literal

from schemas.errors import Malformed, Refused

MIB = 1 << 20
MAX_BYTES = 100 * MIB
MAX_PLAIN = 50 * MIB
"""Bytes of a document without its embedded files."""
MAX_TABLE = 16 * MIB
"""Bytes of a CSV file."""
LARGE = MIB
"""Bytes of a document from which its embedded files are cut out while it streams by."""
MAX_TREE = 56_000_000
"""Bytes that a large document and its tree may need while it is read, beside those of its lines."""
BYTES_OF_LINE = 16_000
"""What each tag of a line (`<cac:InvoiceLine>`, `</cac:InvoiceLine>`) may add to that: a document of 20,000
lines is lawful and large, one of 200,000 empty elements is neither."""
BYTES_OF_TAG, BYTES_OF_ATTRIBUTE, BYTES_OF_BYTE = 400, 230, 3
"""What the tree needs for each, as measured; for a tag three times that, since rules take time for each."""
LINE_ENDS = (b"Line>", b"LineItem>")
"""How the tags of lines end, in every format."""
MAX_TAGS = 2_000_000
MAX_ATTRIBUTES = 1_000_000
MAX_NAMESPACES = 200_000
MAX_DEPTH = 64
MAX_ATTRIBUTES_OF_ONE = 1_000
MAX_NAMESPACES_OF_ONE = 400
MAX_TAG = 32 << 10
"""Bytes of a start tag with all its attributes, and so of an attribute."""
MAX_COMMENT = 32 << 10
"""Bytes of a comment or a processing instruction."""
MAX_COMMENTS = 100_000
MAX_TEXT = MIB
"""Bytes of a text that is no embedded file."""
MAX_BREAKS = 4 * MIB
"""Line breaks that are left where files are cut out; with more of them, later places have too low a line."""

FILE_ELEMENTS = ("EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "EncodedData", "BinaryContent")
"""Local names of the elements that hold a file as base64, in all formats."""

NOT_XML = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
)
Counted = Literal[
    "elements", "attributes", "namespaces", "comments", "processing instructions", "CDATA sections",
    "embedded files", "character references",
]  # fmt: skip
"""Of what a document may have too many; `services.texts` has a word for each."""
Measured = Literal[
    "a text", "a tag with its attributes", "a text, an attribute or a comment",
    "a document without its files", "a comment", "a processing instruction", "a CDATA section",
]  # fmt: skip
"""What may be too long."""

COUNTED: tuple[tuple[bytes, int, int, Counted], ...] = (
    (b"<", 1, MAX_TAGS, "elements"),
    (b"=", 4, MAX_ATTRIBUTES, "attributes"),
    (b"xmlns", 8, MAX_NAMESPACES, "namespaces"),
)
"""What is counted in a whole document: its sign, the bytes one takes at the least, how many there may be."""
COUNTED_IN_ONE: tuple[tuple[bytes, int, Counted], ...] = (
    (b"=", MAX_ATTRIBUTES_OF_ONE, "attributes"),
    (b"xmlns", MAX_NAMESPACES_OF_ONE, "namespaces"),
)
ASIDES: tuple[tuple[bytes, bytes, bytes, Measured, Counted], ...] = (
    (b"!", b"<!--", b"-->", "a comment", "comments"),
    (b"?", b"<?", b"?>", "a processing instruction", "processing instructions"),
)
NEW_LINE = b"\n"
LEAP = 4096
"""Bytes that a tag with too many attributes or namespaces has at the least."""
_SPACE = re.compile(rb"[ \t\r\n]*")
_TAG = re.compile(rb"[^\"'>]*+(?:\"[^\"]*+\"[^\"'>]*+|'[^']*+'[^\"'>]*+)*+>")
_FILE = re.compile(rb"(?:[^\s<>/:]{1,100}:)?(?:" + "|".join(FILE_ELEMENTS).encode() + rb")[\s>]")


def check_head(head: bytes) -> None:
    """Raise Malformed where the first bytes are no XML: nothing, or a file of another kind."""
    if not head.strip(b" \t\r\n"):
        raise Malformed("the document is empty", place="line 1, column 1", remedy="send the file again")
    for magic, name in NOT_XML:
        if head.startswith(magic):
            message = f"the bytes are {name}, not XML"
            raise Malformed(message, place="line 1, column 1", remedy="send the XML file itself")


def check_size(size: int) -> None:
    """Raise Refused where a document has more bytes than are read."""
    if size > MAX_BYTES:
        message = f"the document has more than {MAX_BYTES} bytes"
        raise Refused(message, place=f"byte {MAX_BYTES + 1}", remedy="send its attachments in another way")


def check_beginning(plain: bytes) -> None:
    """Raise Malformed where UTF-8 bytes do not begin as XML, Refused where they have a DOCTYPE."""
    if not plain.startswith(b"<", _space_end(plain, 0)):
        raise Malformed(
            "the bytes are neither XML nor a CSV file of orders or contracts",
            place="line 1, column 1",
            remedy="send the XML file as it is, or CSV with the names of its columns in the first row",
        )
    at = _doctype(plain)
    if at is not None:
        message, remedy = "the document has a DOCTYPE", "send it without: no invoice format uses one"
        raise Refused(message, place=_line(plain, at), remedy=remedy)


def check_plain(plain: bytes) -> None:
    """Raise Refused where a document in UTF-8 would cost too much as a tree."""
    check_counts(plain)
    begin = plain.find(b"?>", 0, LEAP) + 2 if plain.startswith(b"<?xml") else 0
    for sign, opening, closing, one, several in ASIDES:
        if plain.find(sign, begin) >= 0:
            _check_asides(plain, opening, closing, one, several)
    for start, end in _stretches(plain):
        _check_stretch(plain, start, end)


def check_counts(plain: bytes) -> None:
    """Raise Refused where a document in UTF-8 has more signs of elements or attributes than are read."""
    for sign, least, most, what in COUNTED:
        # A document that is too short for so many need not be counted through.
        if len(plain) > most * least and plain.count(sign) > most:
            raise too_many(what, most)


def too_long(what: Measured, most: int, place: str) -> Refused:
    """The error of a thing that is longer than it may be."""
    return Refused(
        f"{what} of more than {most} bytes", place=place, remedy="shorten it, and send files as attachments"
    )


def too_many(what: Counted, most: int) -> Refused:
    """The error of a document that has more of something than it may have."""
    message = f"the document has too many {what}: more than {most}"
    return Refused(message, place="the whole document", remedy="send several documents")


def _check_asides(plain: bytes, opening: bytes, closing: bytes, one: Measured, several: Counted) -> None:
    if plain.count(opening) > MAX_COMMENTS:
        message = f"the document has too many {several}: more than {MAX_COMMENTS}"
        raise Refused(message, place="the whole document", remedy="send it without them")
    at = plain.find(opening)
    while at >= 0:
        end = plain.find(closing, at, at + MAX_COMMENT)
        if end < 0 and len(plain) - at > MAX_COMMENT:
            raise too_long(one, MAX_COMMENT, _line(plain, at))
        at = plain.find(opening, max(end, at + 1))


def _stretches(plain: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch of LEAP or more bytes without `<`; each begins after one."""
    at = 0
    while at + LEAP <= len(plain):
        found = plain.rfind(b"<", at, at + LEAP)
        if found >= 0:
            at = found + 1
            continue
        end = plain.find(b"<", at + LEAP)
        end = len(plain) if end < 0 else end
        yield at, end
        at = end + 1


def _check_stretch(plain: bytes, start: int, end: int) -> None:
    """A stretch is a tag with the text after it, or CDATA or a comment with the text after that."""
    tag = None if plain.startswith((b"!", b"?"), start) else _TAG.match(plain, start, end)
    tag_end = tag.end() if tag else start
    if tag is None and not plain.startswith((b"!", b"?"), start):
        tag_end = end  # an attribute that is not closed before the next element: the parser will say so
    if tag_end - start > MAX_TAG:
        raise too_long("a tag with its attributes", MAX_TAG, _line(plain, start))
    for sign, most, what in COUNTED_IN_ONE:
        if plain.count(sign, start, tag_end) > most:
            message = f"an element has too many {what}: more than {most}"
            raise Refused(message, place=_line(plain, start), remedy="send a simpler document")
    if end - tag_end > MAX_TEXT and not (tag and _FILE.match(plain, start)):
        breaks = plain.count(NEW_LINE, tag_end, end)  # a file that was cut out of here has left its own
        if end - tag_end - min(breaks, MAX_BREAKS) > MAX_TEXT:
            raise too_long("a text", MAX_TEXT, _line(plain, start))


def _doctype(data: bytes) -> int | None:
    """Where a DOCTYPE stands before the root element, the only place where one may stand."""
    at = 0
    while True:
        at = _space_end(data, at)
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if data.startswith(opening, at):
                end = data.find(closing, at + len(opening))
                break
        else:
            return at if data.startswith(b"<!DOCTYPE", at) else None
        if end < 0:
            return None
        at = end + len(closing)


def _space_end(data: bytes, at: int) -> int:
    """Where the white space that begins here ends."""
    space = _SPACE.match(data, at)
    return space.end() if space else at


def _line(plain: bytes, at: int) -> str:
    return f"line {plain.count(NEW_LINE, 0, at) + 1}"
