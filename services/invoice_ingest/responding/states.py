"""Which status may follow which: an invoice as its buyer answers it (Peppol BIS Invoice Response 3).

Any status may be the first and any may be left out, but they only go forward, in the order they stand below
(rules OP-BR111-R004, -R005 and -R012). A query may be repeated; a rejection and a full payment are the end;
after acceptance there is only payment, which may come in parts. A buyer who changes his mind says so in
another way than by a response.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.errors import KonteraError
from services.invoice_ingest.responding.reasons import Clarification, Reason


class State(StrEnum):
    """The seven statuses (a subset of UNCL 4343), in the order in which they may follow each other."""

    RECEIVED = "AB"
    IN_PROCESS = "IP"
    UNDER_QUERY = "UQ"
    CONDITIONALLY_ACCEPTED = "CA"
    REJECTED = "RE"
    ACCEPTED = "AP"
    PAID = "PD"


ORDER = tuple(State)
NEEDS_REASON = frozenset({State.UNDER_QUERY, State.CONDITIONALLY_ACCEPTED, State.REJECTED})
NEEDS_TEXT = frozenset({Reason.OTHER, Reason.PARTLY_PAID})


class UnlawfulAnswer(KonteraError):
    """A response that must not be sent."""

    code = "unlawful-answer"


class OutOfOrder(UnlawfulAnswer):
    """A status that may not follow the one the seller was told last."""

    code = "answer-out-of-order"


class MissingClarification(UnlawfulAnswer):
    """A status without the reason it needs, or a reason without the words it needs."""

    code = "answer-without-reason"


class Misplaced(UnlawfulAnswer):
    """A reason that goes with another status."""

    code = "answer-with-wrong-reason"


@dataclass(frozen=True, slots=True)
class Standing:
    """A status as told to the seller; `partly` where it was paid, but not yet in full."""

    state: State
    partly: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nothing more may be told."""
        return self.state is State.REJECTED or (self.state is State.PAID and not self.partly)


def standing(state: State, clarifications: Sequence[Clarification] = ()) -> Standing:
    """The status with its clarifications weighed: what the seller will know.

    Raises MissingClarification where CA, UQ or RE comes without a reason, or OTH or PPD without words, and
    Misplaced where a partial payment is given as the reason for another status than PD.
    """
    reasons = [one for one in clarifications if isinstance(one.code, Reason)]
    if state in NEEDS_REASON and not reasons:
        raise MissingClarification(f"status {state} comes without a reason", remedy="say why")
    for one in reasons:
        if one.code in NEEDS_TEXT and not (one.text or "").strip():
            raise MissingClarification(f"reason {one.code} comes without words", remedy="say it in words")
    partly = any(one.code is Reason.PARTLY_PAID for one in reasons)
    if partly and state is not State.PAID:
        raise Misplaced(f"reason PPD is given for status {state}", remedy="PPD goes with PD only")
    return Standing(state, partly)


def advance(told: Standing | None, next: Standing) -> Standing:
    """The next standing, where it may follow what the seller was `told` last (None: nothing yet).

    Raises OutOfOrder where it may not.
    """
    if next in followers(told):
        return next
    assert told is not None  # everything may be the first
    if told.is_final:
        raise OutOfOrder(f"status {told.state} was the last that could be told", remedy="write to the seller")
    raise OutOfOrder(f"status {next.state} may not follow {told.state}", remedy="write to the seller")


def followers(told: Standing | None) -> frozenset[Standing]:
    """Every standing that may be told next."""
    if told is None:
        return EVERY
    if told.is_final:
        return frozenset()
    if told.state in (State.ACCEPTED, State.PAID):
        return frozenset({Standing(State.PAID), Standing(State.PAID, partly=True)})
    place = ORDER.index(told.state)
    repeated = {told} if told.state is State.UNDER_QUERY else set()
    return frozenset(repeated | {one for one in EVERY if ORDER.index(one.state) > place})


EVERY = frozenset({*(Standing(state) for state in ORDER), Standing(State.PAID, partly=True)})
