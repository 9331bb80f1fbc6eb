"""Embedded files of a document: decoded piece by piece into a sink, hashed on the way, never held whole.

A small document has its files in the tree. Out of a large one they were cut while it streamed by
(`services.invoice_ingest.cutting`): the tree has a token in their place. `Attachments.take` gives the file
of an element in both cases; only then is it committed to the sink, so that what nobody asks for is not kept.
"""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

WHITE_SPACE = b" \t\r\n"
SHOWN = 100
"""Characters of a file's text that its token repeats, for findings to show."""
PIECE = 1 << 20
PADDING = ord("=")
_TOKEN = re.compile(r"#([0-9]{1,9});")


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
                raise ValueError("Excess data after padding")
            data = binascii.a2b_base64(block, strict_mode=True)
        except ValueError as error:
            self._problem = str(error)
            return
        self._padded = block[-1] == PADDING
        self.size += len(data)
        self._hash.update(data)
        self._writer.write(data)


@dataclass(slots=True)
class Cut:
    """A base64 text that was cut out of a document while it streamed by, and its token in the tree."""

    number: int
    head: str
    line: int
    decoder: Decoder
    is_taken: bool = False

    @property
    def token(self) -> str:
        """What stands in the tree instead: the beginning of the text, and the number of the cut.

        A sender may write one too, but it is only looked at where a file belongs, and there it leads to a
        file of the same document, which that place could have held anyway.
        """
        return f"{self.head}#{self.number};"


@dataclass(slots=True)
class Attachments:
    """The files of one document's bytes: where they go, and those that were cut out of it."""

    sink: AttachmentSink = field(default_factory=InMemory)
    cuts: Sequence[Cut] = ()

    def take(self, text: str, filename: str | None, mime_type: str | None) -> Embedded:
        """The file that an element's text holds or stands for; its bytes are in the sink.

        Raises ValueError where the text is no base64.
        """
        cut = self._cut(text)
        if cut is None:
            decoder = Decoder(self.sink)
        else:
            decoder = cut.decoder
            text = "" if cut.is_taken else text.lstrip().removeprefix(cut.token)
            cut.is_taken = True
        for start in range(0, len(text), PIECE):
            decoder.feed(_ascii(text[start : start + PIECE]))
        digest = decoder.finish()
        return Embedded(digest, None, filename, mime_type, decoder.size)

    def numbers(self, text: str | None) -> set[int]:
        """The numbers of the cuts whose tokens stand in a text."""
        return {int(number) for number in _TOKEN.findall(text)} if text else set()

    def close(self) -> None:
        """Discard what was cut out and never taken."""
        for cut in self.cuts:
            cut.decoder.discard()

    def _cut(self, text: str) -> Cut | None:
        found = _TOKEN.search(text) if self.cuts else None
        if found is None or int(found[1]) >= len(self.cuts):
            return None
        cut = self.cuts[int(found[1])]
        return cut if text.lstrip().startswith(cut.token) else None


def decoded(text: str, filename: str | None = None, mime_type: str | None = None) -> Embedded:
    """The file that this base64 text holds, in memory. Raises ValueError where the text is no base64.

    >>> decoded("Ymx1\\nZXByaW50").data
    b'blueprint'
    """
    sink = InMemory()
    file = Attachments(sink).take(text, filename, mime_type)
    return Embedded(file.sha256, sink.kept[file.sha256], filename, mime_type, file.size)


def _ascii(text: str) -> bytes:
    """The text as bytes; what is no ASCII is no base64 either, and becomes a character that is none."""
    return text.encode("ascii", "replace")
