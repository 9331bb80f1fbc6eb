"""The transactional loop against a real broker: nothing lost, nothing twice, state as the log says."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from schemas.base import Event
from schemas.errors import KonteraError
from services.runtime.health import Health
from services.runtime.records import partition_of
from services.runtime.settings import KafkaSettings
from services.runtime.snapshots import Snapshots
from services.runtime.transactions import Fenced, Worker
from tests.builders import an_invoice, ordered, received
from tests.chains import POISON, arrivals, assert_chained, chain_service
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


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker())) as settings:
        yield settings


class Running:
    """A worker in a thread of its own, and what ended it."""

    def __init__(self, settings: KafkaSettings, folder: Path, slot: str) -> None:
        own = settings.model_copy(update={"slot": slot})
        self.stop = threading.Event()
        self.health = Health("matcher", 60)
        self.ended_by: KonteraError | None = None
        self.worker = Worker(
            chain_service(), own, Snapshots(folder, "matcher"), self.health, structlog.get_logger()
        )
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.worker.run(self.stop.is_set)
        except KonteraError as error:
            self.ended_by = error

    def end(self) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()
        self.worker.close()


@contextmanager
def running(settings: KafkaSettings, folder: Path, slot: str = "0") -> Iterator[Running]:
    one = Running(settings, folder, slot)
    try:
        yield one
    finally:
        one.end()


def send(settings: KafkaSettings, events: Sequence[Event]) -> None:
    with producer(settings) as out:
        for event in events:
            out.send(event.topic, key=event.key.encode(), value=event.to_json())


def test_every_record_comes_out_once_and_in_order(settings: KafkaSettings, tmp_path: Path) -> None:
    sent = arrivals(300)
    with running(settings, tmp_path) as one:
        send(settings, [*sent[:200], *sent[:50], *sent[200:]])
        wait_until_read(settings, "matcher")
        assert one.health.readiness()[0]
    assert_chained(settings, sent)
    assert everything(settings, "dead.letter") == []


def test_bad_records_become_dead_letters_with_their_reason_and_the_rest_goes_on(
    settings: KafkaSettings, tmp_path: Path
) -> None:
    good, poison = arrivals(40), received(an_invoice(number=POISON))
    missing = json.dumps({**json.loads(good[0].to_json()), "invoice_id": None}).encode()
    key = good[0].key.encode()
    right = partition_of(good[0].key, settings.partitions)
    with producer(settings) as out:
        for number, event in enumerate([*good, poison]):
            if number == 20:
                out.send("invoice.received", key=key, value=b"no JSON")
                out.send("invoice.received", key=key, value=missing)
                out.send("order.received", key=key, value=None)
                out.send("invoice.received", key=b"another", value=good[0].to_json(), partition=right)
                elsewhere = (right + 1) % settings.partitions
                out.send("invoice.received", key=key, value=good[0].to_json(), partition=elsewhere)
            out.send("invoice.received", key=event.key.encode(), value=event.to_json())
    with running(settings, tmp_path):
        wait_until_read(settings, "matcher")
    assert_chained(settings, good)
    letters = [letter for some in records(settings, "dead.letter").values() for letter in some]
    murmur2 = "the writer must place keys by murmur2, as Java does"
    assert {(letter.headers["code"], letter.headers["reason"]) for letter in letters} == {
        (b"bad-record", b"not a InvoiceReceived: the record: not JSON"),
        (b"bad-record", b"not a InvoiceReceived: invoice_id: uuid type"),
        (b"bad-record", b"the record is empty"),
        (b"misplaced", b"the record's key is not the event's key"),
        (b"misplaced", f"its key belongs in partition {right}: {murmur2}".encode()),
        (b"defect", b"the service failed: ZeroDivisionError"),
    }
    assert len(letters) == 6
    first = next(letter for letter in letters if letter.value == b"no JSON")
    assert first.headers["source-topic"] == b"invoice.received"
    assert first.headers["source-partition"] == str(right).encode()
    assert (
        records(settings, "invoice.received")[right][int(first.headers["source-offset"])].value == b"no JSON"
    )


@pytest.mark.parametrize("kept", [True, False], ids=["with its snapshots", "with nothing on its disk"])
def test_a_worker_started_again_goes_on_with_the_state_it_had(
    settings: KafkaSettings, tmp_path: Path, kept: bool
) -> None:
    sent = arrivals(240)
    with running(settings, tmp_path / "first"):
        send(settings, [ordered(), *sent[:120]])
        wait_until_read(settings, "matcher")
    with running(settings, tmp_path / ("first" if kept else "second")) as one:
        send(settings, sent[60:])
        wait_until_read(settings, "matcher")
        held = {number: one.worker.held[number].state for number in range(settings.partitions)}
    assert_chained(settings, sent)
    assert sum(len(state.invoices) for state in held.values()) == len(sent)
    assert sum(state.orders for state in held.values()) == 1


def test_a_second_worker_takes_over_half_and_gives_it_back(settings: KafkaSettings, tmp_path: Path) -> None:
    sent = arrivals(900)
    with running(settings, tmp_path / "a", "a") as a:
        send(settings, sent[:300])
        with running(settings, tmp_path / "b", "b") as b:
            send(settings, sent[300:600])
            wait_until_read(settings, "matcher")
            eventually(lambda: len(a.worker.held) == len(b.worker.held) == settings.partitions // 2)
        send(settings, sent[600:])
        wait_until_read(settings, "matcher")
    assert_chained(settings, sent)


def test_whoever_had_the_slot_before_is_fenced_and_ends(settings: KafkaSettings, tmp_path: Path) -> None:
    sent = arrivals(400)
    with running(settings, tmp_path / "a", "same") as a:
        send(settings, sent[:200])
        wait_until_read(settings, "matcher")
        with running(settings, tmp_path / "b", "same"):
            for start in range(200, 400, 20):
                send(settings, sent[start : start + 20])
                time.sleep(0.1)
            eventually(lambda: a.ended_by is not None)
            a.end()
            wait_until_read(settings, "matcher")
    assert isinstance(a.ended_by, Fenced)
    assert_chained(settings, sent)


def eventually(holds: Callable[[], bool], patience_s: float = 20) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
