"""The whole pipeline in one process over one SQLite file: documents in, exactly one outcome each.

The same pure functions as behind Kafka, in the same order: read, register or match, code. What a batch of
documents led to is one transaction (see `services.runtime.storage`); the state in memory changes only after
it, so that a process killed at any moment goes on where the file says it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import BinaryIO
from uuid import UUID

from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.errors import KonteraError
from schemas.invoice import DocumentRef, InvoiceReceived, InvoiceRejected
from schemas.matching import InvoiceMatched, LineMatch, Verdict
from schemas.order import ContractReceived, OrderAnswered, OrderReceived
from schemas.response import InvoiceResponse
from schemas.review import ReviewDecided
from services.coder import coding
from services.coder import state as coder_state
from services.coder.coding import Knowledge
from services.coder.learning import waiting_like
from services.invoice_ingest.door import apart
from services.invoice_ingest.papers import PaperEvent
from services.invoice_ingest.parsing import document_ref, ingest_stream, reference_of
from services.invoice_ingest.responding import ingest_and_answer
from services.matcher import matching
from services.matcher import state as matcher_state
from services.responder import state as responder_state
from services.responder import telling
from services.responder.telling import Happened
from services.review import store as review_store
from services.review import tables as review_tables
from services.runtime.clock import Clock
from services.runtime.documents import Attachments, Documents, Kept
from services.runtime.settings import Responses
from services.runtime.storage import Done, Kind, Outcome, Store

SNAPSHOT_EVERY = 200
"""Changes (batches and decisions) after which a state is written whole: what a restart has to read again."""

Ingested = InvoiceReceived | InvoiceRejected | PaperEvent
Final = InvoiceCoded | ReviewRequested
_Read = tuple[Sequence[Ingested], Sequence[InvoiceResponse]]
REGISTERED = (OrderReceived, OrderAnswered, ContractReceived)
"""What the matcher takes in; the other papers are kept and counted."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A document as it is handed in: its bytes, or what a large one is kept as among `Pipeline.documents`."""

    name: str
    data: bytes
    kept: Kept | None = None

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data) if self.kept is None else self.kept.size

    @property
    def ref(self) -> DocumentRef:
        """Its reference."""
        if self.kept is None:
            return document_ref(self.data, self.name)
        return reference_of(self.kept.sha256, self.kept.size, self.name)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch of documents: the events of the new ones, and how many were known already."""

    events: tuple[Ingested | Final, ...] = ()
    again: int = 0


@dataclass
class _Batch:
    """New documents on their way into one transaction."""

    documents: list[Done] = field(default_factory=list)
    rejected: list[InvoiceRejected] = field(default_factory=list)
    papers: list[PaperEvent] = field(default_factory=list)
    invoices: list[InvoiceReceived] = field(default_factory=list)
    responses: list[InvoiceResponse] = field(default_factory=list)

    def add(self, ref: DocumentRef, data: bytes | None, events: Sequence[Ingested]) -> None:
        for event in events:
            if isinstance(event, InvoiceReceived):
                self.invoices.append(event)
            elif isinstance(event, InvoiceRejected):
                self.rejected.append(event)
            else:
                self.papers.append(event)
        expected = sum(isinstance(event, InvoiceReceived | InvoiceRejected) for event in events)
        self.documents.append(Done(ref, _kind(events), expected, data))


class Pipeline:
    """Takes documents and decisions; safe to use from several threads (one at a time is let in)."""

    def __init__(
        self, store: Store, knowledge: Knowledge, clock: Clock, responses: Responses = "rejections"
    ) -> None:
        self.store = store
        self.responses = responses
        files = files_beside(store.path)
        self.documents, self.attachments = Documents(files), Attachments(files)
        self.knowledge = knowledge
        self.clock = clock
        with store.transaction() as connection:
            review_tables.create(connection)
        self._lock = RLock()
        self._matcher = _matcher_state(store)
        self._coder = _coder_state(store)
        self._told = _told(store)

    def take(self, documents: Iterable[Submitted]) -> Taken:
        """Run documents through the chain. Orders and contracts of a batch count for its invoices.

        On return everything is durable: the caller may acknowledge. Bytes seen before are only counted.
        """
        with self._lock:
            new, again = self._new(documents)
            now = self.clock()
            paper, invoices = _Batch(), _Batch()
            read = apart(lambda: [self._read(ref, document, now) for ref, document in new])
            for (ref, document), (events, responses) in zip(new, read, strict=True):
                batch = paper if any(_is_paper(event) for event in events) else invoices
                batch.add(ref, None if document.kept else document.data, events)
                batch.responses += responses
            registered = self._register(paper)
            final = self._code(invoices)
            self.store.delivered_again(again)
            return Taken((*registered, *invoices.rejected, *final), len(again))

    def decide(self, decision: ReviewDecided) -> tuple[review_store.Outcome, int]:
        """Release an invoice as a person decided and learn from it, unless the decision comes too late.

        Gives what became of the decision, and how many waiting lines are helped by what was learnt.
        """
        with self._lock:
            helped = waiting_like(decision, self._coder)
            events, change = coding.decide([decision], self.knowledge, self._coder, self.clock())
            responses, told = self._tell(events)
            with self.store.transaction() as connection:
                verdict = review_store.decide(connection, decision, publish=False)
                if verdict is not review_store.Outcome.RECORDED:
                    return verdict, 0
                self.store.add_events([decision])
                self._write_final(events)
                self.store.add_change("coder", change.to_json())
                self._write_told(responses, told)
            self._coder.apply(change)
            self._told.apply(told)
            return verdict, helped

    def close(self) -> None:
        """Write both states whole, so that the next start is quick, and close the file."""
        with self._lock:
            self._snapshot(at_least=1)
            self.store.close()

    def _new(self, documents: Iterable[Submitted]) -> tuple[list[tuple[DocumentRef, Submitted]], list[UUID]]:
        refs = [(document.ref, document) for document in documents]
        known = self.store.known({ref.id for ref, _ in refs})
        new, again = [], []
        for ref, document in refs:
            if ref.id in known:
                again.append(ref.id)
            else:
                known.add(ref.id)
                new.append((ref, document))
        return new, again

    def _read(self, ref: DocumentRef, document: Submitted, now: datetime) -> _Read:
        with self._source(ref, document) as source:
            if self.responses == "none":
                return ingest_stream(source, ref, now, self.attachments), ()
            return ingest_and_answer(source, ref, now, self.attachments)

    def _source(self, ref: DocumentRef, document: Submitted) -> BinaryIO:
        return BytesIO(document.data) if document.kept is None else self.documents.source(ref.sha256)

    def _register(self, batch: _Batch) -> Sequence[Ingested]:
        if not batch.documents:
            return ()
        registered = [event for event in batch.papers if isinstance(event, REGISTERED)]
        change = matching.register(registered, self._matcher)
        with self.store.transaction():
            self.store.add_documents(batch.documents)
            self._write_rejected(batch.rejected)
            self.store.add_events(batch.responses)
            self.store.add_change("matcher", change.to_json())
        self._matcher.apply(change)
        return (*batch.papers, *batch.rejected)

    def _code(self, batch: _Batch) -> Sequence[Final]:
        if not batch.documents:
            return ()
        now = self.clock()
        matched, matcher_change = matching.match(batch.invoices, self._matcher, now)
        events, coder_change = coding.code(matched, self.knowledge, self._coder, now)
        _check_none_lost(batch.invoices, matched, events)
        responses, told = self._tell(events)
        with self.store.transaction():
            self.store.add_documents(batch.documents)
            self._write_rejected(batch.rejected)
            self.store.add_events(batch.responses)
            self._write_final(events)
            self.store.add_change("matcher", matcher_change.to_json())
            self.store.add_change("coder", coder_change.to_json())
            self._write_told(responses, told)
        self._matcher.apply(matcher_change)
        self._coder.apply(coder_change)
        self._told.apply(told)
        self._snapshot(at_least=SNAPSHOT_EVERY)
        return events

    def _tell(self, events: Sequence[Happened]) -> tuple[Sequence[InvoiceResponse], responder_state.Change]:
        if self.responses != "all":
            return (), responder_state.Change()
        return telling.tell(events, self._told)

    def _write_told(self, responses: Sequence[InvoiceResponse], change: responder_state.Change) -> None:
        self.store.add_events(responses)
        if not change.is_empty:
            self.store.add_change("responder", change.to_json())

    def _write_rejected(self, events: Sequence[InvoiceRejected]) -> None:
        self.store.add_events(events)
        for event in events:
            self.store.set_outcome(Outcome(event.event_id, event.document.id, event))

    def _write_final(self, events: Sequence[Final]) -> None:
        self.store.add_events(events)
        for event in events:
            self.store.set_outcome(_outcome(event))
        waiting = [event for event in events if isinstance(event, ReviewRequested)]
        review_store.put(self.store.connection, waiting)

    def _snapshot(self, at_least: int) -> None:
        states: tuple[tuple[str, matcher_state.State | coder_state.State | responder_state.Told], ...] = (
            ("matcher", self._matcher),
            ("coder", self._coder),
            ("responder", self._told),
        )
        for service, state in states:
            if self.store.change_count(service) >= at_least:
                self.store.put_snapshot(service, state.snapshot())


def files_beside(database: Path) -> Path:
    """The folder beside a run's file for what is too large for it: large documents, embedded files."""
    return database.with_suffix(".files")


def _matcher_state(store: Store) -> matcher_state.State:
    written = store.snapshot("matcher")
    state = matcher_state.State.restore(written) if written else matcher_state.State.empty()
    for change in store.changes("matcher"):
        state.apply(matcher_state.Change.model_validate_json(change))
    return state


def _coder_state(store: Store) -> coder_state.State:
    written = store.snapshot("coder")
    state = coder_state.State.restore(written) if written else coder_state.State.empty()
    for change in store.changes("coder"):
        state.apply(coder_state.Change.model_validate_json(change))
    return state


def _told(store: Store) -> responder_state.Told:
    written = store.snapshot("responder")
    state = responder_state.Told.restore(written) if written else responder_state.Told()
    for change in store.changes("responder"):
        state.apply(responder_state.Change.model_validate_json(change))
    return state


def _kind(events: Sequence[Ingested]) -> Kind:
    if any(isinstance(event, InvoiceReceived) for event in events):
        return "invoice"
    return "order" if any(_is_paper(event) for event in events) else "rejected"


def _is_paper(event: Ingested) -> bool:
    """Whether it is about something else than an invoice: an order, a contract, a notice, …"""
    return not isinstance(event, InvoiceReceived | InvoiceRejected)


def _outcome(event: Final) -> Outcome:
    return Outcome(
        subject=event.invoice_id,
        document=event.document.id,
        event=event,
        lines=len(event.matches),
        linked=sum(line.order is not None for line in event.matches),
        off_contract=sum(_is_off_contract(line) for line in event.matches),
    )


def _is_off_contract(line: LineMatch) -> bool:
    return Verdict.OFF_CONTRACT in line.verdicts


def _check_none_lost(
    received: Sequence[InvoiceReceived], matched: Sequence[InvoiceMatched], events: Sequence[Final]
) -> None:
    """The promise of the house, asked before anything is written."""
    wanted = sorted(event.invoice_id for event in received)
    if (
        sorted(event.invoice_id for event in matched) != wanted
        or sorted(e.invoice_id for e in events) != wanted
    ):
        raise KonteraError(
            f"{len(received)} invoices went in, {len(matched)} came out matched and {len(events)} coded",
            remedy="nothing of this batch was kept; report this with the files of the batch",
        )
