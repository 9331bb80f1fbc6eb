"""The coding of an invoice: suggestions with reasons, and the final rows that a finance system books."""

from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Event, Exact, Frozen, Probability
from schemas.invoice import DocumentRef, Finding, Invoice
from schemas.matching import LineMatch


class Source(StrEnum):
    """Who says so, from the highest authority to the lowest."""

    PERSON = "person"
    ORDER = "order"
    CONTRACT = "contract"
    RULE = "rule"
    MODEL = "model"
    NONE = "none"


class Suggestion(Frozen):
    """One code that may be right, with the chance that it is and why."""

    code: str
    name: str | None = None
    probability: Probability
    source: Source
    reasons: tuple[str, ...] = ()


class DimensionCoding(Frozen):
    """Suggestions for one dimension of one line, best first, three at most; none where nothing is known."""

    dimension: str
    suggestions: tuple[Suggestion, ...] = ()
    certain: bool = Field(False, description="the best suggestion clears the threshold for release")


class LineCoding(Frozen):
    """What the coder says of one line, or of one document allowance or charge."""

    line_id: str = Field(description="BT-126; `allowance:1`, `charge:1`, … for amounts on the document")
    text: str
    amount: Exact = Field(description="without VAT, signed: negative reduces what is owed")
    dimensions: tuple[DimensionCoding, ...]


class Code(Frozen):
    """A decided code."""

    dimension: str
    code: str
    source: Source
    probability: Probability
    reasons: tuple[str, ...] = ()


class PostingRow(Frozen):
    """A row to book. An invoice's rows add up to its amount without VAT (BT-109), credit notes negative."""

    line_id: str
    text: str
    amount: Exact
    codes: tuple[Code, ...]


class InvoiceCoded(Event):
    """Final: one for every invoice, and all that a finance system needs of it."""

    topic: ClassVar[str] = "invoice.coded"
    version: Literal[1] = 1
    invoice_id: UUID
    document: DocumentRef
    invoice: Invoice
    matches: tuple[LineMatch, ...]
    rows: tuple[PostingRow, ...]
    route: Literal["released", "reviewed"]
    decided_by: str | None = Field(None, description="who reviewed it; absent where it was released")
    model_version: str


class ReviewReason(StrEnum):
    """Why an invoice goes to a person."""

    UNCERTAIN = "uncertain"
    DUPLICATE = "duplicate"
    DEVIATION = "deviation"
    NO_LINES = "no-lines"
    AUDIT = "audit"


class ReviewRequested(Event):
    """An invoice needs a person. A later `revision` replaces an earlier one: something was learnt since."""

    topic: ClassVar[str] = "review.requested"
    version: Literal[1] = 1
    invoice_id: UUID
    revision: int = Field(ge=1)
    document: DocumentRef
    invoice: Invoice
    matches: tuple[LineMatch, ...]
    duplicate_of: UUID | None = None
    warnings: tuple[Finding, ...] = Field((), description="rules the invoice broke lightly: for the reader")
    lines: tuple[LineCoding, ...]
    reasons: tuple[ReviewReason, ...]
    model_version: str
