"""Assignment against a plain Python twin, and its promises: budgets, and one order line each."""

from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.assignment import assign
from services.matcher.scoring import OVER_PENALTY, THRESHOLD

pairs = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 900), st.integers(1, 5)),
    max_size=14,
    unique_by=lambda pair: pair[:2],
).map(sorted)
budgets = st.lists(st.integers(0, 8), min_size=4, max_size=4)
Pair = tuple[int, int, int, int]


def assigned(candidates: list[Pair], left: list[int]) -> list[int]:
    line, slot, score, need = (np.array([pair[place] for pair in candidates], np.int64) for place in range(4))
    chosen = assign(line, slot, score, need, np.array(left, np.int64), slack=0, lines=6)
    return [int(place) for place in chosen]


def twin(candidates: list[Pair], budget: list[int]) -> list[int]:
    """The same by loops: every open line proposes, order lines accept the best first."""
    left, chosen = list(budget), [-1] * 6
    score, refused = [pair[2] for pair in candidates], [False] * len(candidates)
    while True:
        asking = []
        for line in range(6):
            mine = [
                place
                for place, pair in enumerate(candidates)
                if pair[0] == line and score[place] >= THRESHOLD - OVER_PENALTY * refused[place]
            ]
            if chosen[line] < 0 and mine:
                asking.append(max(mine, key=lambda place: (score[place], -place)))
        if not asking:
            return chosen
        asking.sort(key=lambda place: (candidates[place][1], -score[place], place))
        for slot, group in groupby(asking, key=lambda place: candidates[place][1]):
            wanted, budget_now = 0, left[slot]
            for rank, place in enumerate(group):
                wanted += candidates[place][3]
                if wanted <= budget_now or (refused[place] and rank == 0):
                    chosen[candidates[place][0]] = place
                    left[slot] -= candidates[place][3]
                else:
                    score[place] -= 10**9 if refused[place] else OVER_PENALTY
                    refused[place] = True


@given(pairs, budgets)
@settings(deadline=None)
def test_it_is_what_the_plain_twin_says(candidates: list[Pair], left: list[int]) -> None:
    assert assigned(candidates, left) == twin(candidates, left)


@given(pairs, budgets)
@settings(deadline=None)
def test_lines_that_share_nothing_do_not_influence_each_other(
    candidates: list[Pair], left: list[int]
) -> None:
    alone = [pair for pair in candidates if pair[0] < 3 and pair[1] < 2]
    apart = [pair for pair in candidates if pair[0] >= 3 and pair[1] >= 2]
    together = assigned(sorted(alone + apart), left)
    assert together[:3] == assigned(sorted(alone), left)[:3]


@given(pairs, budgets)
@settings(deadline=None)
def test_a_budget_is_exceeded_only_by_who_was_refused_first(candidates: list[Pair], left: list[int]) -> None:
    chosen = [candidates[place] for place in assigned(candidates, left) if place >= 0]
    for slot, budget in enumerate(left):
        mine = [pair for pair in chosen if pair[1] == slot]
        if sum(pair[3] for pair in mine) > budget:
            assert min(pair[2] for pair in mine) >= THRESHOLD - OVER_PENALTY


distinct = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 130).map(lambda number: 7 * number)),
    max_size=14,
    unique_by=(lambda pair: pair[:2], lambda pair: pair[2]),
)


@given(distinct, budgets, st.permutations(range(4)))
@settings(deadline=None)
def test_the_order_of_the_candidates_makes_no_difference(
    scored: list[tuple[int, int, int]], left: list[int], places: list[int]
) -> None:
    candidates: list[Pair] = sorted((line, slot, score, 2) for line, slot, score in scored)
    renamed: list[Pair] = sorted((line, places[slot], score, 2) for line, slot, score in scored)
    shuffled = [left[places.index(place)] for place in range(4)]
    before = [candidates[place][2] for place in assigned(candidates, left) if place >= 0]
    after = [renamed[place][2] for place in assigned(renamed, shuffled) if place >= 0]
    assert before == after


def test_equal_scores_go_to_the_first_order_line() -> None:
    assert assigned([(0, 1, 500, 1), (0, 2, 500, 1)], [9, 9, 9, 9])[0] == 0


def test_nobody_gets_what_scores_below_the_threshold() -> None:
    assert assigned([(0, 1, THRESHOLD - 1, 1)], [9, 9, 9, 9])[0] == -1


def test_who_is_refused_goes_elsewhere_before_taking_too_much() -> None:
    candidates = [(0, 0, 600, 5), (1, 0, 590, 5), (1, 1, 560, 5)]
    assert assigned(candidates, [5, 5, 0, 0])[:2] == [0, 2]
