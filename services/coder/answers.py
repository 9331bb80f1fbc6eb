"""The coding of whole invoices, line by line and dimension by dimension, with one call of the model for each.

Every number of an invoice comes from that invoice and from what was learnt of its supplier before: how many
others share the batch changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice

from schemas.coding import DimensionCoding, LineCoding
from schemas.invoice import Invoice
from schemas.matching import LineMatch
from services.coder.features import Case, Cases
from services.coder.knowledge import Knowledge
from services.coder.parts import Kind, Part, parts_of
from services.coder.policy import Policy
from services.coder.rules import Subject
from services.coder.state import State
from services.coder.voices import Context, Voice, answer, in_order

LARGEST = 1e12
"""Amounts beyond tell nothing about a code, and would leave the range of the feature matrix."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice in its parts, with who sent it to whom."""

    parts: tuple[Part, ...]
    tenant: str
    supplier: str
    supplier_name: str
    unit: str

    @classmethod
    def of(cls, invoice: Invoice, matches: Sequence[LineMatch], policy: Policy) -> "Paper":
        """The invoice, read under this policy."""
        return cls(
            parts=parts_of(invoice, matches),
            tenant=invoice.tenant,
            supplier=invoice.supplier_id,
            supplier_name=invoice.seller.name,
            unit=policy.unit_of(invoice.buyer_reference),
        )

    def case(self, part: Part, day: int) -> Case:
        """The part as the model sees it, on this day."""
        return Case(
            tenant=self.tenant,
            supplier=self.supplier,
            supplier_name=self.supplier_name,
            unit=self.unit,
            article=part.article,
            category=part.category,
            text=part.words,
            amount=min(max(float(part.amount), -LARGEST), LARGEST),
            day=day,
        )

    def subject(self, part: Part) -> Subject:
        """The part as a rule sees it."""
        article, text = (" ".join(value.casefold().split()) for value in (part.article, part.words))
        return Subject(self.tenant, self.supplier, self.unit, article, text)


def day_of(now: datetime) -> int:
    """The day in UTC, counted from 1970-01-01."""
    return (now.astimezone(UTC).date() - date(1970, 1, 1)).days


def answers(
    papers: Sequence[Paper], knowledge: Knowledge, state: State, now: datetime
) -> list[tuple[LineCoding, ...]]:
    """The coding of every part of every paper, in their order."""
    cases = Cases.of(paper.case(part, day_of(now)) for paper in papers for part in paper.parts)
    by_dimension = [
        _of_dimension(dimension, papers, cases, knowledge, state) for dimension in knowledge.policy.dimensions
    ]
    return [_lines(paper, codings) for paper, *codings in zip(papers, *by_dimension, strict=True)]


def _lines(paper: Paper, codings: Sequence[Sequence[DimensionCoding]]) -> tuple[LineCoding, ...]:
    """The answers of all dimensions put together, part by part."""
    return tuple(
        LineCoding(line_id=part.line_id, text=part.text, amount=part.amount, dimensions=tuple(dimensions))
        for part, *dimensions in zip(paper.parts, *codings, strict=True)
    )


def _of_dimension(
    dimension: str, papers: Sequence[Paper], cases: Cases, knowledge: Knowledge, state: State
) -> list[list[DimensionCoding]]:
    """The coding of every part of every paper in one dimension."""
    voices = knowledge.opinions(dimension, cases, state.memory(dimension))
    return [
        _of_paper(dimension, paper, list(islice(voices, len(paper.parts))), knowledge) for paper in papers
    ]


def _of_paper(
    dimension: str, paper: Paper, said: Sequence[Sequence[Voice]], knowledge: Knowledge
) -> list[DimensionCoding]:
    """The coding of one paper's parts: the lines first, for other amounts follow them."""
    codings: list[DimensionCoding] = []
    context = Context(knowledge.policy, [], knowledge.charts)
    for part, model in zip(paper.parts, said, strict=True):
        rule = knowledge.book.best(dimension, paper.subject(part))
        codings.append(answer(dimension, in_order(part, dimension, context, rule, model)))
        if part.kind is Kind.LINE:
            context.lines.append((part, codings[-1]))
    return codings
