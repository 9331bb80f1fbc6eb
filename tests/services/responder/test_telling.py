"""What senders are told of invoices that were received, whatever the order in which it is learnt."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.coding import ReviewReason
from schemas.matching import Verdict
from schemas.response import InvoiceResponse
from services.invoice_ingest.official import OfficialEngine
from services.invoice_ingest.parsing import read
from services.invoice_ingest.responding import Standing, State, advance
from services.responder.state import Told
from services.responder.telling import Happened, tell
from tests.builders import a_credit_note, a_svefaktura, an_invoice, received
from tests.official_rules import official_engine
from tests.responding_builders import coded, requested

ROOT = Path(__file__).resolve().parents[3]

RELEASED, REVIEWED, QUERIED, WAITING, TWICE = (an_invoice(number=f"F-{number}") for number in range(5))
UNANSWERABLE = a_svefaktura(number="S-1")
EVERYTHING: tuple[Happened, ...] = (
    coded(RELEASED),
    requested(REVIEWED),
    requested(REVIEWED, revision=2),
    coded(REVIEWED, "reviewed"),
    requested(QUERIED, ReviewReason.DEVIATION, verdicts=(Verdict.PRICE_DEVIATION,)),
    coded(QUERIED, "reviewed"),
    requested(WAITING),
    requested(TWICE, ReviewReason.DUPLICATE, duplicate_of=UUID(int=1)),
    coded(TWICE, "reviewed"),
    coded(UNANSWERABLE),
)
EXPECTED = {
    "F-0": ["AB", "AP"],
    "F-1": ["AB", "IP", "AP"],
    "F-2": ["AB", "UQ", "AP"],
    "F-3": ["AB", "IP"],
}


def told(batches: Sequence[Sequence[Happened]], state: Told | None = None) -> list[InvoiceResponse]:
    state = state or Told()
    responses: list[InvoiceResponse] = []
    for batch in batches:
        some, change = tell(batch, state)
        state.apply(change)
        responses += some
    return responses


def statuses(responses: Sequence[InvoiceResponse]) -> dict[str, list[str]]:
    by_number: dict[str, list[str]] = defaultdict(list)
    for response in responses:
        by_number[response.invoice_number].append(response.status)
    return dict(by_number)


def test_each_event_is_told_as_its_status() -> None:
    assert statuses(told([EVERYTHING])) == EXPECTED


@given(st.permutations(EVERYTHING + EVERYTHING), st.lists(st.integers(0, 2 * len(EVERYTHING))))
def test_neither_order_nor_batches_nor_repeats_nor_restarts_change_what_is_told(
    events: list[Happened], cuts: list[int]
) -> None:
    places = [0, *sorted(cuts), len(events)]
    state, responses = Told(), []
    for start, end in pairwise(places):
        responses += told([events[start:end]], state)
        state = Told.restore(state.snapshot())
    assert statuses(responses) == EXPECTED
    assert sorted(each.event_id for each in responses) == sorted(each.event_id for each in told([EVERYTHING]))


@given(st.lists(st.sampled_from(EVERYTHING)))
def test_whatever_happens_in_whatever_order_the_history_told_is_lawful(events: list[Happened]) -> None:
    last: dict[UUID, Standing] = {}
    for response in told([events]):
        assert response.status in ("AB", "IP", "UQ", "AP")
        last[response.document.id] = advance(last.get(response.document.id), Standing(State(response.status)))


def test_what_nobody_was_told_the_beginning_of_is_not_told_of_later() -> None:
    assert told([[coded(REVIEWED, "reviewed")]]) == []


def test_a_response_says_when_and_of_what_it_tells() -> None:
    coding = coded(RELEASED)
    receipt, acceptance = told([[coding]])
    assert (receipt.about, acceptance.about) == (received(RELEASED).event_id, coding.event_id)
    assert (receipt.occurred_at, receipt.key) == (coding.occurred_at, coding.key)
    assert f"<cbc:IssueDate>{coding.occurred_at.date()}</cbc:IssueDate>" in receipt.xml


@pytest.mark.parametrize(
    ("verdict", "code", "action"),
    [(Verdict.PRICE_DEVIATION, "PRI", "CNP"), (Verdict.OVER_QUANTITY, "QTY", "CNP")],
)
def test_what_the_sender_can_clear_up_is_asked(verdict: Verdict, code: str, action: str) -> None:
    _, query = told([[requested(QUERIED, ReviewReason.DEVIATION, verdicts=(verdict,))]])
    assert query.status == "UQ"
    assert f'listID="OPStatusReason">{code}<' in query.xml
    assert f'listID="OPStatusAction">{action}<' in query.xml


def responses() -> list[InvoiceResponse]:
    return told([(*EVERYTHING, coded(a_credit_note()))])


@pytest.mark.parametrize("response", responses(), ids=lambda each: f"{each.invoice_number}-{each.status}")
def test_a_response_keeps_our_own_rules_of_responses(response: InvoiceResponse) -> None:
    reading = read(response.xml.encode())
    assert (reading.format, reading.findings, reading.broken) == ("peppol-invoice-response-3", (), ())


@pytest.fixture(scope="module")
def engine() -> Iterator[OfficialEngine]:
    with official_engine() as opened:
        yield opened


@pytest.mark.parametrize("response", responses(), ids=lambda each: f"{each.invoice_number}-{each.status}")
def test_the_official_rules_find_nothing_in_a_response(
    engine: OfficialEngine, response: InvoiceResponse
) -> None:
    verdict = engine.verdict(response.xml.encode())
    assert (verdict.status, verdict.findings) == ("judged", ())


@pytest.mark.parametrize("newest_first", [False, True], ids=["in turn", "the decision first"])
def test_of_what_happened_before_the_responder_was_switched_on_nothing_is_told(newest_first: bool) -> None:
    request, decision = requested(REVIEWED), coded(REVIEWED, "reviewed")
    later = request.occurred_at + timedelta(hours=1)
    decision = decision.model_copy(update={"occurred_at": later})
    state = Told()
    for event in (decision, request) if newest_first else (request, decision):
        responses, change = tell([event], state, since=later)
        state.apply(change)
        assert responses == []
    assert state.waiting(request.invoice_id) == ()
    new = requested(WAITING).model_copy(update={"occurred_at": later})
    assert statuses(tell([new], state, since=later)[0]) == {"F-3": ["AB", "IP"]}
