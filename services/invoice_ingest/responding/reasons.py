"""Why an invoice has its status, and what the seller is asked to do: the two code lists of OpenPeppol."""

from dataclasses import dataclass
from enum import StrEnum

REASON_LIST, ACTION_LIST = "OPStatusReason", "OPStatusAction"


class Reason(StrEnum):
    """Why (code list OPStatusReason)."""

    NO_ISSUE = "NON"
    REFERENCES = "REF"
    LEGAL = "LEG"
    RECEIVER_UNKNOWN = "REC"
    QUALITY = "QUA"
    DELIVERY = "DEL"
    PRICES = "PRI"
    QUANTITY = "QTY"
    ITEMS = "ITM"
    PAYMENT_TERMS = "PAY"
    NOT_RECOGNISED = "UNR"
    FINANCE = "FIN"
    PARTLY_PAID = "PPD"
    OTHER = "OTH"


class Action(StrEnum):
    """What the seller is asked to do (code list OPStatusAction)."""

    NONE = "NOA"
    PROVIDE_INFORMATION = "PIN"
    NEW_INVOICE = "NIN"
    CREDIT_FULLY = "CNF"
    CREDIT_PARTLY = "CNP"
    CREDIT_AMOUNT = "CNA"
    OTHER = "OTH"


@dataclass(frozen=True, slots=True)
class Detail:
    """A business term that should be put right, and where known the value that would be right."""

    term: str
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Clarification:
    """One reason or one action, in words for a person and with the terms concerned for a program."""

    code: Reason | Action
    text: str | None = None
    details: tuple[Detail, ...] = ()

    @property
    def list_id(self) -> str:
        """The code list that the code stands in."""
        return REASON_LIST if isinstance(self.code, Reason) else ACTION_LIST
