"""Training replays history and never looks ahead."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from services.coder.features import Cases
from services.coder.training import Trainer, week_of
from tests.ledgers import a_ledger

EPOCH = date(1970, 1, 1).toordinal()


def test_weeks_are_those_of_iso_8601() -> None:
    days = np.arange(18_000, 21_000)
    iso = [date.fromordinal(EPOCH + int(day)).isocalendar()[:2] for day in days]
    turns = [before != after for before, after in pairwise(iso)]
    assert (np.diff(week_of(days)) == np.array(turns)).all()


@pytest.mark.parametrize("rows", [0, 1, 2, 30, 150])
def test_a_tiny_history_trains(rows: int) -> None:
    cases, codes = a_ledger(rows)
    model = Trainer.over(cases, codes).model()
    said = model.suggest(cases, model.outcomes.bounded(0.02))
    assert not said.certain.any()
    assert rows < 30 or (said.codes[:, 0] == np.array(codes)).mean() > 0.6


def test_a_history_of_one_day_trains() -> None:
    cases, codes = a_ledger(300, days=1)
    assert Trainer.over(cases, codes).model().memory.size > 0


def test_a_history_with_one_code_trains() -> None:
    cases, _ = a_ledger(2_000)
    said = Trainer.over(cases, ["4000"] * 2_000).model().suggest(cases.take(np.arange(5)), 2.0)
    assert said.codes[:, 0].tolist() == ["4000"] * 5


def test_rows_without_a_code_are_passed_over() -> None:
    cases, codes = a_ledger(400)
    some = [code if row % 2 else "" for row, code in enumerate(codes)]
    kept = np.arange(1, 400, 2)
    one = Trainer.over(cases, some).model()
    two = Trainer.over(cases.take(kept), [codes[row] for row in kept.tolist()]).model()
    assert one.memory.to_bytes() == two.memory.to_bytes()


def test_enough_regular_history_releases_most_and_the_promise_holds() -> None:
    cases, codes = a_ledger(4_000, suppliers=12)
    model = Trainer.over(cases, codes).model()
    fresh, truth = a_ledger(1_500, seed=2, suppliers=12)
    fresh = Cases.from_columns(fresh.texts, fresh.amount, fresh.day + 365)
    said = model.suggest(fresh, model.outcomes.bounded(0.1))
    right = said.codes[:, 0] == np.array(truth)
    assert said.certain.mean() > 0.5
    assert right[said.certain].mean() > 0.9


def test_rows_may_come_in_any_order_of_days() -> None:
    cases, codes = a_ledger(300)
    order = np.random.default_rng(0).permutation(300)
    mine = Trainer.over(cases, codes).model()
    other = Trainer.over(cases.take(order), [codes[row] for row in order.tolist()]).model()
    assert mine.memory.size == other.memory.size
    assert sorted(mine.memory.codes) == sorted(other.memory.codes)
