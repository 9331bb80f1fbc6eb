"""A large document without its embedded files, which go base64-decoded into a sink while it streams by.

The cut knows just enough XML to tell where it is: comments, processing instructions, CDATA sections, and the
start tags of elements that hold files (`markup`). Of such an element's text it leaves the beginning, every
line break and whatever base64 does not have; runs of what base64 has go to a decoder, and a sign stays in
their place. No markup, no reference and no byte that could make a document malformed is ever taken or joined,
so the parser judges what is left as it would have judged the whole, and says the same at the same line.

Which file belongs to which element is told by counting: the n-th start tag here is the n-th such element of
the tree (`Attachments.settle`).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from services.invoice_ingest.door import markup
from services.invoice_ingest.door.attachments import WHITE_SPACE, Attachments
from services.invoice_ingest.door.bounds import (
    MAX_TAG,
    check_beginning,
    check_head,
    check_size,
    too_long,
)
from services.invoice_ingest.door.encodings import utf_8_chunks
from services.invoice_ingest.door.remains import FileText, Remains

CHUNK = 256 << 10
Step = Callable[[bytes, int], int]
"""Looks at a buffer from a place, and gives the place from which to look on."""


def chunks_of(source: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream in chunks."""
    while chunk := source.read(CHUNK):
        yield chunk


def cut(head: bytes, source: BinaryIO, attachments: Attachments) -> bytes:
    """The document that begins with `head` as UTF-8 without its files, which are among the attachments then.

    `head` has a kilobyte at least, or is all there is. Raises Malformed and Refused.
    """
    if head.strip(WHITE_SPACE):
        check_head(head)
    cutter = _Cutter(attachments)
    for number, plain in enumerate(utf_8_chunks(head, _bounded(len(head), chunks_of(source)))):
        if not number and plain.strip(WHITE_SPACE):  # whatever else comes before the root is looked at later
            check_beginning(plain)
        for at in range(0, len(plain), CHUNK):
            cutter.feed(plain[at : at + CHUNK])
    return cutter.finish()


def _bounded(size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    check_size(size)
    for chunk in chunks:
        size += len(chunk)
        check_size(size)
        yield chunk


class _Cutter:
    """Takes a document in chunks of UTF-8; keeps what is no embedded file."""

    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments
        self._remains = Remains()
        self._counts = markup.Counts()
        self._waiting = b""
        self._aside = markup.ASIDES[b"<!--"]
        self._aside_size = 0
        self._text: FileText | None = None
        self._is_literal = False
        self._step: Step = self._outside

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk."""
        buffer, at = self._waiting + chunk, 0
        self._waiting = b""
        while at < len(buffer):
            at = self._step(buffer, at)

    def finish(self) -> bytes:
        """The document without its files."""
        self._remains.add(self._waiting)
        self._end_text()
        return self._remains.whole()

    def _outside(self, buffer: bytes, at: int) -> int:
        """Go to the next comment, section, instruction or file, or as far as the buffer lets one see."""
        opening = markup.next_of_interest(buffer, at)
        if opening is None:
            end = markup.seen_end(buffer, at)
            self._remains.add(buffer[at:end])
            return self._wait(buffer, end)
        start, sign = opening
        self._remains.add(buffer[at:start])
        return self._enter_aside(start, sign) if sign in markup.ASIDES else self._tag(buffer, start)

    def _tag(self, buffer: bytes, at: int) -> int:
        """Pass the start tag of a file. One that is too long to be read is none."""
        tag = markup.TAG.match(buffer, at)
        if tag is None and len(buffer) - at <= MAX_TAG:
            return self._wait(buffer, at)
        end = at + 1 if tag is None else tag.end()
        self._remains.add(buffer[at:end])
        if tag is not None:
            number = self._counts.add("embedded files")
            if not tag[0].endswith(b"/>"):
                self._text, self._step = FileText(number, self._remains, self._attachments), self._inside
        return end

    def _enter_aside(self, at: int, sign: bytes) -> int:
        aside = markup.ASIDES[sign]
        self._counts.add(aside.names)
        self._remains.add(sign)
        if self._text is not None and aside.names == "CDATA sections":
            self._is_literal = True
        else:
            self._aside, self._aside_size, self._step = aside, 0, self._in_aside
        return at + len(sign)

    def _in_aside(self, buffer: bytes, at: int) -> int:
        """Pass what is neither markup nor a file's text, to its closing sign."""
        closing = self._aside.closing
        found = buffer.find(closing, at)
        end = max(at, len(buffer) - len(closing) + 1) if found < 0 else found + len(closing)
        self._aside_size += end - at
        if self._aside_size > self._aside.most:
            raise too_long(self._aside.name, self._aside.most, self._remains.place)
        self._remains.add(buffer[at:end])
        if found < 0:
            return self._wait(buffer, end)
        self._step = self._outside if self._text is None else self._inside
        return end

    def _inside(self, buffer: bytes, at: int) -> int:
        """Take the text of a file, to the first markup that does not belong to it."""
        assert self._text is not None
        syntax = markup.LITERAL if self._is_literal else markup.ORDINARY
        run = syntax.run.match(buffer, at, min(len(buffer), at + self._text.room))
        if run:
            self._text.take(run[0])
            return run.end()
        if not self._is_literal and buffer[at] in b"<&":
            return self._tag_inside(buffer, at) if buffer[at] in b"<" else self._reference(buffer, at)
        if self._is_literal and markup.CDATA_END.startswith(buffer[at : at + len(markup.CDATA_END)]):
            return self._end_literal(buffer, at)
        foreign = syntax.foreign.match(buffer, at)
        end = foreign.end() if foreign else at + 1
        self._text.leave(buffer[at:end])
        return end

    def _tag_inside(self, buffer: bytes, at: int) -> int:
        for sign in markup.ASIDES:
            piece = buffer[at : at + len(sign)]
            if piece == sign:
                return self._enter_aside(at, sign)
            if sign.startswith(piece):
                return self._wait(buffer, at)
        self._end_text()
        self._step = self._outside
        return at

    def _end_literal(self, buffer: bytes, at: int) -> int:
        if len(buffer) - at < len(markup.CDATA_END):
            return self._wait(buffer, at)
        self._is_literal = False
        self._remains.add(markup.CDATA_END)
        return at + len(markup.CDATA_END)

    def _reference(self, buffer: bytes, at: int) -> int:
        assert self._text is not None
        found = markup.REFERENCE.match(buffer, at)
        assert found is not None
        if found.end() == len(buffer) and not found[0].endswith(b";") and len(found[0]) < MAX_TAG:
            return self._wait(buffer, at)
        self._counts.add("character references")
        character = markup.base64_character(found[0])
        if character is None:
            self._text.leave(found[0])
        else:
            self._text.take(found[0], character)
        return found.end()

    def _end_text(self) -> None:
        if self._text is not None:
            self._text.end()
            self._text = None

    def _wait(self, buffer: bytes, at: int) -> int:
        """Look no further before there is more."""
        self._waiting = buffer[at:]
        return len(buffer)
