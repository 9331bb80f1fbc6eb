"""What the bytes of a document say, and the events they become. Pure: never raises for a document's fault."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO, Literal
from uuid import UUID

from lxml.etree import _Element

from schemas.base import derived_id
from schemas.errors import BadRow, DocumentError, Malformed, Refused, Unreadable, Unrecognised
from schemas.invoice import DocumentRef, Finding, Invoice, InvoiceReceived, InvoiceRejected
from schemas.party import Party
from services.invoice_ingest import familiar
from services.invoice_ingest.door import plain_of, tree_of_plain
from services.invoice_ingest.door.attachments import Attachments, AttachmentSink, Embedded, InMemory, Nowhere
from services.invoice_ingest.door.bounds import LARGE, MAX_TABLE, check_counts
from services.invoice_ingest.door.cutting import cut
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.formats import COLUMNS, format_of, recognised, sheet_format_of
from services.invoice_ingest.formats.sheet import Sheet, looks_like_table, sheet_of
from services.invoice_ingest.notes import SHOWN, Notes, local_name, tag_of
from services.invoice_ingest.papers import Paper, PaperEvent, received, seller_of
from services.invoice_ingest.rules import check_document
from services.invoice_ingest.rules.papers import check_paper

__all__ = [
    "AttachmentSink",
    "Document",
    "Embedded",
    "Event",
    "Part",
    "Reading",
    "document_ref",
    "events_of",
    "ingest",
    "ingest_stream",
    "read",
    "read_stream",
    "reference_of",
]

Status = Literal["read", "malformed", "refused", "unrecognised", "unreadable"]
Document = Invoice | Paper
Event = InvoiceReceived | InvoiceRejected | PaperEvent

STATUS: dict[type[DocumentError], Status] = {
    Malformed: "malformed",
    Refused: "refused",
    Unrecognised: "unrecognised",
    Unreadable: "unreadable",
    BadRow: "unreadable",
}
NOT_FROM_CONTENT = {"format", "is_credit", "kind", "is_from_buyer"}
"""Fields that are known from the root and its ids alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One business document of a file: what it says, or the findings that tell why it says nothing."""

    status: Status
    format: str | None
    document: Document | None
    findings: tuple[Finding, ...] = ()
    broken: tuple[Finding, ...] = ()
    """Rules that the document breaks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one document's bytes say; a batch or a CSV file has several parts, every other file one."""

    parts: tuple[Part, ...]
    attachments: tuple[Embedded, ...] = ()

    @property
    def status(self) -> Status:
        """`read` where anything was read, else why the first part was not."""
        return next((part.status for part in self.parts if part.status == "read"), self.parts[0].status)

    @property
    def format(self) -> str | None:
        """Name of the format, also of one that is known but not read."""
        return next((part.format for part in self.parts if part.format), None)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The invoices, orders or contracts, in the order they stand in."""
        return tuple(part.document for part in self.parts if part.document is not None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What could not be read, fatal and warning; at least one fatal where there is no document."""
        return tuple(finding for part in self.parts for finding in part.findings)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The rules that the documents break, fatal and warning."""
        return tuple(finding for part in self.parts for finding in part.broken)

    @property
    def digest(self) -> str | None:
        """A hash of what was read, equal for equal content whatever the file's name, encoding or spelling."""
        if not self.documents:
            return None
        content = sha256()
        for document in self.documents:
            content.update(document.model_dump_json(exclude_none=True).encode() + b"\n")
        return content.hexdigest()


def read(data: bytes) -> Reading:
    """What a document says: its status, format, models, findings and embedded files."""
    memory = InMemory()
    if len(data) > LARGE:
        reading = read_stream(BytesIO(data), memory)
    else:
        reading = _totally(lambda: _read_whole(data, memory))
    files = tuple(replace(file, data=memory.kept[file.sha256]) for file in reading.attachments)
    return replace(reading, attachments=files) if files else reading


def read_stream(source: BinaryIO, keep: AttachmentSink | None = None) -> Reading:
    """The same of a stream, from where it stands: embedded files go into `keep` and are never held whole.

    A large document needs memory for what it says, not for what it encloses. Without `keep`, embedded files
    are only hashed and counted. Raises only what `source` and `keep` raise.
    """
    return _totally(lambda: _read_stream(source, keep or Nowhere()))


def document_ref(data: bytes, name: str) -> DocumentRef:
    """The reference of a document; the same bytes have the same id whatever they are called."""
    return reference_of(sha256(data).hexdigest(), len(data), name)


def reference_of(digest: str, size: int, name: str) -> DocumentRef:
    """The same of bytes whose sha256 and size are known."""
    return DocumentRef(id=derived_id("document", digest), sha256=digest, name=readable(name), size=size)


def readable(name: str) -> str:
    """A name as people can read it: what is no text or no printable character in it becomes `\ufffd`.

    >>> readable("r\udce4kning\x1b.xml") == "r\ufffdkning\ufffd.xml"
    True
    """
    if name.isprintable():
        return name
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def ingest(data: bytes, name: str, now: datetime, keep: AttachmentSink | None = None) -> list[Event]:
    """The events a document becomes: one for each part, at least one, the same whenever it is processed."""
    return ingest_stream(BytesIO(data), document_ref(data, name), now, keep)


def ingest_stream(
    source: BinaryIO, reference: DocumentRef, now: datetime, keep: AttachmentSink | None = None
) -> list[Event]:
    """The same of a stream whose reference is known; embedded files go into `keep`."""
    return events_of(read_stream(source, keep).parts, reference, now)


def events_of(parts: Sequence[Part], reference: DocumentRef, now: datetime) -> list[Event]:
    """The event of each part of a document, in their order."""
    return [_event(part, _Place(reference, index, now)) for index, part in enumerate(parts)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when a part came in, of which the ids of its events are made."""

    document: DocumentRef
    index: int
    now: datetime

    def id(self, kind: str) -> UUID:
        return derived_id(kind, self.document.id, str(self.index))


def _event(part: Part, place: _Place) -> Event:
    document, findings = part.document, (*part.findings, *part.broken)
    if document is None or _fatal(findings):
        return _rejected(part, findings, place)
    if isinstance(document, Invoice):
        return _received_invoice(document, findings, place)
    return received(document, place.document, place.index, place.now, findings)


def _received_invoice(invoice: Invoice, findings: tuple[Finding, ...], place: _Place) -> InvoiceReceived:
    invoice_id = place.id("invoice")
    return InvoiceReceived(
        event_id=derived_id(InvoiceReceived.topic, invoice_id),
        occurred_at=place.now,
        key=invoice.key,
        invoice_id=invoice_id,
        document=place.document,
        invoice=invoice,
        warnings=findings,
    )


def _rejected(part: Part, findings: Sequence[Finding], place: _Place) -> InvoiceRejected:
    invoice = part.document if isinstance(part.document, Invoice) else None
    seller = _seller(part.document)
    contact = seller.contact.name if seller is not None and seller.contact is not None else None
    return InvoiceRejected(
        event_id=derived_id(InvoiceRejected.topic, place.id("invoice")),
        occurred_at=place.now,
        key=f"rejected|{place.document.id}",
        document=place.document,
        code=_code(part),
        findings=tuple(findings),
        format=part.format,
        invoice_number=(invoice.number or None) if invoice is not None else None,
        supplier_name=(seller.name or seller.trading_name or contact) if seller is not None else None,
    )


def _seller(document: Document | None) -> Party | None:
    if document is None:
        return None
    return document.seller if isinstance(document, Invoice) else seller_of(document)


def _code(part: Part) -> str:
    """`rules` where all could be read, else the code of the error that the first fatal finding names."""
    return next((finding.rule for finding in part.findings if finding.severity == "fatal"), "rules")


def _fatal(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "fatal" for finding in findings)


def _totally(work: Callable[[], Reading]) -> Reading:
    """What `work` gives; a document's fault as a reading."""
    try:
        return work()
    except DocumentError as error:
        return _not_read(error)


def _read_stream(source: BinaryIO, sink: AttachmentSink) -> Reading:
    head = _up_to(LARGE + 1, source)
    if len(head) <= LARGE:
        return _read_whole(head, sink)
    if looks_like_table(head, COLUMNS):
        return _read_whole(head + _up_to(MAX_TABLE + 1 - len(head), source), sink)
    attachments = Attachments(sink)
    try:
        plain = cut(head, source, attachments)
        if attachments.is_whole:
            return _read_document(plain, attachments)
        root = tree_of_plain(plain)
        del plain
        attachments.settle(root)
        return _read_tree(root, attachments)
    finally:
        attachments.close()


def _read_whole(data: bytes, sink: AttachmentSink) -> Reading:
    if looks_like_table(data, COLUMNS):
        if len(data) > MAX_TABLE:
            message = f"a CSV file of more than {MAX_TABLE} bytes"
            raise Refused(message, place="the whole file", remedy="send several files")
        return _read_sheet(sheet_of(data, COLUMNS))
    return _read_document(plain_of(data), Attachments(sink))


def _read_document(plain: bytes, attachments: Attachments) -> Reading:
    check_counts(plain)  # of the front door's bounds the only ones that no shape tells
    pieces = familiar.pieces_of(plain)
    known = familiar.read(pieces, attachments)
    if known is not None:
        invoice, broken, notes = known
        return Reading((Part("read", invoice.format, invoice, (), tuple(broken)),), _files([notes]))
    root = tree_of_plain(plain)
    reading = _read_tree(root, attachments)
    part = reading.parts[0]
    if isinstance(part.document, Invoice) and not part.findings and not part.broken:
        familiar.learn(plain, root, part.document, pieces)
    return reading


def _up_to(most: int, source: BinaryIO) -> bytes:
    """As many bytes, or all that are left; a stream may give fewer than it is asked for."""
    data = source.read(most)
    while len(data) < most and (more := source.read(most - len(data))):
        data += more
    return data


def _read_tree(root: _Element, attachments: Attachments) -> Reading:
    contents = contents_of(root)
    if not contents.documents:
        raise Unrecognised(f"the envelope {local_name(root)} is empty", remedy="send it with its document")
    alone = len(contents.documents) == 1
    margins = [Notes(document, contents.objects, alone, attachments) for document in contents.documents]
    parts = tuple(_part(notes) for notes in margins)
    return Reading(parts, _files(margins))


def _files(margins: Sequence[Notes]) -> tuple[Embedded, ...]:
    return tuple({file.sha256: file for notes in margins for file in notes.embedded}.values())


def _part(notes: Notes) -> Part:
    found = format_of(notes.root)
    if found is None:
        return _unknown(notes.root)
    reader, name = found
    document = reader.parse(notes.root, name, notes)
    findings = tuple(notes.findings)
    is_lost = _fatal(findings) and not _is_useful(document)
    if isinstance(document, Invoice):
        broken = () if is_lost else check_document(notes.root, document)
    else:
        broken = check_paper(notes.root, name)
    if is_lost:
        return Part("unreadable", name, None, findings, tuple(broken))
    return Part("read", name, document, findings, tuple(broken))


def _is_useful(document: Document) -> bool:
    """Whether anything at all could be read of it, which the rules then judge as it is."""
    said = document.model_dump(exclude_defaults=True, exclude=NOT_FROM_CONTENT)
    return any(said.values())


def _unknown(root: _Element) -> Part:
    name = recognised.name_of(root)
    if name is None:
        message = f"the root element {tag_of(root)[:SHOWN]} is no document known here"
    else:
        message = f"this is a document of format {name} ({local_name(root)[:SHOWN]}), which is not read here"
    remedy = "send a Peppol BIS Billing 3, EN 16931, OIOUBL or Svefaktura 1.0 invoice, or a Peppol 3 document"
    place = f"/{local_name(root)}"
    return Part("unrecognised", name, None, (_finding(Unrecognised(message, place=place, remedy=remedy)),))


def _read_sheet(sheet: Sheet) -> Reading:
    found = sheet_format_of(sheet)
    documents, findings = found.parse(sheet)
    if findings:
        return Reading((Part("unreadable", found.NAME, None, tuple(findings)),))
    return Reading(tuple(Part("read", found.NAME, document) for document in documents))


def _not_read(error: DocumentError) -> Reading:
    return Reading((Part(STATUS[type(error)], None, None, (_finding(error),)),))


def _finding(error: DocumentError) -> Finding:
    return Finding(
        rule=error.code, severity="fatal", message=error.message, place=error.place, remedy=error.remedy
    )
