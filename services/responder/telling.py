"""Which event of an invoice is told as which status, each after the one before it, none twice.

    received -> AB    sent to a person -> UQ where the supplier can clear it up, else IP    coded -> AP

The events of one invoice stand on several topics, and nothing says which of them is read first. So what comes
before its time waits: what is told, and in which order, does not depend on the reader's luck.
"""

from collections.abc import Sequence

from schemas.coding import InvoiceCoded, ReviewReason, ReviewRequested
from schemas.invoice import InvoiceReceived
from schemas.response import InvoiceResponse, Status
from services.invoice_ingest.responding import (
    DUPLICATE,
    Clarification,
    Standing,
    State,
    advance,
    response_to,
    telling,
    verdict_clarifications,
)
from services.invoice_ingest.responding.states import UnlawfulAnswer
from services.responder.state import Change, Step, Told

Happened = InvoiceReceived | ReviewRequested | InvoiceCoded


def tell(batch: Sequence[Happened], told: Told) -> tuple[list[InvoiceResponse], Change]:
    """The responses that these events lead to, in the order they may be sent; and the change of state.

    An event known already gives nothing, so a replay is harmless.
    """
    own = told.excerpt(event.invoice_id for event in batch)
    responses: list[InvoiceResponse] = []
    changes: list[Change] = []
    for event in batch:
        step = step_of(event)
        if step is None or own.knows(step):
            continue
        steps = _ready(step, own)
        statuses = tuple((each.invoice_id, each.response.status) for each in steps)
        change = Change(told=statuses) if steps else Change(waiting=(step,))
        own.apply(change)
        changes.append(change)
        responses += [each.response for each in steps]
    return responses, Change.joined(changes)


def step_of(event: Happened) -> Step | None:
    """What is to be told of an event, and after what; None where nothing is, or nobody can be told."""
    if isinstance(event, ReviewRequested) and event.revision > 1:
        return None  # other suggestions for the person: nothing that concerns the sender
    state, clarifications = _status(event)
    response = response_to(event.invoice, state, clarifications, event.occurred_at.date())
    if response is None:
        return None
    try:
        message = telling(event, event.invoice, response)
    except UnlawfulAnswer:  # the invoice goes its way also where it cannot be told
        return None
    return Step(invoice_id=event.invoice_id, after=_before(event), response=message)


def _status(event: Happened) -> tuple[State, Sequence[Clarification]]:
    match event:
        case InvoiceReceived():
            return State.RECEIVED, ()
        case InvoiceCoded():
            return State.ACCEPTED, ()
        case ReviewRequested():
            query = _query(event)
            return (State.UNDER_QUERY if query else State.IN_PROCESS), query


def _query(request: ReviewRequested) -> tuple[Clarification, ...]:
    """What the sender could clear up of all that keeps an invoice from being released."""
    twice = (DUPLICATE,) if ReviewReason.DUPLICATE in request.reasons else ()
    deviates = ReviewReason.DEVIATION in request.reasons
    return (*twice, *(verdict_clarifications(request.matches) if deviates else ()))


def _before(event: Happened) -> tuple[Status, ...]:
    """The statuses of which one must have been told before; none for the first."""
    match event:
        case InvoiceReceived():
            return ()
        case InvoiceCoded(route="reviewed"):
            return "IP", "UQ"
        case _:
            return ("AB",)


def _ready(step: Step, told: Told) -> list[Step]:
    """The step where its turn has come, and after it the one that waited for it; else nothing."""
    last = told.last(step.invoice_id)
    ready: list[Step] = []
    following: Step | None = step
    while following is not None and following.may_follow(last):
        state = State(following.response.status)
        advance(None if last is None else Standing(last), Standing(state))
        ready.append(following)
        last = state
        following = told.waiting_after(step.invoice_id, last)
    return ready
