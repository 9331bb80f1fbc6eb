"""Embedded files of a document: decoded piece by piece into a sink, hashed on the way, never held whole.

A small document has its files in the tree. Out of a large one they were cut while it streamed by (`cutting`).
`Attachments.take` gives the file of an element in both cases; only then is it committed to the sink, so that
what nobody asks for is not kept.
"""

import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from lxml.etree import _Element

from services.invoice_ingest.door.bounds import FILE_ELEMENTS

WHITE_SPACE = b" \t\r\n"
PIECE = 1 << 20
PADDING = ord("=")
NOT_BASE64 = "it ends early, or has a character or padding that is wrong"
"""What is wrong. Which fault is met first depends on the pieces in which a text comes, so none is named."""
_HOMES = tuple("{*}" + name for name in FILE_ELEMENTS)


class AttachmentWriter(Protocol):
    """One file on its way into a sink."""

    def write(self, data: bytes, /) -> object:
        """Add bytes."""
        ...

    def commit(self, sha256: str) -> None:
        """Keep what was written under its hash; it is durable when this returns."""
        ...

    def discard(self) -> None:
        """Keep nothing of it. Harmless after commit."""
        ...


class AttachmentSink(Protocol):
    """Where embedded files go: a folder, an object store."""

    def open(self) -> AttachmentWriter:
        """A writer for one file."""
        ...


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that stood inside a document. `data` is None where the bytes went to a sink of the caller's."""

    sha256: str
    data: bytes | None
    filename: str | None
    mime_type: str | None
    size: int = 0


class Nowhere:
    """The sink that keeps nothing: files are only decoded, hashed and counted."""

    def open(self) -> "Nowhere":
        """Itself: there is nothing to tell apart."""
        return self

    def write(self, data: bytes, /) -> None:
        """Forget the bytes."""

    def commit(self, sha256: str) -> None:
        """Keep nothing."""

    def discard(self) -> None:
        """Keep nothing."""


class InMemory:
    """The sink of a document that is in memory itself: hash -> bytes."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def open(self) -> "_InMemoryWriter":
        """A writer for one file."""
        return _InMemoryWriter(self.kept)


class _InMemoryWriter:
    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept, self._data = kept, bytearray()

    def write(self, data: bytes, /) -> None:
        self._data += data

    def commit(self, sha256: str) -> None:
        self._kept[sha256] = bytes(self._data)

    def discard(self) -> None:
        self._data.clear()


class Decoder:
    """Base64 text in pieces of any size to a file in a sink. White space in it does not count."""

    def __init__(self, sink: AttachmentSink) -> None:
        self.size = 0
        self._writer = sink.open()
        self._hash = sha256()
        self._held = b""
        self._padded = False
        self._problem = ""
        self._digest = ""

    def feed(self, text: bytes) -> None:
        """Take more of the text; what is wrong with it is said at the end."""
        held = self._held + text.translate(None, WHITE_SPACE)
        whole = len(held) // 4 * 4
        self._decode(held[:whole])
        self._held = held[whole:]

    def finish(self) -> str:
        """The sha256 of the file, which is committed now. Raises ValueError where the text is no base64."""
        if self._held:
            self._decode(self._held)
            self._held = b""
        if self._problem:
            self.discard()
            raise ValueError(self._problem)
        if not self._digest:
            self._digest = self._hash.hexdigest()
            self._writer.commit(self._digest)
        return self._digest

    def discard(self) -> None:
        """Keep nothing of it, unless it was committed."""
        self._writer.discard()

    def _decode(self, block: bytes) -> None:
        if self._problem or not block:
            return
        try:
            if self._padded:
                raise ValueError(NOT_BASE64)
            data = binascii.a2b_base64(block, strict_mode=True)
        except ValueError:
            self._problem = NOT_BASE64
            return
        self._padded = block[-1] == PADDING
        self.size += len(data)
        self._hash.update(data)
        self._writer.write(data)


@dataclass(slots=True)
class Attachments:
    """The files of one document's bytes: where they go, and those that were cut out of it."""

    sink: AttachmentSink = field(default_factory=InMemory)
    _cut: dict[int, Decoder] = field(default_factory=dict)
    _homes: dict[_Element, Decoder] = field(default_factory=dict)

    def cut(self, number: int) -> Decoder:
        """A decoder for a file that is cut out: that of the n-th element for files, from 0."""
        self._cut[number] = Decoder(self.sink)
        return self._cut[number]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was cut out."""
        return not self._cut

    def settle(self, root: _Element) -> None:
        """Find the elements of the tree to which the files belong that were cut out."""
        if self._cut:
            homes = enumerate(root.iter(*_HOMES))
            self._homes = {home: self._cut[number] for number, home in homes if number in self._cut}

    def take(self, element: _Element, filename: str | None, mime_type: str | None) -> Embedded:
        """The file that an element holds, or held before it was cut out; its bytes are in the sink.

        Raises ValueError where the text is no base64.
        """
        decoder = self._homes.get(element) or _decoder(element.text or "", self.sink)
        digest = decoder.finish()
        return Embedded(digest, None, filename, mime_type, decoder.size)

    def close(self) -> None:
        """Discard what was cut out and never taken."""
        for decoder in self._cut.values():
            decoder.discard()


def _decoder(text: str, sink: AttachmentSink) -> Decoder:
    """A decoder that has been given this text."""
    decoder = Decoder(sink)
    for start in range(0, len(text), PIECE):
        decoder.feed(_ascii(text[start : start + PIECE]))
    return decoder


def _ascii(text: str) -> bytes:
    """The text as bytes; what is no ASCII is no base64 either, and becomes a character that is none."""
    return text.encode("ascii", "replace")
