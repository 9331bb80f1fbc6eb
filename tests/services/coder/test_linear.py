"""The linear model reads words it was taught, line by line."""

import numpy as np

from services.coder.features import Case, Cases
from services.coder.linear import Linear
from tests.ledgers import a_ledger, alone

TAUGHT = [("Hyra av lokal", "6010"), ("Städning av lokal", "6110"), ("Mjölk och bröd", "6410")]


def taught() -> Linear:
    cases = Cases.of(
        Case(supplier=str(n), supplier_name=f"Firma {n}", text=TAUGHT[n % 3][0]) for n in range(60)
    )
    return Linear.train(cases, [TAUGHT[n % 3][1] for n in range(60)])


def test_words_carry_to_a_supplier_never_seen() -> None:
    linear = taught()
    said = linear.probabilities(Cases.of([Case(supplier_name="Ny AB", text="mjölk 3 l, bröd")]), linear.codes)
    assert linear.codes[int(said.probability[0].argmax())] == "6410"
    assert said.probability[0].sum() > 0.999


def test_codes_are_given_in_the_numbers_of_the_asker() -> None:
    said = taught().probabilities(Cases.of([Case(text="Hyra av lokal")]), ("9999", "6410", "6010"))
    assert said.best(1).tolist() == [[3]]
    of = said.of(np.array([0, 0]), np.array([1, 3]))
    assert of[0] == 0
    assert of[1] > 0.5


def test_nothing_or_one_code_taught_says_nothing() -> None:
    for codes in ([], ["1", "1"]):
        cases = Cases.of([Case(text="x")] * len(codes))
        said = Linear.train(cases, codes).probabilities(cases, ("1",))
        assert said.best(3).tolist() == [[0, 0, 0]] * len(codes)
        assert not said.of(np.zeros(1, np.int64), np.ones(1, np.int64)).any() or not codes


def test_a_line_is_read_alike_alone_and_among_others() -> None:
    cases, codes = a_ledger(400)
    linear = Linear.train(cases, codes)
    whole = linear.probabilities(cases, linear.codes)
    for row, single in enumerate(alone(cases.take(np.arange(50)))):
        said = linear.probabilities(single, linear.codes)
        assert (said.probability[0] == whole.probability[whole.back[row]]).all()


def test_the_same_outcomes_fit_the_same_weights() -> None:
    cases, codes = a_ledger(400)
    first, second = (Linear.train(cases, codes) for _ in range(2))
    assert first.weights.tobytes() == second.weights.tobytes()
