"""EN 16931: two decimals at most, as written (BR-DEC-01 to -28, UBL-DT-01).

The rules look at the text: 10.000 breaks them. Prices, quantities and percentages have no limit. Artefacts
never report BR-DEC-13 and -15, for their path finds nothing, and refuse such totals by UBL-DT-01. We name all
three, since the first two say which total is meant.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import attrgetter

from schemas.invoice import AllowanceCharge
from services.invoice_ingest.rules.facts import Facts, Named, allowances_and_charges
from services.invoice_ingest.rules.rounding import decimals_of
from services.invoice_ingest.rules.rule import Place, Rule, fatal, where

Amounts = Callable[[Facts], Iterable[tuple[str, Decimal | None]]]
LIMIT, USUAL = 2, Decimal("0.01")  # nearly every amount has two decimals, which is seen at once

TOTALS = (
    ("BR-DEC-09", "BT-106", "The sum of the lines", "lines"),
    ("BR-DEC-10", "BT-107", "The sum of allowances", "allowances"),
    ("BR-DEC-11", "BT-108", "The sum of charges", "charges"),
    ("BR-DEC-12", "BT-109", "The total without VAT", "without_vat"),
    ("BR-DEC-13", "BT-110", "The total VAT", "vat"),
    ("BR-DEC-14", "BT-112", "The total with VAT", "with_vat"),
    ("BR-DEC-15", "BT-111", "The total VAT in accounting currency", "vat_in_tax_currency"),
    ("BR-DEC-16", "BT-113", "The prepaid amount", "prepaid"),
    ("BR-DEC-17", "BT-114", "The rounding amount", "rounding"),
    ("BR-DEC-18", "BT-115", "The amount to pay", "payable"),
)

ALL_TOTALS = attrgetter(*(field for *_, field in TOTALS))

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
            if amount is not None and _is_long(amount)
        ]

    return fatal(id, "arithmetic", f"{what} has two decimals at most.", check)


def _total(id: str, term: str, what: str, field: str) -> Rule:
    amount = attrgetter(field)
    return _decimals(id, term, what, lambda facts: [("", amount(facts.invoice.totals))])


def _entry(id: str, term: str, what: str, entries: Callable[[Facts], list[Named]], base: bool) -> Rule:
    return _decimals(id, term, what, lambda facts: [(name, _amount(e, base)) for name, e in entries(facts)])


def _amount(entry: AllowanceCharge, base: bool) -> Decimal | None:
    return entry.base_amount if base else entry.amount


def _is_long(amount: Decimal | None) -> bool:
    return amount is not None and not amount.same_quantum(USUAL) and decimals_of(amount) > LIMIT


def _some_total_is_long(facts: Facts) -> bool:
    return any(map(_is_long, ALL_TOTALS(facts.invoice.totals)))


def _some_line_is_long(facts: Facts) -> bool:
    return _is_long(facts.line_total)  # an exact sum has as many decimals as the longest of its amounts


RULES: tuple[Rule, ...] = (
    *where(allowances_and_charges, *(_entry(*row) for row in ENTRIES)),
    *where(_some_total_is_long, *(_total(*row) for row in TOTALS)),
    _decimals("BR-DEC-19", "BT-116", "A taxable amount",
              lambda facts: [(name, b.taxable_amount) for name, b in facts.breakdowns]),
    _decimals("BR-DEC-20", "BT-117", "The tax of a breakdown",
              lambda facts: [(name, b.tax_amount) for name, b in facts.breakdowns]),
    *where(_some_line_is_long,
           _decimals("BR-DEC-23", "BT-131", "The net amount of a line",
                     lambda facts: [(name, line.net_amount) for name, line in facts.lines])),
)  # fmt: skip
