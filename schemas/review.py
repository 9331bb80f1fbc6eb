"""What a person decided."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Event, Frozen
from schemas.coding import PostingRow, ReviewRequested


class Correction(Frozen):
    """One dimension of one line as it was first suggested and as it was decided: what there is to learn."""

    line_id: str
    dimension: str
    suggested: str | None = None
    decided: str


class ReviewDecided(Event):
    """An accountant decided an invoice. It carries the whole request, so releasing it needs no state."""

    topic: ClassVar[str] = "review.decided"
    version: Literal[1] = 1
    invoice_id: UUID
    revision: int = Field(description="the revision of the request that was decided")
    decided_by: str
    request: ReviewRequested
    rows: tuple[PostingRow, ...]
    corrections: tuple[Correction, ...] = ()
