"""From a filled form to a decision: what was chosen for each line and dimension, what is missing.

A form names its fields by the places of line and dimension in the request (`choice-0-1`), because the lines
of one invoice never change between two revisions, while the line ids that suppliers send may be empty or
doubled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from schemas.base import derived_id
from schemas.coding import (
    Code,
    DimensionCoding,
    LineCoding,
    PostingRow,
    ReviewReason,
    ReviewRequested,
    Source,
)
from schemas.review import Correction, ReviewDecided

SUGGESTED, OTHER, NO_CODE = "code:", "other", "none"
"""Values of a choice: `code:6410` for a suggestion, another code that is typed, or no code at all."""

LONGEST_CODE = 40
WHOLE_INVOICE = "document:1"
"""Line id of the one row of an invoice whose request has no lines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form says for one dimension of one line."""

    choice: str = ""
    typed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing was said yet."""
        return not self.choice and not self.typed


Place = tuple[int, int]
"""The places of a line and of a dimension in a request."""

Answers = Mapping[Place, Answer]


class Fault(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    EMPTY = "empty"
    """Another code was chosen, and none typed."""
    BOTH = "both"
    """A suggestion was chosen, and another code typed: which is meant?"""
    UNFIT = "unfit"
    """Not a code: too long, or with characters that no code has."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that keeps the form from being saved."""

    place: Place
    fault: Fault


@dataclass(frozen=True, slots=True)
class Difference:
    """A dimension of a line on which a stale form and what is there now disagree; None is no code."""

    place: Place
    mine: str | None
    current: str | None


Action = Literal["save", "fill"]


@dataclass(frozen=True, slots=True)
class Form:
    """A sent form, before it is held against the request."""

    fields: Mapping[str, str]
    revision: int
    action: Action
    same: Mapping[str, str]


def lines_of(request: ReviewRequested) -> tuple[LineCoding, ...]:
    """The lines to code: those of the request, or where it has none one row for the whole invoice."""
    if request.lines:
        return request.lines
    invoice = request.invoice
    amount = invoice.totals.without_vat if invoice.totals.without_vat is not None else invoice.total
    row = LineCoding(
        line_id=WHOLE_INVOICE,
        text=invoice.number,
        amount=amount * invoice.sign,
        dimensions=(DimensionCoding(dimension="account"),),
    )
    return (row,)


def is_blind(request: ReviewRequested) -> bool:
    """Whether a person is to judge without seeing what the machine prefers."""
    return ReviewReason.AUDIT in request.reasons


def starting_answers(request: ReviewRequested) -> Answers:
    """The form as it first shows: what is certain is chosen, except in an audit."""
    blind = is_blind(request)
    return {
        place: Answer() if blind else preferred(dimension) for place, dimension in places_of(request).items()
    }


def answers_to(form: Form, request: ReviewRequested) -> Answers:
    """What a sent form says to this revision of its request, its "same for all" already on the open lines."""
    return filled(carried(answers_of(form.fields, request), request), request, form.same)


def answers_of(fields: Mapping[str, str], request: ReviewRequested) -> Answers:
    """What a sent form says, for every line and dimension of the request."""
    return {
        (line, dimension): Answer(
            fields.get(f"choice-{line}-{dimension}", ""), fields.get(f"other-{line}-{dimension}", "").strip()
        )
        for line, dimension in places_of(request)
    }


def filled(answers: Answers, request: ReviewRequested, same: Mapping[str, str]) -> Answers:
    """The answers, with the code of `same` (by dimension) wherever nothing was said yet."""
    places = places_of(request)
    return {
        place: _same(places[place], same) if answer.is_open else answer for place, answer in answers.items()
    }


def carried(answers: Answers, request: ReviewRequested) -> Answers:
    """The same answers to another revision: a suggestion that is no longer made becomes a typed code."""
    places = places_of(request)
    return {place: _carried(answers.get(place, Answer()), places[place]) for place in places}


def problems_of(answers: Answers, request: ReviewRequested) -> tuple[Problem, ...]:
    """Everything that keeps these answers from being saved, in the order of the form."""
    faults = (
        (place, _fault(answers[place], place, dimension)) for place, dimension in places_of(request).items()
    )
    return tuple(Problem(place, fault) for place, fault in faults if fault)


def decision(answers: Answers, request: ReviewRequested, by: str, now: datetime) -> ReviewDecided:
    """The decision of answers without problems: the amounts of the request, each with the codes chosen."""
    rows = tuple(
        _row(answers, line, number, learnable=not is_blind(request))
        for number, line in enumerate(lines_of(request))
    )
    return ReviewDecided(
        event_id=derived_id(ReviewDecided.topic, request.invoice_id, str(request.revision)),
        occurred_at=now,
        key=request.key,
        invoice_id=request.invoice_id,
        revision=request.revision,
        decided_by=by,
        request=request,
        rows=rows,
        corrections=tuple(_corrections(answers, request)),
    )


def differences(mine: Answers, current: Answers) -> tuple[Difference, ...]:
    """Where my answers are not what is there now, in the order of the form; open ones do not count."""
    return tuple(
        Difference(place, code_of(answer), code_of(current[place]))
        for place, answer in mine.items()
        if not answer.is_open and place in current and code_of(answer) != code_of(current[place])
    )


def best_answers(request: ReviewRequested) -> Answers:
    """The best suggestion of every line and dimension, certain or not."""
    return {
        place: Answer(SUGGESTED + dimension.suggestions[0].code) if dimension.suggestions else Answer()
        for place, dimension in places_of(request).items()
    }


def booked_answers(rows: Sequence[PostingRow], request: ReviewRequested) -> Answers:
    """What final rows say, as answers to the form of the request they came from; a row for each line."""
    codes = [{code.dimension: code.code for code in row.codes} for row in rows]
    return {
        (line, dimension): _answer(codes[line].get(coding.dimension))
        for (line, dimension), coding in places_of(request).items()
        if line < len(codes)
    }


def places_of(request: ReviewRequested) -> dict[Place, DimensionCoding]:
    """Every dimension of every line by its place, in the order of the form."""
    return {
        (number, place): dimension
        for number, line in enumerate(lines_of(request))
        for place, dimension in enumerate(line.dimensions)
    }


def is_needed(place: Place, dimension: DimensionCoding) -> bool:
    """Whether it must be answered: the first dimension always, another one where something is suggested.

    A project or a counterparty may rightly be absent; where nothing is known of it nobody is asked.
    """
    return place[1] == 0 or bool(dimension.suggestions)


def may_be_none(place: Place) -> bool:
    """Whether "no code" can be right: never for the first dimension, by which the amount is booked."""
    return place[1] > 0


def preferred(dimension: DimensionCoding) -> Answer:
    """The suggestion that is chosen at first: the best one, where it is certain."""
    if dimension.certain and dimension.suggestions:
        return Answer(SUGGESTED + dimension.suggestions[0].code)
    return Answer()


def code_of(answer: Answer) -> str | None:
    """The code an answer stands for; None where it is open, or is no code."""
    if answer.choice.startswith(SUGGESTED):
        return answer.choice.removeprefix(SUGGESTED) or None
    return (answer.typed or None) if answer.choice != NO_CODE else None


def _answer(code: str | None) -> Answer:
    return Answer(NO_CODE) if code is None else Answer(SUGGESTED + code)


def _carried(answer: Answer, dimension: DimensionCoding) -> Answer:
    code = code_of(answer)
    if code is None or not answer.choice.startswith(SUGGESTED):
        return answer
    if any(suggestion.code == code for suggestion in dimension.suggestions):
        return answer
    return Answer(OTHER, answer.typed or code)


def _same(dimension: DimensionCoding, same: Mapping[str, str]) -> Answer:
    code = same.get(dimension.dimension, "").strip()
    if not code:
        return Answer()
    known = any(suggestion.code == code for suggestion in dimension.suggestions)
    return Answer(SUGGESTED + code) if known else Answer(OTHER, code)


def _fault(answer: Answer, place: Place, dimension: DimensionCoding) -> Fault | None:
    if answer.is_open:
        return Fault.MISSING if is_needed(place, dimension) else None
    if answer.choice == OTHER and not answer.typed:
        return Fault.EMPTY
    if answer.typed and answer.choice not in ("", OTHER):
        return Fault.BOTH
    if code_of(answer) is None and not may_be_none(place):
        return Fault.MISSING
    return None if _is_fit(answer) else Fault.UNFIT


def _is_fit(answer: Answer) -> bool:
    if answer.choice not in ("", OTHER, NO_CODE) and not answer.choice.startswith(SUGGESTED):
        return False
    code = code_of(answer) or ""
    return len(code) <= LONGEST_CODE and code.isprintable()


def _row(answers: Answers, line: LineCoding, number: int, *, learnable: bool) -> PostingRow:
    codes = (
        _code(dimension, answers[number, place], kept=learnable)
        for place, dimension in enumerate(line.dimensions)
    )
    return PostingRow(
        line_id=line.line_id,
        text=line.text,
        amount=line.amount,
        codes=tuple(code for code in codes if code is not None),
    )


def _code(dimension: DimensionCoding, answer: Answer, *, kept: bool) -> Code | None:
    """A certain suggestion that was left as it stood keeps its source; all else is the person's word."""
    code = code_of(answer)
    if code is None:
        return None
    chosen = next((found for found in dimension.suggestions if found.code == code), None)
    if kept and chosen is not None and answer == preferred(dimension):
        return Code(
            dimension=dimension.dimension,
            code=code,
            source=chosen.source,
            probability=chosen.probability,
            reasons=chosen.reasons,
        )
    return Code(dimension=dimension.dimension, code=code, source=Source.PERSON, probability=1.0)


def _corrections(answers: Answers, request: ReviewRequested) -> Iterator[Correction]:
    lines = lines_of(request)
    for place, dimension in places_of(request).items():
        suggested = dimension.suggestions[0].code if dimension.suggestions else None
        code = code_of(answers[place])
        if code is not None and code != suggested:
            yield Correction(
                line_id=lines[place[0]].line_id,
                dimension=dimension.dimension,
                suggested=suggested,
                decided=code,
            )


def total_of(rows: tuple[PostingRow, ...] | tuple[LineCoding, ...]) -> Decimal:
    """What rows or lines add up to."""
    return sum((row.amount for row in rows), Decimal())


def form_of(fields: Mapping[str, str]) -> Form:
    """A form from its fields; a revision that is none counts as 0, which is always stale."""
    revision = fields.get("revision", "")
    return Form(
        fields=fields,
        revision=int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0,
        action="fill" if fields.get("action") == "fill" else "save",
        same={
            name.removeprefix("same-"): value for name, value in fields.items() if name.startswith("same-")
        },
    )
