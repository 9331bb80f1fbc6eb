"""A large document without its embedded files, which go base64-decoded into a sink while it streams by.

The cut looks at bytes only: a stretch of tens of kilobytes made of nothing but the characters of base64,
white space and character references is taken out, and a token left in its place. None of these characters
can begin or end markup, so what the parser sees has the same structure, wherever the stretch stood: in a
text, between CDATA brackets, or where it should not be, in an attribute or a comment. Only then the tree is
asked: a token outside the elements for files means a text, attribute or comment that is too long.

A file's text may be interrupted by comments and be spread over CDATA sections, but it must begin with a long
part: a short one before a long one is not put together again, and the file counts as one that is no base64.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml.etree import _Element

from schemas.errors import DocumentError, Malformed
from services.invoice_ingest.attachments import SHOWN, Attachments, AttachmentSink, Cut, Decoder
from services.invoice_ingest.bounds import (
    FILE_ELEMENTS,
    MAX_PLAIN,
    MAX_TEXT,
    check_beginning,
    check_head,
    check_size,
    too_long,
)
from services.invoice_ingest.encodings import utf_8_chunks

CHUNK = 256 << 10
WINDOW = 64 << 10
"""Bytes without `<` from which a stretch is looked at."""
SHORTEST = WINDOW // 2
"""Bytes of base64 at the end of a window from which it is cut out."""
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
CUT = BASE64 + b" \t\r\n&#;"
"""The bytes that are cut out: base64, white space, and references such as `&#13;` at the ends of lines."""
_IS_CUT = bytes(1 if byte in CUT else 0 for byte in range(256))
_OTHER = b"\x00"
_CDATA = b"![CDATA["
_MARGIN = re.compile(rb"(?:\]\]>|<!\[CDATA\[|<!--(?:[^-]|-[^-])*+-->|<\?[^>]*+\?>|[ \t\r\n])*+")
"""What may stand between two parts of one file's text."""
LONGEST_MARGIN = 4096
_RETURNS = (b"&#13;", b"&#xD;", b"&#xd;")
_REFERENCE = re.compile(rb"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|amp|lt|gt|quot|apos);")
LONGEST_REFERENCE = 12
_HOMES = tuple("{*}" + name for name in FILE_ELEMENTS)


def chunks_of(source: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream in chunks."""
    while chunk := source.read(CHUNK):
        yield chunk


def cut(head: bytes, source: BinaryIO, sink: AttachmentSink) -> tuple[bytes, list[Cut]]:
    """The document that begins with `head` as UTF-8 without its files, and those.

    `head` has 64 KiB at least, or is all there is. Raises Malformed and Refused; then nothing is left behind.
    """
    check_head(head)
    cutter = _Cutter(sink)
    try:
        for number, plain in enumerate(utf_8_chunks(head, _bounded(len(head), chunks_of(source)))):
            if not number:
                check_beginning(plain)
            cutter.feed(plain)
        return cutter.finish(), cutter.cuts
    except BaseException:
        Attachments(sink, cutter.cuts).close()
        raise


def check_places(root: _Element, attachments: Attachments) -> None:
    """Raise Refused where something that was cut out is no embedded file."""
    if attachments.cuts:
        here: set[int] = set()
        for element in root.iter(*_HOMES):
            here |= attachments.numbers(element.text)
        for one in attachments.cuts:
            if one.number not in here:
                what = "a text outside an embedded file, an attribute or a comment"
                raise too_long(what, SHORTEST, f"line {one.line}")


def _bounded(size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    check_size(size)
    for chunk in chunks:
        size += len(chunk)
        check_size(size)
        yield chunk


class _Cutter:
    """Takes a document in chunks of UTF-8; keeps what is no embedded file."""

    def __init__(self, sink: AttachmentSink) -> None:
        self.cuts: list[Cut] = []
        self._sink = sink
        self._plain = bytearray()
        self._waiting = b""
        self._stretch: _Stretch | None = None
        self._last_end = 0
        self._run = 0
        self._line = 1

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk."""
        buffer, at = self._waiting + chunk, 0
        self._waiting = b""
        while at < len(buffer):
            at = self._outside(buffer, at) if self._stretch is None else self._inside(buffer, at)

    def finish(self) -> bytes:
        """The document without its files."""
        self._close()
        self._emit(self._waiting)
        return bytes(self._plain)

    def _outside(self, buffer: bytes, at: int) -> int:
        """Go to the next stretch that is cut out, or as far as the buffer lets one see."""
        begin = at
        while at + WINDOW <= len(buffer):
            found = buffer.rfind(b"<", at, at + WINDOW)
            if found >= 0:
                at, self._run = found + 1, 0
                continue
            start = at + buffer[at : at + WINDOW].translate(_IS_CUT).rfind(_OTHER) + 1
            if at + WINDOW - start >= SHORTEST:
                self._emit(buffer[begin:start])
                self._open(buffer[start : start + SHORTEST], is_literal=buffer[at:start] == _CDATA)
                return start
            at += WINDOW
            self._run += WINDOW
            if self._run > MAX_TEXT:
                raise too_long("a text, an attribute or a comment", MAX_TEXT, f"line {self._line}")
        self._emit(buffer[begin:at])
        self._waiting = buffer[at:]
        return len(buffer)

    def _inside(self, buffer: bytes, at: int) -> int:
        """Take what is still to be cut out."""
        assert self._stretch is not None
        piece = buffer[at:]
        end = piece.translate(_IS_CUT).find(_OTHER)
        self._stretch.feed(piece if end < 0 else piece[:end])
        if end < 0:
            return len(buffer)
        self._close()
        return at + end

    def _open(self, text: bytes, is_literal: bool) -> None:
        self._run = 0
        shown_lines = 0
        if not self._continues():
            shown = _resolved(text[: 10 * SHOWN], is_literal)[0].lstrip()[:SHOWN]
            # As the parser will give it back: to XML every line break is one line feed.
            head = shown.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("ascii")
            self.cuts.append(Cut(len(self.cuts), head, self._line, Decoder(self._sink)))
            self._emit(self.cuts[-1].token.encode())
            shown_lines = head.count("\n")
        self._stretch = _Stretch(self.cuts[-1].decoder, is_literal, -shown_lines)

    def _continues(self) -> bool:
        """Whether only a comment, or the bounds of a CDATA section, stand after what was cut out last."""
        if not self.cuts or len(self._plain) - self._last_end > LONGEST_MARGIN:
            return False
        return _MARGIN.fullmatch(self._plain, self._last_end) is not None

    def _close(self) -> None:
        """End what is cut out. Its line breaks stay, so that later places have their lines."""
        if self._stretch is not None:
            self._stretch.finish()
            self._emit(b"\n" * self._stretch.lines)
            self._stretch, self._last_end = None, len(self._plain)

    def _emit(self, piece: bytes) -> None:
        self._plain += piece
        self._line += piece.count(b"\n")
        if len(self._plain) > MAX_PLAIN:
            raise too_long("a document without its files", MAX_PLAIN, f"line {self._line}")


class _Stretch:
    """Hands on what is cut out, with references resolved; a reference may lie across two pieces."""

    def __init__(self, decoder: Decoder, is_literal: bool, lines: int) -> None:
        self.lines = lines
        self._decoder, self._is_literal = decoder, is_literal
        self._held = b""

    def feed(self, piece: bytes) -> None:
        self.lines += piece.count(b"\n")
        text, self._held = _resolved(self._held + piece, self._is_literal)
        self._decoder.feed(text)

    def finish(self) -> None:
        if self._held:
            raise _bad_reference()


def _resolved(text: bytes, is_literal: bool) -> tuple[bytes, bytes]:
    """The text with references resolved, and the beginning of one that is not whole yet."""
    held = b""
    if is_literal or b"&" not in text:
        return text, held
    last = text.rfind(b"&")
    if b";" not in text[last:]:
        text, held = text[:last], text[last:]
    if len(held) > LONGEST_REFERENCE:
        raise _bad_reference()
    for reference in _RETURNS:
        text = text.replace(reference, b"\r")
    text = _REFERENCE.sub(_character, text)
    if b"&" in text:
        raise _bad_reference()
    return text, held


def _character(reference: re.Match[bytes]) -> bytes:
    """What a reference stands for where base64 has it, else a byte that base64 does not have."""
    decimal, hexadecimal = reference[1], reference[2]
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    return bytes((code,)) if code < 128 and code in CUT and code not in b"&#;" else b"!"


def _bad_reference() -> DocumentError:
    return Malformed(
        "not well-formed XML: an embedded file has a reference that is none",
        place="an embedded file",
        remedy="send it as base64 only",
    )
