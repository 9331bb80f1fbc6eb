"""The index of sorted runs against a dictionary, whatever the order in which rows came."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.index import Index, firsts, from_the_end, ranges

additions = st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=8)


def filled(parts: list[list[int]]) -> tuple[Index, dict[int, list[int]]]:
    index, twin, row = Index(), defaultdict(list), 0
    for part in parts:
        index.add(np.array(part, np.uint64), np.arange(row, row + len(part)))
        for key in part:
            twin[key].append(row)
            row += 1
    twin.pop(0, None)
    return index, twin


@given(additions, st.lists(st.integers(0, 8), max_size=10), st.integers(1, 4))
@settings(deadline=None)
def test_rows_counts_and_newest_are_those_of_a_dictionary(
    parts: list[list[int]], asked: list[int], most: int
) -> None:
    index, twin = filled(parts)
    keys = np.array(asked, np.uint64)
    which, rows = index.rows(keys, most)
    expected = [(place, row) for place, key in enumerate(asked) for row in twin.get(key, [])[-most:]]
    assert list(zip(which.tolist(), rows.tolist(), strict=True)) == expected
    assert index.counts(keys).tolist() == [len(twin.get(key, [])) for key in asked]
    assert index.newest(keys).tolist() == [max(twin.get(key, [-1])) for key in asked]


@given(additions)
@settings(deadline=None)
def test_flat_keys_and_rows_make_the_same_index_again(parts: list[list[int]]) -> None:
    index, twin = filled(parts)
    copy = Index()
    copy.add(*index.flat())
    keys = np.array(sorted(twin), np.uint64)
    assert [part.tolist() for part in copy.rows(keys, 9)] == [part.tolist() for part in index.rows(keys, 9)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6))
@settings(deadline=None)
def test_ranges_are_concatenated(spans: list[tuple[int, int]]) -> None:
    start, stop = (
        (np.array(column, np.int64) for column in zip(*spans, strict=True))
        if spans
        else (np.zeros(0, np.int64),) * 2
    )
    which, place = ranges(start, stop)
    expected = [(number, at) for number, (low, high) in enumerate(spans) for at in range(low, high)]
    assert list(zip(which.tolist(), place.tolist(), strict=True)) == expected


def test_groups_have_a_first_and_a_last_row() -> None:
    groups = np.array([2, 2, 5, 7, 7, 7])
    assert firsts(groups).tolist() == [0, 2, 3]
    assert from_the_end(groups).tolist() == [1, 0, 0, 2, 1, 0]
    assert firsts(np.zeros(0, np.int64)).tolist() == []
