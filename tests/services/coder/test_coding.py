"""From matched invoices to final codings and requests for review."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import derived_id
from schemas.coding import InvoiceCoded, ReviewReason, Source
from schemas.invoice import Invoice
from schemas.matching import InvoiceMatched, LineMatch, Verdict
from services.coder.coding import code
from services.coder.knowledge import Knowledge
from services.coder.policy import Policy
from services.coder.rules import CodingRule
from services.coder.state import State
from tests.builders import (
    NOW,
    SELLER_NUMBER,
    a_credit_note,
    a_finding,
    a_line,
    a_seller,
    a_svefaktura,
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

PAPER = a_line(net_amount="103.00")
FRUIT = a_line(id="2", net_amount="104.00", item=an_item(name="Frukt till fikarum", seller_id="FR-1"))

amounts = st.integers(-(10**7), 10**7).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """Small invoices and credit notes of two suppliers, some without lines, with charges, or rounded."""
    build = draw(st.sampled_from([an_invoice, a_credit_note, a_svefaktura]))
    goods = draw(st.lists(st.sampled_from([PAPER, FRUIT]), max_size=3))
    lines = tuple(
        line.model_copy(update={"id": str(at), "net_amount": draw(amounts)}) for at, line in enumerate(goods)
    )
    extra = draw(st.lists(st.tuples(st.booleans(), amounts), max_size=2))
    invoice = build(
        number=draw(st.sampled_from("ABCDEFGH")),
        seller=a_seller(number=organisation_number(draw(st.sampled_from([1, 3])))),
        lines=lines,
        allowances_charges=tuple(an_allowance(is_charge=charge, amount=net) for charge, net in extra),
    )
    total = (invoice.totals.without_vat or Decimal()) + draw(st.sampled_from([Decimal(), Decimal("0.40")]))
    return invoice.model_copy(update={"totals": invoice.totals.model_copy(update={"without_vat": total})})


def amounts_of(outcome: Outcome) -> Decimal:
    parts = outcome.rows if isinstance(outcome, InvoiceCoded) else outcome.lines
    return sum((part.amount for part in parts), Decimal())


def json_of(outcomes: list[Outcome]) -> list[bytes]:
    return [outcome.to_json() for outcome in outcomes]


def linked(*numbers: str) -> list[InvoiceMatched]:
    return [matched(an_invoice(number=number), [order_match()]) for number in numbers]


def test_an_invoice_coded_by_its_order_is_released_with_rows_that_say_why() -> None:
    (event,) = linked("A")
    release = release_in(coded([event], ignorant(dimensions=("account", "cost_centre")), State.empty())[0])
    assert release.route == "released"
    assert release.event_id == derived_id("invoice.coded", event.invoice_id)
    assert (release.occurred_at, release.key, release.model_version) == (NOW, event.key, "empty")
    (row,) = release.rows
    assert [(code.dimension, code.code, code.source) for code in row.codes] == [
        ("account", "6410", Source.ORDER),
        ("cost_centre", "3120", Source.ORDER),
    ]
    assert row.codes[0].reasons == ("coding of order 4501, line 3",)


def test_without_any_knowledge_everything_goes_to_a_person() -> None:
    (event,) = arrivals("A")
    request = request_in(coded([event], ignorant(), State.empty())[0])
    assert request.reasons == (ReviewReason.UNCERTAIN,)
    assert request.revision == 1
    assert request.event_id == derived_id("review.requested", event.invoice_id, "1")
    assert request.lines[0].dimensions[0].suggestions == ()


def test_a_request_carries_what_the_reader_and_the_matcher_found() -> None:
    finding, match = a_finding(severity="warning"), LineMatch(line_id="1", verdicts=(Verdict.OFF_CONTRACT,))
    earlier = derived_id("invoice", "earlier")
    event = matched(an_invoice(), [match], warnings=(finding,), duplicate_of=earlier)
    request = request_in(coded([event], ignorant(), State.empty())[0])
    assert (request.warnings, request.matches) == ((finding,), (match,))
    assert request.duplicate_of == earlier
    assert request.reasons == (ReviewReason.UNCERTAIN, ReviewReason.DUPLICATE)


def test_a_dimension_without_a_code_keeps_an_ordered_invoice_from_being_released() -> None:
    request = request_in(coded(linked("A"), ignorant(dimensions=("account", "project")), State.empty())[0])
    assert request.reasons == (ReviewReason.UNCERTAIN,)


def test_an_accountants_rule_releases_and_is_the_reason() -> None:
    rule = CodingRule("account", "5010", supplier=SELLER_NUMBER, note="Rent")
    knowledge = Knowledge(ignorant().model, (rule,), Policy(audit_share=0))
    release = release_in(coded(arrivals("A"), knowledge, State.empty())[0])
    (code_,) = release.rows[0].codes
    assert (code_.code, code_.source) == ("5010", Source.RULE)
    assert code_.reasons == ("rule: all lines of this supplier (Rent)",)


def test_the_model_releases_what_it_has_seen_often_with_name_and_counts() -> None:
    (event,) = arrivals("A", lines=(PAPER, FRUIT))
    release = release_in(coded([event], knowing(), State.empty())[0])
    assert [row.codes[0].code for row in release.rows] == ["6410", "7690"]
    first = release.rows[0].codes[0]
    assert first.source is Source.MODEL
    assert first.probability > 0.9
    assert "earlier lines from this supplier" in first.reasons[0]


def test_the_model_sends_what_it_has_never_seen_to_a_person() -> None:
    strange = a_line(item=an_item(name="Snöskottning tak", seller_id="X"))
    (event,) = arrivals("A", lines=(strange,), seller=a_seller(number=organisation_number(9)))
    assert request_in(coded([event], knowing(), State.empty())[0]).reasons == (ReviewReason.UNCERTAIN,)


def test_suggestions_carry_the_name_that_history_gives_a_code() -> None:
    (event,) = arrivals("A", lines=(PAPER,))
    request = request_in(coded([event], knowing(audit_share=1), State.empty())[0])
    assert request.lines[0].dimensions[0].suggestions[0].name == "Kontorsmaterial"


def test_an_audited_invoice_is_the_same_one_every_time() -> None:
    events = linked(*map(str, range(200)))
    knowledge = ignorant(audit_share=0.1)
    drawn = [type(each) for each in coded(events, knowledge, State.empty())]
    assert 5 < drawn.count(type(request_in(coded(arrivals("A"), ignorant(), State.empty())[0]))) < 40
    assert drawn == [type(each) for each in coded(events, knowledge, State.empty())]
    assert drawn[::-1] == [type(each) for each in coded(events[::-1], knowledge, State.empty())]


def test_an_invoice_that_the_state_knows_gives_nothing_again() -> None:
    state, batch = State.empty(), [*linked("A"), *arrivals("B")]
    assert len(coded([*batch, *batch], ignorant(), state)) == 2
    before = state.snapshot()
    assert coded(batch, ignorant(), state) == []
    assert state.snapshot() == before
    (request,) = [
        each for each in coded(batch, ignorant(), State.empty()) if each.topic == "review.requested"
    ]
    settled([decided(request_in(request))], ignorant(), state)
    assert coded(batch, ignorant(), state) == []


def test_coding_does_not_touch_the_state() -> None:
    state = State.empty()
    before = state.snapshot()
    _, change = code(arrivals("A", "B"), ignorant(), state, NOW)
    assert state.snapshot() == before
    assert not change.is_empty


def test_coding_nothing_gives_nothing_and_an_empty_change() -> None:
    outcomes, change = code([], knowing(), State.empty(), NOW)
    assert outcomes == []
    assert change.is_empty


@settings(max_examples=25, deadline=None)
@given(st.lists(invoices(), max_size=6))
def test_every_invoice_gets_one_outcome_in_its_order_and_amounts_to_the_cent(batch: list[Invoice]) -> None:
    events = [matched(invoice) for invoice in batch]
    outcomes = coded(events, knowing(), State.empty())
    assert [each.invoice_id for each in outcomes] == list(dict.fromkeys(each.invoice_id for each in events))
    for outcome in outcomes:
        assert amounts_of(outcome) == outcome.invoice.sign * (outcome.invoice.totals.without_vat or 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(invoices(), max_size=6), st.integers(0, 6))
def test_batch_cuts_change_no_byte(batch: list[Invoice], cut: int) -> None:
    events = [matched(invoice) for invoice in batch]
    together, apart = State.empty(), State.empty()
    at_once = coded(events, knowing(), together)
    in_two = coded(events[:cut], knowing(), apart) + coded(events[cut:], knowing(), apart)
    assert json_of(at_once) == json_of(in_two)
    assert together.snapshot() == apart.snapshot()


def test_each_invoice_is_coded_as_if_it_were_alone_whatever_the_order() -> None:
    events = [
        matched(an_invoice(number=str(at), lines=(PAPER, FRUIT)[: at % 2 + 1], buyer_reference=f"KST-{at}"))
        for at in range(12)
    ]
    alone = [each for event in events for each in coded([event], knowing(), State.empty())]
    assert json_of(coded(events, knowing(), State.empty())) == json_of(alone)
    assert json_of(coded(events[::-1], knowing(), State.empty())) == json_of(alone[::-1])


def test_a_replay_gives_equal_bytes() -> None:
    events = arrivals("A", "B", lines=(PAPER, FRUIT))
    assert json_of(coded(events, knowing(), State.empty())) == json_of(
        coded(events, knowing(), State.empty())
    )


def test_only_the_time_differs_when_it_is_coded_a_moment_later() -> None:
    events = arrivals("A", lines=(PAPER,))
    (now,), _ = code(events, knowing(), State.empty(), NOW)
    (later,), _ = code(events, knowing(), State.empty(), NOW + timedelta(seconds=1))
    assert later.occurred_at > now.occurred_at
    assert later.model_copy(update={"occurred_at": now.occurred_at}) == now
