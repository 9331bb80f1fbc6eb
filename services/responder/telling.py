"""Which outcome of an invoice is told as which statuses, each after the one before it, none twice.

    sent to a person -> AB, then UQ where the sender can clear it up, else IP
    released         -> AB, then AP
    decided          -> AP

Requests and codings stand on two topics, and nothing says which is read first: a decision read before its
request waits for it. So what is told, and in which order, does not depend on the reader's luck. Of a
duplicate nothing is told: its sender knows it by its number, under which the first one goes on.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.base import derived_id
from schemas.coding import InvoiceCoded, ReviewReason, ReviewRequested
from schemas.invoice import InvoiceReceived
from schemas.response import InvoiceResponse, Status
from services.invoice_ingest.responding import (
    Clarification,
    Standing,
    State,
    advance,
    language_of,
    response_to,
    telling,
    verdict_clarifications,
)
from services.invoice_ingest.responding.states import UnlawfulAnswer
from services.responder.state import Change, Step, Told

Happened = ReviewRequested | InvoiceCoded

ASKED: tuple[Status, ...] = ("IP", "UQ")


def tell(
    batch: Sequence[Happened], told: Told, since: datetime | None = None
) -> tuple[list[InvoiceResponse], Change]:
    """The responses that these events lead to, in the order they may be sent; and the change of state.

    An event known already gives nothing, so a replay is harmless. Of an invoice to which something happened
    before `since`, nothing is told, then or later.
    """
    own = told.excerpt(event.invoice_id for event in batch)
    responses: list[InvoiceResponse] = []
    changes: list[Change] = []
    for event in batch:
        is_old = since is not None and event.occurred_at < since
        some, change = ([], Change(silent=(event.invoice_id,))) if is_old else _told_of(event, own)
        own.apply(change)
        responses += some
        changes.append(change)
    return responses, Change.joined(changes)


def _told_of(event: Happened, told: Told) -> tuple[list[InvoiceResponse], Change]:
    if told.is_silent(event.invoice_id):
        return [], Change()
    match event:
        case ReviewRequested(duplicate_of=UUID()):
            return [], Change(silent=(event.invoice_id,))
        case ReviewRequested(revision=1):
            steps = (*_arrival(event), *_request(event))
        case InvoiceCoded(route="released"):
            steps = (*_arrival(event), *_acceptance(event, after=("AB",)))
        case InvoiceCoded():
            steps = _acceptance(event, after=ASKED)
        case _:  # a later revision: other suggestions for the person, nothing that concerns the sender
            steps = ()
    return _sent(event.invoice_id, steps, told)


def _arrival(event: Happened) -> tuple[Step, ...]:
    return _step(event, derived_id(InvoiceReceived.topic, event.invoice_id), State.RECEIVED)


def _request(event: ReviewRequested) -> tuple[Step, ...]:
    """A query where the sender could clear up what keeps the invoice from being released."""
    query: tuple[Clarification, ...] = ()
    if ReviewReason.DEVIATION in event.reasons:
        query = verdict_clarifications(event.matches, language_of(event.invoice))
    state = State.UNDER_QUERY if query else State.IN_PROCESS
    return _step(event, event.event_id, state, query, after=("AB",))


def _acceptance(event: InvoiceCoded, after: tuple[Status, ...]) -> tuple[Step, ...]:
    return _step(event, event.event_id, State.ACCEPTED, after=after)


def _step(
    event: Happened,
    about: UUID,
    state: State,
    clarifications: Sequence[Clarification] = (),
    after: tuple[Status, ...] = (),
) -> tuple[Step, ...]:
    """The response with the statuses of which one comes before it; none where nobody can be told."""
    response = response_to(event.invoice, state, clarifications, event.occurred_at.date())
    if response is None:
        return ()
    try:
        message = telling(about, event, event.invoice, response)
    except UnlawfulAnswer:  # the invoice goes its way also where it cannot be told
        return ()
    return (Step(invoice_id=event.invoice_id, after=after, response=message),)


def _sent(invoice_id: UUID, steps: Sequence[Step], told: Told) -> tuple[list[InvoiceResponse], Change]:
    """The responses whose turn has come; the others wait. OutOfOrder where one may not follow the last."""
    last = told.last(invoice_id)
    pending = [*(step for step in steps if not told.knows(step)), *told.waiting(invoice_id)]
    responses: list[InvoiceResponse] = []
    while step := next((each for each in pending if each.may_follow(last)), None):
        state = State(step.response.status)
        advance(None if last is None else Standing(last), Standing(state))
        pending.remove(step)
        responses.append(step.response)
        last = state
    waiting = tuple(step for step in pending if step in steps)
    return responses, Change(
        told=tuple((invoice_id, response.status) for response in responses), waiting=waiting
    )
