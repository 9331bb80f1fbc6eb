"""The exactly-once loop: read a batch, call a pure function, commit events, change and offsets together.

The rules of the loop, each paid for with a record lost or doubled in a chaos run (docs/adr/0004):

- the group's metadata is taken before and after the poll; if membership moved, the batch is dropped and every
  partition goes back to its committed offset;
- nothing slow happens inside the transaction, and a state is changed only when the commit has returned;
- after any abort the producer is thrown away: this client would send a failed commit's offsets again with the
  next one. Where a commit's outcome is unknown, the states it concerned are loaded anew;
- whoever is fenced ends the process; it is never tried again.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Generic

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError
from kafka.producer.future import FutureRecordMetadata
from kafka.structs import ConsumerGroupMetadata, MemberState, OffsetAndMetadata
from structlog.typing import FilteringBoundLogger

from schemas.errors import KonteraError, SettingsError, Unavailable
from services.runtime import clients, logs, metrics
from services.runtime.changelog import C, Changelog, Held, S
from services.runtime.health import Health
from services.runtime.outcomes import Outcome, Service, Stage, Transform
from services.runtime.patience import pause_s
from services.runtime.records import DEAD_LETTERS
from services.runtime.settings import KafkaSettings
from services.runtime.snapshots import Snapshots

Records = Mapping[TopicPartition, Sequence[ConsumerRecord]]
Offsets = Mapping[TopicPartition, OffsetAndMetadata]
STUCK = 4
"""Exit code: a transaction did not come to an end."""


class Fenced(KonteraError):
    """Another worker took over this slot."""

    code = "fenced"


@dataclass(frozen=True)
class Membership:
    """Generation, member id and partitions: a batch counts only if all are the same before and after it."""

    metadata: ConsumerGroupMetadata
    assigned: frozenset[TopicPartition]


class Worker(Generic[S, C]):
    """One member of a service's consumer group. One thread only."""

    def __init__(
        self,
        service: Service[S, C],
        settings: KafkaSettings,
        snapshots: Snapshots,
        health: Health,
        log: FilteringBoundLogger,
    ) -> None:
        self.service, self.settings, self.health, self.log = service, settings, health, log
        self.group = f"{settings.group_prefix}.{service.name}"
        self.held: dict[int, Held[S]] = {}
        self._transform = Transform(service, settings.partitions)
        self._changelog = Changelog(service.kind, settings, snapshots)
        self._consumer: KafkaConsumer = clients.group_consumer(settings, self.group)
        self._consumer.subscribe(list(service.models))
        self._producer: KafkaProducer | None = None
        self._member: Membership | None = None

    def run(self, stopping: Callable[[], bool]) -> None:
        """Work until `stopping` says so. Fenced, or Unavailable when the broker stays away."""
        failures = 0
        while not stopping():
            try:
                self._round()
                failures = 0
            except KafkaError as error:
                if _is_fencing(error):
                    raise self._fenced() from error
                failures += 1
                self._begin_again(error)
                if failures >= self.settings.attempts:
                    raise self._gave_up(failures, error) from error
                time.sleep(pause_s(failures, self.settings))

    def close(self) -> None:
        """Save what is worth it and leave the group, so that others take over at once."""
        self._changelog.save(self.held, at_least=1)
        self._discard_producer()
        self._consumer.close(autocommit=False, timeout_ms=5_000)
        self._changelog.close()

    def _round(self) -> None:
        """Read one batch and settle it; or take note of a new assignment."""
        self._ready_producer()
        before = self._membership()
        records: Records = self._consumer.poll(timeout_ms=self.settings.poll_timeout_ms)
        now = self._membership()
        if now is None or now != before or now != self._member:
            self._settle_in(now)
            return
        started = time.perf_counter()
        for stage in self.service.stages:
            topics = {model.topic for model in stage.models}
            mine = {place: some for place, some in records.items() if place.topic in topics}
            if mine:
                self._settle(stage, mine)
        self._observe(sum(map(len, records.values())), time.perf_counter() - started)

    def _settle_in(self, now: Membership | None) -> None:
        """Go back to what is committed, and hold the states of the partitions assigned, and of no other."""
        self._member = None
        if now is None:
            # The states may stay: they are caught up before they are used again.
            self.health.unassigned()
            return
        for place in now.assigned:
            # Waits for offsets that a former owner's open transaction may still change.
            committed = self._consumer.committed(place, timeout_ms=self.settings.request_timeout_ms)
            if committed is None:
                self._consumer.seek_to_beginning(place)
            else:
                self._consumer.seek(place, committed)
        self._load(self._numbers(now.assigned))
        self._member = now
        self.health.assigned(len(now.assigned))
        self.log.info("assigned", partitions=sorted(self.held), generation=now.metadata.generation_id)

    def _membership(self) -> Membership | None:
        """What this worker is in its group, or None while it is no full member.

        The client learns its generation on another thread, and a moment before its partitions: both count.
        """
        metadata = self._consumer.group_metadata()
        if metadata.generation_id < 0 or metadata.state != MemberState.STABLE:
            return None
        return Membership(metadata, frozenset(self._consumer.assignment()))

    def _load(self, numbers: set[int]) -> None:
        """States that stay are caught up too: in between, another worker may have had the partition."""
        started = time.perf_counter()
        self.held = {number: one for number, one in self.held.items() if number in numbers}
        self._changelog.catch_up(self.held)
        self.held |= self._changelog.load(numbers - self.held.keys())
        metrics.state_loads.labels(self.service.name).observe(time.perf_counter() - started)

    def _numbers(self, assigned: frozenset[TopicPartition]) -> set[int]:
        """The partition numbers assigned; each must come with all the topics, or inputs would never meet."""
        numbers = {place.partition for place in assigned}
        if len(assigned) != len(numbers) * len(self.service.models):
            raise SettingsError(
                "the topics of this service have different numbers of partitions",
                place=", ".join(self.service.models),
                remedy="run: kontera topics check",
            )
        return numbers

    def _settle(self, stage: Stage[S, C], records: Records) -> None:
        """Turn records into events and a change, and commit them; one by one where a batch cannot be done."""
        together = _by_number(records, stage)
        states = {number: self.held[number].state for number in together}
        try:
            outcomes = {
                number: self._transform.outcome(stage, some, states[number])
                for number, some in together.items()
            }
        except Exception as error:  # whatever a pure step raises is a defect that one record brought out
            several = [record for some in records.values() for record in some]
            if len(several) > 1:
                for record in several:
                    self._settle(stage, {TopicPartition(record.topic, record.partition): [record]})
                return
            outcomes = {several[0].partition: self._transform.set_aside(several[0], error)}
            self.log.error("defect", error=type(error).__name__, at=logs.innermost(error))
        self._commit(outcomes, {place: _after(some[-1]) for place, some in records.items()})

    def _commit(self, outcomes: Mapping[int, Outcome[C]], offsets: Offsets) -> None:
        """Events, changes and offsets together; then, and only then, the states."""
        producer = self._ready_producer()
        with self._watched():
            producer.begin_transaction()
            sent = {number: self._send(producer, number, outcome) for number, outcome in outcomes.items()}
            producer.send_offsets_to_transaction(dict(offsets), self._joined().metadata)
            # Until the commit has returned nobody knows whether it took place: these states are not held.
            states = {number: self.held.pop(number) for number in outcomes}
            producer.commit_transaction()
        for number, outcome in outcomes.items():
            if outcome.change is not None:
                self._changelog.applied(states[number], outcome.change, _offset(sent[number]))
        self.held |= states
        self._changelog.save(states, at_least=self.service.kind.snapshot_every)
        self._count(outcomes.values())

    def _send(self, producer: KafkaProducer, number: int, outcome: Outcome[C]) -> FutureRecordMetadata | None:
        """Hand an outcome to the open transaction; the future of its change, where it has one."""
        for event, value in outcome.events:
            producer.send(event.topic, key=event.key.encode(), value=value)
        for letter in outcome.rejected:
            producer.send(
                DEAD_LETTERS, key=letter.key, value=letter.value, headers=letter.headers(), partition=number
            )
        if outcome.change is None:
            return None
        return producer.send(self.service.kind.changelog, value=outcome.change_json, partition=number)

    def _joined(self) -> Membership:
        assert self._member is not None
        return self._member

    def _ready_producer(self) -> KafkaProducer:
        """A producer that has settled whatever its slot had left open."""
        if self._producer is None:
            self._producer = clients.transactional_producer(self.settings, self.group)
        return self._producer

    def _begin_again(self, error: KafkaError) -> None:
        """Give up what is open. The next round makes a new producer, which settles it, and rewinds."""
        self.log.warning("again", code=type(error).__name__, message=str(error))
        metrics.retries.labels(self.service.name, type(error).__name__).inc()
        self._member = None
        self._discard_producer()

    def _discard_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.abort_transaction()
            metrics.transactions_aborted.labels(self.service.name).inc()
        except KafkaError:
            # Nothing is open, or nobody answers; then the next producer of this slot aborts what is left.
            self.log.debug("nothing_aborted")
        producer.close(timeout=1)

    def _fenced(self) -> Fenced:
        return Fenced(
            f"another worker took slot {self.settings.slot} of {self.group}, or this one slept too long",
            remedy="start it again; give each worker of a service its own KONTERA_KAFKA__SLOT",
        )

    def _gave_up(self, failures: int, error: KafkaError) -> Unavailable:
        return Unavailable(
            f"Kafka failed {failures} times in a row, last with {type(error).__name__}: {error}",
            place=self.settings.bootstrap_servers,
            remedy="see that the broker runs and lets this user in; started again, it goes on where it was",
        )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """This client can wait for ever for a coordinator that is gone: then the process ends."""
        limit_s = (self.settings.transaction_timeout_ms + 2 * self.settings.request_timeout_ms) / 1_000
        watch = Timer(limit_s, self._end_process)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _end_process(self) -> None:
        self.log.critical("stuck", remedy="the supervisor starts the worker again; see that the broker runs")
        os._exit(STUCK)

    def _count(self, outcomes: Iterable[Outcome[C]]) -> None:
        name = self.service.name
        for outcome in outcomes:
            for event, _ in outcome.events:
                metrics.documents.labels(name, event.topic).inc()
            for letter in outcome.rejected:
                metrics.dead_letters.labels(name, letter.code).inc()
                self.log.warning("dead_letter", code=letter.code, reason=letter.reason,
                                 topic=letter.place.topic, partition=letter.place.partition,
                                 offset=letter.place.offset)  # fmt: skip

    def _observe(self, records: int, seconds: float) -> None:
        """Metrics, a log line and the health of a round."""
        waiting = 0
        for topic in self.service.models:
            places = [place for place in self._consumer.assignment() if place.topic == topic]
            behind = sum(self._waiting(place) for place in places)
            metrics.lag.labels(self.service.name, topic).set(behind)
            waiting += behind
        if records:
            metrics.batch_seconds.labels(self.service.name).observe(seconds)
            metrics.batch_records.labels(self.service.name).observe(records)
            self.log.info("batch", records=records, ms=round(seconds * 1_000), waiting=waiting)
        if records or not waiting:
            self.health.progressed(waiting)
        else:
            self.health.behind(waiting)

    def _waiting(self, place: TopicPartition) -> int:
        """Records in a partition beyond what was read; 0 until the first answer to a fetch."""
        end = self._consumer.highwater(place)
        return 0 if end is None else max(0, end - self._consumer.position(place))


def _is_fencing(error: KafkaError) -> bool:
    """Whether this producer was fenced; the client says so outright, or inside another error."""
    return any(
        isinstance(one, ProducerFencedError | InvalidProducerEpochError) for one in (error, *error.args)
    )


def _offset(future: FutureRecordMetadata | None) -> int:
    """Where a change was written; known once its transaction is committed."""
    assert future is not None
    return int(future.get(timeout=1).offset)


def _by_number(records: Records, stage: Stage[S, C]) -> dict[int, list[ConsumerRecord]]:
    """The records of each partition number, in the order of the stage's topics and then of arrival."""
    together: dict[int, list[ConsumerRecord]] = {}
    for model in stage.models:
        for place, some in records.items():
            if place.topic == model.topic:
                together.setdefault(place.partition, []).extend(some)
    return together


def _after(record: ConsumerRecord) -> OffsetAndMetadata:
    return OffsetAndMetadata(record.offset + 1, "", -1)
