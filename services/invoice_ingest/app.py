"""The ingest service: documents come in over HTTP, from a topic or from a folder; what they say goes out.

An acknowledgement (202, offset committed, file moved) is given only when the bytes are on disk and every
event of the document is safely with the broker. The same document twice gives the same events, ids and all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from faststream.kafka import KafkaBroker
from structlog.typing import FilteringBoundLogger

from schemas.base import Event
from schemas.errors import RecordError, Unavailable
from schemas.invoice import DocumentRef, InvoiceRejected
from services.invoice_ingest.door import MAX_BYTES, apart
from services.invoice_ingest.parsing import ingest_stream, reference_of
from services.invoice_ingest.responding import ingest_and_answer
from services.runtime import health, kafka, logs, metrics, web
from services.runtime.arrivals import DONE, FAILED, Arrived, Inbox
from services.runtime.clock import Clock, clock
from services.runtime.documents import PIECE, Attachments, Documents, Kept, Writer
from services.runtime.records import RecordRejected
from services.runtime.settings import Settings

SERVICE, TOPIC = "ingest", "document.submitted"
FILES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Submitted:
    """A document as it came in: its bytes, or what they are kept as already."""

    content: bytes | Kept
    name: str


class Intake:
    """What the three ways in have in common: keep the bytes, read them, publish what they say."""

    def __init__(self, settings: Settings, broker: KafkaBroker, log: FilteringBoundLogger) -> None:
        self.settings, self.broker, self.log = settings, broker, log
        self.documents = Documents(settings.data_folder)
        self.attachments = Attachments(settings.data_folder)
        self.now: Clock = clock(settings)

    async def take(self, documents: Sequence[Submitted]) -> list[list[Event] | None]:
        """The events of each document, all of them published; None for one that broke the service.

        Unavailable or a KafkaError where disk or broker refuses: then none is taken.
        """
        read = await asyncio.to_thread(apart, lambda: [self._read(document) for document in documents])
        await kafka.publish(self.broker, [event for events in read for event in events or ()])
        for events in read:
            _count(events or ())
        return read

    async def take_patiently(self, documents: Sequence[Submitted]) -> list[list[Event] | None]:
        """Take them, trying again while disk or broker is away."""
        taken = await kafka.patiently(lambda: self.take(documents), self.settings.kafka, SERVICE)
        self.log.info("documents", records=len(documents))
        return taken

    def _read(self, document: Submitted) -> list[Event] | None:
        reference = self._kept(document)
        try:
            with self._source(document, reference) as source:
                return self._events(source, reference)
        except Unavailable:
            raise
        except Exception as error:  # reading is total: what it raises is our defect, and costs one document
            at = logs.innermost(error)
            self.log.error("defect", sha256=reference.sha256, error=type(error).__name__, at=at)
            return None

    def _events(self, source: BinaryIO, reference: DocumentRef) -> list[Event]:
        """What a document says, and what its sender is told where it is refused."""
        if self.settings.responses == "none":
            return list(ingest_stream(source, reference, self.now(), self.attachments))
        events, responses = ingest_and_answer(source, reference, self.now(), self.attachments)
        return [*events, *responses]

    def _kept(self, document: Submitted) -> DocumentRef:
        """The reference of a document, whose bytes are on disk when this returns."""
        content = document.content
        if isinstance(content, bytes):
            content = Kept(self.documents.put(content), len(content))
        return reference_of(content.sha256, content.size, document.name)

    def _source(self, document: Submitted, reference: DocumentRef) -> BinaryIO:
        """What to read: the bytes at hand, or the ones that are kept."""
        if isinstance(document.content, bytes):
            return BytesIO(document.content)
        return self.documents.source(reference.sha256)


def build_app(settings: Settings) -> FastAPI:
    """The service as an ASGI app; it connects when it is started."""
    log = logs.configure(settings, SERVICE)
    broker = kafka.build_broker(settings.kafka, SERVICE)
    state = health.Health(SERVICE, settings.metrics.stalled_after_ms / 1_000)
    intake = Intake(settings, broker, log)
    _subscribe(broker, intake, settings, state)
    app = FastAPI(title="Kontera ingest", lifespan=_lifespan(intake, settings), docs_url=None, redoc_url=None)
    _serve_documents(app, intake, settings.ingest.max_bytes)
    _serve_health(app, state)
    return app


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Exit code 1 where the broker or the port cannot be had."""
    web.serve(build_app(settings), settings.ingest.host, settings.ingest.port)


def _subscribe(broker: KafkaBroker, intake: Intake, settings: Settings, state: health.Health) -> None:
    """Read documents from the topic."""

    @broker.subscriber(
        TOPIC,
        decoder=kafka.decoding(lambda record: record, state),
        **kafka.at_least_once(SERVICE, settings.kafka, state),
    )
    async def on_documents(batch: list[ConsumerRecord]) -> None:
        whole = [record for record in batch if record.value is not None]
        taken = await intake.take_patiently([_submitted(record) for record in whole])
        letters = [
            _set_aside(record, RecordError.code, "the record is empty")
            for record in batch
            if record.value is None
        ]
        letters += [
            _set_aside(record, "defect", "the service failed; its log says where")
            for record, events in zip(whole, taken, strict=True)
            if events is None
        ]
        await kafka.patiently(lambda: kafka.publish(broker, letters), settings.kafka, SERVICE)
        state.progressed()


def _submitted(record: ConsumerRecord) -> Submitted:
    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return Submitted(record.value, _tidy(headers.get("name", "")))


def _set_aside(record: ConsumerRecord, code: str, reason: str) -> RecordRejected:
    metrics.dead_letters.labels(SERVICE, code).inc()
    return RecordRejected(kafka.place_of(record), record.key, record.value or b"", code, reason)


def _serve_documents(app: FastAPI, intake: Intake, max_bytes: int) -> None:
    """Take documents over HTTP: the body is the document, its name stands in `X-Document-Name`."""

    @app.post("/documents", status_code=202)
    async def post(request: Request) -> Response:
        name = _tidy(unquote(request.headers.get("x-document-name", "")))
        try:
            kept = await _body(request, intake.documents.open(), max_bytes)
            if kept is None:
                return JSONResponse({"error": f"a document may have {max_bytes} bytes at most"}, 413)
            (events,) = await intake.take([Submitted(kept, name)])
        except (Unavailable, KafkaError) as error:
            intake.log.warning("not_taken", code=type(error).__name__, message=str(error))
            return JSONResponse({"error": "not taken: try again later"}, 503, {"Retry-After": "5"})
        if events is None:
            return JSONResponse({"error": "the service failed on this document; its log says where"}, 500)
        return JSONResponse([str(event.event_id) for event in events], 202)


def _serve_health(app: FastAPI, state: health.Health) -> None:
    """Answer as every process does."""

    @app.get("/metrics", include_in_schema=False)
    @app.get("/livez", include_in_schema=False)
    @app.get("/readyz", include_in_schema=False)
    def observe(request: Request) -> Response:
        status, content_type, body = health.answer(request.url.path, state)
        return Response(body, status, media_type=content_type)


Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def _lifespan(intake: Intake, settings: Settings) -> Lifespan:
    """Connected, and looking into the inbox, while the app runs."""

    @asynccontextmanager
    async def connected(_app: FastAPI) -> AsyncIterator[None]:
        try:
            await intake.broker.start()
        except KafkaError as error:
            raise Unavailable(
                f"the broker does not answer ({error})",
                place=settings.kafka.bootstrap_servers,
                remedy="start it (make kafka), or correct KONTERA_KAFKA__BOOTSTRAP_SERVERS",
            ) from error
        folder = settings.ingest.inbox
        watch = asyncio.create_task(_watch(intake, Inbox(folder), settings)) if folder else None
        intake.log.info("started", port=settings.ingest.port, servers=settings.kafka.bootstrap_servers)
        try:
            yield
        finally:
            if watch is not None:
                watch.cancel()
                with suppress(asyncio.CancelledError):
                    await watch
            await intake.broker.stop()

    return connected


async def _watch(intake: Intake, inbox: Inbox, settings: Settings) -> None:
    """Take what lies in the inbox, some files at a time; a file that cannot be taken now is taken later."""
    while True:
        try:
            paths = await asyncio.to_thread(inbox.whole)
            for start in range(0, len(paths), FILES_AT_ONCE):
                files = inbox.read(paths[start : start + FILES_AT_ONCE])
                documents = await asyncio.to_thread(_arrivals, files, intake.documents)
                taken = await intake.take_patiently(list(documents.values()))
                for path, events in zip(documents, taken, strict=True):
                    inbox.acknowledge(path, FAILED if events is None else DONE)
        except Unavailable as error:
            intake.log.error("inbox", message=str(error))
        await asyncio.sleep(settings.ingest.inbox_wait_ms / 1_000)


def _arrivals(files: Iterable[Arrived], documents: Documents) -> dict[Path, Submitted]:
    """The files as documents, large ones kept already; one that somebody took away is passed over."""
    arrived: dict[Path, Submitted] = {}
    for file in files:
        content: bytes | Kept | None = file.data
        if content is None:
            with suppress(FileNotFoundError), file.path.open("rb") as source:
                content = documents.put_stream(source, MAX_BYTES + 1)
        if content is not None:
            arrived[file.path] = Submitted(content, _tidy(file.path.name))
    return arrived


async def _body(request: Request, writer: Writer, max_bytes: int) -> Kept | None:
    """What the body is kept as, or None as soon as it is larger than allowed: then nothing of it is kept.

    It is written as it comes in, so that a large one is never in memory; a small one in one piece.
    """
    digest, size, piece = sha256(), 0, bytearray()
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > max_bytes:
                return None
            digest.update(chunk)
            piece += chunk
            if len(piece) > PIECE:
                await asyncio.to_thread(writer.write, bytes(piece))
                piece.clear()
        await asyncio.to_thread(writer.write, bytes(piece))
        await asyncio.to_thread(writer.commit, digest.hexdigest())
    finally:
        writer.discard()
    return Kept(digest.hexdigest(), size)


def _tidy(name: str) -> str:
    """A sender's name for a document, as one printable line of reasonable length."""
    printable = "".join(character for character in name if character.isprintable())
    return printable[:200].strip() or "document"


def _count(events: Sequence[Event]) -> None:
    for event in events:
        metrics.documents.labels(SERVICE, event.topic).inc()
        if isinstance(event, InvoiceRejected):
            metrics.rejections.labels(event.code).inc()
