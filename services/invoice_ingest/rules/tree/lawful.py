"""Documents that have the shapes of a lawful one: what the rules on the tree need not look at again.

What most rows find depends on the names of elements and attributes alone, given premises about values that
can be judged for many elements at once (`automaton.Row.given`). Where a document broke no rule, its premises
held and no row had to look, its shapes are lawful. A document whose shapes are all lawful and whose premises
hold breaks no rule either, and is not walked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from lxml.etree import _Element

from services.invoice_ingest.rules.tree.automaton import Automaton, Premise, Spot
from services.invoice_ingest.shapes import Pieces, Shape, below


@dataclass(slots=True, eq=False)
class Outline:
    """What the rows of a format need to know of a shape.

    `columns`: at which of its elements a premise looks, None where a row has to look at each document.
    `leaves`: its elements without children.
    """

    columns: tuple[tuple[Premise, tuple[int, ...]], ...] | None
    leaves: tuple[int, ...]
    is_lawful: bool = False


Places = dict[Outline, list[int]]
"""Where in a document each outline begins."""


class Lawful:
    """What the rows of one format have found out about shapes."""

    def __init__(self, automaton: Automaton, all_said: bool) -> None:
        """`all_said`: an element that has neither children nor text breaks a rule."""
        self._start = automaton.start
        self._all_said = all_said

    def usual(self, pieces: Pieces, currency: str | None) -> Collection[Outline] | None:
        """The outlines of a document, if all premises hold and no row has to look; else None."""
        places: Places = {}
        for shape, begin in pieces.shapes:
            outline = cast("Outline | None", shape.memory.get(self)) or self._new(shape)
            if outline.columns is None:
                return None
            places.setdefault(outline, []).append(begin)
        if self._all_said and any(_has_empty(pieces.elements, *place) for place in places.items()):
            return None
        columns = _columns(pieces.elements, places)
        return places if all(premise.holds(values, currency) for premise, values in columns.items()) else None

    def _new(self, shape: Shape) -> Outline:
        outline = shape.memory[self] = _outline(_spots(self._start, shape), shape)
        return outline


def _outline(spots: list[Spot], shape: Shape) -> Outline:
    leaves = tuple(offset for offset, count in enumerate(shape.children) if not count)
    columns: dict[Premise, list[int]] = {}
    for offset, spot in enumerate(spots):
        if spot.premises is None:
            return Outline(None, leaves)
        for premise in spot.premises:
            columns.setdefault(premise, []).append(offset)
    return Outline(tuple((premise, tuple(offsets)) for premise, offsets in columns.items()), leaves)


def _spots(start: Spot, shape: Shape) -> list[Spot]:
    """The spot of each element of a shape."""
    spots = [start] * len(shape.tags)
    waiting = [(offset, start) for offset in shape.tops]
    while waiting:
        offset, above = waiting.pop()
        spots[offset] = spot = above[shape.tags[offset]]
        waiting += [(child, spot) for child in below(shape, offset)]
    return spots


def _columns(elements: list[_Element], places: Places) -> dict[Premise, list[str | None]]:
    """The values that each premise is about."""
    columns: dict[Premise, list[str | None]] = {}
    for outline, begins in places.items():
        for premise, offsets in outline.columns or ():
            name = premise.attribute
            found = [elements[begin + offset] for begin in begins for offset in offsets]
            values = [one.text for one in found] if name is None else [one.get(name) for one in found]
            columns[premise] = columns[premise] + values if premise in columns else values
    return columns


def _has_empty(elements: list[_Element], outline: Outline, begins: list[int]) -> bool:
    texts = [elements[begin + offset].text for begin in begins for offset in outline.leaves]
    return None in texts or not all(map(str.strip, cast("list[str]", texts)))
