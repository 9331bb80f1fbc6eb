"""The state of a partition from the log: a snapshot where there is one, then every change since.

Changes are only ever appended by committed transactions, so a state at offset n and the changes from n on are
the state at the end. Nothing is recomputed: what was decided is read.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaTimeoutError

from schemas.errors import SettingsError
from services.runtime import clients, security
from services.runtime.settings import KafkaSettings
from services.runtime.snapshots import Snapshot, Snapshots


class Change(Protocol):
    """What a batch did to a state; goes into the changelog, and then into the state."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write down."""

    def to_json(self) -> bytes:
        """The change as it is kept in the changelog."""


C = TypeVar("C", bound=Change)
S = TypeVar("S")


@dataclass(frozen=True)
class Kind(Generic[S, C]):
    """How a service's state is made: empty, from a snapshot, and by which changes."""

    changelog: str
    empty: Callable[[], S]
    restore: Callable[[bytes], S]
    read_change: Callable[[bytes], C]
    apply: Callable[[S, C], None]
    snapshot: Callable[[S], bytes]
    snapshot_every: int


@dataclass
class Held(Generic[S]):
    """A partition's state, the offset of the next change it has not seen, and changes since its snapshot."""

    state: S
    offset: int = 0
    unsaved: int = 0


class Changelog(Generic[S, C]):
    """Loads states, brings them up to date, and saves snapshots. One thread only."""

    def __init__(self, kind: Kind[S, C], settings: KafkaSettings, snapshots: Snapshots) -> None:
        self.kind, self.settings, self.snapshots = kind, settings, snapshots
        self._reader = clients.reader(settings)
        # What is written, committed or not: replay has to wait for a transaction that is still being settled.
        self._ends = clients.reader(settings, isolation="read_uncommitted")
        self._topic_id = _topic_id(kind.changelog, settings)

    def load(self, partitions: Iterable[int]) -> dict[int, Held[S]]:
        """The up-to-date state of each partition."""
        held = {partition: self._start(partition) for partition in sorted(partitions)}
        self.catch_up(held)
        return held

    def catch_up(self, held: Mapping[int, Held[S]]) -> None:
        """Apply to each state the changes that its changelog partition holds beyond it.

        KafkaTimeoutError where an open transaction of a dead worker does not end within its time-out.
        """
        places = {TopicPartition(self.kind.changelog, number): number for number in held}
        if not places:
            return
        limit_ms = self.settings.transaction_timeout_ms + self.settings.request_timeout_ms
        ends = self._ends.end_offsets(list(places), timeout_ms=limit_ms)
        self._refuse_gaps(places, held)
        self._reader.assign(list(places))
        for place, number in places.items():
            self._reader.seek(place, held[number].offset)
        deadline = time.monotonic() + limit_ms / 1_000
        while behind := [p for p, end in ends.items() if self._reader.position(p) < end]:
            for place, records in self._reader.poll(timeout_ms=200).items():
                deadline = time.monotonic() + limit_ms / 1_000
                for record in records:
                    change = self.kind.read_change(record.value)
                    self.applied(held[places[place]], change, record.offset)
            if time.monotonic() > deadline:
                raise KafkaTimeoutError(f"{behind[0]} does not come to its end")
        for place, number in places.items():
            held[number].offset = max(held[number].offset, self._reader.position(place))

    def applied(self, held: Held[S], change: C, offset: int) -> None:
        """Take a committed change at `offset` into a state."""
        self.kind.apply(held.state, change)
        held.offset = offset + 1
        held.unsaved += 1

    def save(self, held: Mapping[int, Held[S]], at_least: int) -> None:
        """Snapshot every state with so many changes since its last one."""
        for number, one in held.items():
            if one.unsaved >= at_least:
                snapshot = Snapshot(one.offset, self.kind.snapshot(one.state))
                self.snapshots.write(number, self._topic_id, snapshot)
                one.unsaved = 0

    def close(self) -> None:
        """Let the connections go."""
        self._reader.close()
        self._ends.close()

    def _start(self, partition: int) -> Held[S]:
        snapshot = self.snapshots.read(partition, self._topic_id)
        if snapshot is not None:
            try:
                return Held(self.kind.restore(snapshot.state), snapshot.offset)
            except (ValueError, KeyError, SettingsError):
                # Written by another version of the service: the changelog still has everything.
                self.snapshots.discard(partition)
        return Held(self.kind.empty())

    def _refuse_gaps(self, places: Mapping[TopicPartition, int], held: Mapping[int, Held[S]]) -> None:
        for place, first in self._ends.beginning_offsets(list(places)).items():
            if first > held[places[place]].offset:
                raise SettingsError(
                    f"changes before offset {first} were deleted, and no snapshot covers them",
                    place=f"{place.topic}, partition {place.partition}",
                    remedy="restore the topic, or copy a snapshot from the worker that had this partition; "
                    "keep retention.ms=-1 (kontera topics check)",
                )


def _topic_id(topic: str, settings: KafkaSettings) -> str:
    admin = KafkaAdminClient(
        **security.connection(settings), bootstrap_timeout_ms=settings.request_timeout_ms
    )
    try:
        found = admin.describe_topics([topic])[0]
    finally:
        admin.close()
    if found["error_code"]:
        raise SettingsError("the topic is missing", place=topic, remedy="run: kontera topics create")
    return str(found["topic_id"])
