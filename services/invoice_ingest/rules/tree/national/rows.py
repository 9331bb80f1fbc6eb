"""Rows of a national rule set: a path, and what must hold of every element found there.

A national set is for few documents, so its rows are no part of the walk that every document takes: a row goes
straight to its elements. `held` makes the row of a plain condition; what needs more is a `Look`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.xpath import finder, normalized, raw, says

Condition = Callable[[_Element], bool]


class NationalRow(NamedTuple):
    """What is found from the root, and what looks at it."""

    find: Callable[[_Element], Iterable[_Element]]
    look: Look


class NationalSet(NamedTuple):
    """The rules of one country, and the rows of them that a document has to keep.

    `countries` is a sieve: what an address or the head of a tax number may say. `rows_for` is the test that
    the published set makes, and gives no rows to a document that is not meant after all.
    """

    name: str
    countries: tuple[str, ...]
    statements: tuple[Statement, ...]
    rows_for: Callable[[_Element], Sequence[NationalRow]]


def look_at(root: _Element, rows: Iterable[NationalRow], judge: Judge) -> None:
    """Let every row look at its elements, in document order."""
    for find, look in rows:
        for element in find(root):
            look(element, judge)


def row(path: str, look: Look) -> NationalRow:
    """A row of what looks at the elements of an XPath; without a path, at the root."""
    return NationalRow(finder(path or "self::*"), look)


def held(path: str, id: str, holds: Condition, shown: Callable[[_Element], str] | None = None) -> NationalRow:
    """A row whose rule is broken by every element of which the condition does not hold.

    A finding repeats what the element says, or what is `shown` of it.
    """

    def look(element: _Element, judge: Judge) -> None:
        if not holds(element):
            judge.broken(id, element, shown(element) if shown else None)

    return row(path, look)


def has(*paths: str) -> Condition:
    """Whether each of the paths leads to an element, be it empty."""
    found = [ubl.path(path) for path in paths]
    return lambda element: all(element.find(path) is not None for path in found)


def has_text(path: str) -> Condition:
    """Whether the path leads to an element that says something."""
    found = ubl.path(path)
    return lambda element: any(says(one) for one in element.iterfind(found))


def neither(*paths: str) -> Condition:
    """Whether none of the paths leads anywhere."""
    found = [ubl.path(path) for path in paths]
    return lambda element: all(element.find(path) is None for path in found)


def raw_at(path: str) -> Callable[[_Element], str]:
    """The text at the end of a path, as written."""
    found = ubl.path(path)
    return lambda element: raw(element.find(found))


def text_at(path: str) -> Callable[[_Element], str]:
    """The text at the end of a path, its blanks normalised; nothing where the path leads nowhere."""
    found = ubl.path(path)
    return lambda element: normalized(raw(element.find(found)))
