from collections import Counter

from services.demo.dice import Dice
from services.demo.municipality import world
from services.demo.references import DAMAGED, MISSING, as_written, buyer_reference

ORDER = "EK2604123"


def test_most_order_numbers_are_right_some_are_missing_and_some_damaged() -> None:
    dice = Dice("references")
    counts = Counter(as_written(dice, ORDER) for _ in range(5000))
    assert abs(counts[None] / 5000 - MISSING) < 0.02
    assert abs(counts[ORDER] / 5000 - (1 - MISSING - DAMAGED)) < 0.03
    assert len(counts) >= 7


def test_a_damaged_number_is_still_like_the_right_one() -> None:
    for seed in range(500):
        written = as_written(Dice(seed), ORDER)
        assert written is None or len(set(written.upper()) & set(ORDER)) >= 5


def test_a_buyer_reference_always_has_the_units_code() -> None:
    unit = world().units[0]
    written = {buyer_reference(Dice(seed), unit) for seed in range(300)}
    assert written == {unit.code, f"{unit.code} {unit.name}", f"Ref {unit.code}"}
