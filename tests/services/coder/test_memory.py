"""Memory counts as a naive dictionary would, however learning is cut."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import SettingsError
from services.coder.features import LEVELS, LIVE_LEVELS, Case, Cases
from services.coder.memory import HALF_LIFE_DAYS, Memory, View, weight_of
from tests.ledgers import a_ledger, lists_of_codes, some_cases

SUPPLIER = [level.name for level in LEVELS].index("supplier")


@st.composite
def lessons(draw: st.DrawFn) -> tuple[Cases, list[str]]:
    """Cases and a code for each."""
    rows = draw(some_cases)
    return Cases.of(rows), draw(lists_of_codes(len(rows)))


def naive(cases: Cases, codes: list[str]) -> dict[tuple[int, str], tuple[float, int, int]]:
    """(weight, times, last) by key and code, `*` standing for all codes."""
    known: dict[tuple[int, str], tuple[float, int, int]] = defaultdict(lambda: (0.0, 0, -1))
    for row, code in enumerate(codes):
        for key in cases.keys[row].tolist():
            for name in (code, "*") if key and code else ():
                weight, times, last = known[key, name]
                day = int(cases.day[row])
                known[key, name] = (weight + float(weight_of(cases.day)[row]), times + 1, max(last, day))
    return known


@given(lessons())
def test_sums_are_those_of_a_dictionary(lesson: tuple[Cases, list[str]]) -> None:
    cases, codes = lesson
    view, known = View(Memory.empty().learn(cases, codes)), naive(cases, codes)
    for number, code in enumerate(["*", *view.codes]):
        sums = view.look(cases.keys, np.full((len(cases), 1), number))
        for (row, level), key in np.ndenumerate(cases.keys):
            place = row, level
            found = float(sums.weight[place]), int(sums.times[place]), int(sums.last[place])
            assert found == known[int(key), code]


@given(lessons(), st.integers(0, 30))
def test_cuts_of_learning_change_no_bit(lesson: tuple[Cases, list[str]], cut: int) -> None:
    cases, codes = lesson
    whole = Memory.empty().learn(cases, codes)
    rows = np.arange(len(cases))
    parts = (
        Memory.empty().learn(cases.take(rows[:cut]), codes[:cut]).learn(cases.take(rows[cut:]), codes[cut:])
    )
    assert parts.to_bytes() == whole.to_bytes()


@given(lessons(), lessons())
def test_base_and_overlay_read_as_one(
    first: tuple[Cases, list[str]], second: tuple[Cases, list[str]]
) -> None:
    base = Memory.empty().learn(*first)
    laid_over = View(base, Memory.empty(live=True).learn(*second))
    at_once = View(base.learn(*second))
    keys = second[0].keys[:, : len(LIVE_LEVELS)]
    assert laid_over.codes == at_once.codes
    for number in range(len(at_once.codes) + 1):
        mine, other = (view.look(keys, np.full((len(keys), 1), number)) for view in (laid_over, at_once))
        assert (mine.times == other.times).all()
        assert (mine.last == other.last).all()
        assert np.allclose(mine.weight, other.weight)


@given(lessons(), lessons())
def test_the_best_codes_are_the_heaviest(
    first: tuple[Cases, list[str]], second: tuple[Cases, list[str]]
) -> None:
    view = View(Memory.empty().learn(*first), Memory.empty(live=True).learn(*second))
    keys = second[0].keys[:, SUPPLIER]
    best = view.best(keys, 2)
    for row, key in enumerate(keys):
        numbers = np.arange(1, len(view.codes) + 1)
        weight = view.look(np.full(len(numbers), key), numbers).weight
        heaviest = sorted((-weight[n - 1], view.codes[n - 1]) for n in numbers if weight[n - 1] > 0)[:2]
        found = [view.codes[n - 1] for n in best[row] if n]
        assert np.allclose([-weight[view.codes.index(code)] for code in found], [w for w, _ in heaviest])


def test_other_suppliers_change_nothing_of_mine() -> None:
    """So results do not depend on how many processes share the work."""
    cases, codes = a_ledger(300)
    mine = np.array([row for row, supplier in enumerate(cases.supplier) if supplier.endswith("3")])
    every = View(Memory.empty(live=True).learn(cases, codes))
    some = View(Memory.empty(live=True).learn(cases.take(mine), [codes[row] for row in mine]))
    keys = cases.take(mine).keys[:, : len(LIVE_LEVELS)]
    for code in some.codes:
        one, two = (view.look(keys, np.full((1, 1), view.codes.index(code) + 1)) for view in (every, some))
        assert all((left == right).all() for left, right in zip(one, two, strict=True))


def test_an_outcome_half_a_year_old_weighs_half() -> None:
    old, new = weight_of(np.array([20_000, 20_000 + int(HALF_LIFE_DAYS)]))
    assert new == 2 * old


def test_a_date_far_off_outweighs_nothing_for_ever() -> None:
    assert np.isfinite(weight_of(np.array([-800_000, 2_932_896]))).all()


def test_no_code_teaches_nothing() -> None:
    empty = Memory.empty()
    assert empty.learn(Cases.of([Case(supplier="s")]), [""]) is empty


@given(lessons())
def test_bytes_give_the_memory_back(lesson: tuple[Cases, list[str]]) -> None:
    memory = Memory.empty(live=True).learn(*lesson)
    again = Memory.from_bytes(memory.to_bytes())
    assert again.to_bytes() == memory.to_bytes()
    assert again.learn(*lesson).to_bytes() == memory.learn(*lesson).to_bytes()


@pytest.mark.parametrize("data", [b"", b"junk", b"{}\n", b'{"levels": 9, "codes": [], "size": 4}\nshort'])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(SettingsError, match="not a coder's memory"):
        Memory.from_bytes(data)
