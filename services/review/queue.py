"""The queue: what is shown of a waiting invoice, and which one comes first.

Money at risk comes first: a duplicate or a deviation is stopped before it is paid. Then follows what a person
gains most from: the supplier with the most uncertain lines waiting, because one decision there teaches the
rest, and a person stays with one supplier's invoices. Within a supplier the earliest due date comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from schemas.coding import LineCoding, ReviewReason, ReviewRequested

URGENCY = (
    ReviewReason.DUPLICATE,
    ReviewReason.DEVIATION,
    ReviewReason.NO_LINES,
    ReviewReason.UNCERTAIN,
    ReviewReason.AUDIT,
)
"""The reasons, the most urgent first."""

PAGE = 50
"""Invoices on one page of the queue."""


class Order(StrEnum):
    """What comes first in the queue."""

    GAIN = "gain"
    DUE = "due"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of the waiting invoices, in which order, and from which one on."""

    supplier_id: str | None = None
    reason: ReviewReason | None = None
    order: Order = Order.GAIN
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting invoice in a line of the queue."""

    invoice_id: UUID
    revision: int
    key: str
    supplier_id: str
    supplier: str
    number: str
    issue_date: date | None
    due_date: date | None
    total: Decimal
    currency: str
    reasons: tuple[ReviewReason, ...]
    lines: int
    uncertain: int
    since: datetime

    @property
    def urgency(self) -> int:
        """The place of its most urgent reason in `URGENCY`; after all of them where it has none."""
        return min((URGENCY.index(reason) for reason in self.reasons), default=len(URGENCY))


@dataclass(frozen=True, slots=True)
class SupplierCount:
    """How many invoices of one supplier wait."""

    supplier_id: str
    supplier: str
    invoices: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, with the counts that stand around it."""

    shown: tuple[Waiting, ...]
    matching: int
    """Invoices that the filter lets through, on all pages."""
    waiting: int
    uncertain: int
    """Uncertain lines of all that wait."""
    suppliers: tuple[SupplierCount, ...]
    reasons: tuple[tuple[ReviewReason, int], ...]


def waiting(request: ReviewRequested) -> Waiting:
    """What the queue shows of a request; a credit note's total is negative."""
    invoice = request.invoice
    return Waiting(
        invoice_id=request.invoice_id,
        revision=request.revision,
        key=request.key,
        supplier_id=invoice.supplier_id,
        supplier=invoice.seller.name or invoice.supplier_id,
        number=invoice.number,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        total=invoice.total * invoice.sign,
        currency=invoice.currency,
        reasons=tuple(sorted(request.reasons, key=URGENCY.index)),
        lines=len(request.lines),
        uncertain=uncertain_lines(request),
        since=request.occurred_at,
    )


def uncertain_lines(request: ReviewRequested) -> int:
    """How many lines have a dimension that nobody is certain of; in an audit all of them."""
    if ReviewReason.AUDIT in request.reasons:
        return len(request.lines)
    return sum(not certain(line) for line in request.lines)


def certain(line: LineCoding) -> bool:
    """Whether nothing of the line needs an answer: all is certain, or where it may be absent, unknown."""
    return all(
        dimension.certain or (place > 0 and not dimension.suggestions)
        for place, dimension in enumerate(line.dimensions)
    )


def next_of(shown: Sequence[Waiting], done: UUID) -> Waiting | None:
    """The first invoice of the queue other than the one just seen to."""
    return next((entry for entry in shown if entry.invoice_id != done), None)
