"""What was told of each invoice last, and what waits to be told: a function of the changelog."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from schemas.base import Additions, Frozen
from schemas.errors import SettingsError
from schemas.response import InvoiceResponse, Status
from services.invoice_ingest.responding.states import ORDER, State

ROW = 18
"""Bytes of an invoice in a snapshot: its id and the status told last."""
SILENT = "--"
"""What stands there for an invoice of which nothing is told."""


class Step(Frozen):
    """A response that may be sent after one of these statuses; where there is none, as the first."""

    invoice_id: UUID
    after: tuple[Status, ...]
    response: InvoiceResponse

    def may_follow(self, last: State | None) -> bool:
        """Whether its turn has come where this was told last."""
        return last in self.after if self.after else last is None


class Change(Additions):
    """What a batch did: the statuses told, in order; the responses that wait; of which nothing is told."""

    told: tuple[tuple[UUID, Status], ...] = ()
    waiting: tuple[Step, ...] = ()
    silent: tuple[UUID, ...] = ()


class Head(Frozen):
    """The first line of a snapshot; a row for each invoice follows it."""

    format: Literal["kontera.responder.state/1"] = "kontera.responder.state/1"
    waiting: tuple[Step, ...]


class Told:
    """The state of any number of partitions. Only `apply` changes it."""

    def __init__(self) -> None:
        self._last: dict[UUID, State] = {}
        self._waiting: dict[UUID, tuple[Step, ...]] = {}
        self._silent: set[UUID] = set()

    def last(self, invoice_id: UUID) -> State | None:
        """What was told of an invoice last."""
        return self._last.get(invoice_id)

    def waiting(self, invoice_id: UUID) -> tuple[Step, ...]:
        """The responses that wait for one before them to be told."""
        return self._waiting.get(invoice_id, ())

    def is_silent(self, invoice_id: UUID) -> bool:
        """Whether nothing is told of an invoice."""
        return invoice_id in self._silent

    def knows(self, step: Step) -> bool:
        """Whether it, or what comes after it, was told, or it waits already."""
        last, status = self._last.get(step.invoice_id), step.response.status
        if last is not None and ORDER.index(State(status)) <= ORDER.index(last):
            return True
        return any(each.response.status == status for each in self.waiting(step.invoice_id))

    def apply(self, change: Change) -> None:
        """Take in what a batch did. To be called once for each change, in the order of the changelog."""
        for step in change.waiting:
            self._waiting[step.invoice_id] = (*self.waiting(step.invoice_id), step)
        for invoice_id, status in change.told:
            self._last[invoice_id] = State(status)
            left = tuple(s for s in self._waiting.pop(invoice_id, ()) if s.response.status != status)
            if left:
                self._waiting[invoice_id] = left
        for invoice_id in change.silent:
            self._silent.add(invoice_id)
            self._waiting.pop(invoice_id, None)

    def excerpt(self, invoice_ids: Iterable[UUID]) -> "Told":
        """A state of one's own to try changes on: what this one knows of these invoices."""
        part = Told()
        for invoice_id in set(invoice_ids):
            if invoice_id in self._last:
                part._last[invoice_id] = self._last[invoice_id]
            if invoice_id in self._waiting:
                part._waiting[invoice_id] = self._waiting[invoice_id]
            if invoice_id in self._silent:
                part._silent.add(invoice_id)
        return part

    def snapshot(self) -> bytes:
        """The state as bytes; equal states give equal bytes."""
        waiting = tuple(step for _, steps in sorted(self._waiting.items()) for step in steps)
        rows = [invoice_id.bytes + last.encode() for invoice_id, last in self._last.items()]
        rows += [invoice_id.bytes + SILENT.encode() for invoice_id in self._silent]
        return (
            Head(waiting=waiting).model_dump_json(exclude_none=True).encode() + b"\n" + b"".join(sorted(rows))
        )

    @classmethod
    def restore(cls, data: bytes) -> "Told":
        """The state that `snapshot` wrote; SettingsError for other bytes."""
        first, _, rows = data.partition(b"\n")
        state = cls()
        try:
            state.apply(Change(waiting=Head.model_validate_json(first).waiting))
            for at in range(0, len(rows), ROW):
                state._read_row(rows[at : at + ROW])
        except ValueError as error:
            remedy = "restore another snapshot, or begin with an empty state and the whole changelog"
            raise SettingsError("these bytes are not a responder's state", remedy=remedy) from error
        return state

    def _read_row(self, row: bytes) -> None:
        invoice_id, last = UUID(bytes=row[:16]), row[16:].decode()
        if last == SILENT:
            self._silent.add(invoice_id)
        else:
            self._last[invoice_id] = State(last)
