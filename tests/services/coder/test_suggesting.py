"""Suggestions: the same for a line whatever its batch, and with reasons in words."""

from functools import cache

import numpy as np
import pytest

from services.coder import suggesting
from services.coder.features import Case, Cases
from services.coder.memory import Memory
from services.coder.suggesting import DimensionModel, Suggested
from services.coder.training import Trainer
from tests.ledgers import a_ledger, alone


@cache
def trained() -> DimensionModel:
    return Trainer.over(*a_ledger(2_000)).model()


def same(first: Suggested, second: Suggested) -> bool:
    """Whether both say the same, bit for bit."""
    return (
        first.codes.tolist() == second.codes.tolist()
        and first.probability.tobytes() == second.probability.tobytes()
        and first.score.tobytes() == second.score.tobytes()
        and first.certain.tolist() == second.certain.tolist()
        and [first.reasons(row) for row in range(len(first))]
        == [second.reasons(row) for row in range(len(second))]
    )


@pytest.mark.parametrize("with_live", [False, True])
def test_one_by_one_or_all_at_once_is_the_same_to_the_bit(with_live: bool) -> None:
    cases, codes = a_ledger(120, seed=2)
    live = Memory.empty(live=True).learn(cases, codes) if with_live else None
    whole = trained().suggest(cases, 0.9, live)
    singles = [trained().suggest(single, 0.9, live) for single in alone(cases)]
    assert same(whole, suggesting.joined(singles))


def test_a_batch_beyond_what_is_taken_at_once_is_the_same_too(monkeypatch: pytest.MonkeyPatch) -> None:
    cases, _ = a_ledger(50, seed=3)
    whole = trained().suggest(cases, 0.9)
    monkeypatch.setattr(suggesting, "_AT_ONCE", 7)
    assert same(whole, trained().suggest(cases, 0.9))


def test_suggestions_come_best_first_and_each_code_once() -> None:
    said = trained().suggest(a_ledger(200, seed=4)[0], 0.9)
    assert (np.diff(said.probability, axis=1) <= 0).all()
    assert all(len(set(filter(None, row))) == len(list(filter(None, row))) for row in said.codes.tolist())
    assert np.allclose(said.probability * 1e4, np.round(said.probability * 1e4), atol=1e-9)


def test_habits_are_learnt() -> None:
    cases, codes = a_ledger(500, seed=5)
    said = trained().suggest(cases, 0.9)
    assert (said.codes[:, 0] == np.array(codes)).mean() > 0.85


def test_an_empty_model_abstains_on_everything() -> None:
    said = DimensionModel.empty().suggest(a_ledger(5)[0], float("inf"))
    assert set(said.codes.ravel()) == {""}
    assert not said.certain.any()
    assert said.reasons(0) == ()


def test_no_lines_give_no_suggestions() -> None:
    assert trained().suggest(Cases.of([]), 0.9).codes.shape == (0, 3)


def test_reasons_count_earlier_lines() -> None:
    line = Case(tenant="t", supplier="s", unit="u", amount=5.0, day=20_000)
    live = Memory.empty(live=True).learn(Cases.of([line] * 5), ["6010", "6010", "6010", "6010", "7"])
    said = DimensionModel.empty().suggest(Cases.of([line]), 2.0, live)
    assert said.reasons(0)[0] == "4 of 5 earlier lines from this supplier to this unit of this amount"
    assert said.reasons(0, 1)[0] == "1 of 5 earlier lines from this supplier to this unit of this amount"
    assert said.reasons(0, 2) == ()


def test_reasons_tell_what_speaks_against() -> None:
    old = Case(tenant="t", supplier="s", unit="u", amount=5.0, day=20_000)
    new = old._replace(amount=900.0)
    memory = Memory.empty(live=True).learn(Cases.of([old, old, new]), ["6010", "6010", "7"])
    said = DimensionModel.empty().suggest(Cases.of([new]), 2.0, memory)
    rank = said.codes[0].tolist().index("6010")
    assert said.reasons(0, rank)[-1].startswith("but 0 of 1 earlier line from this supplier")
