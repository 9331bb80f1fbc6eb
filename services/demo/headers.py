"""The head of an invoice: its number, its days, its syntax and envelope, and how the supplier rounds it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from services.demo.bills import Bill, Line, Syntax, numbered
from services.demo.dice import Dice
from services.demo.municipality import TODAY, Supplier, Unit, World
from services.demo.purchases import fee_line
from services.demo.references import buyer_reference

FIRST_DAY, LAST_DAY = TODAY + timedelta(days=1), TODAY + timedelta(days=36)
SVEFAKTURA_OF_BOTH = 0.25
FREIGHT_CHARGES = (Decimal("95.00"), Decimal("195.00"), Decimal("349.00"))


@dataclass
class Headers:
    """Gives lines a head; counts each supplier's invoice numbers."""

    world: World
    dice: Dice
    numbers: Counter[str] = field(default_factory=Counter)

    def bill(self, supplier: Supplier, unit: Unit, day: date, lines: list[Line], syntax: Syntax) -> Bill:
        """The invoice of these lines."""
        day = self._in_the_weeks(day)
        if self._adds_a_fee(supplier):
            lines = [
                *lines,
                Line("", fee_line(self.dice, self.world, supplier, unit, day)),
            ]
        bill = Bill(
            number=self._number(supplier),
            supplier=supplier,
            unit=unit,
            day=day,
            due=day + timedelta(days=30),
            lines=numbered(lines),
            syntax=syntax,
            reference=buyer_reference(self.dice, unit),
            whole_kronor=self.dice.chance(0.6 if syntax == "svefaktura" else 0.2),
            specified=self.dice.chance(0.06),
        )
        return self._wrapped(self._with_contract(self._with_freight(bill)))

    def _in_the_weeks(self, day: date) -> date:
        """The day, or where it lies outside the weeks one near their beginning or end."""
        if day < FIRST_DAY:
            return FIRST_DAY + timedelta(days=self.dice.whole(0, 11))
        return day if day <= LAST_DAY else LAST_DAY - timedelta(days=self.dice.whole(0, 4))

    def syntax_of(self, supplier: Supplier) -> Syntax:
        """The syntax of the supplier's program, or of one of its two."""
        if supplier.syntax == "both":
            return "svefaktura" if self.dice.chance(SVEFAKTURA_OF_BOTH) else "peppol"
        return supplier.syntax

    def day(self) -> date:
        """A day in the weeks after today."""
        return FIRST_DAY + timedelta(days=self.dice.whole(0, (LAST_DAY - FIRST_DAY).days))

    def _number(self, supplier: Supplier) -> str:
        self.numbers[supplier.key] += self.dice.whole(1, 9)
        return str(100_000 + int(supplier.number[4:9]) * 7 + self.numbers[supplier.key])

    def _adds_a_fee(self, supplier: Supplier) -> bool:
        return supplier.trade == "order" and self.dice.chance(0.16)

    def _with_freight(self, bill: Bill) -> Bill:
        """Freight as a charge on the document, where it is no line already."""
        is_charged = bill.supplier.trade == "order" and bill.syntax == "peppol" and self.dice.chance(0.06)
        if not is_charged or any(line.bought.article.is_fee for line in bill.lines):
            return bill
        return replace(bill, freight=self.dice.pick(FREIGHT_CHARGES))

    def _with_contract(self, bill: Bill) -> Bill:
        framework = self.world.framework_of(bill.supplier)
        return replace(bill, contract=framework.number) if framework and self.dice.chance(0.5) else bill

    def _wrapped(self, bill: Bill) -> Bill:
        throw = self.dice.share()
        if bill.syntax == "peppol":
            return replace(bill, envelope="network") if throw < 0.12 else bill
        latin_1 = self.dice.chance(0.4)
        if bill.specified or throw < 0.25:  # an attachment needs the Swedish envelope
            return replace(bill, latin_1=latin_1, envelope="both" if throw < 0.08 else "swedish")
        return replace(bill, latin_1=latin_1)
