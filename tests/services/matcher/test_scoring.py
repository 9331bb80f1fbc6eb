"""Levels, weights and probabilities: ordered, exact, and independent of the rows beside."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.batch import FIELDS
from services.matcher.columns import UNKNOWN
from services.matcher.scoring import (
    THRESHOLD,
    WEIGHTS,
    age_levels,
    posteriors,
    price_levels,
    quantity_levels,
    score_of,
    sibling_levels,
    text_levels,
)


def column(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(values, np.int64)


@pytest.mark.parametrize("field", ["price", "quantity", "text", "age"])
def test_a_worse_level_never_weighs_more(field: str) -> None:
    weights = WEIGHTS[field][1:]
    assert list(weights) == sorted(weights, reverse=True)


def test_every_field_of_the_evidence_has_weights_and_unknown_weighs_nothing() -> None:
    assert tuple(WEIGHTS) == FIELDS
    assert {weights[0] for weights in WEIGHTS.values()} == {0}


@pytest.mark.parametrize(
    ("invoiced", "level"),
    [(100_000, 1), (100_100, 1), (101_000, 2), (95_000, 3), (125_000, 4), (190_000, 5), (UNKNOWN, 0)],
)
def test_prices_have_levels_by_their_distance(invoiced: int, level: int) -> None:
    assert price_levels(column(invoiced), column(100_000)).tolist() == [level]


@pytest.mark.parametrize(
    ("quantity", "received", "left", "level"),
    [(5, 5, 9, 1), (9, 5, 9, 2), (3, 5, 9, 3), (11, 5, 9, 4), (1, 0, 0, 5)],
)
def test_quantities_have_levels_by_what_is_left(quantity: int, received: int, left: int, level: int) -> None:
    known = np.ones(1, np.bool_)
    assert quantity_levels(column(quantity), column(received), column(left), known, 0).tolist() == [level]
    assert quantity_levels(column(quantity), column(received), column(left), ~known, 0).tolist() == [0]


def test_texts_days_and_siblings_have_levels() -> None:
    assert text_levels(column(1000, 930, 929, 650, 500, 10)).tolist() == [1, 1, 2, 3, 4, 5]
    days = (column(300, 300, 300, 300, 300, 300, 300, 0), column(300, 286, 285, 240, 100, 301, 0, 300))
    assert age_levels(*(each.astype(np.int32) for each in days)).tolist() == [1, 1, 2, 3, 4, 5, 0, 0]
    assert sibling_levels(np.array([0.1, 0.5, 0.7, 0.9, 0.9]), column(4, 4, 4, 4, 0)).tolist() == [
        1,
        2,
        3,
        4,
        0,
    ]


@given(st.lists(st.lists(st.integers(-900, 1500), max_size=4), min_size=1, max_size=5))
@settings(deadline=None)
def test_chances_are_those_of_a_softmax_and_do_not_depend_on_other_lines(scores: list[list[int]]) -> None:
    line = column(*[row for row, mine in enumerate(scores) for _ in mine])
    flat = column(*[score for mine in scores for score in mine])
    chance, none = posteriors(line, flat, len(scores))
    for row, mine in enumerate(scores):
        odds = [math.exp((score - THRESHOLD) / 100) for score in mine]
        assert chance[line == row].tolist() == pytest.approx([each / (1 + sum(odds)) for each in odds])
        assert none[row] == pytest.approx(1 / (1 + sum(odds)))
        alone, nothing = posteriors(np.zeros(len(mine), np.int64), column(*mine), 1)
        assert alone.tolist() == chance[line == row].tolist()
        assert nothing[0] == none[row]


def test_a_score_is_the_sum_of_its_weights() -> None:
    levels = np.zeros((2, len(FIELDS)), np.uint8)
    levels[1] = 1
    assert score_of(levels).tolist() == [0, sum(weights[1] for weights in WEIGHTS.values())]
