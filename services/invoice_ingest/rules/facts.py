"""What the rules ask of an invoice, gathered in one pass so that no rule looks at the lines twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine, VatBreakdown
from schemas.party import Party

Named = tuple[str, AllowanceCharge]
Rate = tuple[str, Decimal]

CATEGORY_AND_RATE = attrgetter("vat_category", "vat_rate")
LINE, ALLOWANCE, CHARGE = "line", "allowance", "charge"
ZERO = Decimal()


class Facts:
    """The invoice, its elements under names that people understand, and sums per VAT category and rate.

    Every list holds (name, element) pairs: `("line 3", line)`. `by_category` and `by_rate` are the lines plus
    charges minus allowances of a VAT category, and of a category and rate: what BT-116 should be. `uses` has
    the VAT categories of each kind of element, `categories` how many breakdowns each has.

    Most invoices lack most of what there are rules for. So `line_fields` names the fields that any line, its
    price or its item was given (every other one has its default), and `rates` has every pair of VAT category
    and rate that stands anywhere: a rule that nothing there can break need not look at each line.
    """

    __slots__ = (
        "_lines", "_parties", "allowances", "breakdowns", "by_category", "by_rate", "categories", "charges",
        "invoice", "line_allowances", "line_charges", "line_fields", "line_total", "rates", "uses",
    )  # fmt: skip

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self.by_category: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.by_rate: defaultdict[Rate, Decimal] = defaultdict(Decimal)
        self.uses: set[tuple[str, str]] = set()
        self._add_lines(invoice.lines)
        self.allowances: list[Named] = []
        self.charges: list[Named] = []
        for entry in invoice.allowances_charges:
            self._add_document_entry(entry)
        self.breakdowns: list[tuple[str, VatBreakdown]] = []
        self.categories: dict[str, int] = {}
        for breakdown in invoice.vat:
            self.breakdowns.append((breakdown_name(breakdown), breakdown))
            self.rates.add((breakdown.category, breakdown.rate))
            self.categories[breakdown.category] = self.categories.get(breakdown.category, 0) + 1
        self._parties = _parties(invoice)

    def _add_lines(self, lines: Sequence[InvoiceLine]) -> None:
        self._lines: list[tuple[str, InvoiceLine]] | None = None
        self.line_fields = _fields_of(lines)
        self.line_allowances: list[Named] = []
        self.line_charges: list[Named] = []
        if "allowances_charges" in self.line_fields:
            for name, line in self.lines:
                for entry in line.allowances_charges:
                    (self.line_charges if entry.is_charge else self.line_allowances).append((name, entry))
        sums = _sums_of(lines)
        for (category, rate), amount in sums.items():
            self._count(LINE, category, rate, amount)
        self.rates = set(sums)
        self.line_total = sum(sums.values(), ZERO)

    @property
    def lines(self) -> list[tuple[str, InvoiceLine]]:
        """The lines; they are named when a rule first asks, which it does of few invoices."""
        if self._lines is None:
            self._lines = [
                (f"line {line.id}" if line.id else f"line no. {number}", line)
                for number, line in enumerate(self.invoice.lines, 1)
            ]
        return self._lines

    def _add_document_entry(self, entry: AllowanceCharge) -> None:
        entries, word = (self.charges, CHARGE) if entry.is_charge else (self.allowances, ALLOWANCE)
        entries.append((f"{word} {len(entries) + 1}", entry))
        self.rates.add((entry.vat_category, entry.vat_rate))
        amount = entry.amount or ZERO
        self._count(word, entry.vat_category, entry.vat_rate, amount if entry.is_charge else -amount)

    def _count(self, kind: str, category: str | None, rate: Decimal | None, amount: Decimal) -> None:
        if not category:
            return
        self.uses.add((kind, category))
        self.by_category[category] += amount
        if rate is not None:
            self.by_rate[category, rate] += amount

    def is_used(self, category: str) -> bool:
        """Whether a line, allowance or charge has this VAT category."""
        return category in self.by_category

    def parties(self) -> Sequence[tuple[str, Party]]:
        """The parties there are, by their role."""
        return self._parties


def _fields_of(lines: Sequence[InvoiceLine]) -> set[str]:
    # The attribute behind `model_fields_set`, which is a property of twice the cost.
    return set().union(
        *[line.__pydantic_fields_set__ for line in lines],
        *[line.price.__pydantic_fields_set__ for line in lines],
        *[line.item.__pydantic_fields_set__ for line in lines],
    )


def _sums_of(lines: Sequence[InvoiceLine]) -> Mapping[tuple[str | None, Decimal | None], Decimal]:
    """The net amounts by VAT category and rate."""
    sums: defaultdict[tuple[str | None, Decimal | None], Decimal] = defaultdict(Decimal)
    for key, group in groupby(lines, CATEGORY_AND_RATE):  # lines that follow each other have the same mostly
        sums[key] += sum([line.net_amount for line in group if line.net_amount is not None], ZERO)
    return sums


def _parties(invoice: Invoice) -> list[tuple[str, Party]]:
    parties = [("seller", invoice.seller), ("buyer", invoice.buyer)]
    if invoice.payee:
        parties.append(("payee", invoice.payee))
    if invoice.tax_representative:
        parties.append(("tax representative", invoice.tax_representative))
    return parties


def breakdown_name(entry: VatBreakdown) -> str:
    """What a breakdown is called: `VAT S 25`."""
    return f"VAT {entry.category or '?'}" + ("" if entry.rate is None else f" {entry.rate}")


def allowances_and_charges(facts: Facts) -> list[Named]:
    """Those of the document, then those of the lines."""
    return [*facts.allowances, *facts.charges, *facts.line_allowances, *facts.line_charges]
