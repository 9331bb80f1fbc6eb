"""What the rules ask of an invoice, gathered in one pass so that no rule looks at the lines twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine, VatBreakdown
from schemas.party import Identifier, Party

Named = tuple[str, AllowanceCharge]
Rate = tuple[str, Decimal]

LINE, ALLOWANCE, CHARGE = "line", "allowance", "charge"


class Facts:
    """The invoice, its elements under names that people understand, and sums per VAT category and rate.

    Every list holds (name, element) pairs: `("line 3", line)`; `identifiers` has such a list per scheme.
    `by_category` and `by_rate` are the lines plus charges minus allowances of a VAT category, and of a
    category and rate: what BT-116 should be.
    """

    __slots__ = (
        "allowances", "breakdowns", "by_category", "by_rate", "categories", "charges", "identifiers",
        "invoice", "line_allowances", "line_charges", "line_total", "lines", "uses",
    )  # fmt: skip

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self.lines: list[tuple[str, InvoiceLine]] = []
        self.line_allowances: list[Named] = []
        self.line_charges: list[Named] = []
        self.allowances: list[Named] = []
        self.charges: list[Named] = []
        self.line_total = Decimal()
        self.by_category: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.by_rate: defaultdict[Rate, Decimal] = defaultdict(Decimal)
        self.uses: Counter[tuple[str, str]] = Counter()
        for index, line in enumerate(invoice.lines, 1):
            self._add_line(f"line {line.id}" if line.id else f"line no. {index}", line)
        for entry in invoice.allowances_charges:
            self._add_document_entry(entry)
        self.breakdowns: list[tuple[str, VatBreakdown]] = [
            (breakdown_name(entry), entry) for entry in invoice.vat
        ]
        self.categories = Counter(entry.category for entry in invoice.vat)
        self.identifiers = self._identifiers()

    def _add_line(self, name: str, line: InvoiceLine) -> None:
        self.lines.append((name, line))
        amount = line.net_amount or Decimal()
        self.line_total += amount
        self._count(LINE, line.vat_category, line.vat_rate, amount)
        for entry in line.allowances_charges:
            kind = self.line_charges if entry.is_charge else self.line_allowances
            kind.append((name, entry))

    def _add_document_entry(self, entry: AllowanceCharge) -> None:
        entries, word = (self.charges, CHARGE) if entry.is_charge else (self.allowances, ALLOWANCE)
        entries.append((f"{word} {len(entries) + 1}", entry))
        amount = entry.amount or Decimal()
        self._count(word, entry.vat_category, entry.vat_rate, amount if entry.is_charge else -amount)

    def _count(self, kind: str, category: str | None, rate: Decimal | None, amount: Decimal) -> None:
        if not category:
            return
        self.uses[kind, category] += 1
        self.by_category[category] += amount
        if rate is not None:
            self.by_rate[category, rate] += amount

    def is_used(self, category: str) -> bool:
        """Whether a line, allowance or charge has this VAT category."""
        return category in self.by_category

    def parties(self) -> Iterator[tuple[str, Party]]:
        """The parties there are, by their role."""
        invoice = self.invoice
        yield "seller", invoice.seller
        yield "buyer", invoice.buyer
        if invoice.payee:
            yield "payee", invoice.payee
        if invoice.tax_representative:
            yield "tax representative", invoice.tax_representative

    def _identifiers(self) -> dict[str | None, list[tuple[str, Identifier]]]:
        """Endpoints, ids and legal numbers of the parties, by their scheme."""
        found: dict[str | None, list[tuple[str, Identifier]]] = {}
        for role, party in self.parties():
            for identifier in (party.endpoint, *party.ids, party.legal_id):
                if identifier is not None:
                    found.setdefault(identifier.scheme, []).append((role, identifier))
        return found


def breakdown_name(entry: VatBreakdown) -> str:
    """What a breakdown is called: `VAT S 25`."""
    return f"VAT {entry.category or '?'}" + ("" if entry.rate is None else f" {entry.rate}")


def allowances_and_charges(facts: Facts) -> list[Named]:
    """Those of the document, then those of the lines."""
    return [*facts.allowances, *facts.charges, *facts.line_allowances, *facts.line_charges]
