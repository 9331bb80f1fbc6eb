import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.dice import Dice


def test_the_same_words_give_the_same_throws() -> None:
    assert [Dice("a", 1).share() for _ in range(3)] == [Dice("a", 1).share()] * 3
    assert Dice("a", 1).share() != Dice("a", 2).share()


def test_the_throws_are_those_of_every_machine() -> None:
    """Written down once: another value here means other files for everybody."""
    dice = Dice(1, "inbox")
    assert [dice.whole(1, 1000) for _ in range(4)] == [740, 611, 97, 517]


@given(st.integers(), st.integers(-50, 50), st.integers(0, 50))
def test_a_whole_number_lies_between_its_ends(seed: int, low: int, span: int) -> None:
    assert low <= Dice(seed).whole(low, low + span) <= low + span


@given(st.integers(), st.lists(st.integers(), unique=True), st.integers(0, 20))
def test_some_are_different_ones_in_the_order_given(seed: int, items: list[int], count: int) -> None:
    chosen = Dice(seed).some(items, count)
    assert len(chosen) == min(count, len(items))
    assert chosen == [item for item in items if item in chosen]


def test_weights_say_how_often() -> None:
    dice = Dice("weights")
    throws = [dice.weighted("abc", (8, 0, 2)) for _ in range(2000)]
    assert throws.count("b") == 0
    assert throws.count("a") / len(throws) == pytest.approx(0.8, abs=0.04)
