"""A decided invoice as a value: the rows that are booked, who decided them, and what was learnt from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.coding import PostingRow, ReviewRequested
from schemas.review import ReviewDecided
from services.review.deciding import Answers, Difference, booked_answers, differences, total_of
from services.review.formatting import amount, moment
from services.review.headings import Compared, Heading, compared, heading_of
from services.review.lines import Read, read_lines
from services.review.pages import address
from services.review.queue import Filter, Waiting
from services.review.store import Settled
from services.review.translations import Words


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A row that was decided."""

    read: Read
    amount: str
    codes: tuple[str, ...]
    """In the order of the columns; `""` where a dimension has none."""
    changed: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """A decided invoice, read only."""

    heading: Heading
    said: str
    dimensions: tuple[str, ...]
    rows: tuple[DecidedRow, ...]
    total: str
    learned: str | None
    following: tuple[str, str] | None
    """Address and name of the next invoice."""
    taken: bool
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class After:
    """What the page is shown after: a save, somebody else's decision, or nothing."""

    wanted: Filter
    following: Waiting | None = None
    learned: int | None = None
    mine: Answers | None = None
    """What was sent too late, where something was."""


Corrected = dict[tuple[str, str], str | None]
"""By line id and dimension what was suggested first."""


def settled_page(case: Settled, after: After, words: Words) -> DecidedPage:
    """An invoice that is coded, by a decision made here or without one."""
    request = case.request
    rows = final_rows(case)
    corrected = (
        {(found.line_id, found.dimension): found.suggested for found in case.corrections}
        if isinstance(case, ReviewDecided)
        else {}
    )
    dimensions, shown = _rows(request, rows, corrected, words)
    return DecidedPage(
        heading=heading_of(request, words),
        said=_said(case, words),
        dimensions=dimensions,
        rows=shown,
        total=amount(total_of(rows), request.invoice.currency, words.language),
        learned=_learned(after.learned, words),
        following=_following(after, words),
        taken=after.mine is not None,
        compared=compared(request, _differences(case, after.mine), words),
    )


def final_rows(case: Settled) -> tuple[PostingRow, ...]:
    """The rows that are booked."""
    return case.rows if isinstance(case, ReviewDecided) else case.coded.rows


def _said(case: Settled, words: Words) -> str:
    """Who decided, and when."""
    if isinstance(case, ReviewDecided):
        by, at = case.decided_by, case.occurred_at
    else:
        by, at = case.coded.decided_by or "", case.coded.occurred_at
    when = moment(at, words.language)
    return words("decided.by", name=by, when=when) if by else words("released.by", when=when)


def _differences(case: Settled, mine: Answers | None) -> tuple[Difference, ...]:
    return differences(mine, booked_answers(final_rows(case), case.request)) if mine is not None else ()


def _rows(
    request: ReviewRequested,
    rows: Sequence[PostingRow],
    corrected: Corrected,
    words: Words,
) -> tuple[tuple[str, ...], tuple[DecidedRow, ...]]:
    """The words of the columns, and the rows under them."""
    dimensions = tuple(dict.fromkeys(code.dimension for row in rows for code in row.codes))
    read = read_lines(request.invoice, request.matches, rows, words)
    shown = tuple(
        _row(row, seen, dimensions, corrected, request.invoice.currency, words)
        for row, seen in zip(rows, read, strict=True)
    )
    return tuple(words.named("dimension", name) for name in dimensions), shown


def _row(
    row: PostingRow,
    read: Read,
    dimensions: Sequence[str],
    corrected: Corrected,
    currency: str,
    words: Words,
) -> DecidedRow:
    codes = {code.dimension: code.code for code in row.codes}
    return DecidedRow(
        read=read,
        amount=amount(row.amount, currency, words.language),
        codes=tuple(codes.get(dimension, "") for dimension in dimensions),
        changed=tuple(_change(row.line_id, dimension, corrected, words) for dimension in dimensions),
    )


def _change(line_id: str, dimension: str, corrected: Corrected, words: Words) -> str | None:
    if (line_id, dimension) not in corrected:
        return None
    suggested = corrected[line_id, dimension]
    return words("decided.corrected", code=suggested) if suggested else words("decided.new")


def _learned(learned: int | None, words: Words) -> str | None:
    if learned is None:
        return None
    return words.count("saved.learned", learned) if learned else words("saved.learned.none")


def _following(after: After, words: Words) -> tuple[str, str] | None:
    entry = after.following
    if entry is None:
        return None
    name = words("saved.next", supplier=entry.supplier, number=entry.number or words("queue.unnumbered"))
    return address(entry.invoice_id, after.wanted), name
