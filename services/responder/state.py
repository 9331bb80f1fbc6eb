"""What was told of each invoice last, and what waits to be told: a function of the changelog."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from schemas.base import Frozen
from schemas.errors import SettingsError
from schemas.response import InvoiceResponse, Status
from services.invoice_ingest.responding.states import ORDER, State

ROW = 18
"""Bytes of an invoice in a snapshot: its id and the status told last."""


class Step(Frozen):
    """A response that may be sent after one of these statuses; where there is none, as the first."""

    invoice_id: UUID
    after: tuple[Status, ...]
    response: InvoiceResponse

    def may_follow(self, last: State | None) -> bool:
        """Whether its turn has come where this was told last."""
        return last in self.after if self.after else last is None


class Change(Frozen):
    """What a batch did: the statuses told, in order, and the responses that wait for an earlier one."""

    told: tuple[tuple[UUID, Status], ...] = ()
    waiting: tuple[Step, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether applying it changes nothing."""
        return not (self.told or self.waiting)

    def to_json(self) -> bytes:
        """The change as UTF-8 JSON, as on the changelog; `model_validate_json` reads it."""
        return self.model_dump_json(exclude_none=True).encode()

    @classmethod
    def joined(cls, changes: Iterable["Change"]) -> "Change":
        """One change that does what these do, one after the other."""
        several = tuple(changes)
        return cls(
            told=tuple(each for change in several for each in change.told),
            waiting=tuple(each for change in several for each in change.waiting),
        )


class Head(Frozen):
    """The first line of a snapshot; a row for each invoice follows it."""

    format: Literal["kontera.responder.state/1"] = "kontera.responder.state/1"
    waiting: tuple[Step, ...]


class Told:
    """The state of any number of partitions. Only `apply` changes it."""

    def __init__(self) -> None:
        self._last: dict[UUID, State] = {}
        self._waiting: dict[UUID, tuple[Step, ...]] = {}

    def last(self, invoice_id: UUID) -> State | None:
        """What was told of an invoice last."""
        return self._last.get(invoice_id)

    def waiting_after(self, invoice_id: UUID, last: State) -> Step | None:
        """The response that waits for this status to be told."""
        return next((step for step in self._waiting.get(invoice_id, ()) if step.may_follow(last)), None)

    def knows(self, step: Step) -> bool:
        """Whether it, or what comes after it, was told, or it waits already."""
        last, status = self._last.get(step.invoice_id), step.response.status
        if last is not None and ORDER.index(State(status)) <= ORDER.index(last):
            return True
        return any(each.response.status == status for each in self._waiting.get(step.invoice_id, ()))

    def apply(self, change: Change) -> None:
        """Take in what a batch did. To be called once for each change, in the order of the changelog."""
        for step in change.waiting:
            self._waiting[step.invoice_id] = (*self._waiting.get(step.invoice_id, ()), step)
        for invoice_id, status in change.told:
            self._last[invoice_id] = State(status)
            left = tuple(s for s in self._waiting.pop(invoice_id, ()) if s.response.status != status)
            if left:
                self._waiting[invoice_id] = left

    def excerpt(self, invoice_ids: Iterable[UUID]) -> "Told":
        """A state of one's own to try changes on: what this one knows of these invoices."""
        part = Told()
        for invoice_id in invoice_ids:
            if invoice_id in self._last:
                part._last[invoice_id] = self._last[invoice_id]
            if invoice_id in self._waiting:
                part._waiting[invoice_id] = self._waiting[invoice_id]
        return part

    def snapshot(self) -> bytes:
        """The state as bytes; equal states give equal bytes."""
        waiting = tuple(step for _, steps in sorted(self._waiting.items()) for step in steps)
        rows = sorted(invoice_id.bytes + last.encode() for invoice_id, last in self._last.items())
        return Head(waiting=waiting).model_dump_json(exclude_none=True).encode() + b"\n" + b"".join(rows)

    @classmethod
    def restore(cls, data: bytes) -> "Told":
        """The state that `snapshot` wrote; SettingsError for other bytes."""
        first, _, rows = data.partition(b"\n")
        state = cls()
        try:
            state.apply(Change(waiting=Head.model_validate_json(first).waiting))
            for at in range(0, len(rows), ROW):
                state._last[UUID(bytes=rows[at : at + 16])] = State(rows[at + 16 : at + ROW].decode())
        except ValueError as error:
            remedy = "restore another snapshot, or begin with an empty state and the whole changelog"
            raise SettingsError("these bytes are not a responder's state", remedy=remedy) from error
        return state
