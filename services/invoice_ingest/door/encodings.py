"""UTF-8 out of whatever encoding a document is in, all at once or chunk by chunk, strictly.

Encodings come from an allow-list. Every other one than UTF-8 is turned into UTF-8 here, so that the parser
never chooses a decoder by what a sender declares; what is declared and what is sent must agree.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.errors import Malformed

HEAD = 1024
"""Bytes within which the XML declaration ends."""
UTF_8_BOM, UTF_16_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
ENCODINGS = {"utf-8": "utf-8", "iso-8859-1": "iso-8859-1", "windows-1252": "cp1252", "us-ascii": "ascii"}
"""Declared name in lower case -> Python's name, for documents without BOM."""
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
_START = "line 1"
_USUAL = tuple(
    f"<?xml version={quote}1.0{quote} encoding={quote}{name}{quote}".encode()
    for quote in ('"', "'")
    for name in ("UTF-8", "utf-8")
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes are decoded, and what a declaration inside may call that."""

    name: str
    declared_as: tuple[str, ...]
    bom: int = 0


def encoding_of(head: bytes) -> Encoding:
    """The encoding of a document that begins so. Raises Malformed where it is none of ours."""
    if head.startswith(UTF_16_BOMS):
        return Encoding("utf-16", ("utf-16", "utf-16le", "utf-16be"))
    if head.startswith((b"<\x00", b"\x00<")):
        raise Malformed(
            "UTF-16 without a byte order mark", place=_START, remedy="send it with one, or as UTF-8"
        )
    bom = len(UTF_8_BOM) if head.startswith(UTF_8_BOM) else 0
    declared = _declared(head[bom : bom + HEAD]) or "utf-8"
    if declared not in ENCODINGS:
        message, known = f"encoding {declared!r} is not accepted", ", ".join(ENCODINGS)
        raise Malformed(message, place=_START, remedy=f"use one of {known}, or utf-16 with BOM")
    if bom and declared != "utf-8":
        message = f"a UTF-8 byte order mark, but {declared} is declared"
        raise Malformed(message, place=_START, remedy="declare the encoding that is sent")
    return Encoding(ENCODINGS[declared], (declared,), bom)


def utf_8(data: bytes) -> bytes:
    """The document as UTF-8 without BOM. Raises Malformed."""
    if data.startswith(_USUAL):
        return data  # nearly every document, and there is nothing to find out: 4 µs less
    encoding = encoding_of(data)
    if encoding.name == "utf-8":  # whether it really is, the parser says, with line and column
        return data[encoding.bom :] if encoding.bom else data
    return b"".join(_transcoded((data,), encoding))


def utf_8_chunks(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    """The same of a document that comes in chunks; the first holds at least its XML declaration."""
    encoding = encoding_of(head)
    if encoding.name == "utf-8":
        yield head[encoding.bom :]
        yield from rest
    else:
        yield from _transcoded(_chain(head, rest), encoding)


def _transcoded(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    taken = 0
    for chunk in chunks:
        plain = _decoded(decoder, chunk, encoding, taken)
        if not taken:
            _check_declared(plain, encoding)
        taken += len(chunk)
        yield plain
    yield _decoded(decoder, b"", encoding, taken, final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: Encoding, taken: int, *, final: bool = False
) -> bytes:
    waiting = len(decoder.getstate()[0])
    try:
        return decoder.decode(chunk, final).encode("utf-8")
    except UnicodeError as error:
        at = taken - waiting + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        message, remedy = f"the bytes are not {encoding.name}", "declare the encoding the file has"
        raise Malformed(message, place=f"byte {at + 1}", remedy=remedy) from error


def _check_declared(plain: bytes, encoding: Encoding) -> None:
    declared = _declared(plain)
    if declared is not None and declared not in encoding.declared_as:
        message = f"the bytes are {encoding.name}, but {declared.upper()} is declared"
        raise Malformed(message, place=_START, remedy="declare the encoding that is sent")


def _declared(head: bytes) -> str | None:
    """The encoding that the XML declaration names, in lower case."""
    found = _DECLARED.match(head, 0, HEAD)
    return found[1].decode("ascii").lower() if found else None


def _chain(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest
