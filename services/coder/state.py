"""What the coder knows beside its model: lessons of people, requests that wait, and which invoices are done.

The state of a partition is a function of its changelog: `code` and `decide` never touch it; they give a
Change, and whoever made that durable applies it. Everything in here belongs to one `buyer|supplier`, so the
state of two partitions is the two side by side, and results do not depend on how partitions are shared out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from uuid import UUID

from schemas.base import Additions, Frozen
from schemas.coding import ReviewRequested
from schemas.errors import SettingsError
from services.coder.features import Case, Cases
from services.coder.memory import Memory

Pupil = tuple[int, str, str, str, str, str]


class Lesson(Frozen):
    """One code that a person gave to one part of an invoice: all that memory needs of it."""

    dimension: str
    code: str
    by: str
    case: Case

    @property
    def pupil(self) -> Pupil:
        """What is counted against the limit of a day: the day, who, whom and what."""
        return self.case.day, self.by, self.case.tenant, self.case.supplier, self.dimension, self.code


class Change(Additions):
    """What one batch did to the state."""

    finished: tuple[UUID, ...] = ()
    waiting: tuple[ReviewRequested, ...] = ()
    lessons: tuple[Lesson, ...] = ()


class Head(Frozen):
    """The first line of a snapshot; ids of 16 bytes and then the memories follow it."""

    format: Literal["kontera.coder.state/1"] = "kontera.coder.state/1"
    finished: int
    waiting: tuple[ReviewRequested, ...]
    taught: tuple[tuple[Pupil, int], ...]
    memories: tuple[tuple[str, int], ...]


class State:
    """The state of any number of partitions. Only `apply` changes it."""

    def __init__(self) -> None:
        self._memory: dict[str, Memory] = {}
        self._waiting: dict[UUID, ReviewRequested] = {}
        self._by_key: dict[str, dict[UUID, None]] = {}
        self._finished: set[UUID] = set()
        self._taught: Counter[Pupil] = Counter()

    @classmethod
    def empty(cls) -> "State":
        """Nothing learnt, nothing waiting, nothing done."""
        return cls()

    def memory(self, dimension: str) -> Memory:
        """What people's decisions have taught of a dimension since the model was made."""
        return self._memory.get(dimension) or Memory.empty(live=True)

    def knows(self, invoice_id: UUID) -> bool:
        """Whether the invoice waits or is done: a second arrival gives nothing."""
        return invoice_id in self._finished or invoice_id in self._waiting

    def is_finished(self, invoice_id: UUID) -> bool:
        """Whether the invoice has its final coding."""
        return invoice_id in self._finished

    def waiting(self, key: str) -> list[ReviewRequested]:
        """The current requests of a `buyer|supplier`, in the order in which they began to wait."""
        return [self._waiting[invoice_id] for invoice_id in self._by_key.get(key, ())]

    def lessons_today(self, lesson: Lesson) -> int:
        """How often this person taught this code for this supplier on the day of the lesson."""
        return self._taught[lesson.pupil]

    def apply(self, change: Change) -> None:
        """Take in what a batch did. To be called once for each change, in the order of the changelog."""
        for request in change.waiting:
            self._waiting[request.invoice_id] = request
            self._by_key.setdefault(request.key, {})[request.invoice_id] = None
        for invoice_id in change.finished:
            self._finish(invoice_id)
        self._learn(change.lessons)

    def _finish(self, invoice_id: UUID) -> None:
        self._finished.add(invoice_id)
        request = self._waiting.pop(invoice_id, None)
        if request is not None:
            siblings = self._by_key[request.key]
            del siblings[invoice_id]
            if not siblings:
                del self._by_key[request.key]

    def _learn(self, lessons: Sequence[Lesson]) -> None:
        for dimension in dict.fromkeys(lesson.dimension for lesson in lessons):
            some = [lesson for lesson in lessons if lesson.dimension == dimension]
            cases = Cases.of(lesson.case for lesson in some)
            self._memory[dimension] = self.memory(dimension).learn(cases, [lesson.code for lesson in some])
        self._taught.update(lesson.pupil for lesson in lessons)
        today = max((pupil[0] for pupil in self._taught), default=0)
        self._taught = Counter({pupil: times for pupil, times in self._taught.items() if pupil[0] == today})

    def excerpt(self, keys: Iterable[str], invoice_ids: Iterable[UUID]) -> "State":
        """A state of one's own to try changes on: what this one knows of these keys and invoices."""
        part = State()
        part._memory = dict(self._memory)  # a Memory is immutable
        part._taught = self._taught.copy()
        part._finished = self._finished.intersection(invoice_ids)
        for key in dict.fromkeys(keys):
            part.apply(Change(waiting=tuple(self.waiting(key))))
        return part

    def snapshot(self) -> bytes:
        """The state as bytes; states that came about in the same order give the same bytes."""
        memories = sorted((name, memory.to_bytes()) for name, memory in self._memory.items())
        head = Head(
            finished=len(self._finished),
            waiting=tuple(self._waiting.values()),
            taught=tuple(sorted(self._taught.items())),
            memories=tuple((name, len(data)) for name, data in memories),
        )
        finished = sorted(invoice_id.bytes for invoice_id in self._finished)
        first = head.model_dump_json(exclude_none=True).encode()
        return b"".join([first, b"\n", *finished, *(data for _, data in memories)])

    @classmethod
    def restore(cls, data: bytes) -> "State":
        """The state that `snapshot` wrote; SettingsError for other bytes."""
        first, _, body = data.partition(b"\n")
        try:
            head = Head.model_validate_json(first)
            chunks = list(_cut(body, [16] * head.finished + [size for _, size in head.memories]))
            state = cls()
            state.apply(Change(waiting=head.waiting))
            state._finished = {UUID(bytes=each) for each in chunks[: head.finished]}
        except ValueError as error:
            remedy = "restore another snapshot, or begin with an empty state and the whole changelog"
            raise SettingsError("these bytes are not a coder's state", remedy=remedy) from error
        state._taught = Counter(dict(head.taught))
        memories = zip(head.memories, chunks[head.finished :], strict=True)
        state._memory = {name: Memory.from_bytes(each) for (name, _), each in memories}
        return state


def _cut(data: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    """The data in pieces of these sizes; ValueError unless they add up."""
    if sum(sizes) != len(data):
        raise ValueError("cut short")
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
