"""What several pages share: the heading of an invoice, and two answers side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.coding import ReviewRequested
from services.review.deciding import Difference, Place, lines_of, places_of
from services.review.facts import Facts, facts_of
from services.review.formatting import amount
from services.review.lines import line_title
from services.review.translations import Words


@dataclass(frozen=True, slots=True)
class Compared:
    """One disagreement between my choice and what is there now, side by side."""

    line: str
    dimension: str
    mine: str
    current: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over an invoice."""

    title: str
    supplier: str
    amount: str
    facts: Facts


def heading_of(request: ReviewRequested, words: Words) -> Heading:
    """What stands over an invoice; a credit note's total is negative."""
    invoice = request.invoice
    kind = "credit.title" if invoice.is_credit else "invoice.title"
    return Heading(
        title=words(kind, number=invoice.number or words("queue.unnumbered")),
        supplier=invoice.seller.name or invoice.supplier_id,
        amount=amount(invoice.total * invoice.sign, invoice.currency, words.language),
        facts=facts_of(request, words),
    )


def compared(
    request: ReviewRequested, differences: Sequence[Difference], words: Words
) -> tuple[Compared, ...]:
    """Each difference with the line and dimension it is about, and the names of the codes where known."""
    lines, places = lines_of(request), places_of(request)
    return tuple(
        Compared(
            line=f"{line_title(lines[found.place[0]].line_id, words)}, {lines[found.place[0]].text}",
            dimension=words.named("dimension", places[found.place].dimension),
            mine=_named(request, found.place, found.mine, words),
            current=_named(request, found.place, found.current, words),
        )
        for found in differences
    )


def _named(request: ReviewRequested, place: Place, code: str | None, words: Words) -> str:
    if code is None:
        return words("form.no-code")
    suggestions = places_of(request)[place].suggestions
    name = next((found.name for found in suggestions if found.code == code and found.name), "")
    return f"{code} {name}".strip()
