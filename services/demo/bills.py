"""An invoice before it has a syntax: its lines, its sums, its references, and what is true of each line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from services.demo.municipality import Supplier, Unit
from services.demo.purchases import FREIGHT, Bought, money

Syntax = Literal["peppol", "svefaktura"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is written (`ref_*`, `base_quantity`, …) and as it truly is (`order*`, `verdicts`)."""

    id: str
    bought: Bought
    order: str | None = None
    order_line: str | None = None
    ref_order: str | None = None
    ref_order_line: str | None = None
    base_quantity: int = 1
    discount_percent: int = 0
    verdicts: tuple[str, ...] = ()

    @property
    def gross(self) -> Decimal:
        """Quantity times price, before the discount."""
        return self.bought.amount

    @property
    def discount(self) -> Decimal:
        """What is deducted from the line."""
        return money(self.gross * self.discount_percent / 100)

    @property
    def net(self) -> Decimal:
        """BT-131."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class VatSum:
    """The taxable amount and the tax of one category and rate."""

    category: str
    rate: Decimal
    taxable: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Bill:
    """An invoice or credit note."""

    number: str
    supplier: Supplier
    unit: Unit
    day: date
    due: date
    lines: tuple[Line, ...]
    syntax: Syntax
    reference: str | None
    order_ref: str | None = None
    contract: str | None = None
    period: tuple[date, date] | None = None
    object_id: str | None = None
    freight: Decimal | None = None
    note: str | None = None
    credits: tuple[str, date] | None = None
    whole_kronor: bool = False
    specified: bool = False
    envelope: Literal["none", "network", "swedish", "both"] = "none"
    latin_1: bool = False

    @property
    def is_credit(self) -> bool:
        """Whether it takes back an earlier invoice."""
        return self.credits is not None

    @cached_property
    def line_sum(self) -> Decimal:
        """BT-106."""
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @cached_property
    def without_vat(self) -> Decimal:
        """BT-109."""
        return self.line_sum + (self.freight or 0)

    @cached_property
    def vat(self) -> tuple[VatSum, ...]:
        """One sum for each category and rate, the highest rate first."""
        sums: dict[tuple[str, Decimal], Decimal] = {}
        for category, rate, amount in self._taxed():
            sums[category, rate] = sums.get((category, rate), Decimal()) + amount
        return tuple(
            VatSum(category, rate, taxable, money(taxable * rate / 100))
            for (category, rate), taxable in sorted(sums.items(), key=lambda entry: -entry[0][1])
        )

    @cached_property
    def tax(self) -> Decimal:
        """BT-110."""
        return sum((each.tax for each in self.vat), Decimal("0.00"))

    @cached_property
    def with_vat(self) -> Decimal:
        """BT-112, before it is rounded to whole kronor."""
        return self.without_vat + self.tax

    @cached_property
    def rounding(self) -> Decimal:
        """BT-114: from -0.49 to 0.50, nought where öre are paid."""
        if not self.whole_kronor:
            return Decimal("0.00")
        kronor = money(self.with_vat / 100) * 100  # rounds halves up, like every other sum here
        return kronor.quantize(Decimal("0.01")) - self.with_vat

    @cached_property
    def payable(self) -> Decimal:
        """BT-115."""
        return self.with_vat + self.rounding

    def _taxed(self) -> Iterable[tuple[str, Decimal, Decimal]]:
        for line in self.lines:
            yield line.bought.article.vat_category, line.bought.article.vat_rate, line.net
        if self.freight is not None:
            yield FREIGHT.vat_category, FREIGHT.vat_rate, self.freight


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the ids 1, 2, 3, …"""
    return tuple(replace(line, id=str(place)) for place, line in enumerate(lines, start=1))
