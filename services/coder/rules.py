"""Accountants' explicit rules: "this supplier's freight to unit 3120 goes on account 5710".

They come as a CSV file in UTF-8, comma or semicolon between the columns, with a header. `dimension` and
`code` are required, every other column may be left out or left empty, and at least one of `supplier`,
`unit`, `article` and `text_contains` must be filled:

    tenant;supplier;unit;article;text_contains;dimension;code;note
    ;556677-8899;;;frakt;account;5710;Freight apart from the goods
    ;556677-8899;3120;;;cost_centre;3120;

A line is coded by the most specific rule that fits: the one with most conditions, then the one that names an
article before a text before a unit before a supplier, then the longer text, then the earlier row.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from schemas.errors import BadRow
from schemas.party import Identifier, registered_number

Given = dict[str | None, str | None]
"""The cells of a row by the name of their column; what stands beyond the last column is under None."""


@dataclass(frozen=True, slots=True)
class CodingRule:
    """A code for whatever fits every condition that is given; None fits anything."""

    dimension: str
    code: str
    tenant: str | None = None
    supplier: str | None = None
    unit: str | None = None
    article: str | None = None
    text_contains: str | None = None
    note: str | None = None

    @property
    def conditions(self) -> tuple[str | None, ...]:
        """From the most specific to the least."""
        return (self.article, self.text_contains, self.unit, self.supplier, self.tenant)

    @property
    def in_words(self) -> str:
        """The rule as a reason: `rule: invoices of this supplier with "frakt" (Freight apart)`."""
        named = [
            "of this supplier" if self.supplier else "",
            f"to unit {self.unit}" if self.unit else "",
            f"for article {self.article}" if self.article else "",
            f"with “{self.text_contains}” in the text" if self.text_contains else "",
        ]
        note = f" ({self.note})" if self.note else ""
        return f"rule: all lines {' '.join(filter(None, named))}{note}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is held against: a line of an invoice, in the terms of the rules."""

    tenant: str
    supplier: str
    unit: str
    article: str
    text: str


class RuleBook:
    """All rules, arranged so that a line is held only against those that can fit it."""

    def __init__(self, rules: Iterable[CodingRule]) -> None:
        self._by_supplier: dict[tuple[str, str | None], list[CodingRule]] = defaultdict(list)
        for rule in sorted(rules, key=_specificity):  # stable: the earlier row stays first among equals
            self._by_supplier[rule.dimension, rule.supplier].append(rule)

    def best(self, dimension: str, subject: Subject) -> CodingRule | None:
        """The most specific rule that fits, or None."""
        fitting = (
            rule
            for supplier in (subject.supplier, None)
            for rule in self._by_supplier.get((dimension, supplier), ())
            if _fits(rule, subject)
        )
        return min(fitting, key=_specificity, default=None)  # the first among equals


def read_rules(data: bytes) -> tuple[tuple[CodingRule, ...], tuple[BadRow, ...]]:
    """The rules of a CSV file, and beside them an error for each row that is none; the good rows count."""
    errors: list[BadRow] = []
    kept: dict[tuple[str | None, ...], tuple[int, CodingRule]] = {}
    try:
        for line, given in _rows(data):
            try:
                _keep(line, _rule(line, given), kept)
            except BadRow as error:
                errors.append(error)
    except BadRow as error:
        errors.append(error)  # the file itself: what was read before it still counts
    return tuple(rule for _, rule in kept.values()), tuple(errors)


def _rows(data: bytes) -> Iterator[tuple[int, Given]]:
    """The line number and the filled cells by column of each row; BadRow where the file cannot be read on."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _bad(f"byte {fault.start} is not UTF-8", None, "save the file as “CSV UTF-8”") from fault
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = _columns(next(rows, []))
        for cells in rows:
            filled = [cell.strip() or None for cell in cells]
            if any(filled):
                beyond = next(filter(None, filled[len(columns) :]), None)
                yield rows.line_num, {**dict(zip(columns, filled, strict=False)), None: beyond}
    except csv.Error as fault:
        remedy = "close the quotation mark; the rows after it were not read"
        raise _bad(str(fault), rows.line_num, remedy) from fault


def _columns(header: Sequence[str]) -> list[str]:
    """The names of the columns, or BadRow where they are not those of a rule."""
    columns = [name.strip().lower() for name in header]
    known = [field.name for field in fields(CodingRule)]
    remedy = f"the columns are {', '.join(known)}"
    for required in ("dimension", "code"):
        if required not in columns:
            raise _bad(f"no column {required!r}", 1, remedy)
    for name in columns:
        if name not in known or columns.count(name) > 1:
            raise _bad(f"column {name!r} is unknown or there twice", 1, remedy)
    return columns


def _rule(line: int, given: Given) -> CodingRule:
    """The rule of a row in comparable terms: numbers without hyphens, words without case."""
    supplier, tenant = given.get("supplier"), given.get("tenant")
    rule = CodingRule(
        dimension=given.get("dimension") or "",
        code=given.get("code") or "",
        tenant=tenant and _party(tenant),
        supplier=supplier and _party(supplier),
        unit=_folded(given.get("unit"), str.upper),
        article=_folded(given.get("article"), str.casefold),
        text_contains=_folded(given.get("text_contains"), str.casefold),
        note=given.get("note"),
    )
    if given.get(None):
        raise _bad("more cells than columns", line, "quote a text with separators in it")
    if not rule.dimension or not rule.code:
        raise _bad("no dimension or no code", line, "fill both")
    if not any(rule.conditions[:-1]):
        raise _bad("would fit every line", line, "fill supplier, unit, article or text_contains")
    return rule


def _keep(line: int, rule: CodingRule, kept: dict[tuple[str | None, ...], tuple[int, CodingRule]]) -> None:
    """Add the rule, unless an earlier row with the same conditions says otherwise (BadRow)."""
    before, earlier = kept.setdefault((rule.dimension, *rule.conditions), (line, rule))
    if earlier.code != rule.code:
        message = f"code {rule.code} where line {before} has {earlier.code} for the same"
        raise _bad(message, line, "keep the one that holds")


def _specificity(rule: CodingRule) -> tuple[int, tuple[bool, ...], int]:
    """Smaller is more specific: more conditions, then the stronger ones, then a longer text."""
    absent = tuple(condition is None for condition in rule.conditions)
    return sum(absent), absent, -len(rule.text_contains or "")


def _fits(rule: CodingRule, subject: Subject) -> bool:
    """Whether every condition holds; the supplier's does by where the rule was found."""
    return (
        rule.tenant in (None, subject.tenant)
        and rule.unit in (None, subject.unit)
        and rule.article in (None, subject.article)
        and (rule.text_contains is None or rule.text_contains in subject.text)
    )


def _party(value: str) -> str:
    """As `schemas.party.party_id` writes it: `556677-8899` and `SE556677889901` are `5566778899`."""
    return registered_number(Identifier(value=value)) or value


def _folded(value: str | None, fold: Callable[[str], str]) -> str | None:
    return value and " ".join(fold(value).split())


def _bad(message: str, line: int | None, remedy: str) -> BadRow:
    return BadRow(f"rules: {message}", place=f"line {line}" if line else None, remedy=remedy)
