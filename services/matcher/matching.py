"""The pure verbs of the matcher: a batch of events and a state in, decisions and a change out.

`match` never changes the state; the shell applies the change once the outcome is durable. Invoices are
settled in the order given, and it makes no difference where one batch ends and the next begins. An invoice
seen before gives no second decision; a duplicate in another document is told, and books nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.base import derived_id
from schemas.invoice import InvoiceReceived
from schemas.matching import InvoiceMatched, LineMatch
from schemas.order import ContractReceived, OrderAnswered, OrderReceived
from services.matcher.changes import Change, InvoiceSettled
from services.matcher.compliance import Tolerances
from services.matcher.documents import header_digest
from services.matcher.reading import gives_back
from services.matcher.registering import registered
from services.matcher.running import Run
from services.matcher.state import State

TOLERANCES: Final = Tolerances()


def register(batch: Sequence[OrderReceived | OrderAnswered | ContractReceived], state: State) -> Change:
    """The change that takes in orders, answers and contracts; those taken in before change nothing."""
    seen = state.documents.seen([event.event_id for event in batch])
    new = {event.event_id: event for event, old in zip(batch, seen, strict=True) if not old}.values()
    return Change(documents=tuple(map(registered, new)))


def match(
    batch: Sequence[InvoiceReceived], state: State, now: datetime, tolerances: Tolerances = TOLERANCES
) -> tuple[list[InvoiceMatched], Change]:
    """One decision for each invoice not seen before, in the order given, and the change that books it."""
    invoices = _new(batch, state)
    duplicates, headers = _duplicates(invoices, state)
    run = Run(state, tolerances)
    for stage in _stages([event for event in invoices if event.invoice_id not in duplicates]):
        run.settle(stage)
    settled = [*run.settled, *(_unbooked(event) for event in invoices if event.invoice_id in duplicates)]
    change = Change(
        invoices=tuple(each.model_copy(update={"header": headers[each.invoice_id]}) for each in settled)
    )
    return [_decision(event, run, duplicates.get(event.invoice_id), now) for event in invoices], change


def _new(batch: Sequence[InvoiceReceived], state: State) -> list[InvoiceReceived]:
    seen = state.documents.seen([event.invoice_id for event in batch])
    fresh: dict[UUID, InvoiceReceived] = {}
    for event, old in zip(batch, seen, strict=True):
        if not old:
            fresh.setdefault(event.invoice_id, event)
    return list(fresh.values())


def _stages(invoices: Sequence[InvoiceReceived]) -> list[list[InvoiceReceived]]:
    """Invoices that can be settled together: what a credit gives back is there for the invoices after it."""
    stages: defaultdict[int, list[InvoiceReceived]] = defaultdict(list)
    reached: defaultdict[str, int] = defaultdict(int)
    for event in invoices:
        key = event.invoice.key
        stages[reached[key]].append(event)
        reached[key] += any(gives_back(event.invoice, line) for line in event.invoice.lines)
    return [stages[number] for number in sorted(stages)]


def _duplicates(
    invoices: Sequence[InvoiceReceived], state: State
) -> tuple[dict[UUID, UUID], dict[UUID, str]]:
    """The earlier invoice of each duplicate, and the header by which each invoice is known from now on."""
    digests = [header_digest(event.invoice) for event in invoices]
    first: dict[str, UUID] = {}
    duplicates: dict[UUID, UUID] = {}
    headers: dict[UUID, str] = {}
    for event, digest, earlier in zip(invoices, digests, state.documents.first_with(digests), strict=True):
        original = earlier or (first.setdefault(digest, event.invoice_id) if digest else event.invoice_id)
        if original != event.invoice_id:
            duplicates[event.invoice_id] = original
        headers[event.invoice_id] = "" if event.invoice_id in duplicates else digest
    return duplicates, headers


def _unbooked(event: InvoiceReceived) -> InvoiceSettled:
    return InvoiceSettled(
        invoice_id=event.invoice_id, key=event.invoice.key, number=event.invoice.number, header=""
    )


def _decision(event: InvoiceReceived, run: Run, duplicate_of: UUID | None, now: datetime) -> InvoiceMatched:
    lines = run.lines.get(event.invoice_id) or tuple(
        LineMatch(line_id=line.id) for line in event.invoice.lines
    )
    return InvoiceMatched(
        event_id=derived_id(InvoiceMatched.topic, event.invoice_id),
        occurred_at=now,
        key=event.key,
        invoice_id=event.invoice_id,
        document=event.document,
        invoice=event.invoice,
        warnings=event.warnings,
        lines=lines,
        duplicate_of=duplicate_of,
    )
