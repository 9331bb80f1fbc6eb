"""Which checks look at an element, by the path that leads to it: a table of paths becomes an automaton.

A row names a path from the root (`cac:Delivery/cac:DeliveryParty`), or one that may begin anywhere
(`//cac:PartyTaxScheme`), and what looks at the elements found there. A walk steps from spot to spot, one
dictionary lookup an element, however many rows there are. Spots are made when a document first leads there;
there are only as many as the rows can tell apart, whatever a document brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from lxml.etree import _Element

if TYPE_CHECKING:
    from services.invoice_ingest.rules.tree.judge import Judge

Look = Callable[[_Element, "Judge"], None]
Items = frozenset[tuple[int, int]]
"""(row, steps taken): how far along which rows one has come."""

LINE = "LINE"
"""Stands for an invoice line and a credit note line alike."""
ANYWHERE = "//"
Values = Sequence[str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Premise:
    """Something about all values of a path at once, their texts or one attribute of theirs.

    `holds` gets the values, None for a text or attribute that is missing, and the document's currency. A
    premise that several rows have is asked once, of the values of all of them in document order.

    `with_text`: each attribute is followed by the text of its element. `of_each`: it holds of many values if
    it holds of each of them, whatever the currency. Attributes are part of a shape: it is asked once.

    `pattern`: the names that the elements have, in turn and over and over; where they stand otherwise, or one
    is missing, the rows look at the document themselves.
    """

    attribute: str | None
    holds: Callable[[Values, str | None], bool]
    with_text: bool = False
    of_each: bool = False
    pattern: tuple[str, ...] = ()


Premises = tuple[Premise, ...]
SHAPE: Premises = ()
"""No premise: the names of elements and attributes decide alone what a row finds."""


class Row(NamedTuple):
    """What looks at the elements of a path: before their children are seen, or after.

    Where `given` is stated, the row finds the same in all documents of the same names (`shapes`) for which
    these premises and those of all other rows hold. None says nothing: the row looks at each document.
    """

    path: str
    enter: Look | None = None
    leave: Look | None = None
    given: Premises | None = None


class Spot(dict[object, "Spot"]):
    """Where one stands: who looks at the element, and the spots of its children under `{namespace}name`.

    `premises` are those of all rows that end here; None where one of them looks at each document.
    """

    __slots__ = ("_automaton", "_items", "enter", "leave", "premises")

    def __init__(self, automaton: Automaton, items: Items, rows: Sequence[Row]) -> None:
        super().__init__()
        self._automaton, self._items = automaton, items
        self.enter = tuple(row.enter for row in rows if row.enter)
        self.leave = tuple(row.leave for row in rows if row.leave)
        given = [row.given for row in rows]
        self.premises: Premises | None = (
            None if None in given else tuple(dict.fromkeys(chain.from_iterable(filter(None, given))))
        )

    def __missing__(self, tag: object) -> Spot:
        return self._automaton.step(self, self._items, tag)


class _Path(NamedTuple):
    tags: tuple[str, ...]
    anywhere: bool
    row: Row


class Automaton:
    """All rows of a format. `start` is the spot of a document's root element, `tags` the names rows know."""

    def __init__(self, rows: Iterable[Row], namespaces: Mapping[str, str]) -> None:
        self._paths = tuple(path for row in rows for path in _paths(row, namespaces))
        self.tags = frozenset(tag for path in self._paths for tag in path.tags)
        self._spots: dict[Items, Spot] = {}
        self.start = self._spot(frozenset((i, 0) for i, path in enumerate(self._paths) if not path.anywhere))

    def step(self, spot: Spot, items: Items, tag: object) -> Spot:
        """The spot of a child; kept for the next time unless no row knows its name."""
        if tag not in self.tags:
            return self._spot(frozenset())
        further = {(i, taken + 1) for i, taken in items if self._leads(i, taken, tag)}
        further |= {(i, 1) for i, path in enumerate(self._paths) if path.anywhere and path.tags[0] == tag}
        found = spot[tag] = self._spot(frozenset(further))
        return found

    def _leads(self, path: int, taken: int, tag: object) -> bool:
        tags = self._paths[path].tags
        return taken < len(tags) and tags[taken] == tag

    def _spot(self, items: Items) -> Spot:
        if items not in self._spots:
            ended = [self._paths[i].row for i, taken in sorted(items) if taken == len(self._paths[i].tags)]
            self._spots[items] = Spot(self, items, ended)
        return self._spots[items]


def _paths(row: Row, namespaces: Mapping[str, str]) -> list[_Path]:
    anywhere = row.path.startswith(ANYWHERE)
    steps = [step for step in row.path.removeprefix(ANYWHERE).split("/") if step]
    lines = ("cac:InvoiceLine", "cac:CreditNoteLine") if steps[:1] == [LINE] else ()
    ways: Sequence[Sequence[str]] = [[line, *steps[1:]] for line in lines] or [steps]
    return [_Path(tuple(_tag(step, namespaces) for step in way), anywhere, row) for way in ways]


def _tag(step: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, name = step.partition(":")
    return f"{{{namespaces[prefix]}}}{name}"
