"""The parts of an invoice that are coded one by one: its lines, then the amounts on the document.

The parts add up to what the invoice costs without VAT (BT-109), credit notes negative. Where the document's
own total differs from its lines, allowances and charges (Svefaktura rounds on paths of its own), the
difference is a part of its own: under one unit of currency `rounding:1`, coded as the largest line; from
there on `difference:1`, which only a person can code. A document without BT-109 is worth the sum of its
parts. One without lines, allowances and charges, or with amounts no ledger can hold, is the single part
`document:1`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum, auto

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine
from schemas.matching import LineMatch

ROUNDING_LIMIT = Decimal(1)
LARGEST, MOST_DECIMALS = Decimal(10) ** 28, 10
"""Beyond these an amount or a sum of amounts may not fit into the 38 digits of `schemas.base.Exact`."""
EXACT = 100
"""Digits to reckon with: Python's own 28 would round what a hostile document can hold."""
UNSPSC_OR_CPV = ("TST", "STI")


class Kind(Enum):
    """What a part is."""

    LINE = auto()
    ADJUSTMENT = auto()
    ROUNDING = auto()
    WHOLE = auto()
    DIFFERENCE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One amount to code, with what is known of it."""

    line_id: str
    kind: Kind
    text: str
    amount: Decimal
    words: str = ""
    article: str = ""
    category: str = ""
    match: LineMatch | None = None

    @property
    def is_charge(self) -> bool:
        """Whether it is an addition on the document, such as freight."""
        return self.kind is Kind.ADJUSTMENT and self.line_id.startswith("charge:")


def parts_of(invoice: Invoice, matches: Sequence[LineMatch]) -> tuple[Part, ...]:
    """Every part in the order of the document; at least one, no two with the same `line_id`.

    `matches` are those of the lines, in their order.
    """
    with localcontext(prec=EXACT):
        adjustments = list(_adjustments(invoice))
        taken = {"rounding:1", "difference:1", *(part.line_id for part in adjustments)}
        parts = [*_lines(invoice, matches, taken), *adjustments]
        if not parts:
            return (_whole(invoice),)
        total = invoice.totals.without_vat
        rest = Decimal() if total is None else invoice.sign * total - sum(part.amount for part in parts)
        if rest:
            parts.append(_remainder(rest))
    return tuple(parts) if all(_fits(part.amount) for part in parts) else (_whole(invoice),)


def _whole(invoice: Invoice) -> Part:
    """All of it as one part: BT-109, else BT-112 less BT-110, else BT-112."""
    totals = invoice.totals
    reckoned = invoice.total - (totals.vat or Decimal())
    worth = totals.without_vat if totals.without_vat is not None else reckoned
    amount = worth if _fits(worth) else Decimal()
    return Part("document:1", Kind.WHOLE, "Whole invoice", amount * invoice.sign)


def _remainder(rest: Decimal) -> Part:
    small = abs(rest) < ROUNDING_LIMIT
    kind, name = (Kind.ROUNDING, "rounding") if small else (Kind.DIFFERENCE, "difference")
    return Part(f"{name}:1", kind, f"{name.capitalize()} against the invoice total", rest)


def _fits(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return abs(amount) < LARGEST and isinstance(exponent, int) and exponent >= -MOST_DECIMALS


def _lines(invoice: Invoice, matches: Sequence[LineMatch], taken: set[str]) -> Iterator[Part]:
    for at, line in enumerate(invoice.lines):
        line_id = _free_id(line.id or f"line:{at + 1}", taken)
        taken.add(line_id)
        yield Part(
            line_id=line_id,
            kind=Kind.LINE,
            text=line.item.name or line.item.description or line.note or f"Line {line_id}",
            amount=invoice.sign * (line.net_amount or Decimal()),
            words=" ".join(filter(None, (line.item.name, line.item.description, line.note))),
            article=_article(line),
            category=_category(line),
            match=matches[at] if at < len(matches) else None,
        )


def _free_id(wanted: str, taken: set[str]) -> str:
    """The line's own id, told apart where a document numbers two lines alike."""
    line_id, again = wanted, 2
    while line_id in taken:
        line_id, again = f"{wanted}#{again}", again + 1
    return line_id


def _adjustments(invoice: Invoice) -> Iterator[Part]:
    """Document allowances and charges, each numbered among its like."""
    for is_charge, name, sign in ((False, "allowance", -1), (True, "charge", 1)):
        alike = [entry for entry in invoice.allowances_charges if entry.is_charge is is_charge]
        for number, entry in enumerate(alike, start=1):
            yield _adjustment(f"{name}:{number}", name, entry, sign * invoice.sign)


def _adjustment(line_id: str, name: str, entry: AllowanceCharge, sign: int) -> Part:
    text = entry.reason or name.capitalize()
    return Part(line_id, Kind.ADJUSTMENT, text, sign * (entry.amount or Decimal()), words=entry.reason or "")


def _article(line: InvoiceLine) -> str:
    """The seller's article number, else the GTIN."""
    standard = line.item.standard_id
    return line.item.seller_id or (standard.value if standard else "")


def _category(line: InvoiceLine) -> str:
    """The first UNSPSC or CPV class, else `""`: other lists are the seller's own."""
    return next((each.code for each in line.item.classifications if each.list_id in UNSPSC_OR_CPV), "")
