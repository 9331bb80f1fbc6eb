"""Between Kafka and the store; what is published goes into a list."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog
from aiokafka.errors import KafkaConnectionError
from structlog.testing import capture_logs

from schemas.base import Event
from schemas.coding import ReviewRequested
from schemas.errors import Unavailable
from schemas.review import ReviewDecided
from services.review.deciding import Answer, decision
from services.review.relay import Intake, Relay
from services.review.store import SqliteReviewStore
from services.runtime.health import Health
from services.runtime.records import Place, RecordRejected
from services.runtime.settings import KafkaSettings
from tests.builders import NOW
from tests.review_builders import a_coded, a_request, an_id

SETTINGS = KafkaSettings(attempts=2, first_retry_ms=1, longest_retry_ms=1)
UNREADABLE = RecordRejected(Place("review.requested", 0, 7), b"k", b"{}", "bad-record", "not a request")


class Broker:
    """Takes what is published, or is away for so many tries."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.published: list[Event | RecordRejected] = []

    async def publish(self, outgoing: Sequence[Event | RecordRejected]) -> None:
        """Take them all or none."""
        if self.away:
            self.away -= 1
            raise KafkaConnectionError("no broker")
        self.published += outgoing


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteReviewStore]:
    opened = SqliteReviewStore.open(tmp_path / "review.db")
    yield opened
    opened.close()


def decided(request: ReviewRequested) -> ReviewDecided:
    return decision({(0, 0): Answer("code:6420")}, request, "anna", NOW)


def test_requests_wait_codings_settle_and_what_is_unreadable_is_set_aside(store: SqliteReviewStore) -> None:
    first, second = a_request(invoice_id=an_id(1)), a_request(invoice_id=an_id(2))
    broker, health = Broker(), Health("review", 60)
    intake = Intake(broker.publish, store, SETTINGS, health)
    asyncio.run(intake.take_requests([first, UNREADABLE, second]))
    asyncio.run(intake.take_coded([a_coded(first)]))
    assert store.get(second.invoice_id) == second
    assert store.size() == 1
    assert broker.published == [UNREADABLE]


def test_a_batch_done_twice_changes_nothing(store: SqliteReviewStore) -> None:
    request = a_request()
    intake = Intake(Broker().publish, store, SETTINGS, Health("review", 60))
    for _ in range(2):
        asyncio.run(intake.take_requests([request]))
    assert store.size() == 1


def test_a_batch_is_given_up_only_after_its_tries_and_comes_again(store: SqliteReviewStore) -> None:
    intake = Intake(Broker(away=2).publish, store, SETTINGS, Health("review", 60))
    with pytest.raises(Unavailable):
        asyncio.run(intake.take_requests([UNREADABLE]))
    asyncio.run(intake.take_requests([UNREADABLE]))


def a_relay(broker: Broker, store: SqliteReviewStore) -> Relay:
    return Relay(broker.publish, store, SETTINGS, lambda: NOW, structlog.get_logger())


def test_the_relay_publishes_every_decision_once_and_in_order(store: SqliteReviewStore) -> None:
    requests = [a_request(invoice_id=an_id(serial)) for serial in range(3)]
    store.put(requests)
    for request in requests:
        store.decide(decided(request), publish=True)
    broker = Broker()
    relay = a_relay(broker, store)
    with capture_logs() as logs:
        assert [asyncio.run(relay.once()), asyncio.run(relay.once())] == [3, 0]
    assert broker.published == [decided(request) for request in requests]
    assert store.outbox(10) == ()
    assert [entry["event"] for entry in logs] == ["published"]


def test_while_the_broker_is_away_decisions_wait_and_the_relay_goes_on(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    store.decide(decided(request), publish=True)
    broker = Broker(away=3)

    async def play() -> None:
        running = asyncio.create_task(a_relay(broker, store).run())
        while not broker.published:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with capture_logs() as logs:
        asyncio.run(play())
    assert broker.published == [decided(request)]
    assert logs[0]["event"] == "relay"
