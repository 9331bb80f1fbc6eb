"""The invoices that come in: of orders, of subscriptions, of purchases without an order, and credit notes.

The noise is that of real invoices: part deliveries, several orders on one invoice, order references that are
missing or damaged, prices above the order, freight, purchases beside the contract.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from services.demo.bills import Bill, Line, Syntax, numbered
from services.demo.dice import Dice
from services.demo.headers import LAST_DAY, Headers
from services.demo.municipality import TODAY, Supplier, Unit, World
from services.demo.ordering import OrderLine, PurchaseOrder
from services.demo.purchases import Bought, basket, buyers, reprice, worded
from services.demo.references import PLACEHOLDER, as_written

INVOICED_ORDERS = 0.74
SEVERAL_ORDERS = 0.6
"""Chance that an order joins the invoice of an earlier one of the same unit and supplier."""
PART_DELIVERY = 0.14
CREDIT_NOTES = 0.05
SUBSCRIPTIONS = 0.42
"""Share of the invoices without an order."""
DEARER = (Decimal("1.04"), Decimal("1.08"), Decimal("1.15"))

Group = tuple[PurchaseOrder, ...]


class Biller:
    """Throws the dice for one inbox."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = Dice(seed, "inbox")
        self.headers = Headers(world, self.dice)

    def bills(self, orders: Sequence[PurchaseOrder], count: int) -> list[Bill]:
        """`count` invoices and credit notes, the oldest first."""
        credit_notes = round(count * CREDIT_NOTES)
        bills = list(self._of_orders(orders))[: count - credit_notes]
        rest = count - credit_notes - len(bills)
        bills += list(self._subscribed(round(rest * SUBSCRIPTIONS)))
        bills += [self._free() for _ in range(count - credit_notes - len(bills))]
        bills += [self._credit_note(bill) for bill in self.dice.some(bills, credit_notes)]
        return sorted(bills, key=lambda bill: (bill.day, bill.supplier.number, bill.number))

    def spare(self, syntax: Syntax) -> Bill:
        """One more invoice, bare and in the syntax asked for: to be broken."""
        sellers = [
            each for each in self.world.suppliers if each.trade == "free" and each.syntax in (syntax, "both")
        ]
        return replace(self._free(sellers, syntax), latin_1=False, envelope="none", specified=False)

    def _of_orders(self, orders: Sequence[PurchaseOrder]) -> Iterator[Bill]:
        invoiced = self.dice.some(orders, round(len(orders) * INVOICED_ORDERS))
        for group in self._groups(invoiced):
            if len(group) == 1 and self.dice.chance(PART_DELIVERY):
                yield from self._in_parts(group[0])
            else:
                yield self._of_group(group)

    def _groups(self, orders: Sequence[PurchaseOrder]) -> list[Group]:
        """Orders that one invoice covers: most alone, some with others of the same unit and supplier."""
        groups: list[Group] = []
        latest: dict[tuple[str, str], int] = {}
        for order in orders:
            who = order.supplier.key, order.unit.code
            if who in latest and self._joins(groups[latest[who]], order):
                groups[latest[who]] += (order,)
            else:
                latest[who] = len(groups)
                groups.append((order,))
        return groups

    def _joins(self, group: Group, order: PurchaseOrder) -> bool:
        """Whether the supplier waited for this order: at most three, of a fortnight."""
        is_near = order.day - group[0].day <= timedelta(days=14)
        return is_near and len(group) < 3 and self.dice.chance(SEVERAL_ORDERS)

    def _of_group(self, group: Group) -> Bill:
        syntax = self.headers.syntax_of(group[0].supplier)
        lines = [line for order in group for line in self._lines_of(order, order.lines)]
        return self._referring(group, lines, syntax, self.dice.whole(3, 18))

    def _in_parts(self, order: PurchaseOrder) -> Iterator[Bill]:
        """Two deliveries, each invoiced: every line that can be divided is."""
        syntax = self.headers.syntax_of(order.supplier)
        first, second = [], []
        for line in order.lines:
            whole = line.bought.quantity
            part = (whole * self.dice.pick((3, 5, 7)) / 10).to_integral_value()
            if 0 < part < whole:
                first.append(self._delivered(order, line, part))
                second.append(self._delivered(order, line, whole - part))
            else:
                first.append(self._delivered(order, line, whole))
        yield self._referring((order,), first, syntax, self.dice.whole(3, 9))
        if second:
            yield self._referring((order,), second, syntax, self.dice.whole(12, 25))

    def _lines_of(self, order: PurchaseOrder, ordered: Sequence[OrderLine]) -> Iterator[Line]:
        for line in ordered:
            extra = 1 if self.dice.chance(0.02) else 0
            yield self._delivered(order, line, line.bought.quantity + extra)
        if self.dice.chance(0.1):
            more = basket(self.dice, self.world, order.supplier, order.unit, order.day)[0]
            if more.article not in {line.bought.article for line in order.lines}:
                yield Line("", more)

    def _delivered(self, order: PurchaseOrder, line: OrderLine, quantity: Decimal) -> Line:
        """The order's line as it is invoiced: in the supplier's words, now and then dearer."""
        bought = replace(line.bought, quantity=quantity, text=worded(self.dice, line.bought.article))
        if self.dice.chance(0.05):
            bought = reprice(bought, self.dice.pick(DEARER))
        ref = line.id if self.dice.chance(0.7) else None
        return Line("", bought, order=order.number, order_line=line.id, ref_order_line=ref)

    def _referring(self, group: Group, lines: list[Line], syntax: Syntax, after: int) -> Bill:
        """The invoice with its order numbers where its syntax has a place for them."""
        order = group[0]
        written = {each.number: as_written(self.dice, each.number) for each in group}
        per_line = syntax == "svefaktura" or (len(group) > 1 and self.dice.chance(0.6))
        missing = PLACEHOLDER if syntax == "svefaktura" and self.dice.chance(0.5) else None
        if per_line:
            lines = [replace(each, ref_order=written.get(each.order or "") or missing) for each in lines]
        bill = self.headers.bill(
            order.supplier, order.unit, group[-1].day + timedelta(days=after), lines, syntax
        )
        return bill if syntax == "svefaktura" else self._with_header(bill, written[order.number])

    def _with_header(self, bill: Bill, order_ref: str | None) -> Bill:
        """BT-13; a line number without an order number is lawful, and some write it so."""
        if order_ref and self.dice.chance(0.03):
            return replace(bill, reference=order_ref)  # the order number in the buyer reference's place
        if order_ref and self.dice.chance(0.05):
            return replace(bill, order_ref=order_ref, reference=None)
        return replace(bill, order_ref=order_ref)

    def _subscribed(self, count: int) -> Iterator[Bill]:
        plans = [
            (supplier, unit)
            for supplier in self.world.suppliers
            if supplier.trade == "subscription"
            for unit in buyers(self.world, supplier)
        ]
        for supplier, unit in self.dice.some(plans, count):
            bill = self._unordered(supplier, unit, self.headers.syntax_of(supplier))
            month = TODAY.replace(day=1)
            yield replace(
                bill, period=(month, TODAY), object_id=f"{supplier.number[4:8]}-{unit.code}", credits=None
            )

    def _free(self, sellers: Sequence[Supplier] = (), syntax: Syntax | None = None) -> Bill:
        known = sellers or [each for each in self.world.suppliers if each.trade != "subscription"]
        weights = [each.weight if each.trade == "free" else max(1, each.weight // 4) for each in known]
        supplier = self.dice.weighted(known, weights)
        unit = self.dice.pick(buyers(self.world, supplier))
        return self._unordered(supplier, unit, syntax or self.headers.syntax_of(supplier))

    def _unordered(self, supplier: Supplier, unit: Unit, syntax: Syntax) -> Bill:
        day = self.headers.day()
        lines = [self._bought(each, syntax) for each in basket(self.dice, self.world, supplier, unit, day)]
        return self.headers.bill(supplier, unit, day, lines, syntax)

    def _bought(self, bought: Bought, syntax: Syntax) -> Line:
        if self.dice.chance(0.04):
            bought = reprice(bought, self.dice.pick(DEARER)) if bought.price > 1 else bought
        is_peppol = syntax == "peppol"
        return Line(
            "",
            bought,
            base_quantity=100 if is_peppol and bought.price < 10 and self.dice.chance(0.4) else 1,
            discount_percent=self.dice.pick((5, 10)) if is_peppol and self.dice.chance(0.04) else 0,
        )

    def _credit_note(self, bill: Bill) -> Bill:
        """All of the invoice taken back, or one of its lines; some days later."""
        lines = bill.lines if self.dice.chance(0.5) else (self.dice.pick(bill.lines),)
        day = min(bill.day + timedelta(days=self.dice.whole(1, 12)), LAST_DAY + timedelta(days=7))
        kept = [replace(line, ref_order_line=None) for line in lines]
        again = self.headers.bill(bill.supplier, bill.unit, day, [], bill.syntax)
        return replace(
            again,
            day=day,
            due=day + timedelta(days=30),
            lines=numbered(kept),
            order_ref=bill.order_ref,
            reference=bill.reference or bill.unit.code,
            credits=(bill.number, bill.day),
            freight=None,
            note=f"Avser faktura {bill.number}",
        )
