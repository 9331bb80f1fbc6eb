"""EN 16931: two decimals at most, as written (BR-DEC-01 to -28, UBL-DT-01).

The rules look at the text: 10.000 breaks them. Prices, quantities and percentages have no limit. Artefacts
never report BR-DEC-13 and -15, for their path finds nothing, and refuse such totals by UBL-DT-01. We name all
three, since the first two say which total is meant.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from schemas.invoice import AllowanceCharge, Totals
from services.invoice_ingest.rules.facts import Facts, Named
from services.invoice_ingest.rules.rounding import decimals_of
from services.invoice_ingest.rules.rule import Place, Rule, fatal

Amounts = Callable[[Facts], Iterable[tuple[str, Decimal | None]]]
LIMIT, USUAL = 2, Decimal("0.01")  # nearly every amount has two decimals, which is seen at once

TOTALS: tuple[tuple[str, str, str, Callable[[Totals], Decimal | None]], ...] = (
    ("BR-DEC-09", "BT-106", "The sum of the lines", lambda t: t.lines),
    ("BR-DEC-10", "BT-107", "The sum of allowances", lambda t: t.allowances),
    ("BR-DEC-11", "BT-108", "The sum of charges", lambda t: t.charges),
    ("BR-DEC-12", "BT-109", "The total without VAT", lambda t: t.without_vat),
    ("BR-DEC-13", "BT-110", "The total VAT", lambda t: t.vat),
    ("BR-DEC-14", "BT-112", "The total with VAT", lambda t: t.with_vat),
    ("BR-DEC-15", "BT-111", "The total VAT in accounting currency", lambda t: t.vat_in_tax_currency),
    ("BR-DEC-16", "BT-113", "The prepaid amount", lambda t: t.prepaid),
    ("BR-DEC-17", "BT-114", "The rounding amount", lambda t: t.rounding),
    ("BR-DEC-18", "BT-115", "The amount to pay", lambda t: t.payable),
)

ENTRIES: tuple[tuple[str, str, str, Callable[[Facts], list[Named]], bool], ...] = (
    ("BR-DEC-01", "BT-92", "A document allowance", lambda f: f.allowances, False),
    ("BR-DEC-02", "BT-93", "The base of a document allowance", lambda f: f.allowances, True),
    ("BR-DEC-05", "BT-99", "A document charge", lambda f: f.charges, False),
    ("BR-DEC-06", "BT-100", "The base of a document charge", lambda f: f.charges, True),
    ("BR-DEC-24", "BT-136", "A line allowance", lambda f: f.line_allowances, False),
    ("BR-DEC-25", "BT-137", "The base of a line allowance", lambda f: f.line_allowances, True),
    ("BR-DEC-27", "BT-141", "A line charge", lambda f: f.line_charges, False),
    ("BR-DEC-28", "BT-142", "The base of a line charge", lambda f: f.line_charges, True),
)


def _decimals(id: str, term: str, what: str, amounts: Amounts) -> Rule:
    def check(facts: Facts) -> Iterable[Place]:
        return [
            Place(f"{term} of {name}" if name else term, f"{amount:f}")
            for name, amount in amounts(facts)
            if amount is not None and not amount.same_quantum(USUAL) and decimals_of(amount) > LIMIT
        ]

    return fatal(id, "arithmetic", f"{what} has two decimals at most.", check)


def _total(id: str, term: str, what: str, amount: Callable[[Totals], Decimal | None]) -> Rule:
    return _decimals(id, term, what, lambda facts: [("", amount(facts.invoice.totals))])


def _entry(id: str, term: str, what: str, entries: Callable[[Facts], list[Named]], base: bool) -> Rule:
    return _decimals(id, term, what, lambda facts: [(name, _amount(e, base)) for name, e in entries(facts)])


def _amount(entry: AllowanceCharge, base: bool) -> Decimal | None:
    return entry.base_amount if base else entry.amount


RULES: tuple[Rule, ...] = (
    *(_entry(*row) for row in ENTRIES),
    *(_total(*row) for row in TOTALS),
    _decimals("BR-DEC-19", "BT-116", "A taxable amount",
              lambda facts: [(name, b.taxable_amount) for name, b in facts.breakdowns]),
    _decimals("BR-DEC-20", "BT-117", "The tax of a breakdown",
              lambda facts: [(name, b.tax_amount) for name, b in facts.breakdowns]),
    _decimals("BR-DEC-23", "BT-131", "The net amount of a line",
              lambda facts: [(name, line.net_amount) for name, line in facts.lines]),
)  # fmt: skip
