"""The edges that talk to Kafka through FastStream: at-least-once batch subscribers, keyed publishing.

Ingest and review stand at the edge: what they publish has derived ids, so a batch done twice is harmless. The
matcher and the coder, which hold state, use `transactions` instead.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal, Protocol, TypedDict, TypeVar, cast

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from schemas.base import Event
from schemas.errors import Unavailable
from services.runtime import metrics, security
from services.runtime.health import Health
from services.runtime.patience import pause_s
from services.runtime.records import E, Place, RecordRejected, read
from services.runtime.settings import KafkaSettings
from services.runtime.topics import MAX_MESSAGE_BYTES

R = TypeVar("R")
T = TypeVar("T")
PRODUCE_BATCH_BYTES = 128 * 1024
LOGINS = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


Records = tuple[ConsumerRecord, ...]
Parse = Callable[[Records], Awaitable[KafkaMessage]]


class Parser(Protocol):
    """Makes a message of a batch, with the help of FastStream's own way to do it."""

    async def __call__(self, records: object, original: object) -> KafkaMessage:
        """The message."""


class Subscription(TypedDict):
    """What `broker.subscriber` needs to be told so that nothing is lost."""

    batch: Literal[True]
    group_id: str
    max_records: int
    batch_timeout_ms: int
    auto_offset_reset: Literal["earliest"]
    isolation_level: Literal["read_committed"]
    session_timeout_ms: int
    max_poll_interval_ms: int
    max_partition_fetch_bytes: int
    ack_policy: AckPolicy
    listener: object | None
    parser: Parser
    no_reply: Literal[True]


class Decoder(Protocol[R]):
    """Turns a batch of records into what a handler gets."""

    async def __call__(self, message: KafkaMessage) -> list[R]:
        """One value for each record, in order."""


def build_broker(settings: KafkaSettings, service: str) -> KafkaBroker:
    """A broker that connects when started, never before; publishes durably and in order."""
    return KafkaBroker(
        settings.servers,
        security=secured(settings),
        client_id=f"{settings.group_prefix}.{service}-{settings.slot}",
        request_timeout_ms=settings.request_timeout_ms,
        acks="all",
        enable_idempotence=True,
        linger_ms=settings.linger_ms,
        max_batch_size=PRODUCE_BATCH_BYTES,
        max_request_size=MAX_MESSAGE_BYTES,
        allow_auto_create_topics=False,
        apply_types=False,  # a handler gets what its decoder made, not a second validation of it
        logger=None,  # it would log every record it takes; what failed is ours to say
    )


def secured(settings: KafkaSettings) -> BaseSecurity:
    """TLS and login as FastStream is told of them. SettingsError where a file cannot be used."""
    told = security.connection(settings)
    user, password, context = told["sasl_plain_username"], told["sasl_plain_password"], told["ssl_context"]
    if settings.sasl_mechanism is None or user is None or password is None:
        return BaseSecurity(ssl_context=context)
    return LOGINS[settings.sasl_mechanism](user, password, ssl_context=context)


def at_least_once(group: str, settings: KafkaSettings, health: Health | None = None) -> Subscription:
    """Subscriber options: offsets are committed after the handler returned, and a failed batch comes again.

    FastStream's default acknowledges before the handler runs, and `ACK` does so on errors too; both lose
    records. `NACK_ON_ERROR` seeks back at once, so a handler waits between its tries (`patiently`).
    """
    return {
        "batch": True,
        "group_id": f"{settings.group_prefix}.{group}",
        "max_records": settings.batch_size,
        "batch_timeout_ms": settings.batch_wait_ms,
        "auto_offset_reset": "earliest",
        "isolation_level": "read_committed",
        "session_timeout_ms": settings.session_timeout_ms,
        "max_poll_interval_ms": settings.max_poll_interval_ms,
        "max_partition_fetch_bytes": 4 * 1024 * 1024,
        "ack_policy": AckPolicy.NACK_ON_ERROR,
        "listener": Assignments(health) if health else None,
        "parser": _headers_unread,
        "no_reply": True,
    }


async def _headers_unread(records: object, original: object) -> KafkaMessage:
    """FastStream's own reading of a batch, with its eyes closed to the headers.

    It decodes them all as UTF-8, and one foreign byte would bring the whole batch back for ever.
    """
    batch, parse = cast(Records, records), cast(Parse, original)
    message = await parse(tuple(replace(record, headers=()) for record in batch))
    message.raw_message = batch
    return message


def decoding(one: Callable[[ConsumerRecord], R], health: Health | None = None) -> Decoder[R]:
    """A subscriber's `decoder` that turns each record by itself; with a `health`, keeps the lag too."""

    async def decode(message: KafkaMessage) -> list[R]:
        records: Sequence[ConsumerRecord] = message.raw_message
        if health is not None:
            _note_lag(message, records, health)
        return [one(record) for record in records]

    return decode


def reading(model: type[E], health: Health | None = None) -> Decoder[E | RecordRejected]:
    """A `decoder` that gives the event of each record, or why it is none: a bad one costs only itself."""
    return decoding(lambda record: read(model, record.key, record.value, place_of(record)), health)


def place_of(record: ConsumerRecord) -> Place:
    """Where a record stands."""
    return Place(record.topic, record.partition, record.offset)


async def publish(broker: KafkaBroker, outgoing: Iterable[Event | RecordRejected]) -> None:
    """Publish each by its key, in order; returns when the broker has all of them safely.

    Not `publish_batch`, which puts a whole batch into one partition whatever the keys are.
    """
    promised = [await _promise(broker, one) for one in outgoing]
    await asyncio.gather(*promised)


async def patiently(work: Callable[[], Awaitable[T]], settings: KafkaSettings, service: str) -> T:
    """What `work` gives, tried again with growing pauses while Kafka or the disk is away.

    Unavailable after so many attempts as the settings allow.
    """
    failures = 0
    while True:
        try:
            return await work()
        except (KafkaError, Unavailable) as error:
            failures += 1
            metrics.retries.labels(service, type(error).__name__).inc()
            if failures >= settings.attempts:
                raise Unavailable(
                    f"failed {failures} times in a row, last with {type(error).__name__}: {error}",
                    place=settings.bootstrap_servers,
                    remedy="see that the broker runs; the batch comes again",
                ) from error
            await asyncio.sleep(pause_s(failures, settings))


class Assignments(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka is not typed
    """Tells a service's health which partitions it reads."""

    def __init__(self, health: Health) -> None:
        self.health = health

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Nothing to be done: the next assignment follows, or the session ends."""

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """A new assignment."""
        self.health.assigned(len(assigned))


async def _promise(broker: KafkaBroker, one: Event | RecordRejected) -> "asyncio.Future[object]":
    if isinstance(one, RecordRejected):
        headers = {name: value.decode() for name, value in one.headers()}
        return await broker.publish(
            one.value, one.topic, key=one.key, partition=one.place.partition, headers=headers, no_confirm=True
        )
    return await broker.publish(one.to_json(), one.topic, key=one.key.encode(), no_confirm=True)


def _note_lag(message: KafkaMessage, records: Sequence[ConsumerRecord], health: Health) -> None:
    """What still waits behind this batch, in the partitions it came from."""
    consumer = cast(AIOKafkaConsumer, message.consumer)
    waiting: dict[str, int] = {}
    last = {TopicPartition(record.topic, record.partition): record.offset for record in records}
    for place, offset in last.items():
        end = consumer.highwater(place)
        waiting[place.topic] = waiting.get(place.topic, 0) + max(0, (end or 0) - offset - 1)
    for topic, number in waiting.items():
        metrics.lag.labels(health.service, topic).set(number)
    health.behind(sum(waiting.values()) + len(records))
