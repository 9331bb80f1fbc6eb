"""The coder's verbs: `code` what was matched, `decide` what a person settled.

Both are pure: a batch in; events and a Change of the state out, in the order given. How a stream is cut into
batches changes nothing, and an invoice that the state knows already gives nothing, so a replay is harmless.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.base import derived_id
from schemas.coding import Code, InvoiceCoded, LineCoding, PostingRow, ReviewReason, ReviewRequested
from schemas.matching import InvoiceMatched
from services.coder.answers import Paper, answers
from services.coder.knowledge import Knowledge
from services.coder.learning import decide
from services.coder.routing import review_reasons
from services.coder.state import Change, State

__all__ = ["Knowledge", "code", "decide"]


def code(
    batch: Sequence[InvoiceMatched], knowledge: Knowledge, state: State, now: datetime
) -> tuple[list[InvoiceCoded | ReviewRequested], Change]:
    """For each invoice not seen before its final coding or a request for review; and the change of state."""
    fresh = _fresh(batch, state)
    if not fresh:
        return [], Change()
    papers = [Paper.of(event.invoice, event.lines, knowledge.policy) for event in fresh]
    codings = answers(papers, knowledge, state, now)
    outcomes = [_outcome(event, lines, knowledge, now) for event, lines in zip(fresh, codings, strict=True)]
    change = Change(
        finished=tuple(each.invoice_id for each in outcomes if isinstance(each, InvoiceCoded)),
        waiting=tuple(each for each in outcomes if isinstance(each, ReviewRequested)),
    )
    return outcomes, change


def _fresh(batch: Sequence[InvoiceMatched], state: State) -> list[InvoiceMatched]:
    """The first event of every invoice that neither waits nor is done."""
    first: dict[UUID, InvoiceMatched] = {}
    for event in batch:
        if not state.knows(event.invoice_id):
            first.setdefault(event.invoice_id, event)
    return list(first.values())


def _outcome(
    event: InvoiceMatched, lines: tuple[LineCoding, ...], knowledge: Knowledge, now: datetime
) -> InvoiceCoded | ReviewRequested:
    reasons = review_reasons(event, lines, knowledge.policy)
    if reasons:
        return _requested(event, lines, reasons, knowledge, now)
    return InvoiceCoded(
        event_id=derived_id(InvoiceCoded.topic, event.invoice_id),
        occurred_at=now,
        key=event.invoice.key,
        invoice_id=event.invoice_id,
        document=event.document,
        invoice=event.invoice,
        matches=event.lines,
        rows=tuple(_row(line) for line in lines),
        route="released",
        model_version=knowledge.model.version,
    )


def _requested(
    event: InvoiceMatched,
    lines: tuple[LineCoding, ...],
    reasons: tuple[ReviewReason, ...],
    knowledge: Knowledge,
    now: datetime,
) -> ReviewRequested:
    return ReviewRequested(
        event_id=derived_id(ReviewRequested.topic, event.invoice_id, "1"),
        occurred_at=now,
        key=event.invoice.key,
        invoice_id=event.invoice_id,
        revision=1,
        document=event.document,
        invoice=event.invoice,
        matches=event.lines,
        duplicate_of=event.duplicate_of,
        warnings=event.warnings,
        lines=lines,
        reasons=reasons,
        model_version=knowledge.model.version,
    )


def _row(line: LineCoding) -> PostingRow:
    """The row to book: the best suggestion of every dimension."""
    best = [(coding.dimension, coding.suggestions[0]) for coding in line.dimensions]
    codes = tuple(
        Code(
            dimension=dimension,
            code=first.code,
            source=first.source,
            probability=first.probability,
            reasons=first.reasons,
        )
        for dimension, first in best
    )
    return PostingRow(line_id=line.line_id, text=line.text, amount=line.amount, codes=codes)
