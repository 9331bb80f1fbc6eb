"""The lines of an invoice as they are read and answered: what was bought, what it matched, the codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol, TypeVar

from schemas.coding import DimensionCoding, LineCoding, ReviewRequested, Suggestion
from schemas.invoice import Invoice, InvoiceLine
from schemas.matching import LineMatch, Verdict
from services.review.deciding import (
    NO_CODE,
    OTHER,
    SUGGESTED,
    Answer,
    Answers,
    Fault,
    Place,
    is_blind,
    is_needed,
    lines_of,
    may_be_none,
    preferred,
)
from services.review.facts import period
from services.review.formatting import amount, number, percent
from services.review.phrases import told
from services.review.queue import certain
from services.review.translations import Words

ADJUSTMENTS = ("allowance", "charge", "rounding", "difference", "document")
"""What an amount on the document can be, as its line id begins."""


@dataclass(frozen=True, slots=True)
class Option:
    """One suggested code, as a radio button."""

    id: str
    value: str
    code: str
    name: str
    checked: bool
    share: str | None
    """The probability in per cent; None where people judge blind, as `probability`."""
    probability: float | None
    source: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The choice of one dimension of one line."""

    id: str
    choice: str
    other: str
    dimension: str
    """The contract's name of it, `account`."""
    label: str
    options: tuple[Option, ...]
    answer: Answer
    needed: bool
    may_be_none: bool
    error: str | None

    @property
    def other_chosen(self) -> bool:
        """Whether another code than the suggested ones is meant."""
        return self.answer.choice == OTHER or (not self.answer.choice and bool(self.answer.typed))

    @property
    def none_chosen(self) -> bool:
        """Whether no code at all is meant."""
        return self.answer.choice == NO_CODE

    @property
    def typed_wrong(self) -> bool:
        """Whether the error is about the typed code."""
        return self.error is not None and (bool(self.answer.typed) or self.other_chosen or not self.options)

    @property
    def is_open(self) -> bool:
        """Whether something must still be chosen."""
        return self.needed and self.answer.is_open

    @property
    def chosen(self) -> str:
        """The code chosen and its name, `""` where none is."""
        named = (f"{option.code} {option.name}".strip() for option in self.options if option.checked)
        return next(named, self.answer.typed)


GRAVE = frozenset({Verdict.PRICE_DEVIATION, Verdict.OVER_QUANTITY, Verdict.CONTRACT_PRICE_EXCEEDED})
"""Verdicts that cost money if nobody looks; the others inform."""


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict in words."""

    text: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What is to be read of one line, whether it is open or decided."""

    title: str
    text: str
    details: tuple[str, ...]
    match: tuple[str, ...]
    """What it was linked to, in words."""
    verdicts: tuple[Said, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the invoice with its choices."""

    id: str
    read: Read
    amount: str
    groups: tuple[Group, ...]
    settled: bool
    """Whether it may be folded: every dimension is certain and was left so, and nothing grave is said."""


class Row(Protocol):
    """A line to code, or a row that was decided."""

    @property
    def line_id(self) -> str:
        """BT-126, or `allowance:1`, …"""

    @property
    def text(self) -> str:
        """What it is for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A request as it is filled in, with what is wrong, in the reader's language."""

    request: ReviewRequested
    answers: Answers
    faults: Mapping[Place, Fault]
    words: Words

    @property
    def blind(self) -> bool:
        """Whether a person is to judge without seeing what the machine prefers."""
        return is_blind(self.request)


def lines_view(sheet: Sheet) -> tuple[Line, ...]:
    """Every line of the request with its answers, and what is wrong with them, in words."""
    request = sheet.request
    codings = lines_of(request)
    read = read_lines(request.invoice, request.matches, codings, sheet.words)
    return tuple(_line(sheet, coding, place, read[place]) for place, coding in enumerate(codings))


def read_lines(
    invoice: Invoice, matches: Sequence[LineMatch], rows: Sequence[Row], words: Words
) -> tuple[Read, ...]:
    """What is to be read of each row; `matches` are those of the invoice's lines, in their order."""
    ids = [line.id for line in invoice.lines]
    places = [_line_place(row.line_id, at, ids) for at, row in enumerate(rows)]
    return tuple(
        _read(row, _at(invoice.lines, place), _at(matches, place), invoice.currency, words)
        for row, place in zip(rows, places, strict=True)
    )


def line_title(line_id: str, words: Words) -> str:
    """What a line is called: its number, or which allowance or charge it is."""
    kind, _, number = line_id.partition(":")
    if number and kind in ADJUSTMENTS:
        return words(f"line.{kind}", id=number)
    return words("line.number", id=(number if kind == "line" and number else line_id) or "–")


def _line_place(line_id: str, at: int, ids: Sequence[str]) -> int | None:
    """Where the line of a row stands in the invoice; None for amounts on the document.

    Rows come in the order of the lines, amounts on the document after them. The coder tells lines with equal
    ids apart by a suffix, and numbers those without one.
    """
    if at < len(ids) and (line_id.rpartition("#")[0] or line_id) in (ids[at], f"line:{at + 1}"):
        return at
    return ids.index(line_id) if line_id in ids else None


T = TypeVar("T")


def _at(found: Sequence[T], place: int | None) -> T | None:
    return found[place] if place is not None and place < len(found) else None


def _line(sheet: Sheet, coding: LineCoding, place: int, read: Read) -> Line:
    groups = tuple(
        _group(sheet, dimension, (place, number)) for number, dimension in enumerate(coding.dimensions)
    )
    return Line(
        id=f"line-{place}",
        read=read,
        amount=amount(coding.amount, sheet.request.invoice.currency, sheet.words.language),
        groups=groups,
        settled=_is_left_as_it_was(sheet, coding, place)
        and not any(verdict.grave for verdict in read.verdicts)
        and not any(group.error for group in groups),
    )


def _is_left_as_it_was(sheet: Sheet, coding: LineCoding, place: int) -> bool:
    """Whether all is certain and nobody chose otherwise; never in an audit."""
    kept = (
        sheet.answers[place, number] == preferred(dimension)
        for number, dimension in enumerate(coding.dimensions)
    )
    return not sheet.blind and certain(coding) and all(kept)


def _group(sheet: Sheet, dimension: DimensionCoding, place: Place) -> Group:
    name = "-".join(map(str, place))
    label = sheet.words.named("dimension", dimension.dimension)
    fault = sheet.faults.get(place)
    return Group(
        id=f"group-{name}",
        choice=f"choice-{name}",
        other=f"other-{name}",
        dimension=dimension.dimension,
        label=label,
        options=_options(sheet, dimension, place),
        answer=sheet.answers[place],
        needed=is_needed(place, dimension),
        may_be_none=may_be_none(place),
        error=sheet.words(f"error.{fault}", dimension=label.lower()) if fault else None,
    )


def _options(sheet: Sheet, dimension: DimensionCoding, place: Place) -> tuple[Option, ...]:
    """The suggestions, best first; in an audit by code, and without what the machine thinks of them."""
    suggestions = dimension.suggestions
    if sheet.blind:
        suggestions = tuple(sorted(suggestions, key=lambda suggestion: suggestion.code))
    name = "-".join(map(str, place))
    options = (
        _option(suggestion, f"choice-{name}-{number}", sheet.answers[place], sheet.words)
        for number, suggestion in enumerate(suggestions)
    )
    if not sheet.blind:
        return tuple(options)
    return tuple(replace(option, share=None, probability=None, source=None, reasons=()) for option in options)


def _option(suggestion: Suggestion, id: str, answer: Answer, words: Words) -> Option:
    value = SUGGESTED + suggestion.code
    return Option(
        id=id,
        value=value,
        code=suggestion.code or words("form.no-code"),
        name=suggestion.name or "",
        checked=answer.choice == value,
        share=percent(suggestion.probability, words.language),
        probability=suggestion.probability,
        source=words(f"source.{suggestion.source}"),
        reasons=tuple(told(reason, words.language) for reason in suggestion.reasons),
    )


def _read(row: Row, line: InvoiceLine | None, match: LineMatch | None, currency: str, words: Words) -> Read:
    return Read(
        title=line_title(row.line_id, words),
        text=_own(row, words) or (line.item.name if line else "") or words("line.no-text"),
        details=_details(line, row.text, currency, words) if line else (),
        match=_links(match, currency, words) if match else (),
        verdicts=_verdicts(match, words) if match else (),
        evidence=_evidence(match, words) if match else (),
    )


def _verdicts(match: LineMatch, words: Words) -> tuple[Said, ...]:
    return tuple(Said(words.named("verdict", verdict), verdict in GRAVE) for verdict in match.verdicts)


def _own(row: Row, words: Words) -> str:
    """The supplier's words as they are; ours, on amounts that have none, in the reader's language."""
    return told(row.text, words.language) if row.line_id.partition(":")[0] in ADJUSTMENTS else row.text


def _details(line: InvoiceLine, text: str, currency: str, words: Words) -> tuple[str, ...]:
    """Quantity and price, article, and what the line says beside its text."""
    rate = line.vat_rate
    found = (
        _quantity(line, currency, words),
        words("line.article", id=line.item.seller_id) if line.item.seller_id else None,
        words("line.vat", rate=number(rate, words.language)) if rate is not None else None,
        *(said for said in (line.item.name, line.item.description, line.note) if said and said not in text),
        period(line.period, words),
        line.accounting_cost,
    )
    return tuple(detail for detail in found if detail)


def _quantity(line: InvoiceLine, currency: str, words: Words) -> str | None:
    """`4 st à 50,00 SEK`, or as much of it as the line says: Svefaktura may leave out either."""
    quantity = None if line.quantity is None else number(line.quantity, words.language)
    price = None if line.price.net is None else amount(line.price.net, currency, words.language)
    unit = words.unit(line.unit)
    if quantity and price:
        return words("line.quantity", quantity=quantity, unit=unit, price=price)
    if quantity:
        return words("line.bare-quantity", quantity=quantity, unit=unit)
    return words("line.price", price=price) if price else None


def _links(match: LineMatch, currency: str, words: Words) -> tuple[str, ...]:
    order, contract = match.order, match.contract
    links = []
    if order:
        links.append(words("line.order", order=order.order, line=order.order_line))
        links += _priced("line.order-price", order.ordered_price, currency, words)
    if contract:
        links.append(words("line.contract", contract=contract.contract, item=contract.item))
        links += _priced("line.contract-price", contract.net_price, currency, words)
    if order and match.probability:
        links.append(words("line.match-share", share=percent(match.probability, words.language)))
    return tuple(links)


def _priced(key: str, price: Decimal | None, currency: str, words: Words) -> list[str]:
    return [] if price is None else [words(key, price=amount(price, currency, words.language))]


def _evidence(match: LineMatch, words: Words) -> tuple[str, ...]:
    return tuple(
        f"{words.named('evidence', seen.field)}: {told(seen.text, words.language)}" for seen in match.evidence
    )
