from hypothesis import given
from hypothesis import strategies as st

from services.demo.municipality import world
from services.demo.ordering import DAYS, FIRST_DAY, orders


@given(st.integers(0, 1000))
def test_orders_have_their_own_numbers_and_the_oldest_come_first(seed: int) -> None:
    placed = orders(world(), seed, 20)
    assert len({order.number for order in placed}) == 20
    assert [order.day for order in placed] == sorted(order.day for order in placed)
    assert all(0 <= (order.day - FIRST_DAY).days < DAYS for order in placed)


def test_lines_are_numbered_by_tens_and_worded_as_in_the_catalogue() -> None:
    for order in orders(world(), 1, 50):
        assert [line.id for line in order.lines] == [str(10 * (n + 1)) for n in range(len(order.lines))]
        assert all(line.bought.text == line.bought.article.name for line in order.lines)


def test_a_part_of_the_orders_is_coded_and_orders_under_a_framework_name_it() -> None:
    placed = orders(world(), 1, 300)
    assert 0.5 < sum(order.is_coded for order in placed) / 300 < 0.7
    for order in placed:
        framework = world().framework_of(order.supplier)
        assert order.contract == (framework.number if framework else None)
