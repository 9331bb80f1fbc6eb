"""The ingest service on a real broker: what is acknowledged is durable, every document has its outcome."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import structlog
import uvicorn

from benchmarks.large_documents import large_invoice
from services.invoice_ingest.app import build_app
from services.runtime.settings import IngestSettings, KafkaSettings, Settings
from tests.kafka_broker import (
    everything,
    fresh_topics,
    producer,
    quick,
    records,
    shared_broker,
    wait_until_read,
)

pytestmark = pytest.mark.kafka

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
INVOICE = (GOLDEN / "peppol-billing-3-invoice.xml").read_bytes()
ORDERS = (GOLDEN / "peppol-order-3.xml").read_bytes()


@pytest.fixture
def kafka() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker())) as settings:
        yield settings


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def settings(kafka: KafkaSettings, tmp_path: Path) -> Settings:
    ingest = IngestSettings(max_bytes=100_000, inbox=tmp_path / "inbox", inbox_wait_ms=50)
    return Settings(kafka=kafka, ingest=ingest, data_folder=tmp_path / "data")


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """The service in a thread, and a client of it."""
    config = uvicorn.Config(build_app(settings), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive())
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


def test_a_posted_document_is_kept_and_published_before_it_is_acknowledged(settings: Settings) -> None:
    with serving(settings) as client:
        answer = client.post("/documents", content=INVOICE, headers={"X-Document-Name": "r%C3%A4kning.xml"})
        assert answer.status_code == 202
        published = [json.loads(value) for value in everything(settings.kafka, "invoice.received")]
    assert answer.json() == [event["event_id"] for event in published]
    assert [event["document"]["name"] for event in published] == ["räkning.xml"]
    digest = hashlib.sha256(INVOICE).hexdigest()
    assert (settings.data_folder / "documents" / digest[:2] / digest).read_bytes() == INVOICE


def test_the_same_document_again_gives_the_same_event(settings: Settings) -> None:
    with serving(settings) as client:
        first, second = (client.post("/documents", content=INVOICE).json() for _ in range(2))
    assert first == second


def test_a_refused_invoice_goes_out_with_the_response_to_its_sender(settings: Settings) -> None:
    refused = INVOICE.replace(b">SEK</cbc:DocumentCurrencyCode>", b">XYZ</cbc:DocumentCurrencyCode>")
    with serving(settings) as client:
        answer = client.post("/documents", content=refused)
    (rejected,) = [json.loads(value) for value in everything(settings.kafka, "invoice.rejected")]
    (response,) = [json.loads(value) for value in everything(settings.kafka, "invoice.response")]
    assert answer.json() == [rejected["event_id"], response["event_id"]]
    assert (response["status"], response["about"]) == ("RE", rejected["event_id"])


def test_nobody_is_told_anything_where_that_is_set(settings: Settings) -> None:
    with serving(settings.model_copy(update={"responses": "none"})) as client:
        client.post("/documents", content=INVOICE.replace(b">SEK<", b">XYZ<"))
    assert len(everything(settings.kafka, "invoice.rejected")) == 1
    assert everything(settings.kafka, "invoice.response") == []


def test_a_document_that_is_too_large_is_refused_and_nothing_of_it_is_kept(settings: Settings) -> None:
    with serving(settings) as client:
        assert client.post("/documents", content=b"x" * 100_001).status_code == 413
    assert not (settings.data_folder / "documents").exists()


def test_documents_from_the_topic_lead_to_an_outcome_each_though_one_is_none(settings: Settings) -> None:
    with producer(settings.kafka) as out:
        out.send("document.submitted", value=INVOICE, headers=[("name", b"a.xml")])
        out.send("document.submitted", value=b"no XML", headers=[("name", "å\n.txt".encode("latin-1"))])
        out.send("document.submitted", value=b"")
        out.send("document.submitted", key=b"a tombstone", value=None)
    with serving(settings) as client:
        wait_until_read(settings.kafka, "ingest")
        assert client.get("/readyz").text.startswith("4 partitions, 0 records waiting")
        assert (
            b'kontera_documents_total{outcome="invoice.received",service="ingest"}'
            in client.get("/metrics").content
        )
    assert len(everything(settings.kafka, "invoice.received")) == 1
    rejected = [json.loads(value) for value in everything(settings.kafka, "invoice.rejected")]
    assert sorted(event["document"]["name"] for event in rejected) == ["document", "\ufffd.txt"]
    (letter,) = [one for some in records(settings.kafka, "dead.letter").values() for one in some]
    assert (letter.key, letter.headers["reason"]) == (b"a tombstone", b"the record is empty")


def test_a_file_in_the_inbox_is_moved_when_its_events_are_published(settings: Settings) -> None:
    inbox = settings.ingest.inbox
    assert inbox is not None
    with serving(settings):
        eventually(inbox.is_dir)
        (inbox / "order.xml").write_bytes(ORDERS)
        eventually((inbox / "done" / "order.xml").is_file)
        assert len(everything(settings.kafka, "order.received")) == 1
    assert not (inbox / "order.xml").exists()


def test_a_large_document_streams_to_disk_with_its_file_apart(settings: Settings, tmp_path: Path) -> None:
    digest = large_invoice(tmp_path / "large.xml", 5_000_000)
    data = (tmp_path / "large.xml").read_bytes()
    roomy = settings.model_copy(
        update={"ingest": IngestSettings(inbox=settings.ingest.inbox, inbox_wait_ms=50)}
    )
    inbox = settings.ingest.inbox
    assert inbox is not None
    with serving(roomy) as client:
        assert client.post("/documents", content=data).status_code == 202
        (inbox / "again.xml").write_bytes(data)
        eventually((inbox / "done" / "again.xml").is_file)
        events = [json.loads(value) for value in everything(settings.kafka, "invoice.received")]
    assert len({event["event_id"] for event in events}) == 1
    document = hashlib.sha256(data).hexdigest()
    assert events[0]["document"]["sha256"] == document
    assert events[0]["invoice"]["attachments"][0]["sha256"] == digest
    for folder, name in (("documents", document), ("attachments", digest)):
        assert (settings.data_folder / folder / name[:2] / name).is_file()
    assert not list((settings.data_folder / "unfinished").iterdir())


def eventually(holds: Callable[[], bool], patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
