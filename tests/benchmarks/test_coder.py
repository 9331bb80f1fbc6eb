"""The benchmark predicts a week before it sees one of its labels."""

from functools import cache

import numpy as np
import pytest

from benchmarks.coder import Costs, prequential
from services.coder.features import Cases
from services.coder.training import week_of
from tests.ledgers import a_ledger

Line = tuple[object, ...]


def predictions(cases: Cases, codes: list[str]) -> list[Line]:
    return [tuple(line) for line in prequential(cases, tuple(codes), Costs())]


def row_of(line: Line) -> int:
    return int(str(line[0]))


@cache
def truth() -> tuple[Cases, list[str], list[Line]]:
    cases, codes = a_ledger(900, days=140)
    return cases, codes, predictions(cases, codes)


@pytest.mark.parametrize("ahead", [1, 6])
def test_labels_of_a_week_and_later_change_no_prediction_of_that_week(ahead: int) -> None:
    cases, codes, said = truth()
    week = week_of(cases.day)
    turn = int(week[len(week) // 2]) + ahead
    otherwise = predictions(cases, [code if week[row] < turn else "lie" for row, code in enumerate(codes)])
    before, before_too = (
        [line for line in lines if week[row_of(line)] <= turn] for lines in (said, otherwise)
    )
    assert before == before_too
    assert {int(week[row_of(line)]) for line in before} >= {turn - 1, turn}
    assert said != otherwise


def test_every_row_of_the_second_half_is_predicted_once() -> None:
    _, _, said = truth()
    rows = [row_of(line) for line in said]
    assert len(rows) == len(set(rows))
    assert set(np.arange(450, 900).tolist()) <= set(rows)
