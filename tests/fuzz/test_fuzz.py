"""A smoke of the fuzzers: for any bytes and any tree of known names, a model or typed findings, never more.

Those that change seeds run for a minute altogether in CI, for seconds elsewhere, always from the same seed of
their choices; what they find they keep, and print with how to read it again.
"""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.reading import check_reading
from tests.fuzz.seeds import seeds, words
from tests.strategies import trees

SEEDS, WORDS = tuple(seeds()), tuple(words())
IN_CI = os.environ.get("CI") == "true"
PATIENCE_S = 180
"""For a child that has stopped looking at its clock; the fuzzers end by themselves."""
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


def fuzzed(module: str, seconds: int) -> None:
    """Run a fuzzer for so long; what it said is the failure."""
    command = [sys.executable, "-m", f"tests.fuzz.{module}", "--seconds", str(seconds)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE_S)
    assert run.returncode == 0, (
        f"{module} ended with {run.returncode}:\n{run.stdout[-2000:]}\n{run.stderr[-100_000:]}"
    )


def test_changes_around_files_find_no_defect() -> None:
    fuzzed("fuzz_files", 15 if IN_CI else 1)


def test_a_fuzzer_led_by_coverage_finds_no_defect() -> None:
    if find_spec("atheris") is None:
        how = "atheris is not installed: make setup with CPython 3.11, 3.12 or 3.13"
        if IN_CI:
            pytest.fail(how)
        pytest.skip(how)
    fuzzed("fuzz_read", 45 if IN_CI else 2)
