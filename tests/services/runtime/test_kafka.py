"""The FastStream edge on a real broker: a bad record or an error loses nothing; keys decide the place."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from schemas.errors import Unavailable
from schemas.invoice import InvoiceReceived
from services.runtime import kafka
from services.runtime.health import Health
from services.runtime.records import Place, RecordRejected, divide, partition_of
from services.runtime.settings import KafkaSettings
from tests.chains import arrivals
from tests.kafka_broker import fresh_topics, producer, quick, records, shared_broker, unread

SERVICE = "matcher"


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker(), first_retry_ms=1)) as settings:
        yield settings


@pytest.mark.kafka
def test_events_are_published_by_key_to_the_partition_that_all_clients_agree_on(
    settings: KafkaSettings,
) -> None:
    sent = arrivals(60)
    letter = RecordRejected(Place("invoice.received", 3, 7), None, b"{", "bad-record", "not JSON")

    async def publish() -> None:
        broker = kafka.build_broker(settings, SERVICE)
        await broker.start()
        await kafka.publish(broker, [*sent, letter])
        await broker.stop()

    asyncio.run(publish())
    for number, some in records(settings, "invoice.received").items():
        mine = [event for event in sent if partition_of(event.key, settings.partitions) == number]
        assert [record.value for record in some] == [event.to_json() for event in mine]
        assert [record.key for record in some] == [event.key.encode() for event in mine]
    (dead,) = records(settings, "dead.letter")[3]
    assert (dead.value, dead.headers["source-offset"]) == (b"{", b"7")


@pytest.mark.kafka
def test_a_batch_that_failed_comes_again_and_a_bad_record_costs_only_itself(settings: KafkaSettings) -> None:
    sent = arrivals(40)
    with producer(settings) as out:
        for number, event in enumerate(sent):
            if number == 20:  # neither JSON nor, in its header, text: FastStream itself would choke on that
                out.send("invoice.received", value=b"\xff", headers=[("reply_to", b"\xff")])
            out.send("invoice.received", key=event.key.encode(), value=event.to_json())
    seen: list[InvoiceReceived] = []
    bad: list[RecordRejected] = []
    failures = iter([True, True])
    health = Health(SERVICE, 60)

    async def handle(batch: list[InvoiceReceived | RecordRejected]) -> None:
        if next(failures, False):
            raise ConnectionError
        events, rejected = divide(batch)
        seen.extend(events)
        bad.extend(rejected)
        health.progressed()

    async def read() -> None:
        broker = kafka.build_broker(settings, SERVICE)
        _subscribe(broker, handle, settings, health)
        await broker.start()
        while len(seen) < len(sent) or not bad or (await asyncio.to_thread(unread, settings, SERVICE)) > 0:
            await asyncio.sleep(0.05)
        assert health.readiness() == (True, "4 partitions, 0 records waiting, last progress 0 s ago")
        await broker.stop()

    asyncio.run(asyncio.wait_for(read(), 30))
    assert {event.event_id for event in seen} == {event.event_id for event in sent}
    assert [one.value for one in bad] == [b"\xff"]


def _subscribe(
    broker: KafkaBroker,
    handle: Callable[[list[InvoiceReceived | RecordRejected]], Awaitable[None]],
    settings: KafkaSettings,
    health: Health,
) -> None:
    options = kafka.at_least_once(SERVICE, settings, health)
    broker.subscriber("invoice.received", decoder=kafka.reading(InvoiceReceived, health), **options)(handle)


def test_work_is_tried_again_until_it_is_done() -> None:
    failures = iter([KafkaError("no leader"), Unavailable("disk full")])

    async def work() -> str:
        for error in failures:
            raise error
        return "done"

    settings = KafkaSettings(first_retry_ms=1, longest_retry_ms=1)
    assert asyncio.run(kafka.patiently(work, settings, SERVICE)) == "done"


def test_after_the_last_attempt_it_is_unavailable() -> None:
    attempts: list[int] = []

    async def work() -> None:
        attempts.append(1)
        raise KafkaError("no leader")

    settings = KafkaSettings(first_retry_ms=1, longest_retry_ms=1, attempts=3)
    with pytest.raises(Unavailable, match="3 times in a row, last with KafkaError"):
        asyncio.run(kafka.patiently(work, settings, SERVICE))
    assert len(attempts) == 3


def test_an_error_of_the_service_is_not_waited_out() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(kafka.patiently(work, KafkaSettings(), SERVICE))
