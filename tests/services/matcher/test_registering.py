"""What of an order and a contract enters the books."""

from schemas.order import ACCOUNTING_COST
from services.matcher.changes import OrderClosed, OrderRegistered
from services.matcher.registering import registered
from tests.builders import an_order, an_order_line, answered, ordered


def codes(*, line_cost: str | None, head_cost: str | None, given: tuple[tuple[str, str], ...] = ()) -> object:
    line = an_order_line(accounting_cost=line_cost, codes=given)
    entered = registered(ordered(an_order(lines=(line,), accounting_cost=head_cost)))
    assert isinstance(entered, OrderRegistered)
    return entered.lines[0].codes


def test_a_lines_own_coding_is_taken_as_it_is() -> None:
    given = (("account", "6410"),)
    assert codes(line_cost="9", head_cost="8", given=given) == given


def test_without_one_the_accounting_costs_of_line_and_head_are_kept_for_the_coder_to_tell() -> None:
    assert codes(line_cost="6410", head_cost="3120") == ((ACCOUNTING_COST, "6410"), (ACCOUNTING_COST, "3120"))
    assert codes(line_cost=None, head_cost="3120") == ((ACCOUNTING_COST, "3120"),)
    assert codes(line_cost=None, head_cost=None) == ()


def test_lines_that_a_change_deletes_do_not_enter() -> None:
    lines = (an_order_line(id="1"), an_order_line(id="2", status="2"), an_order_line(id="3", status="4"))
    entered = registered(ordered(an_order(lines=lines, kind="change")))
    assert isinstance(entered, OrderRegistered)
    assert [line.id for line in entered.lines] == ["1", "3"]


def test_an_answer_enters_as_what_it_refuses() -> None:
    entered = registered(answered(lines=({"id": "9", "order_line": "1", "status": "7"}, {"id": "2"})))
    assert isinstance(entered, OrderClosed)
    assert (entered.number, entered.closed, entered.whole) == ("B-77", ("1",), False)
    refusal = registered(answered(code="RE"))
    assert isinstance(refusal, OrderClosed)
    assert (refusal.closed, refusal.whole) == ((), True)
