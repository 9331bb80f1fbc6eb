"""The only door from bytes to a tree: bounded, without entities, network or files.

What stands here has been tried on hostile input (tests/services/invoice_ingest/test_front.py):

- a DOCTYPE is refused before the parser sees anything, whatever the encoding: no supported format has one;
- encodings come from an allow-list, and every other encoding than UTF-8 is turned into UTF-8 here, strictly,
  so that the parser never chooses a decoder by what a sender declares;
- bytes, elements and attributes are counted before a tree is built, because a node costs some hundred bytes;
- the parser lifts its own limits (10 MB of text, 256 levels) only for documents that are larger than that,
  which is what an embedded file needs. Depth is bounded again on the tree.
"""

import re

from lxml import etree
from lxml.etree import _Element

from schemas.errors import Malformed, Refused

MAX_BYTES = 100 * 1024 * 1024
MAX_TAGS = 2_000_000
MAX_ATTRIBUTES = 1_000_000
MAX_DEPTH = 64
HUGE = 10_000_000
"""Bytes from which one text may exceed what libxml2 takes without being asked."""

UTF_8_BOM, UTF_16_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = {"utf-8": "utf-8", "iso-8859-1": "iso-8859-1", "windows-1252": "cp1252", "us-ascii": "ascii"}
"""Declared name in lower case -> Python's name, for documents without BOM."""

NOT_XML = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
)
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_SPACE = re.compile(rb"[ \t\r\n]*")
_LINE_AND_COLUMN = re.compile(r", line \d+, column \d+.*$")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")


def tree_of(data: bytes) -> _Element:
    """The root element of an XML document, without comments and processing instructions.

    Raises Malformed, with line and column where known, and Refused.
    """
    _bounded(data)
    plain = _utf_8(data)
    if not plain.startswith(b"<", _space_end(plain, 0)):
        raise Malformed(
            "the bytes are neither XML nor a CSV file of orders or contracts",
            place="line 1, column 1",
            remedy="send the XML file as it is; docs/csv.md tells how a CSV file looks",
        )
    if _has_doctype(plain):
        raise Refused("the document has a DOCTYPE", remedy="send it without: no invoice format uses one")
    return _parsed(plain)


def _bounded(data: bytes) -> None:
    """Refuse what would cost too much memory before spending it."""
    if not data.strip(b" \t\r\n"):
        raise Malformed("the document is empty", remedy="send the file again")
    for magic, name in NOT_XML:
        if data.startswith(magic):
            raise Malformed(f"the bytes are {name}, not XML", remedy="send the XML file itself")
    if len(data) > MAX_BYTES:
        raise Refused(f"{len(data)} bytes; at most {MAX_BYTES} are read", remedy="send attachments apart")
    wide = 2 if data.startswith(UTF_16_BOMS) else 1
    if data.count(b"<") > MAX_TAGS or data.count(b"=") > MAX_ATTRIBUTES * wide:
        raise Refused("the document has too many elements or attributes", remedy="send several documents")


def _utf_8(data: bytes) -> bytes:
    """The document as UTF-8 without BOM, decoded as declared and in no other way."""
    if data.startswith(UTF_16_BOMS):
        return _transcoded(data, "utf-16", declared_as=("utf-16", "utf-16le", "utf-16be"))
    if data.startswith((b"<\x00", b"\x00<")):
        raise Malformed("UTF-16 without a byte order mark", remedy="send it with one, or as UTF-8")
    bare = data.removeprefix(UTF_8_BOM)
    declared = _declared(bare)
    if declared not in ENCODINGS:
        known = ", ".join((*ENCODINGS, "utf-16 with BOM"))
        raise Malformed(f"encoding {declared!r} is not accepted", remedy=f"use one of {known}")
    if declared == "utf-8":
        return bare
    if len(bare) < len(data):
        raise Malformed(f"a UTF-8 byte order mark, but {declared} is declared", remedy="declare what is sent")
    return _transcoded(bare, ENCODINGS[declared], declared_as=(declared,))


def _declared(head: bytes) -> str:
    """The encoding that the XML declaration names, in lower case; UTF-8 where it names none."""
    found = _DECLARED.match(head, 0, 1024)
    return found[1].decode("ascii").lower() if found else "utf-8"


def _transcoded(data: bytes, encoding: str, declared_as: tuple[str, ...]) -> bytes:
    try:
        plain = data.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        raise Malformed(
            f"the bytes are not {encoding}: {error}", remedy="declare the encoding the file has"
        ) from error
    found = _DECLARED.match(plain, 0, 1024)
    if found and found[1].decode("ascii").lower() not in declared_as:
        raise Malformed(
            f"the bytes are {encoding}, but {found[1].decode()} is declared", remedy="declare what is sent"
        )
    return plain


def _has_doctype(data: bytes) -> bool:
    """Whether a DOCTYPE stands before the root element, the only place where one may stand."""
    at = 0
    while True:
        at = _space_end(data, at)
        for opening, closing in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if data.startswith(opening, at):
                end = data.find(closing, at + len(opening))
                break
        else:
            return data.startswith(b"<!DOCTYPE", at)
        if end < 0:
            return False
        at = end + len(closing)


def _space_end(data: bytes, at: int) -> int:
    """Where the white space that begins here ends."""
    space = _SPACE.match(data, at)
    return space.end() if space else at


def _parser(huge: bool) -> etree.XMLParser:
    """A parser with nothing switched on. Its encoding overrides the declaration: the bytes are UTF-8."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
        huge_tree=huge,
    )


_PARSER, _HUGE_PARSER = _parser(huge=False), _parser(huge=True)


def _parsed(data: bytes) -> _Element:
    try:
        root = etree.fromstring(data, _HUGE_PARSER if len(data) > HUGE else _PARSER)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise Refused(_message(error), place=_place(error), remedy="send a simpler document") from error
        if error.code == etree.ErrorTypes.ERR_INVALID_ENCODING:
            message, remedy = "the bytes are not the UTF-8 that they should be", "declare the encoding it has"
            raise Malformed(message, place=_place(error), remedy=remedy) from error
        raise Malformed(_message(error), place=_place(error), remedy="send well-formed XML") from error
    if _TOO_DEEP(root):
        raise Refused(f"elements lie more than {MAX_DEPTH} deep", remedy="send a simpler document")
    return root


def _message(error: etree.XMLSyntaxError) -> str:
    return "not well-formed XML: " + _LINE_AND_COLUMN.sub("", error.msg or "the document ends at once")


def _place(error: etree.XMLSyntaxError) -> str | None:
    line, column = error.position
    return f"line {line}, column {column}" if line else None
