"""Documents that say something about other documents: responses, requests, reminders, statements."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Event, Exact, Frozen
from schemas.invoice import DocumentRef, Finding
from schemas.party import Party, party_id


class NoticeReference(Frozen):
    """A document that a notice is about."""

    number: str = ""
    issue_date: date | None = None
    type_code: str | None = None


class NoticeStatus(Frozen):
    """Why a response was given, or what is asked for."""

    code: str | None = None
    list_id: str | None = Field(None, description="`OPStatusReason`, `OPStatusAction` or another list")
    text: str | None = None
    conditions: tuple[tuple[str, str], ...] = Field((), description="(business term, what is wrong with it)")


class Notice(Frozen):
    """A document that is neither matched nor paid, as far as a reader needs it to know what it is about."""

    format: str
    kind: str = Field(description="what it is: `invoice-response`, `reminder`, `catalogue-request`, …")
    number: str = ""
    issue_date: date | None = None
    customization_id: str | None = None
    profile_id: str | None = None
    sender: Party = Party()
    receiver: Party = Party()
    is_from_buyer: bool = Field(False, description="sent by the buying side; else by the selling side")
    response_code: str | None = None
    effective_on: date | None = None
    statuses: tuple[NoticeStatus, ...] = ()
    references: tuple[NoticeReference, ...] = ()
    currency: str | None = None
    amount: Exact | None = Field(None, description="what a reminder or statement says is owed")
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`."""
        sender, receiver = party_id(self.sender), party_id(self.receiver)
        return f"{sender}|{receiver}" if self.is_from_buyer else f"{receiver}|{sender}"


class NoticeReceived(Event):
    """A document about other documents came in: kept and told, not acted on."""

    topic: ClassVar[str] = "notice.received"
    version: Literal[1] = 1
    document: DocumentRef
    notice: Notice
    warnings: tuple[Finding, ...] = ()
