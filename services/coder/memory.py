"""What earlier outcomes say: decayed counts of codes per hashed key, for one dimension.

A memory is columnar and immutable: one sorted array of *slots* (44 bits of key, 20 bits of code) and beside
it the sums of each slot. Code 0 stands for all codes of a key, so totals are slots like the rest. Sums are
made strictly in the order of arrival, each slot by itself: how learning was cut into batches, or shared
between processes by supplier, changes no bit. Weights grow with time instead of old ones shrinking, so
nothing is ever rescaled.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.errors import SettingsError
from services.coder.features import F64, I64, KEY_BITS, LEVELS, LIVE_LEVELS, U64, Cases

HALF_LIFE_DAYS = 180.0
EPOCH_DAY = 18_262  # 2020-01-01: an outcome of that day weighs 1
_LAST_DAY = 65_744  # 2150-01-01: a date beyond is a slip of the pen, and must not outweigh the rest
CODE_BITS = np.uint64(64 - KEY_BITS)
MOST_CODES = (1 << (64 - KEY_BITS)) - 1  # itself never given to a code

I32 = NDArray[np.int32]


class Sums(NamedTuple):
    """What is known of slots; every array has one value per slot asked for.

    weight        float64, decayed count, 1 on EPOCH_DAY and doubling every half-life
    times         int64, outcomes
    last          int64, day of the latest outcome, -1 for none
    amount        float64, sum of the natural logarithms of the amounts
    amount_square float64, sum of their squares
    """

    weight: F64
    times: I64
    last: I64
    amount: F64
    amount_square: F64

    @classmethod
    def none(cls, shape: int | tuple[int, ...]) -> "Sums":
        """Sums of nothing."""
        zero, empty = np.zeros(shape), np.zeros(shape, np.int64)
        return cls(zero, empty, empty - 1, zero.copy(), zero.copy())

    def at(self, slots: I64) -> "Sums":
        """The sums of the slots at these positions."""
        return Sums._make(values[slots] for values in self)

    def plus(self, other: "Sums") -> "Sums":
        """The sums of both."""
        return Sums(
            self.weight + other.weight,
            self.times + other.times,
            np.maximum(self.last, other.last),
            self.amount + other.amount,
            self.amount_square + other.amount_square,
        )


def weight_of(day: I64) -> F64:
    """The weight of outcomes of these days, float64: twice as much for every half-life later."""
    return np.exp2((np.clip(day, 0, _LAST_DAY) - EPOCH_DAY) / HALF_LIFE_DAYS)


def log_amount(amount: F64) -> F64:
    """Natural logarithm of the size of amounts, a cent at least."""
    return np.log(np.maximum(np.abs(amount), 0.01))


@dataclass(frozen=True)
class Memory:
    """Decayed counts of codes per key. `codes[i]` has the number i + 1 in the slots."""

    levels: int
    codes: tuple[str, ...]
    slots: U64
    sums: Sums

    @classmethod
    def empty(cls, *, live: bool = False) -> "Memory":
        """Nothing learnt. A live memory holds only keys that contain the supplier: what a partition adds."""
        return cls(len(LIVE_LEVELS if live else LEVELS), (), np.zeros(0, np.uint64), Sums.none(0))

    @property
    def size(self) -> int:
        """How many slots are in use."""
        return len(self.slots)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each code."""
        return {code: number for number, code in enumerate(self.codes, start=1)}

    def learn(self, cases: Cases, codes: Sequence[str]) -> "Memory":
        """A memory that also knows these outcomes, in their order; an empty code teaches nothing.

        SettingsError when more than a million different codes come in.
        """
        taught = np.flatnonzero(np.array([code != "" for code in codes], bool))
        if not len(taught):
            return self
        known = _extended(self.numbers, codes)
        number = np.array([known[codes[row]] for row in taught.tolist()], np.uint64)
        keys = cases.keys[taught, : self.levels]
        rows, slots = _touched(keys, number)
        grown = replace(self, codes=tuple(known)).with_slots(np.unique(slots))
        return replace(grown, sums=grown.added(slots, cases, taught[rows]))

    def with_slots(self, slots: U64) -> "Memory":
        """The same memory with these (sorted, different) slots in it; new ones are empty."""
        place = np.searchsorted(self.slots, slots)
        here = place < self.size
        here[here] = self.slots[place[here]] == slots[here]
        new, at = slots[~here], place[~here]
        empty = Sums.none(len(new))
        sums = Sums._make(np.insert(old, at, none) for old, none in zip(self.sums, empty, strict=True))
        return replace(self, slots=np.insert(self.slots, at, new), sums=sums)

    def added(self, slots: U64, cases: Cases, rows: I64) -> Sums:
        """The sums with one outcome more at each of `slots`, in that order: `rows` says of which case."""
        at = np.searchsorted(self.slots, slots)
        sums = Sums._make(values.copy() for values in self.sums)
        logs = log_amount(cases.amount)
        np.add.at(sums.weight, at, weight_of(cases.day)[rows])
        np.add.at(sums.times, at, 1)
        np.maximum.at(sums.last, at, cases.day[rows])
        np.add.at(sums.amount, at, logs[rows])
        np.add.at(sums.amount_square, at, (logs * logs)[rows])
        return sums

    def look(self, slots: U64) -> Sums:
        """The sums of any slots; empty where nothing was learnt."""
        if not self.size:
            return Sums.none(slots.shape)
        place = np.minimum(np.searchsorted(self.slots, slots), self.size - 1)
        found = self.sums.at(place)
        missing = self.slots[place] != slots
        for values, none in zip(found, (0, 0, -1, 0, 0), strict=True):
            values[missing] = none
        return found

    def to_bytes(self) -> bytes:
        """The memory as bytes; the same content gives the same bytes."""
        head = {"levels": self.levels, "codes": self.codes, "size": self.size}
        columns = (self.slots, *self.sums)
        return b"\n".join([json.dumps(head).encode(), b"".join(map(_little, columns))])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Memory":
        """The memory that `to_bytes` wrote; SettingsError for other bytes."""
        try:
            first, body = data.split(b"\n", 1)
            head = json.loads(first)
            size = int(head["size"])
            columns = [
                np.frombuffer(body, kind, size, size * 8 * number).astype(kind.lstrip("<"))
                for number, kind in enumerate(("<u8", "<f8", "<i8", "<i8", "<f8", "<f8"))
            ]
            return cls(int(head["levels"]), tuple(head["codes"]), columns[0], Sums(*columns[1:]))
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(
                "these bytes are not a coder's memory", remedy="restore another snapshot"
            ) from error


def _little(column: NDArray[np.generic]) -> bytes:
    return column.astype(column.dtype.newbyteorder("<")).tobytes()


def _extended(numbers: dict[str, int], codes: Sequence[str]) -> dict[str, int]:
    """The numbers of known codes and, in order of appearance, of new ones."""
    known = dict(numbers)
    for code in codes:
        if code and code not in known:
            known[code] = len(known) + 1
    if len(known) >= MOST_CODES:
        raise SettingsError(
            f"more than {MOST_CODES:,} different codes in one dimension",
            remedy="check that the column holds codes, not amounts or document numbers",
        )
    return known


def slot_of(keys: U64, numbers: U64) -> U64:
    """The slots of codes under keys."""
    return (keys << CODE_BITS) | numbers


def _touched(keys: U64, numbers: U64) -> tuple[I64, U64]:
    """(rows, slots) in the order of the rows: the code and the total under every key that a row has."""
    slots = np.stack(
        [slot_of(keys, numbers[:, None]), slot_of(keys, np.zeros_like(numbers)[:, None])], axis=2
    )
    has = np.repeat((keys != 0)[:, :, None], 2, axis=2)
    rows = np.broadcast_to(np.arange(len(keys))[:, None, None], slots.shape)
    return rows[has], slots[has]


@dataclass(frozen=True)
class View:
    """A memory and, over it, what was learnt since; both read as one."""

    base: Memory
    over: Memory | None = None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of both; the base's first, under the numbers that they have there."""
        more = self.over.codes if self.over else ()
        return (*self.base.codes, *(code for code in more if code not in self.base.numbers))

    @cached_property
    def order(self) -> I64:
        """(codes + 1,) the place of each number when codes are sorted as text: settles ties."""
        place = np.zeros(len(self.codes) + 1, np.int64)
        place[1 + np.array(sorted(range(len(self.codes)), key=self.codes.__getitem__), np.int64)] = (
            np.arange(len(self.codes)) + 1
        )
        return place

    @cached_property
    def _to_over(self) -> U64:
        """The overlay's number of each number of ours; one that it never uses where it lacks the code."""
        numbers = self.over.numbers if self.over else {}
        return np.array([0, *(numbers.get(code, MOST_CODES) for code in self.codes)], np.uint64)

    @cached_property
    def _from_over(self) -> I64:
        mine = {code: number for number, code in enumerate(self.codes, start=1)}
        return np.array([0, *(mine[code] for code in (self.over.codes if self.over else ()))], np.int64)

    def look(self, keys: U64, numbers: I64) -> Sums:
        """The sums of codes under keys (arrays of one shape); number 0 asks for all codes of the key."""
        known = self.base.look(slot_of(keys, numbers.astype(np.uint64)))
        if self.over is None or not self.over.size:
            return known
        return known.plus(self.over.look(slot_of(keys, self._to_over[numbers])))

    def best(self, keys: U64, most: int) -> I64:
        """(n, most) int64: numbers of the codes with most weight under each key, 0 where there are fewer."""
        different, back = np.unique(keys, return_inverse=True)
        owner, number, weight = self._entries(different)
        order = np.lexsort((self.order[number], -weight, owner))
        owner, number = owner[order], number[order]
        rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
        table = np.zeros((len(different), most), np.int64)
        within = rank < most
        table[owner[within], rank[within]] = number[within]
        return table[back]

    def _entries(self, keys: U64) -> tuple[I64, I64, F64]:
        """(which key, code, weight) of every code known under the keys."""
        owner, number, weight = _entries(self.base, keys)
        if self.over is None or not self.over.size:
            return owner, number, weight
        owner2, number2, weight2 = _entries(self.over, keys)
        pairs = np.concatenate([owner, owner2]) << 20 | np.concatenate([number, self._from_over[number2]])
        different, back = np.unique(pairs, return_inverse=True)
        total = np.zeros(len(different))
        np.add.at(total, back, np.concatenate([weight, weight2]))
        return different >> 20, different & MOST_CODES, total


def _entries(memory: Memory, keys: U64) -> tuple[I64, I64, F64]:
    """(which key, code, weight) of every code that one memory has under the keys; the key 0 has none."""
    asked = np.where(keys == 0, np.uint64((1 << KEY_BITS) - 1), keys)
    start = np.searchsorted(memory.slots, slot_of(asked, np.ones_like(asked)))
    end = np.searchsorted(memory.slots, slot_of(asked, np.full_like(asked, MOST_CODES)), side="right")
    length = np.where(keys == 0, 0, end - start)
    owner = np.repeat(np.arange(len(keys)), length)
    at = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(start, length)
    return owner, (memory.slots[at] & np.uint64(MOST_CODES)).astype(np.int64), memory.sums.weight[at]
