"""What remains of a large document from which files are cut, and of the text of one of them: both bounded."""

from io import BytesIO

from schemas.errors import Refused
from services.invoice_ingest.door import markup
from services.invoice_ingest.door.attachments import Attachments, Decoder
from services.invoice_ingest.door.bounds import (
    BYTES_OF_ATTRIBUTE,
    BYTES_OF_BYTE,
    BYTES_OF_LINE,
    BYTES_OF_TAG,
    LINE_ENDS,
    MAX_BREAKS,
    MAX_PLAIN,
    MAX_TAG,
    MAX_TAGS,
    MAX_TEXT,
    MAX_TREE,
    NEW_LINE,
    too_long,
    too_many,
)

SHORTEST = 2 << 10
"""Bytes of a file's text that stay in the document before any is cut out: enough for findings to show."""
PIECE = 64 << 10
"""Bytes of a file's text that a decoder gets at once."""
TAKEN = b"#"
"""What stands for text that was cut out. Nothing that is well-formed or not becomes the other by it."""
FOREIGN = b"!"
"""What tells a decoder that the text has something else than base64."""


class Remains:
    """The document without its files. Raises Refused as soon as it is too long or has too many elements."""

    def __init__(self) -> None:
        self._kept = BytesIO()
        self._tags = self._breaks = self._run = self._foreign = 0
        self._tree = self._allowed = self._looked_through = 0

    def add(self, piece: bytes) -> None:
        """Add what the document has."""
        self._append(piece)
        self._weigh(piece)
        last = piece.rfind(b"<")
        self._run = self._run + len(piece) if last < 0 else len(piece) - last
        if self._run > MAX_TEXT + MAX_TAG:
            raise too_long("a text, an attribute or a comment", MAX_TEXT, self.place)

    def add_text(self, piece: bytes) -> None:
        """Add the beginning of a file's text."""
        self._append(piece)

    def add_foreign(self, piece: bytes) -> None:
        """Add what a file's text has and base64 has not."""
        self._append(piece)
        self._foreign += len(piece)
        if self._foreign > MAX_TEXT:
            message = f"the embedded files have more than {MAX_TEXT} bytes that are not base64"
            raise Refused(message, place=self.place, remedy="send the invoice again with the whole file")

    def add_sign(self, sign: bytes, breaks: int) -> None:
        """Add the sign of what was cut out, and its line breaks, so that later places have their lines."""
        left = min(breaks, MAX_BREAKS - self._breaks)
        self._breaks += left
        self._append(sign + b"\n" * left)

    @property
    def place(self) -> str:
        """The line at which the document ends so far."""
        return f"line {self.whole().count(NEW_LINE) + 1}"

    def whole(self) -> bytes:
        """All of it."""
        return self._kept.getvalue()

    def _weigh(self, piece: bytes) -> None:
        tags = piece.count(b"<")
        self._tags += tags
        if self._tags > MAX_TAGS:
            raise too_many("elements", MAX_TAGS)
        self._tree += BYTES_OF_TAG * tags + BYTES_OF_ATTRIBUTE * piece.count(b"=")
        if self._is_too_much():
            self._allow_for_lines()
            if self._is_too_much():
                message = (
                    "the document has too many elements for its lines: "
                    f"it would need more than {MAX_TREE} bytes"
                )
                raise Refused(message, place="the whole document", remedy="send several documents")

    def _is_too_much(self) -> bool:
        return self._tree + BYTES_OF_BYTE * self._kept.tell() > MAX_TREE + self._allowed

    def _allow_for_lines(self) -> None:
        """Count the lines that came since they were counted last; few documents are large enough for it."""
        new = bytes(self._kept.getbuffer()[self._looked_through :])
        self._looked_through = self._kept.tell()
        self._allowed += BYTES_OF_LINE * sum(new.count(end) for end in LINE_ENDS)

    def _append(self, piece: bytes) -> None:
        self._kept.write(piece)
        if self._kept.tell() > MAX_PLAIN:
            raise too_long("a document without its files", MAX_PLAIN, self.place)


class FileText:
    """The text of one element: it begins in the document and, where it is long, goes on in a decoder."""

    def __init__(self, number: int, remains: Remains, attachments: Attachments) -> None:
        self._number, self._remains, self._attachments = number, remains, attachments
        self._decoder: Decoder | None = None
        self._shown = 0
        self._pending = bytearray()

    @property
    def room(self) -> int:
        """How many bytes may be taken at once."""
        return SHORTEST - self._shown if self._shown < SHORTEST else MAX_TEXT

    def take(self, piece: bytes, text: bytes | None = None) -> None:
        """Take what base64 has; `text` is what a reference stands for."""
        if text is None:
            text = markup.BLANK_REFERENCES.sub(b"", piece) if b"&" in piece else piece
        is_blank = not text or text.isspace()
        if is_blank and not self._shown:
            self._remains.add_sign(b"", piece.count(b"\n"))
            return
        if self._shown < SHORTEST:
            self._shown += len(piece)
            self._remains.add_text(piece)
        else:
            self._decoder = self._decoder or self._attachments.cut(self._number)
            self._remains.add_sign(b" " if is_blank else TAKEN, piece.count(b"\n"))
        self._keep(text)

    def leave(self, piece: bytes) -> None:
        """Leave to the document what base64 does not have."""
        self._shown += len(piece)
        self._remains.add_foreign(piece)
        self._keep(FOREIGN)

    def end(self) -> None:
        """Hand on what is left."""
        if self._decoder is not None:
            self._decoder.feed(bytes(self._pending))

    def _keep(self, text: bytes) -> None:
        self._pending += text
        if self._decoder is not None and len(self._pending) >= PIECE:
            self._decoder.feed(bytes(self._pending))
            self._pending.clear()
