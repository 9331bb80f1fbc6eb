"""Where a key's rows are: an index of sorted runs that takes new rows cheaply and answers whole columns.

A run is a sorted array of keys with the rows behind them. New rows make a new small run; small runs are
merged as they add up, so there are few of them. Questions are sorted before they are searched, which keeps
the memory they touch in order: an order of magnitude faster than asking at random. What is answered depends
on the rows alone, never on how they are spread over runs.
"""

from typing import Final

import numpy as np

from services.matcher.keys import I64, U64

_ROW_BITS: Final = 32
"""A place and a row are sorted as one number: rows stay below 2³²."""


class Index:
    """Rows (int64, growing with time) by key (uint64); a key may have many rows. Key 0 has none."""

    def __init__(self) -> None:
        self._runs: list[tuple[U64, I64]] = []

    def add(self, keys: U64, rows: I64) -> None:
        """Take in more rows; keys of 0 are left out."""
        kept = keys != 0
        if not kept.any():
            return
        keys, rows = keys[kept], rows[kept]
        order = np.argsort(keys, kind="stable")
        self._runs.append((keys[order], rows[order]))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 4 * len(self._runs[-1][0]):
            self._runs[-2:] = [_merged(*self._runs[-2:])]

    def newest(self, keys: U64) -> I64:
        """The newest row of each key, -1 where there is none: (n,) int64."""
        found = np.full(len(keys), -1, np.int64)
        for run_keys, rows in self._runs:
            asked, _, stop = _spans(run_keys, keys)
            found[asked] = np.maximum(found[asked], rows[stop - 1])
        return found

    def counts(self, keys: U64) -> I64:
        """How many rows each key has: (n,) int64."""
        found = np.zeros(len(keys), np.int64)
        for run_keys, _ in self._runs:
            asked, start, stop = _spans(run_keys, keys)
            found[asked] += stop - start
        return found

    def rows(self, keys: U64, most: int) -> tuple[I64, I64]:
        """The newest rows of each key, `most` at most: (which key, row), sorted by key's place, then row."""
        parts = []
        for run_keys, rows in self._runs:
            asked, start, stop = _spans(run_keys, keys)
            owners, places = ranges(np.maximum(start, stop - most), stop)
            parts.append((asked[owners], rows[places]))
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        owners, found = (np.concatenate(column) for column in zip(*parts, strict=True))
        both = np.sort(owners << _ROW_BITS | found)
        owners = both >> _ROW_BITS
        kept = from_the_end(owners) < most
        return owners[kept], both[kept] & ((1 << _ROW_BITS) - 1)

    def flat(self) -> tuple[U64, I64]:
        """All keys and rows, sorted by both: the same for the same rows, however they came."""
        runs = self._runs or [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
        keys, rows = (np.concatenate(column) for column in zip(*runs, strict=True))
        order = np.lexsort((rows, keys))
        return keys[order], rows[order]

    @property
    def nbytes(self) -> int:
        """Bytes held by the runs."""
        return sum(keys.nbytes + rows.nbytes for keys, rows in self._runs)


def _merged(older: tuple[U64, I64], newer: tuple[U64, I64]) -> tuple[U64, I64]:
    keys = np.concatenate([older[0], newer[0]])
    order = np.argsort(keys, kind="stable")
    return keys[order], np.concatenate([older[1], newer[1]])[order]


def _spans(run: U64, keys: U64) -> tuple[I64, I64, I64]:
    """(places of the keys that the run has, first row of each, row after the last of each)."""
    order = np.argsort(keys, kind="stable")
    asked = keys[order]
    start = np.searchsorted(run, asked)
    hit = (start < len(run)) & (run[np.minimum(start, len(run) - 1)] == asked) & (asked != 0)
    return order[hit], start[hit], np.searchsorted(run, asked[hit], side="right")


def ranges(start: I64, stop: I64) -> tuple[I64, I64]:
    """Every place of every half-open range: (which range, place), both (sum of lengths,) int64."""
    length = np.maximum(stop - start, 0)
    which = np.repeat(np.arange(len(length)), length)
    before = np.cumsum(length) - length
    return which, np.arange(len(which)) - before[which] + start[which]


def firsts(sorted_groups: I64) -> I64:
    """Where each group of a sorted column starts: (groups,) int64."""
    if len(sorted_groups) == 0:
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], sorted_groups[1:] != sorted_groups[:-1]]))


def from_the_end(sorted_groups: I64) -> I64:
    """Each row's distance to the last row of its group in a sorted column: (n,) int64."""
    starts = firsts(sorted_groups)
    lengths = np.diff(np.append(starts, len(sorted_groups)))
    last = np.repeat(starts + lengths - 1, lengths)
    return last - np.arange(len(sorted_groups))
