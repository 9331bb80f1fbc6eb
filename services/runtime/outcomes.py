"""What the records of one partition come to: events, records set aside, and a change. Nothing is sent here.

`Service` is what an app hands to the transactional loop: its name, how its state is made, and its stages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from kafka.consumer.fetcher import ConsumerRecord

from schemas.base import Event
from schemas.errors import KonteraError, RecordError, Unavailable
from services.runtime.changelog import C, Kind, S
from services.runtime.records import Place, RecordRejected, divide, misplaced, read
from services.runtime.topics import MAX_MESSAGE_BYTES

MOST_DEFECTS_IN_A_ROW = 20


@dataclass(frozen=True)
class Stage(Generic[S, C]):
    """Events that are settled together, before those of later stages, and the pure function that does it."""

    models: tuple[type[Event], ...]
    step: Callable[[Sequence[Event], S], tuple[Sequence[Event], C]]


@dataclass(frozen=True)
class Service(Generic[S, C]):
    """A service with state: its name, how its state is made, and its stages in order."""

    name: str
    kind: Kind[S, C]
    stages: tuple[Stage[S, C], ...]

    @property
    def models(self) -> dict[str, type[Event]]:
        """What is read: the model of every topic, in the order of the stages."""
        return {model.topic: model for stage in self.stages for model in stage.models}


@dataclass(frozen=True)
class Outcome(Generic[C]):
    """What some records of one partition came to, ready to be sent; `change` is None where none is."""

    events: Sequence[tuple[Event, bytes]] = ()
    rejected: Sequence[RecordRejected] = ()
    change: C | None = None
    change_json: bytes = b""


class Transform(Generic[S, C]):
    """Makes outcomes, and counts how many records in a row broke the service."""

    def __init__(self, service: Service[S, C], partitions: int) -> None:
        self.service, self.partitions = service, partitions
        self.models = service.models
        self._defects_in_a_row = 0

    def outcome(self, stage: Stage[S, C], records: Sequence[ConsumerRecord], state: S) -> Outcome[C]:
        """What these records of one partition come to. Whatever the stage's step raises is passed on."""
        events, rejected = divide(self._read(record) for record in records)
        if not events:
            return Outcome(rejected=rejected)
        made, change = stage.step(events, state)
        sized = [(event, _checked(event.to_json(), event.topic)) for event in made]
        self._defects_in_a_row = 0
        if change.is_empty:
            return Outcome(sized, rejected)
        return Outcome(sized, rejected, change, _checked(change.to_json(), self.service.kind.changelog))

    def set_aside(self, record: ConsumerRecord, error: Exception) -> Outcome[C]:
        """The outcome of a record that breaks the service: a dead letter.

        Unavailable after many in a row: then it is the service that is broken, and setting everything aside
        would only make more to replay.
        """
        self._defects_in_a_row += 1
        if self._defects_in_a_row > MOST_DEFECTS_IN_A_ROW:
            raise Unavailable(
                f"{self._defects_in_a_row} records in a row fail, last with {type(error).__name__}",
                place=f"{record.topic}, partition {record.partition}, offset {record.offset}",
                remedy="a defect of the service or its model, not of the records: mend it, start again",
            ) from error
        code = error.code if isinstance(error, KonteraError) else "defect"
        reason = (
            error.message if isinstance(error, RecordError) else f"the service failed: {type(error).__name__}"
        )
        return Outcome(
            rejected=[RecordRejected(_place(record), record.key, record.value or b"", code, reason)]
        )

    def _read(self, record: ConsumerRecord) -> Event | RecordRejected:
        place = _place(record)
        event = read(self.models[record.topic], record.key, record.value, place)
        if isinstance(event, RecordRejected):
            return event
        wrong = misplaced(event, record.key, place, self.partitions)
        return RecordRejected(place, record.key, record.value, "misplaced", wrong) if wrong else event


def _place(record: ConsumerRecord) -> Place:
    return Place(record.topic, record.partition, record.offset)


def _checked(value: bytes, topic: str) -> bytes:
    """The value; RecordError where no broker would take it, so that its record can be set aside."""
    if len(value) > MAX_MESSAGE_BYTES - 64 * 1024:
        raise RecordError(f"{len(value)} bytes are too many for a record of {topic}")
    return value
