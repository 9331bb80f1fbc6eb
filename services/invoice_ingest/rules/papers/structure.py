"""The syntax of each paper (PEPPOL-Tnn-Bnnnnn): what must be there, what may be there, and coded values.

The rules are data, a table for each transaction (`T01.csv`): `path;number;check`, paths from the root. A
check is `has cbc:ID`, `has @schemeID`, `nothing else` (than the table's paths), `no schemaLocation`, or a
code: `listed units`, `one of AB AP`, `listed packaging_labels or one of NA`, of an attribute where it starts
with `@name`. `renew` writes the tables. All of a path's rules are asked at once, of each element it leads to.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.rule import Kind, Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

TRANSACTIONS = ("T01", "T16", "T19", "T58", "T71", "T76", "T77", "T110", "T111", "T114", "T115", "T116")
PATTERNS = {
    "document": "The document",
    "has": "{} has {}.",
    "attribute": "{} has the attribute {}.",
    "nothing else": "{} holds no other elements than those of its syntax.",
    "no schemaLocation": "{} names no schema location.",
    "code": "{} is a code of the list {}.",
    "attribute code": "{} has, where there is one, an attribute {} that is a code of the list {}.",
}
"""The sentences of these rules; `services.texts` has them in other languages."""
LISTED, WRITTEN, LOCATION = "listed ", "one of ", "schemaLocation"
KINDS: dict[str, Kind] = {"has": "presence", "code": "code list", "attribute code": "code list"}

Asked = Callable[[_Element], str | None]
"""What an element has that breaks a rule, perhaps nothing at all (an empty text); None where it keeps it."""


class Check(NamedTuple):
    """A rule of a table: where it looks, its id, its pattern among `PATTERNS`, and the words for that."""

    path: str
    id: str
    pattern: str
    words: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    def sentence(self, patterns: Mapping[str, str]) -> str:
        """What the rule says, in the language of the patterns."""
        return patterns[self.pattern].format(self.path or patterns["document"], *self.words)


class Syntax(NamedTuple):
    """What a table says: all paths there may be, and the rules on them."""

    paths: tuple[str, ...]
    checks: tuple[Check, ...]


@cache
def syntax(transaction: str) -> Syntax:
    """The table of a transaction."""
    text = files(__package__).joinpath(f"{transaction}.csv").read_text(encoding="utf-8")
    rows = [line.split(";") for line in text.splitlines() if not line.startswith("#")]
    prefix = f"PEPPOL-{transaction}-"
    checks = (_check(row[0], prefix + row[1], row[2]) for row in rows if len(row) > 1)
    return Syntax(tuple(dict.fromkeys(row[0] for row in rows)), tuple(checks))


def checks() -> Iterator[Check]:
    """The rules of all transactions."""
    for transaction in TRANSACTIONS:
        yield from syntax(transaction).checks


def statements(transaction: str) -> tuple[Statement, ...]:
    """The rules of a transaction in words."""
    return tuple(
        Statement(check.id, "fatal", KINDS.get(check.pattern, "structure"), check.sentence(PATTERNS))
        for check in syntax(transaction).checks
    )


def rows(transaction: str) -> Iterator[Row]:
    """The rules of a transaction for the automaton: one look for each path that has any."""
    paths, all_checks = syntax(transaction)
    below = defaultdict(set)
    for path in paths:
        parent, _, name = path.rpartition("/")
        below[parent].add(ubl.path(name))
    by_path = defaultdict(list)
    for check in all_checks:
        by_path[check.path].append(check)
    for path, here in by_path.items():
        yield Row(path, _all(here, frozenset(below[path])))


def location_of(root: _Element) -> str | None:
    """The schema location that a document names, in whatever namespace."""
    named = (value for name, value in root.items() if str(name).rpartition("}")[2] == LOCATION)
    return next((str(value) for value in named), None)


def _check(path: str, id: str, asked: str) -> Check:
    if asked.startswith("has @"):
        return Check(path, id, "attribute", (f"`{asked[5:]}`",))
    if asked.startswith("has "):
        return Check(path, id, "has", (asked[4:],))
    if asked.startswith("@"):
        name, _, values = asked[1:].partition(" ")
        return Check(path, id, "attribute code", (f"`{name}`", _named(values)), _codes(values))
    if asked.startswith((LISTED, WRITTEN)):
        return Check(path, id, "code", (_named(asked),), _codes(asked))
    return Check(path, id, asked)


def _parts(values: str) -> Iterator[tuple[bool, list[str]]]:
    """Names of our lists (True), or codes as they stand in the table."""
    for part in values.split(" or "):
        if part.startswith(LISTED):
            yield True, part.removeprefix(LISTED).split()
        else:
            yield False, part.removeprefix(WRITTEN).split()


def _named(values: str) -> str:
    told = (names if is_list else [" ".join(names)] for is_list, names in _parts(values))
    return " / ".join(f"`{one}`" for names in told for one in names)


def _codes(values: str) -> frozenset[str]:
    found = (codes(name) if is_list else {name} for is_list, names in _parts(values) for name in names)
    return frozenset().union(*found)


def _all(here: Sequence[Check], allowed: frozenset[str]) -> Look:
    """Asks all rules of a path at once; the children are gone through once."""
    needed = {ubl.path(check.words[0]): check.id for check in here if check.pattern == "has"}
    others = next((check.id for check in here if check.pattern == "nothing else"), None)
    asked = [(check.id, _asked(check)) for check in here if check.pattern not in ("has", "nothing else")]

    def ask_element(element: _Element, judge: Judge) -> None:
        for id, ask in asked:
            value = ask(element)
            if value is not None:
                judge.broken(id, element, value)

    def look(element: _Element, judge: Judge) -> None:
        present = {child.tag for child in element}
        for tag, id in needed.items():
            if tag not in present:
                judge.broken(id, element, "")
        if others and not present <= allowed:
            for child in element:
                if child.tag not in allowed:
                    judge.broken(others, child)
        ask_element(element, judge)

    return look if needed or others else ask_element


def _asked(check: Check) -> Asked:
    allowed = check.codes
    if check.pattern == "code":
        return lambda element: None if text_of(element) in allowed else text_of(element)
    if check.pattern == "no schemaLocation":
        return location_of
    name = check.words[0].strip("`")
    if check.pattern == "attribute":
        return lambda element: "" if element.get(name) is None else None
    return lambda element: (
        value if (value := element.get(name)) is not None and value not in allowed else None
    )
