"""What follows from a person's decision: the final coding, lessons for memory, and a new look at what waits.

Only what people chose teaches: neither what the coder released nor a certain suggestion that was left as it
stood, or it would learn from itself. The lessons act on the very next invoice of the same buyer and supplier
and on their waiting requests, which are shown anew where the answer changed, and never released behind the
back of whoever has them open. An audited request is left as it was: it is there to show what would have been
released.

The effect of a flood of corrections is bounded. Lessons go under keys that contain buyer and supplier, so
they touch nobody else's invoices. Of one code for one supplier by one person no more than
`Policy.lessons_a_day` lines teach in a day, those of a single invoice of a thousand lines included. Fewer
than `Policy.least_evidence` lessons never make an answer certain. And the threshold for release comes with
the model, from outcomes measured before: lessons change what is suggested, they do not lower the bar.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from schemas.base import derived_id
from schemas.coding import InvoiceCoded, LineCoding, ReviewReason, ReviewRequested, Source
from schemas.order import Codes
from schemas.review import ReviewDecided
from services.coder.answers import Paper, answers, day_of
from services.coder.knowledge import Knowledge
from services.coder.parts import Kind
from services.coder.policy import Policy
from services.coder.state import Change, Lesson, State

NOTICEABLE = 0.01
"""A smaller move of a probability is no reason to replace a form that somebody may have open."""
RESCORED = 500
"""Requests looked at anew after one decision, those that wait longest: a supplier with a queue of thousands
must not hold up a partition, and the rest moves up with every decision.
"""
TEACHING = (Kind.LINE, Kind.ADJUSTMENT, Kind.WHOLE)


def decide(
    batch: Sequence[ReviewDecided], knowledge: Knowledge, state: State, now: datetime
) -> tuple[list[InvoiceCoded | ReviewRequested], Change]:
    """For each decision the final coding, then new requests for what waits of that supplier; and the change.

    The first decision of an invoice holds, whichever revision it was made on; later ones give nothing.
    """
    own = state.excerpt((each.request.key for each in batch), (each.invoice_id for each in batch))
    events: list[InvoiceCoded | ReviewRequested] = []
    changes: list[Change] = []
    for decision in batch:
        if own.is_finished(decision.invoice_id):
            continue
        lessons = tuple(_lessons(decision, knowledge.policy, own, now))
        learnt = Change(finished=(decision.invoice_id,), lessons=lessons)
        own.apply(learnt)
        anew = _rescored(decision.request.key, knowledge, own, now) if lessons else []
        seen = Change(waiting=tuple(anew))
        own.apply(seen)
        events += [_coded(decision, knowledge, now), *anew]
        changes += [learnt, seen]
    return events, Change.joined(changes)


def waiting_like(decision: ReviewDecided, state: State) -> int:
    """How many waiting lines will use what was taught: the supplier's others that the model codes."""
    taught = {dimension for codes in _chosen(decision).values() for dimension, _ in codes}
    waiting = _open_to_lessons(decision.request.key, state)
    others = (each for each in waiting if each.invoice_id != decision.invoice_id)
    return sum(_asks_the_model(line, taught) for each in others for line in each.lines)


def _asks_the_model(line: LineCoding, dimensions: set[str]) -> bool:
    """Whether no better source than the model answers one of these dimensions."""
    return any(
        not coding.suggestions or coding.suggestions[0].source is Source.MODEL
        for coding in line.dimensions
        if coding.dimension in dimensions
    )


def _coded(decision: ReviewDecided, knowledge: Knowledge, now: datetime) -> InvoiceCoded:
    request = decision.request
    return InvoiceCoded(
        event_id=derived_id(InvoiceCoded.topic, decision.invoice_id),
        occurred_at=now,
        key=request.invoice.key,
        invoice_id=decision.invoice_id,
        document=request.document,
        invoice=request.invoice,
        matches=request.matches,
        rows=decision.rows,
        route="reviewed",
        decided_by=decision.decided_by,
        model_version=knowledge.model.version,
    )


def _chosen(decision: ReviewDecided) -> dict[str, Codes]:
    """The codes that the person chose, by line id; of a split line those of its first row."""
    corrected = {(each.line_id, each.dimension) for each in decision.corrections}
    chosen: dict[str, Codes] = {}
    for row in decision.rows:
        codes = tuple(
            (code.dimension, code.code)
            for code in row.codes
            if code.source is Source.PERSON or (row.line_id, code.dimension) in corrected
        )
        chosen.setdefault(row.line_id, codes)
    return chosen


def _lessons(decision: ReviewDecided, policy: Policy, state: State, now: datetime) -> Iterator[Lesson]:
    """What the decision teaches, line by line, within the limit of the day."""
    chosen, given = _chosen(decision), Counter[tuple[str, str]]()
    paper = Paper.of(decision.request.invoice, decision.request.matches, policy)
    for part in paper.parts:
        codes = chosen.get(part.line_id, ()) if part.kind in TEACHING else ()
        for dimension, code in codes:
            case = paper.case(part, day_of(now))
            lesson = Lesson(dimension=dimension, code=code, by=decision.decided_by, case=case)
            before = state.lessons_today(lesson) + given[dimension, code]
            if dimension in policy.dimensions and before < policy.lessons_a_day:
                given[dimension, code] += 1
                yield lesson


def _open_to_lessons(key: str, state: State) -> list[ReviewRequested]:
    """The waiting requests of a `buyer|supplier` that are shown anew when something is learnt."""
    return [each for each in state.waiting(key) if ReviewReason.AUDIT not in each.reasons][:RESCORED]


def _rescored(key: str, knowledge: Knowledge, state: State, now: datetime) -> list[ReviewRequested]:
    """New revisions of the waiting requests of a `buyer|supplier` whose answer has changed."""
    waiting = _open_to_lessons(key, state)
    if not waiting:
        return []
    papers = [Paper.of(each.invoice, each.matches, knowledge.policy) for each in waiting]
    anew = answers(papers, knowledge, state, now)
    return [
        _revised(request, lines, knowledge, now)
        for request, lines in zip(waiting, anew, strict=True)
        if _differs(request.lines, lines)
    ]


def _revised(
    request: ReviewRequested, lines: tuple[LineCoding, ...], knowledge: Knowledge, now: datetime
) -> ReviewRequested:
    """The next revision. Its reasons stay: they say why the invoice came to a person, where it still is."""
    revision = request.revision + 1
    return request.model_copy(
        update={
            "event_id": derived_id(ReviewRequested.topic, request.invoice_id, str(revision)),
            "occurred_at": now.astimezone(UTC),  # a copy is not validated
            "revision": revision,
            "lines": lines,
            "model_version": knowledge.model.version,
        }
    )


def _differs(before: Sequence[LineCoding], after: Sequence[LineCoding]) -> bool:
    """Whether a person would see another answer: other codes, sources or certainty, or other chances."""
    return [_seen(line) for line in before] != [_seen(line) for line in after] or any(
        abs(old - new) >= NOTICEABLE for old, new in zip(_chances(before), _chances(after), strict=True)
    )


def _seen(line: LineCoding) -> list[tuple[str, bool, list[tuple[str, Source]]]]:
    return [
        (coding.dimension, coding.certain, [(each.code, each.source) for each in coding.suggestions])
        for coding in line.dimensions
    ]


def _chances(lines: Sequence[LineCoding]) -> Iterator[float]:
    return (each.probability for line in lines for coding in line.dimensions for each in coding.suggestions)
