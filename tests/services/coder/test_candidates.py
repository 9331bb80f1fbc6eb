"""Candidates and what speaks for them."""

import numpy as np

from services.coder.candidates import MOST, candidates_of
from services.coder.features import Case, Cases
from services.coder.linear import Linear
from services.coder.memory import Memory, View
from tests.ledgers import a_ledger, alone


def test_a_line_of_which_nothing_is_known_has_no_candidate() -> None:
    found = candidates_of(Cases.of([Case(tenant="t", supplier="s")]), View(Memory.empty()), Linear.empty())
    assert len(found.row) == len(found.features) == 0


def test_candidates_lie_in_the_order_of_lines_each_once_and_few() -> None:
    cases, codes = a_ledger(600)
    found = candidates_of(cases, View(Memory.empty().learn(cases, codes)), Linear.train(cases, codes))
    assert (np.diff(found.row) >= 0).all()
    assert len(set(zip(found.row.tolist(), found.code.tolist(), strict=True))) == len(found.row)
    assert np.bincount(found.row).max() <= MOST
    assert np.isfinite(found.features).all()


def test_what_was_always_so_is_likelier_than_what_was_so_once() -> None:
    cases = Cases.of([Case(tenant="t", supplier="s", unit="u", day=20_000)] * 5)
    view = View(Memory.empty().learn(cases, ["1", "1", "2", "1", "1"]))
    found = candidates_of(cases.take(np.array([0])), view, Linear.empty())
    assert [view.codes[code - 1] for code in found.code] == ["1", "2"]
    assert found.prior[0] > 0.6 > 0.3 > found.prior[1]
    assert (found.count.max(), found.total.max()) == (4, 5)


def test_an_overlay_changes_the_very_next_line() -> None:
    cases, codes = a_ledger(600)
    memory, line = Memory.empty().learn(cases, codes), cases.take(np.array([599] * 9))
    live = Memory.empty(live=True).learn(line, ["corrected"] * 9)
    view = View(memory, live)
    found = candidates_of(line.take(np.array([0])), view, Linear.empty())
    assert view.codes[found.code[0] - 1] == "corrected"


def test_features_of_a_line_are_its_own_to_the_bit() -> None:
    cases, codes = a_ledger(500)
    view, linear = View(Memory.empty().learn(cases, codes)), Linear.train(cases, codes)
    whole = candidates_of(cases, view, linear)
    for row, single in enumerate(alone(cases.take(np.arange(60)))):
        found = candidates_of(single, view, linear)
        assert found.features.tobytes() == whole.features[whole.row == row].tobytes()
