"""Which status may follow which."""

from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.invoice_ingest.responding.reasons import Action, Clarification, Reason
from services.invoice_ingest.responding.states import (
    EVERY,
    NEEDS_REASON,
    ORDER,
    Misplaced,
    MissingClarification,
    OutOfOrder,
    Standing,
    State,
    advance,
    followers,
    standing,
)

PARTLY = Standing(State.PAID, partly=True)
STANDINGS = st.sampled_from(sorted(EVERY, key=lambda one: (ORDER.index(one.state), one.partly)))


class Told(RuleBasedStateMachine):
    """Whatever is tried in whatever order, what the seller was told stays a lawful history."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Standing] = []

    @property
    def last(self) -> Standing | None:
        return self.history[-1] if self.history else None

    @rule(next=STANDINGS)
    def try_anything(self, next: Standing) -> None:
        try:
            self.history.append(advance(self.last, next))
        except OutOfOrder:
            assert next not in followers(self.last)

    @precondition(lambda self: bool(followers(self.last)))
    @rule(data=st.data())
    def go_on_lawfully(self, data: st.DataObject) -> None:
        lawful = sorted(followers(self.last), key=lambda one: (one.state, one.partly))
        self.history.append(advance(self.last, data.draw(st.sampled_from(lawful))))

    @invariant()
    def the_statuses_only_go_forward(self) -> None:
        places = [ORDER.index(one.state) for one in self.history]
        assert places == sorted(places)

    @invariant()
    def only_queries_and_partial_payments_are_repeated(self) -> None:
        repeated = {one for one in self.history if self.history.count(one) > 1}
        assert repeated <= {Standing(State.UNDER_QUERY), PARTLY}

    @invariant()
    def nothing_follows_what_is_final(self) -> None:
        assert not any(one.is_final for one in self.history[:-1])

    @invariant()
    def only_payment_follows_acceptance(self) -> None:
        states = [one.state for one in self.history]
        if State.ACCEPTED in states:
            assert set(states[states.index(State.ACCEPTED) + 1 :]) <= {State.PAID}

    @invariant()
    def a_rejected_invoice_was_neither_accepted_nor_paid(self) -> None:
        states = {one.state for one in self.history}
        assert State.REJECTED not in states or not states & {State.ACCEPTED, State.PAID}


TestTold = Told.TestCase


def test_every_status_may_be_the_first() -> None:
    assert followers(None) == EVERY == {*(Standing(state) for state in State), PARTLY}


@pytest.mark.parametrize(
    ("told", "next"),
    [
        ("AB", "IP"), ("AB", "PD"), ("IP", "UQ"), ("UQ", "UQ"), ("UQ", "AP"), ("UQ", "RE"), ("CA", "RE"),
        ("CA", "AP"), ("AP", "PD"),
    ],
)  # fmt: skip
def test_these_may_follow(told: str, next: str) -> None:
    assert advance(Standing(State(told)), Standing(State(next))) == Standing(State(next))


@pytest.mark.parametrize(
    ("told", "next"),
    [
        ("AB", "AB"), ("IP", "AB"), ("UQ", "IP"), ("CA", "UQ"), ("CA", "CA"), ("AP", "RE"), ("AP", "UQ"),
        ("AP", "AP"), ("RE", "AP"), ("RE", "RE"), ("PD", "PD"), ("PD", "RE"),
    ],
)  # fmt: skip
def test_these_may_not_follow(told: str, next: str) -> None:
    with pytest.raises(OutOfOrder):
        advance(Standing(State(told)), Standing(State(next)))


def test_a_payment_may_come_in_parts_until_it_is_full() -> None:
    told = advance(advance(Standing(State.ACCEPTED), PARTLY), PARTLY)
    assert advance(told, Standing(State.PAID)).is_final


@pytest.mark.parametrize("state", State)
def test_a_query_a_condition_and_a_rejection_need_a_reason(state: State) -> None:
    action = (Clarification(Action.NEW_INVOICE),)
    if state in NEEDS_REASON:
        with pytest.raises(MissingClarification):
            standing(state, action)
    else:
        assert standing(state, action) == Standing(state)
    assert standing(state, (Clarification(Reason.LEGAL),)) == Standing(state)


@pytest.mark.parametrize(("code", "text"), list(product((Reason.OTHER, Reason.PARTLY_PAID), (None, "", " "))))
def test_other_reasons_and_partial_payments_need_words(code: Reason, text: str | None) -> None:
    with pytest.raises(MissingClarification):
        standing(State.PAID, (Clarification(code, text),))
    assert standing(State.PAID, (Clarification(code, "half of it"),)).partly is (code is Reason.PARTLY_PAID)


@pytest.mark.parametrize("state", [state for state in State if state is not State.PAID])
def test_a_partial_payment_is_a_payment(state: State) -> None:
    with pytest.raises(Misplaced):
        standing(state, (Clarification(Reason.PARTLY_PAID, "half of it"),))
