"""What a person's decision does: the final coding, the next invoice, and what waits."""

from collections.abc import Sequence
from datetime import timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import derived_id
from schemas.coding import PostingRow, ReviewReason, ReviewRequested, Source, Suggestion
from schemas.matching import InvoiceMatched
from schemas.review import Correction, ReviewDecided
from services.coder.coding import decide
from services.coder.knowledge import Knowledge
from services.coder.learning import RESCORED, waiting_like
from services.coder.rules import CodingRule
from services.coder.state import State
from tests.builders import (
    NOW,
    SELLER_NUMBER,
    a_line,
    a_seller,
    an_allowance,
    an_invoice,
    an_item,
    matched,
    organisation_number,
)
from tests.coding_builders import (
    Outcome,
    arrivals,
    coded,
    decided,
    ignorant,
    knowing,
    order_match,
    release_in,
    request_in,
    settled,
)

OTHER_SELLER = a_seller(number=organisation_number(3), name="Röd Penna AB")


def requests(state: State, knowledge: Knowledge, *numbers: str, **changed: object) -> list[ReviewRequested]:
    """Invoices that now wait."""
    return [request_in(each) for each in coded(arrivals(*numbers, **changed), knowledge, state)]


def first(outcome: Outcome) -> Suggestion:
    return request_in(outcome).lines[0].dimensions[0].suggestions[0]


def json_of(outcomes: Sequence[Outcome]) -> list[bytes]:
    return [outcome.to_json() for outcome in outcomes]


def test_a_decision_gives_the_final_coding_as_decided() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A")
    decision = decided(request, "5710")
    (event,) = settled([decision], ignorant(), state)
    release = release_in(event)
    assert (release.route, release.decided_by) == ("reviewed", "anna")
    assert release.rows == decision.rows
    assert release.event_id == derived_id("invoice.coded", request.invoice_id)
    assert (release.occurred_at, release.key, release.model_version) == (NOW, request.key, "empty")
    assert (release.invoice, release.matches, release.document) == (
        request.invoice,
        request.matches,
        request.document,
    )


def test_the_very_next_invoice_of_the_supplier_shows_the_decision_even_with_an_empty_model() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A")
    settled([decided(request, "5710")], ignorant(), state)
    (after,) = coded(arrivals("B"), ignorant(), state)
    suggestion = first(after)
    assert (suggestion.code, suggestion.source) == ("5710", Source.MODEL)
    assert 0.2 < suggestion.probability < 0.9
    assert "1 of 1 earlier line from this supplier" in suggestion.reasons[0]
    assert request_in(after).reasons == (ReviewReason.UNCERTAIN,)


def test_a_trained_model_shows_the_decision_too() -> None:
    state = State.empty()
    strange = (a_line(item=an_item(name="Snöskottning tak", seller_id="X")),)
    (request,) = requests(state, knowing(), "A", lines=strange)
    settled([decided(request, "5710")], knowing(), state)
    (after,) = requests(state, knowing(), "B", lines=strange)
    assert first(after).code == "5710"


def test_a_lesson_or_two_are_never_enough_for_release() -> None:
    state = State.empty()
    strange = (a_line(item=an_item(name="Snöskottning tak", seller_id="X")),)
    for number in ("A", "B", "C"):
        (request,) = requests(state, knowing(), number, lines=strange)
        settled([decided(request, "5710")], knowing(), state)


def test_another_supplier_and_another_buyer_see_nothing_of_it() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A")
    settled([decided(request)], ignorant(), state)
    (other,) = coded(arrivals("B", seller=OTHER_SELLER), ignorant(), state)
    assert request_in(other).lines[0].dimensions[0].suggestions == ()


def test_what_waits_of_the_supplier_is_shown_anew_and_never_released() -> None:
    state = State.empty()
    one, two = requests(state, ignorant(), "A", "B")
    (stranger,) = requests(state, ignorant(), "C", seller=OTHER_SELLER)
    coding, anew = settled([decided(one)], ignorant(), state)
    release_in(coding)
    revised = request_in(anew)
    assert (revised.invoice_id, revised.revision) == (two.invoice_id, 2)
    assert revised.event_id == derived_id("review.requested", two.invoice_id, "2")
    assert revised.reasons == two.reasons
    assert first(revised).code == "5710"
    assert state.waiting(one.key) == [revised]
    assert state.waiting(stranger.key) == [stranger]


def test_every_event_reads_back_as_it_was_whatever_the_time_zone_of_the_clock() -> None:
    state = State.empty()
    one, _ = requests(state, ignorant(), "A", "B")
    events, _ = decide([decided(one)], ignorant(), state, NOW.astimezone(timezone(timedelta(hours=2))))
    in_utc, _ = decide([decided(one)], ignorant(), state, NOW)
    assert json_of(events) == json_of(in_utc)
    assert [type(each).model_validate_json(each.to_json()) for each in events] == events


def test_even_a_request_that_is_now_certain_waits_for_its_person() -> None:
    state = State.empty()
    one, two = requests(state, ignorant(), "A", "B")
    knowledge = Knowledge(
        ignorant().model, (CodingRule("account", "5", supplier=SELLER_NUMBER),), ignorant().policy
    )
    _, anew = settled([decided(one)], knowledge, state)
    assert request_in(anew).invoice_id == two.invoice_id
    assert request_in(anew).lines[0].dimensions[0].certain


def test_a_request_whose_answer_stays_the_same_keeps_its_revision() -> None:
    state, strict = State.empty(), knowing(target_error=0)
    one, _ = requests(state, strict, "A", "B")
    assert len(settled([decided(one, "6410")], strict, state)) == 1


def test_an_audited_request_is_left_as_it_would_have_been_released() -> None:
    state, knowledge = State.empty(), knowing(audit_share=1)
    one, two = requests(state, knowledge, "A", "B")
    assert two.reasons == (ReviewReason.AUDIT,)
    assert waiting_like(decided(one, "9999"), state) == 0
    assert len(settled([decided(one, "9999")], knowledge, state)) == 1
    assert state.waiting(one.key) == [two]


def test_a_long_queue_is_looked_at_from_its_head() -> None:
    state = State.empty()
    one, *rest = requests(state, ignorant(), *map(str, range(RESCORED + 3)))
    _, *anew = settled([decided(one)], ignorant(), state)
    assert [each.invoice_id for each in anew] == [each.invoice_id for each in rest[:RESCORED]]


def test_a_second_decision_of_an_invoice_gives_nothing_in_or_after_the_batch() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A")
    anna, bo = decided(request, "5710"), decided(request, "6000", by="bo")
    assert len(settled([anna, bo, anna], ignorant(), state)) == 1
    before = state.snapshot()
    assert settled([bo], ignorant(), state) == []
    assert state.snapshot() == before


def test_a_decision_on_an_earlier_revision_holds_if_it_is_the_first() -> None:
    state = State.empty()
    one, two = requests(state, ignorant(), "A", "B")
    settled([decided(one)], ignorant(), state)
    (event,) = settled([decided(two, "6000")], ignorant(), state)
    assert release_in(event).rows[0].codes[0].code == "6000"
    assert state.waiting(one.key) == []


def test_a_decision_needs_no_state() -> None:
    (request,) = requests(State.empty(), ignorant(), "A")
    state = State.empty()
    release_in(settled([decided(request)], ignorant(), state)[0])
    assert coded(arrivals("A"), ignorant(), state) == []


def test_deciding_does_not_touch_the_state() -> None:
    state = State.empty()
    one, *_ = requests(state, ignorant(), "A", "B")
    before = state.snapshot()
    decide([decided(one)], ignorant(), state, NOW)
    assert state.snapshot() == before


def test_what_the_coder_releases_teaches_nothing() -> None:
    state = State.empty()
    coded([matched(an_invoice(number="A"), [order_match()])], ignorant(), state)
    (request,) = requests(state, ignorant(), "B")
    assert request.lines[0].dimensions[0].suggestions == ()


def test_a_suggestion_left_as_it_stood_teaches_nothing_unless_it_is_listed_as_a_correction() -> None:
    (request,) = requests(State.empty(), ignorant(), "A")
    decision = decided(request)
    (row,) = decision.rows
    kept = row.model_copy(update={"codes": (row.codes[0].model_copy(update={"source": Source.MODEL}),)})
    left = decision.model_copy(update={"rows": (kept,)})
    _, change = decide([left], ignorant(), State.empty(), NOW)
    assert change.lessons == ()
    correction = Correction(line_id="1", dimension="account", suggested="1", decided="5710")
    _, change = decide(
        [left.model_copy(update={"corrections": (correction,)})], ignorant(), State.empty(), NOW
    )
    assert [lesson.code for lesson in change.lessons] == ["5710"]


def test_a_corrected_charge_is_asked_again_and_not_released_with_its_lines() -> None:
    state, freight = State.empty(), (an_allowance(is_charge=True, reason="Frakt"),)
    paper = (a_line(net_amount="103.00"),)
    (one,) = coded(arrivals("A", lines=paper, allowances_charges=freight), knowing(audit_share=1), state)
    decision = decided(request_in(one), "6410")
    line, charge = decision.rows
    code = charge.codes[0].model_copy(update={"code": "5710"})
    rows = (line, charge.model_copy(update={"codes": (code,)}))
    settled([decision.model_copy(update={"rows": rows})], knowing(), state)
    (after,) = coded(arrivals("B", lines=paper, allowances_charges=freight), knowing(), state)
    charge_coding = request_in(after).lines[1].dimensions[0]
    assert "5710" in [each.code for each in charge_coding.suggestions]
    assert not charge_coding.certain


def test_a_flood_of_one_persons_corrections_teaches_no_more_than_the_limit_of_a_day() -> None:
    knowledge, state = ignorant(lessons_a_day=3), State.empty()
    for number in range(6):
        (request,) = requests(state, knowledge, str(number))
        settled([decided(request)], knowledge, state)
    (after,) = requests(state, knowledge, "next")
    assert "3 of 3 earlier lines" in first(after).reasons[0]
    settled([decided(after, by="bo")], knowledge, state)
    (later,) = requests(state, knowledge, "last")
    assert "4 of 4 earlier lines" in first(later).reasons[0]


def test_a_single_invoice_of_many_lines_is_such_a_flood() -> None:
    knowledge, state = ignorant(lessons_a_day=3), State.empty()
    (request,) = requests(state, knowledge, "A", lines=tuple(a_line(id=str(at)) for at in range(50)))
    _, change = decide([decided(request)], knowledge, state, NOW)
    assert len(change.lessons) == 3


def test_a_rounding_teaches_nothing() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A", totals={"without_vat": "100.40"})
    _, change = decide([decided(request)], ignorant(), state, NOW)
    assert [lesson.case.amount for lesson in change.lessons] == [100.0]


def test_the_first_row_of_a_split_line_teaches() -> None:
    state = State.empty()
    (request,) = requests(state, ignorant(), "A")
    decision = decided(request)
    (row,) = decision.rows
    half = PostingRow.model_validate({**row.model_dump(), "amount": "50.00"})
    other = half.model_copy(update={"codes": (row.codes[0].model_copy(update={"code": "6000"}),)})
    split = decision.model_copy(update={"rows": (half, other)})
    events, change = decide([split], ignorant(), state, NOW)
    assert release_in(events[0]).rows == (half, other)
    assert [lesson.code for lesson in change.lessons] == ["5710"]


def test_the_page_is_told_for_how_many_waiting_lines_it_counts() -> None:
    state = State.empty()
    one, *_ = requests(state, ignorant(), "A", "B", lines=(a_line(id="1"), a_line(id="2")))
    requests(state, ignorant(), "C", seller=OTHER_SELLER)
    decision = decided(one)
    assert waiting_like(decision, state) == 2
    settled([decision], ignorant(), state)
    assert waiting_like(decision, state) == 2


def test_lines_that_an_order_codes_are_not_counted() -> None:
    state = State.empty()
    (one,) = requests(state, ignorant(), "A")
    held = matched(an_invoice(number="B"), [order_match()], duplicate_of=one.invoice_id)
    coded([held], ignorant(), state)
    assert waiting_like(decided(one), state) == 0


EVENTS = [
    *arrivals("A", "B"),
    *arrivals("C", "D", seller=OTHER_SELLER),
    *arrivals("E", lines=(a_line(id="1"), a_line(id="2", item=an_item(name="Frukt", seller_id="F")))),
]


def waiting_all(
    events: Sequence[InvoiceMatched], knowledge: Knowledge
) -> tuple[State, list[ReviewRequested]]:
    state = State.empty()
    return state, [request_in(each) for each in coded(events, knowledge, state)]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["5710", "6000"])), max_size=7),
    st.lists(st.integers(0, 7), max_size=2).map(sorted),
)
def test_cuts_between_decisions_change_no_byte(choices: list[tuple[int, str]], cuts: list[int]) -> None:
    compare_cuts(ignorant(), choices, cuts)


def test_cuts_between_decisions_change_no_byte_under_a_trained_model() -> None:
    choices = [(0, "5710"), (1, "6000"), (2, "5710"), (1, "5710"), (4, "6000")]
    compare_cuts(knowing(target_error=0), choices, [1, 3])


def compare_cuts(knowledge: Knowledge, choices: list[tuple[int, str]], cuts: list[int]) -> None:
    together, waiting = waiting_all(EVENTS, knowledge)
    apart, _ = waiting_all(EVENTS, knowledge)
    decisions: list[ReviewDecided] = [decided(waiting[at], account) for at, account in choices]
    at_once = settled(decisions, knowledge, together)
    in_parts = [
        each
        for start, end in pairwise([0, *cuts, len(decisions)])
        for each in settled(decisions[start:end], knowledge, apart)
    ]
    assert json_of(at_once) == json_of(in_parts)
    assert together.snapshot() == apart.snapshot()


def test_partitions_side_by_side_give_what_one_gives() -> None:
    whole, waiting = waiting_all(EVENTS, ignorant())
    decisions = [decided(waiting[0]), decided(waiting[2], "6000")]
    together = settled(decisions, ignorant(), whole)
    for key in {each.key for each in EVENTS}:
        part, mine = waiting_all([each for each in EVENTS if each.key == key], ignorant())
        apart = settled([each for each in decisions if each.key == key], ignorant(), part)
        assert json_of(apart) == json_of([each for each in together if each.key == key])
        assert part.waiting(key) == whole.waiting(key)
        assert mine == [each for each in waiting if each.key == key]


@pytest.mark.parametrize("knowledge", [ignorant, knowing])
def test_a_batch_of_no_decisions_gives_nothing(knowledge: object) -> None:
    assert callable(knowledge)
    events, change = decide([], knowledge(), State.empty(), NOW)
    assert events == []
    assert change.is_empty
