"""What the bytes of a document say, and the events they become. Pure: never raises for a document's fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from lxml.etree import _Element

from schemas.base import derived_id
from schemas.errors import BadRow, DocumentError, Malformed, Refused, Unreadable, Unrecognised
from schemas.invoice import DocumentRef, Finding, Invoice, InvoiceReceived, InvoiceRejected
from schemas.order import Contract, ContractReceived, Order, OrderReceived
from services.invoice_ingest.attachments import Embedded
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.formats import COLUMNS, format_of, recognised, sheet_format_of
from services.invoice_ingest.formats.sheet import Sheet, looks_like_table, sheet_of
from services.invoice_ingest.front import tree_of
from services.invoice_ingest.notes import Notes, local_name, tag_of
from services.invoice_ingest.rules import check

__all__ = ["Document", "Embedded", "Event", "Part", "Reading", "document_ref", "ingest", "read"]

Status = Literal["read", "malformed", "refused", "unrecognised", "unreadable"]
Document = Invoice | Order | Contract
Event = InvoiceReceived | InvoiceRejected | OrderReceived | ContractReceived

STATUS: dict[type[DocumentError], Status] = {
    Malformed: "malformed",
    Refused: "refused",
    Unrecognised: "unrecognised",
    Unreadable: "unreadable",
    BadRow: "unreadable",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One business document of a file: what it says, or the findings that tell why it says nothing."""

    status: Status
    format: str | None
    document: Document | None
    findings: tuple[Finding, ...] = ()


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
    try:
        if looks_like_table(data, COLUMNS):
            return _read_sheet(sheet_of(data, COLUMNS))
        return _read_tree(tree_of(data))
    except DocumentError as error:
        return _not_read(error)


def document_ref(data: bytes, name: str) -> DocumentRef:
    """The reference of a document; the same bytes have the same id whatever they are called."""
    digest = sha256(data).hexdigest()
    return DocumentRef(id=derived_id("document", digest), sha256=digest, name=name, size=len(data))


def ingest(data: bytes, name: str, now: datetime) -> list[Event]:
    """The events a document becomes: one for each part, at least one, the same whenever it is processed."""
    reference = document_ref(data, name)
    return [_event(part, _Place(reference, index, now)) for index, part in enumerate(read(data).parts)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when a part came in, of which the ids of its events are made."""

    document: DocumentRef
    index: int
    now: datetime

    def id(self, kind: str) -> UUID:
        return derived_id(kind, self.document.id, str(self.index))


def _event(part: Part, place: _Place) -> Event:
    match part.document:
        case Invoice() as invoice:
            return _invoice_event(part, invoice, place)
        case Order() as order if not _fatal(part.findings):
            return OrderReceived(
                event_id=derived_id(OrderReceived.topic, place.id("order")),
                occurred_at=place.now,
                key=order.key,
                document=place.document,
                order=order,
            )
        case Contract() as contract if not _fatal(part.findings):
            return ContractReceived(
                event_id=derived_id(ContractReceived.topic, place.id("contract")),
                occurred_at=place.now,
                key=contract.key,
                document=place.document,
                contract=contract,
            )
    return _rejected(part, part.findings, place)


def _invoice_event(part: Part, invoice: Invoice, place: _Place) -> InvoiceReceived | InvoiceRejected:
    findings = (*part.findings, *check(invoice))
    if _fatal(findings):
        return _rejected(part, findings, place)
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
    seller = part.document.seller if part.document is not None else None
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


def _code(part: Part) -> str:
    """`rules` where all could be read, else the code of the error that the first fatal finding names."""
    return next((finding.rule for finding in part.findings if finding.severity == "fatal"), "rules")


def _fatal(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "fatal" for finding in findings)


def _read_tree(root: _Element) -> Reading:
    contents = contents_of(root)
    if not contents.documents:
        raise Unrecognised(f"the envelope {local_name(root)} is empty", remedy="send it with its document")
    alone = len(contents.documents) == 1
    margins = [Notes(document, contents.objects, alone) for document in contents.documents]
    parts = tuple(_part(notes) for notes in margins)
    files = {file.sha256: file for notes in margins for file in notes.embedded}
    return Reading(parts, tuple(files.values()))


def _part(notes: Notes) -> Part:
    found = format_of(notes.root)
    if found is None:
        return _unknown(notes.root)
    reader, name = found
    document = reader.parse(notes.root, name, notes)
    findings = tuple(notes.findings)
    if _fatal(findings) and not _is_useful(document):
        return Part("unreadable", name, None, findings)
    return Part("read", name, document, findings)


def _is_useful(document: Invoice | Order) -> bool:
    """Whether anything at all could be read of it, which the rules then judge as it is."""
    said = document.model_dump(exclude_defaults=True, exclude={"format", "is_credit"})
    return any(said.values())


def _unknown(root: _Element) -> Part:
    name = recognised.name_of(root)
    if name is None:
        message = f"the root element {tag_of(root)} is no document known here"
    else:
        message = f"this is a document of format {name} ({local_name(root)}), which is not read here yet"
    remedy = "send a Peppol BIS Billing 3, EN 16931 UBL or Svefaktura 1.0 invoice, or a Peppol Order 3"
    return Part("unrecognised", name, None, (_finding(Unrecognised(message, remedy=remedy)),))


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
