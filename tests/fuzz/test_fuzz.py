"""A smoke of the fuzzers: for any bytes and any tree of known names, a model or typed findings, never more.

The fuzzer proper, led by coverage, is `python -m tests.fuzz.fuzz_read`.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.reading import check_reading
from tests.fuzz.seeds import seeds, words
from tests.strategies import trees

SEEDS, WORDS = tuple(seeds()), tuple(words())
quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_every_seed_is_read(number: int) -> None:
    check_reading(SEEDS[number])


@quick
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(
            st.integers(0), st.integers(0, 40), st.one_of(st.binary(max_size=8), st.sampled_from(WORDS))
        ),
        max_size=5,
    ),
)
def test_a_seed_with_some_bytes_replaced_is_read(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for at, length, new in changes:
        at %= len(seed) + 1
        seed = seed[:at] + new + seed[at + length :]
    check_reading(seed)


@quick
@given(trees())
def test_any_tree_of_known_names_is_read_the_same_cut_or_whole(document: bytes) -> None:
    check_reading(document)
