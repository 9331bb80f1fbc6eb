"""What a rule is: an official id, a sentence, and a function that gives the places where it is broken."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeVar

from schemas.invoice import Invoice
from services.invoice_ingest.rules.facts import Facts

Severity = Literal["fatal", "warning"]
Kind = Literal["presence", "arithmetic", "code list", "vat", "structure", "identifier"]

Element = TypeVar("Element")


class Place(NamedTuple):
    """A business term, with the line or group it stands in, what was found there, and what would be right."""

    term: str
    value: str | None = None
    right: str | None = None


Check = Callable[[Facts], Iterable[Place]]
Test = Callable[[Facts], object]


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule in words. Ids are a public contract: retired perhaps, never given another meaning."""

    id: str
    severity: Severity
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Rule(Statement):
    """A rule that is checked on the model.

    `where` is false only of invoices that keep the rule. Rules that stand together share one, which is then
    asked once: most invoices have no allowance, one VAT category and nothing missing.
    """

    check: Check
    where: Test | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Rules that are published together, and the invoices they are meant for.

    `valid_from` is the day from which everybody must follow this version; None: as long as the format exists.
    `on_tree` are the rules on the document itself (`rules.tree`), for what the model does not keep. National
    sets are there alone, and tell by the document's parties whom they are for.
    """

    name: str
    version: str
    valid_from: date | None
    source: str
    applies: Callable[[Invoice], bool]
    rules: tuple[Rule, ...]
    on_tree: tuple[Statement, ...] = ()


class Description(NamedTuple):
    """A rule in words, for a list of all of them."""

    id: str
    text: str
    severity: Severity
    kind: Kind
    rule_set: str
    version: str
    valid_from: date | None
    source: str


def fatal(id: str, kind: Kind, text: str, check: Check) -> Rule:
    """A rule whose breach refuses the document."""
    return Rule(id, "fatal", kind, text, check)


def warning(id: str, kind: Kind, text: str, check: Check) -> Rule:
    """A rule whose breach is only told."""
    return Rule(id, "warning", kind, text, check)


def where(test: Test, *rules: Rule) -> tuple[Rule, ...]:
    """The rules, to be asked only where the test is true, as it must be of every invoice that breaks one."""
    return tuple(replace(rule, where=test) for rule in rules)


def lines_give(*fields: str) -> Test:
    """Whether any line, its price or its item was given one of these fields."""
    return lambda facts: not facts.line_fields.isdisjoint(fields)


def unless(
    term: str,
    holds: Callable[[Facts], bool],
    value: Callable[[Facts], object] | None = None,
    right: Callable[[Facts], object] | None = None,
) -> Check:
    """A check of the whole document: one place where `holds` is false."""

    def check(facts: Facts) -> Sequence[Place]:
        return () if holds(facts) else (_place(term, facts, value, right),)

    return check


def each(
    elements: Callable[[Facts], Iterable[tuple[str, Element]]],
    term: str,
    broken: Callable[[Element], bool],
    value: Callable[[Element], object] | None = None,
    right: Callable[[Element], object] | None = None,
) -> Check:
    """A check of every element of a kind: a place for each that `broken` is true of."""

    def check(facts: Facts) -> Iterator[Place]:
        for name, element in elements(facts):
            if broken(element):
                yield _place(f"{term} of {name}" if name else term, element, value, right)

    return check


def _place(
    term: str,
    element: Element,
    value: Callable[[Element], object] | None,
    right: Callable[[Element], object] | None,
) -> Place:
    found = None if value is None else written(value(element))
    return Place(term, found, None if right is None else written(right(element)))


def written(value: object) -> str | None:
    """A value as text, amounts without an exponent; nothing stays nothing."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)
