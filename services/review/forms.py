"""An invoice with its form as a value: what to read and to choose, what is wrong, what changed meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.coding import ReviewReason, ReviewRequested
from services.review.deciding import Answers, Difference, Problem, lines_of, places_of, total_of
from services.review.formatting import amount
from services.review.headings import Compared, Heading, compared, heading_of
from services.review.lines import Line, Sheet, lines_view
from services.review.pages import address
from services.review.queue import URGENCY, Filter, uncertain_lines
from services.review.translations import Words


class Notice(StrEnum):
    """Why a form is shown again."""

    NONE = "none"
    FILLED = "filled"
    EXPIRED = "expired"
    STALE = "stale"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Fix:
    """An entry of the error summary, and where it leads."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Same:
    """A field for one code on several lines."""

    name: str
    dimension: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class InvoiceForm:
    """An invoice with its form."""

    heading: Heading
    action: str
    revision: int
    reasons: tuple[str, ...]
    duplicate: str | None
    lines: tuple[Line, ...]
    same: tuple[Same, ...]
    nothing_known: bool
    """Whether no line has a suggestion: then one code for all is the likely wish."""
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """For each dimension the codes suggested anywhere on the invoice, with their names."""
    notice: Notice
    fixes: tuple[Fix, ...]
    compared: tuple[Compared, ...]
    left: int
    left_text: str
    total: str
    differs: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a form is to be shown: with which answers, and why again."""

    answers: Answers
    notice: Notice = Notice.NONE
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    same: Mapping[str, str] | None = None


def invoice_form(
    request: ReviewRequested, shown: Shown, wanted: Filter, words: Words, *, duplicate_here: bool
) -> InvoiceForm:
    """A waiting invoice with its form."""
    faults = {problem.place: problem.fault for problem in shown.problems}
    lines = lines_view(Sheet(request, shown.answers, faults, words))
    left = sum(group.is_open for line in lines for group in line.groups)
    return InvoiceForm(
        heading=heading_of(request, words),
        action=address(request.invoice_id, wanted),
        revision=request.revision,
        reasons=tuple(_why(request, words)),
        duplicate=_duplicate(request, wanted) if duplicate_here else None,
        lines=lines,
        same=_same_fields(lines, shown.same or {}),
        nothing_known=not any(group.options for line in lines for group in line.groups),
        codes=_codes(request),
        notice=shown.notice,
        fixes=tuple(_fixes(lines)),
        compared=compared(request, shown.differences, words),
        left=left,
        left_text=left_text(left, words),
        total=amount(total_of(lines_of(request)), request.invoice.currency, words.language),
        differs=_differs(request, words),
    )


def _why(request: ReviewRequested, words: Words) -> Iterator[str]:
    """Why a person sees the invoice, the most urgent reason first."""
    for reason in sorted(request.reasons, key=URGENCY.index):
        uncertain = uncertain_lines(request)
        if reason is not ReviewReason.UNCERTAIN:
            yield words(f"why.{reason}")
        elif uncertain:
            yield words.count("why.uncertain", len(lines_of(request)), uncertain=uncertain)


def left_text(left: int, words: Words) -> str:
    """How many choices are left, in words."""
    return words.count("form.left", left) if left else words("form.left.none")


def _duplicate(request: ReviewRequested, wanted: Filter) -> str | None:
    return address(request.duplicate_of, wanted) if request.duplicate_of else None


def _same_fields(lines: tuple[Line, ...], same: Mapping[str, str]) -> tuple[Same, ...]:
    """A field for each dimension that several lines have."""
    labels = [{group.dimension: group.label for group in line.groups} for line in lines]
    return tuple(
        Same(f"same-{dimension}", dimension, label, same.get(dimension, ""))
        for dimension, label in (labels[0] if len(lines) > 1 else {}).items()
    )


def _codes(request: ReviewRequested) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    codes: dict[str, dict[str, str]] = {}
    for dimension in places_of(request).values():
        known = codes.setdefault(dimension.dimension, {})
        known.update({found.code: found.name or "" for found in dimension.suggestions if found.code})
    return tuple((dimension, tuple(sorted(known.items()))) for dimension, known in codes.items())


def _fixes(lines: tuple[Line, ...]) -> Iterator[Fix]:
    for line in lines:
        for group in line.groups:
            if group.error:
                first = group.options[0].id if group.options else group.other
                yield Fix(f"#{first}", f"{line.read.title}, {line.read.text}: {group.error}")


def _differs(request: ReviewRequested, words: Words) -> str | None:
    """A sentence where the lines do not add up to what the invoice states without VAT."""
    invoice, rows = request.invoice, total_of(lines_of(request))
    stated = invoice.totals.without_vat
    if stated is None or stated * invoice.sign == rows:
        return None
    return words(
        "form.sum.differs",
        rows=amount(rows, invoice.currency, words.language),
        stated=amount(stated * invoice.sign, invoice.currency, words.language),
    )
