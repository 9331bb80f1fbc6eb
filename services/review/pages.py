"""The queue page as a value, and the addresses of all pages: ready to print, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from schemas.coding import ReviewReason
from services.review.formatting import amount, day, days
from services.review.queue import PAGE, Filter, Order, Queue, Waiting
from services.review.translations import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a list to choose from."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A waiting invoice in the queue."""

    href: str
    supplier: str
    number: str
    issued: str
    due: str
    overdue: bool
    amount: str
    reasons: tuple[tuple[str, str], ...]
    """Each reason's name in the contract, and in words."""
    uncertain: str
    waited: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue."""

    rows: tuple[QueueRow, ...]
    waiting: str
    uncertain: str
    shown: str
    suppliers: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    filtered: bool
    previous: str | None
    following: str | None


def address(invoice_id: UUID, wanted: Filter) -> str:
    """Where an invoice is, with the filter one comes from, so that "next" stays inside it."""
    return f"/invoices/{invoice_id}{query(wanted)}"


def query(wanted: Filter) -> str:
    """The filter as the query of an address; `""` for the whole queue in its usual order."""
    values = {
        "supplier": wanted.supplier_id or "",
        "reason": wanted.reason or "",
        "order": "" if wanted.order is Order.GAIN else wanted.order,
        "from": str(wanted.offset) if wanted.offset else "",
    }
    given = {name: value for name, value in values.items() if value}
    return f"?{urlencode(given)}" if given else ""


def filter_of(values: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it cannot mean is left out.

    >>> filter_of({"reason": "duplicate", "from": "-3", "order": "sideways"}).reason
    <ReviewReason.DUPLICATE: 'duplicate'>
    """
    reason, order, start = values.get("reason", ""), values.get("order", ""), values.get("from", "")
    return Filter(
        supplier_id=values.get("supplier") or None,
        reason=ReviewReason(reason) if reason in list(ReviewReason) else None,
        order=Order(order) if order in list(Order) else Order.GAIN,
        offset=int(start) if start.isascii() and start.isdecimal() and len(start) < 8 else 0,
    )


def queue_page(queue: Queue, wanted: Filter, words: Words, now: datetime) -> QueuePage:
    """The queue at this moment."""
    last = wanted.offset + len(queue.shown)
    back = replace(wanted, offset=max(wanted.offset - PAGE, 0))
    return QueuePage(
        rows=tuple(_queue_row(entry, wanted, words, now) for entry in queue.shown),
        waiting=words.count("queue.waiting", queue.waiting),
        uncertain=words.count("queue.uncertain", queue.uncertain),
        shown=words("queue.shown", first=wanted.offset + 1, last=last, n=queue.matching)
        if queue.shown
        else "",
        suppliers=tuple(
            Choice(
                entry.supplier_id,
                f"{entry.supplier} ({entry.invoices})",
                entry.supplier_id == wanted.supplier_id,
            )
            for entry in queue.suppliers
        ),
        reasons=tuple(
            Choice(reason, f"{words(f'reason.{reason}')} ({n})", reason == wanted.reason)
            for reason, n in queue.reasons
        ),
        orders=tuple(Choice(order, words(f"queue.order.{order}"), order == wanted.order) for order in Order),
        filtered=wanted != Filter(),
        previous=f"/{query(back)}" if wanted.offset else None,
        following=f"/{query(replace(wanted, offset=last))}"
        if last < queue.matching and queue.shown
        else None,
    )


def _queue_row(entry: Waiting, wanted: Filter, words: Words, now: datetime) -> QueueRow:
    waited = days(now - entry.since)
    return QueueRow(
        href=address(entry.invoice_id, replace(wanted, offset=0)),
        supplier=entry.supplier,
        number=entry.number or words("queue.unnumbered"),
        issued=day(entry.issue_date, words.language),
        due=day(entry.due_date, words.language),
        overdue=entry.due_date is not None and entry.due_date < now.date(),
        amount=amount(entry.total, entry.currency, words.language),
        reasons=tuple((reason.value, words(f"reason.{reason}")) for reason in entry.reasons),
        uncertain=words("queue.of", n=entry.uncertain, total=entry.lines),
        waited=words.count("queue.days", waited) if waited else words("queue.today"),
    )
