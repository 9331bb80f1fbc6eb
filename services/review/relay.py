"""Between Kafka and the store: requests and final codings in, decisions out.

A decision is first durable in the outbox of the store, in the transaction that settles the invoice, and then
published. A crash in between publishes it again: its id is derived, so twice is harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from faststream.kafka import KafkaBroker
from structlog.typing import FilteringBoundLogger

from schemas.base import Event
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.errors import Unavailable
from services.review.store import ReviewStore
from services.runtime import kafka, metrics
from services.runtime.clock import Clock
from services.runtime.health import Health
from services.runtime.records import RecordRejected, divide
from services.runtime.settings import KafkaSettings

SERVICE = "review"
AT_ONCE = 100
PAUSE_S = 0.25
"""How long the relay waits when nothing is to be published: a person does not notice it."""


Publish = Callable[[Sequence[Event | RecordRejected]], Awaitable[None]]
"""Returns when the broker has all of them safely."""


class Intake:
    """What is done with the records of a batch."""

    def __init__(self, publish: Publish, store: ReviewStore, settings: KafkaSettings, health: Health) -> None:
        self.publish, self.store, self.settings, self.health = publish, store, settings, health

    async def take_requests(self, batch: Sequence[ReviewRequested | RecordRejected]) -> None:
        """Let these wait."""
        requests, rejected = divide(batch)
        await self._patiently(lambda: asyncio.to_thread(self.store.put, requests))
        await self._set_aside(rejected)
        self.health.progressed()

    async def take_coded(self, batch: Sequence[InvoiceCoded | RecordRejected]) -> None:
        """Take these out of the queue."""
        coded, rejected = divide(batch)
        await self._patiently(lambda: asyncio.to_thread(self.store.settle, coded))
        await self._set_aside(rejected)
        self.health.progressed()

    async def _set_aside(self, rejected: Sequence[RecordRejected]) -> None:
        if rejected:
            await self._patiently(lambda: self.publish(rejected))
        for record in rejected:
            metrics.dead_letters.labels(SERVICE, record.code).inc()

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        await kafka.patiently(work, self.settings, SERVICE)


def subscribe(broker: KafkaBroker, intake: Intake) -> None:
    """Read requests and codings; offsets are committed once the store has them."""
    settings, health = intake.settings, intake.health

    @broker.subscriber(
        ReviewRequested.topic,
        decoder=kafka.reading(ReviewRequested, health),
        **kafka.at_least_once(SERVICE, settings, health),
    )
    async def on_requests(batch: list[ReviewRequested | RecordRejected]) -> None:
        await intake.take_requests(batch)

    @broker.subscriber(
        InvoiceCoded.topic,
        decoder=kafka.reading(InvoiceCoded, health),
        **kafka.at_least_once(SERVICE, settings, health),
    )
    async def on_coded(batch: list[InvoiceCoded | RecordRejected]) -> None:
        await intake.take_coded(batch)


class Relay:
    """Publishes the outbox of a store, oldest first, and marks what the broker has."""

    def __init__(
        self,
        publish: Publish,
        store: ReviewStore,
        settings: KafkaSettings,
        now: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self.publish, self.store, self.settings, self.now, self.log = publish, store, settings, now, log

    async def run(self) -> None:
        """Publish until cancelled; while the broker is away decisions wait in the outbox."""
        while True:
            try:
                published = await kafka.patiently(self.once, self.settings, SERVICE)
            except Unavailable as error:
                self.log.error("relay", message=str(error))
                published = 0
            if not published:
                await asyncio.sleep(PAUSE_S)

    async def once(self) -> int:
        """Publish some of what waits; gives how many decisions that were."""
        decisions = await asyncio.to_thread(self.store.outbox, AT_ONCE)
        if decisions:
            await self.publish(decisions)
            await asyncio.to_thread(self.store.mark_published, decisions, self.now())
            self.log.info("published", decisions=len(decisions))
        return len(decisions)
