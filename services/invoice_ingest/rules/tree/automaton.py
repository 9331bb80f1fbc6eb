"""Which checks look at an element, by the path that leads to it: a table of paths becomes an automaton.

A row names a path from the root (`cac:Delivery/cac:DeliveryParty`), or one that may begin anywhere
(`//cac:PartyTaxScheme`), and what looks at the elements found there. A walk steps from spot to spot, one
dictionary lookup an element, however many rows there are. Spots are made when a document first leads there;
there are only as many as the rows can tell apart, whatever a document brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


class Row(NamedTuple):
    """What looks at the elements of a path: before their children are seen, or after."""

    path: str
    enter: Look | None = None
    leave: Look | None = None


class Spot(dict[object, "Spot"]):
    """Where one stands: who looks at the element, and the spots of its children under `{namespace}name`."""

    __slots__ = ("_automaton", "_items", "enter", "leave")

    def __init__(
        self, automaton: Automaton, items: Items, enter: tuple[Look, ...], leave: tuple[Look, ...]
    ) -> None:
        super().__init__()
        self._automaton, self._items = automaton, items
        self.enter, self.leave = enter, leave

    def __missing__(self, tag: object) -> Spot:
        return self._automaton.step(self, self._items, tag)


class _Path(NamedTuple):
    tags: tuple[str, ...]
    anywhere: bool
    row: Row


class Automaton:
    """All rows of a format. `start` is the spot of a document's root element."""

    def __init__(self, rows: Iterable[Row], namespaces: Mapping[str, str]) -> None:
        self._paths = tuple(path for row in rows for path in _paths(row, namespaces))
        self._tags = frozenset(tag for path in self._paths for tag in path.tags)
        self._spots: dict[Items, Spot] = {}
        self.start = self._spot(frozenset((i, 0) for i, path in enumerate(self._paths) if not path.anywhere))

    def step(self, spot: Spot, items: Items, tag: object) -> Spot:
        """The spot of a child; kept for the next time unless no row knows its name."""
        if tag not in self._tags:
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
            enter = tuple(row.enter for row in ended if row.enter)
            leave = tuple(row.leave for row in ended if row.leave)
            self._spots[items] = Spot(self, items, enter, leave)
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
