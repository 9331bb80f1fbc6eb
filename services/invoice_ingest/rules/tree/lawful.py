"""Documents that have the shapes of a lawful one: what the rules on the tree need not look at again.

What most rows find depends on the names of elements and attributes alone, given premises about values that
can be judged for many elements at once (`automaton.Row.given`). Where a document broke no rule, its premises
held and no row had to look, its shapes are lawful. A document whose shapes are all lawful and whose premises
hold breaks no rule either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, cast

from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Automaton, Premise, Row, Spot, Values
from services.invoice_ingest.shapes import Pieces, Shape


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """Where sellers are from: rows whose premises a document keeps beside those of its format."""

    rows: tuple[Row, ...]


class Column(NamedTuple):
    """What a premise is about in a shape: the places of texts, or values of an attribute, which are known."""

    premise: Premise
    places: tuple[int, ...]
    values: tuple[str | None, ...]


@dataclass(slots=True, eq=False)
class Outline:
    """What the rows of a format need to know of a shape.

    `columns` is None where a row has to look at each document. `leaves` are the places of the texts of
    elements without children.
    """

    columns: tuple[Column, ...] | None
    leaves: tuple[int, ...]
    is_lawful: bool = False


class Lawful:
    """What the rows of one format and a home have found out about shapes."""

    def __init__(self, *automata: Automaton) -> None:
        self._starts = [automaton.start for automaton in automata]

    def usual(self, pieces: Pieces, currency: str | None) -> Collection[Outline] | None:
        """The outlines of a document, if all premises hold and no row has to look; else None.

        A document with an empty element is not usual either: the parser is free to drop the blanks in it.
        """
        begins: dict[Outline, list[int]] = {}
        for shape, begin in pieces.shapes:
            outline = cast("Outline | None", shape.memory.get(self)) or self._new(shape)
            if outline.columns is None:
                return None
            begins.setdefault(outline, []).append(begin)
        if any(_has_blank(pieces.texts, *place) for place in begins.items()):
            return None
        columns = _columns(pieces.texts, begins)
        return begins if all(premise.holds(values, currency) for premise, values in columns.items()) else None

    def _new(self, shape: Shape) -> Outline:
        outline = shape.memory[self] = _outline([_spots(start, shape) for start in self._starts], shape)
        return outline


class AtHome(dict[Home, Lawful]):
    """What the rows of one format and of a home have found out; begun when a document first comes from it."""

    def __init__(self, automaton: Automaton, namespaces: Mapping[str, str]) -> None:
        super().__init__()
        self._automaton, self._namespaces = automaton, namespaces

    def __missing__(self, home: Home) -> Lawful:
        lawful = self[home] = Lawful(self._automaton, Automaton(home.rows, self._namespaces))
        return lawful


def _outline(spots: Sequence[list[Spot]], shape: Shape) -> Outline:
    leaves = tuple(place for place, count in zip(shape.places, shape.children, strict=True) if not count)
    found: dict[Premise, list[int]] = {}
    for index, given in enumerate(zip(*([spot.premises for spot in some] for some in spots), strict=True)):
        if None in given or _is_mixed(shape, index):
            return Outline(None, leaves)
        for premise in dict.fromkeys(chain.from_iterable(filter(None, given))):
            found.setdefault(premise, []).append(index)
    columns = [_column(shape, premise, indices) for premise, indices in found.items()]
    known = [column for column in columns if column.premise.of_each and not column.places]
    is_in_turn = all(_is_in_turn(shape, premise, indices) for premise, indices in found.items())
    if not is_in_turn or not all(column.premise.holds(column.values, None) for column in known):
        return Outline(None, leaves)
    return Outline(tuple(column for column in columns if column not in known), leaves)


def _is_mixed(shape: Shape, index: int) -> bool:
    """Whether an element that holds a text has children too: then blanks are for the parser to judge."""
    return bool(shape.children[index]) and shape.tags[index].startswith(ubl.BASIC)


def _is_in_turn(shape: Shape, premise: Premise, indices: list[int]) -> bool:
    """Whether the elements follow the premise's pattern, over and over."""
    pattern = premise.pattern
    names = tuple(shape.tags[index] for index in indices)
    return not pattern or names == pattern * (len(names) // len(pattern))


def _column(shape: Shape, premise: Premise, indices: list[int]) -> Column:
    name, places = premise.attribute, tuple(shape.places[index] for index in indices)
    if name is None:
        return Column(premise, places, ())
    values = tuple(shape.attributes[index].get(name) for index in indices)
    return Column(premise, places if premise.with_text else (), values)


def _spots(start: Spot, shape: Shape) -> list[Spot]:
    """The spot of each element of a shape."""
    spots = [start] * len(shape.tags)
    waiting = [(index, start) for index in shape.tops]
    while waiting:
        index, above = waiting.pop()
        spots[index] = spot = above[shape.tags[index]]
        waiting += [(child, spot) for child in shape.below(index)]
    return spots


def _columns(texts: list[str], begins: dict[Outline, list[int]]) -> Mapping[Premise, Values]:
    """The values that each premise is about."""
    columns: dict[Premise, list[str | None]] = {}
    for outline, where in begins.items():
        for premise, places, known in outline.columns or ():
            if premise.with_text:
                values = [one for begin in where for pair in zip(known, places, strict=True)
                          for one in (pair[0], texts[begin + pair[1]])]  # fmt: skip
            else:
                values = [texts[begin + place] for begin in where for place in places] or [*known] * len(
                    where
                )
            columns[premise] = columns[premise] + values if premise in columns else values
    return columns


def _has_blank(texts: list[str], outline: Outline, begins: list[int]) -> bool:
    said = [texts[begin + place] for begin in begins for place in outline.leaves]
    return not all(map(str.strip, said))
