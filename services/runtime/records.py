"""Kafka records as values: an event, or a `RecordRejected` with the reason and where it stood.

One unreadable record must not cost its batch, so reading never raises: what cannot be read goes to the dead
letters as it came, with headers that say why and from where.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from kafka.partitioner import murmur2
from pydantic import ValidationError

from schemas.base import Event
from schemas.errors import RecordError

DEAD_LETTERS = "dead.letter"

Headers = list[tuple[str, bytes]]
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: what an operator needs to find it again."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class RecordRejected:
    """A record set aside: its bytes untouched, a stable code, and a reason that repeats no contents."""

    topic: ClassVar[str] = DEAD_LETTERS

    place: Place
    key: bytes | None
    value: bytes
    code: str
    reason: str

    def headers(self) -> Headers:
        """The reason and the place as the headers of a dead letter."""
        return [
            ("code", self.code.encode()),
            ("reason", self.reason.encode()),
            ("source-topic", self.place.topic.encode()),
            ("source-partition", str(self.place.partition).encode()),
            ("source-offset", str(self.place.offset).encode()),
        ]


def read(model: type[E], key: bytes | None, value: bytes | None, place: Place) -> E | RecordRejected:
    """The event in `value`, or why it is none."""
    if value is None:
        return RecordRejected(place, key, b"", RecordError.code, "the record is empty")
    try:
        return model.model_validate_json(value)
    except ValidationError as error:
        return RecordRejected(place, key, value, RecordError.code, _reason(model, error))


def misplaced(event: Event, key: bytes | None, place: Place, partitions: int) -> str | None:
    """Why this event does not belong in its partition, or None.

    State belongs to a partition, so an order under another key, or placed by another partitioner than Kafka's
    own murmur2, would never meet its invoice: without this check, silently.
    """
    if key != event.key.encode():
        return "the record's key is not the event's key"
    expected = partition_of(event.key, partitions)
    if expected != place.partition:
        return f"its key belongs in partition {expected}: the writer must place keys by murmur2, as Java does"
    return None


def partition_of(key: str, partitions: int) -> int:
    """The partition of a key, as every client that follows Kafka's own partitioner computes it."""
    return (int(murmur2(key.encode())) & 0x7FFFFFFF) % partitions


def divide(batch: Iterable[E | RecordRejected]) -> tuple[Sequence[E], Sequence[RecordRejected]]:
    """The events, and the records set aside, each in the order given."""
    events: list[E] = []
    rejected: list[RecordRejected] = []
    for one in batch:
        if isinstance(one, RecordRejected):
            rejected.append(one)
        else:
            events.append(one)
    return events, rejected


def _reason(model: type[Event], error: ValidationError) -> str:
    """The first fault: its place and kind, never the value, which may be somebody's name."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    first = faults[0]
    place = ".".join(str(part) for part in first["loc"]) or "the record"
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    kind = "not JSON" if first["type"] == "json_invalid" else first["type"].replace("_", " ")
    return f"not a {model.__name__}: {place}: {kind}{more}"
