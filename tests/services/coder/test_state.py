"""State is a function of its changes, and survives being written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.coding import ReviewRequested
from schemas.errors import SettingsError
from services.coder.coding import code, decide
from services.coder.features import Case
from services.coder.state import Change, Lesson, State
from tests.builders import NOW, a_seller, an_invoice, matched, organisation_number
from tests.coding_builders import (
    arrivals,
    coded,
    decided,
    ignorant,
    knowing,
    order_match,
    request_in,
    settled,
)

OTHER = a_seller(number=organisation_number(3))


def a_lesson(account: str = "5710", day: int = 20_000, by: str = "anna") -> Lesson:
    case = Case(tenant="1", supplier="2", unit="3120", text="papper", amount=100.1, day=day)
    return Lesson(dimension="account", code=account, by=by, case=case)


def a_request(number: str, **changed: object) -> ReviewRequested:
    return request_in(code(arrivals(number, **changed), ignorant(), State.empty(), NOW)[0][0])


def lived() -> State:
    """A state with everything in it."""
    state, knowledge = State.empty(), ignorant(dimensions=("account", "cost_centre"))
    first, *_ = coded([*arrivals("A", "B"), *arrivals("C", seller=OTHER)], knowledge, state)
    coded([matched(an_invoice(number="D"), [order_match()])], knowledge, state)
    settled([decided(request_in(first))], knowledge, state)
    return state


def test_an_empty_state_knows_nothing() -> None:
    state, request = State.empty(), a_request("A")
    assert not state.knows(request.invoice_id)
    assert state.waiting(request.key) == []
    assert state.memory("account").size == 0


def test_a_restored_state_is_the_same_and_goes_on_the_same() -> None:
    state = lived()
    again = State.restore(state.snapshot())
    assert again.snapshot() == state.snapshot()
    more = arrivals("E", "F")
    outcomes = [coded(more, knowing(), each) for each in (state, again)]
    assert [each.to_json() for each in outcomes[0]] == [each.to_json() for each in outcomes[1]]
    decisions = [decided(request) for request in state.waiting(more[0].key)]
    assert decide(decisions, ignorant(), state, NOW) == decide(decisions, ignorant(), again, NOW)


def test_an_empty_state_is_restored_too() -> None:
    assert State.restore(State.empty().snapshot()).snapshot() == State.empty().snapshot()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"{}\n",
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[1:],
    ],
)
def test_other_bytes_are_refused_with_a_remedy(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(SettingsError) as caught:
        State.restore(damage(lived().snapshot()))
    assert caught.value.remedy


def test_a_change_read_back_from_the_changelog_does_the_same() -> None:
    direct, replayed = State.empty(), State.empty()
    knowledge = ignorant()
    outcomes, first = code(arrivals("A", "B"), knowledge, direct, NOW)
    direct.apply(first)
    _, second = decide([decided(request_in(outcomes[0]))], knowledge, direct, NOW)
    direct.apply(second)
    for change in (first, second):
        replayed.apply(Change.model_validate_json(change.to_json()))
    assert replayed.snapshot() == direct.snapshot()


def test_changes_joined_do_what_they_do_one_by_one() -> None:
    one, two = a_request("A"), a_request("B")
    later = two.model_copy(update={"revision": 2})
    changes = [
        Change(waiting=(one, two)),
        Change(finished=(one.invoice_id,), lessons=(a_lesson(),)),
        Change(waiting=(later,), lessons=(a_lesson("6000"),)),
    ]
    by_one, joined = State.empty(), State.empty()
    for change in changes:
        by_one.apply(change)
    joined.apply(Change.joined(changes))
    assert joined.snapshot() == by_one.snapshot()
    assert joined.waiting(one.key) == [later]


def test_only_a_change_without_content_is_empty() -> None:
    assert Change().is_empty
    assert Change.joined([]).is_empty
    assert not Change(lessons=(a_lesson(),)).is_empty


def test_requests_wait_in_their_order_under_their_supplier_until_they_are_done() -> None:
    state, (one, two), other = State.empty(), (a_request("A"), a_request("B")), a_request("C", seller=OTHER)
    state.apply(Change(waiting=(one, other, two)))
    later = one.model_copy(update={"revision": 2})
    state.apply(Change(waiting=(later,)))
    assert state.waiting(one.key) == [later, two]
    state.apply(Change(finished=(one.invoice_id,)))
    assert state.waiting(one.key) == [two]
    assert state.is_finished(one.invoice_id)
    assert state.knows(two.invoice_id)
    assert not state.is_finished(two.invoice_id)
    assert state.waiting(other.key) == [other]


@given(st.lists(st.sampled_from(["5710", "6000", "0042"]), max_size=12), st.integers(0, 12))
def test_lessons_taken_in_by_batches_give_the_same_bytes(accounts: list[str], cut: int) -> None:
    lessons = tuple(a_lesson(account, day=20_000 + at) for at, account in enumerate(accounts))
    together, apart = State.empty(), State.empty()
    together.apply(Change(lessons=lessons))
    apart.apply(Change(lessons=lessons[:cut]))
    apart.apply(Change(lessons=lessons[cut:]))
    assert together.snapshot() == apart.snapshot()


def test_lessons_are_counted_by_day_person_and_code() -> None:
    state = State.empty()
    state.apply(Change(lessons=(a_lesson(), a_lesson(), a_lesson("6000"))))
    assert state.lessons_today(a_lesson()) == 2
    assert state.lessons_today(a_lesson(by="bo")) == 0
    state.apply(Change(lessons=(a_lesson(day=20_001),)))
    assert state.lessons_today(a_lesson(day=20_001)) == 1


def test_an_excerpt_can_be_changed_without_the_state() -> None:
    state = lived()
    before = state.snapshot()
    (request,) = state.waiting(arrivals("B")[0].key)
    part = state.excerpt([request.key, request.key], [request.invoice_id])
    assert part.waiting(request.key) == [request]
    part.apply(Change(finished=(request.invoice_id,), lessons=(a_lesson(),)))
    assert part.waiting(request.key) == []
    assert state.snapshot() == before
