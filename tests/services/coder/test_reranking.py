"""The reranker trusts evidence as far as it held before."""

import numpy as np
from threadpoolctl import threadpool_limits

from services.coder.candidates import Candidates, candidates_of
from services.coder.features import Case, Cases
from services.coder.linear import Linear
from services.coder.memory import Memory, View
from services.coder.reranking import Reranker
from tests.ledgers import a_ledger


def weighed() -> tuple[Candidates, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Candidates of a second half from a first, and which were right."""
    cases, codes = a_ledger(1_200)
    rows = np.arange(len(cases))
    view = View(Memory.empty().learn(cases.take(rows[:600]), codes[:600]))
    found = candidates_of(cases.take(rows[600:]), view, Linear.empty())
    number = {code: place for place, code in enumerate(view.codes, start=1)}
    truth = np.array([number.get(code, -1) for code in codes[600:]])
    return found, found.code == truth[found.row]


def test_with_few_outcomes_the_back_off_estimate_stands() -> None:
    found, right = weighed()
    for reranker in (Reranker(), Reranker.train(found.features[:50], right[:50])):
        score = reranker.scores(found)
        assert (score <= found.prior).all()
        assert np.corrcoef(score, right)[0, 1] > 0.5


def test_three_of_three_is_no_certainty() -> None:
    line = Cases.of([Case(tenant="t", supplier="s", unit="u", day=20_000)] * 3)
    view = View(Memory.empty(live=True).learn(line, ["1"] * 3))
    assert (Reranker().scores(candidates_of(line, view, Linear.empty())) <= 0.8).all()


def test_right_candidates_score_higher() -> None:
    found, right = weighed()
    score = Reranker.train(found.features, right).scores(found)
    assert score[right].mean() > 0.6
    assert score[~right].mean() < 0.2


def test_no_candidate_no_score() -> None:
    found, right = weighed()
    reranker = Reranker.train(found.features, right)
    none = candidates_of(a_ledger(3)[0], View(Memory.empty()), Linear.empty())
    assert reranker.scores(none).shape == (0,)


def test_threads_change_no_bit() -> None:
    found, right = weighed()
    scores = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            scores.append(Reranker.train(found.features, right).scores(found).tobytes())
    assert scores[0] == scores[1]
