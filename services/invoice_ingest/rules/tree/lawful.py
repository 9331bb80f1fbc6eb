"""Documents that have the shapes of a lawful one: what the rules on the tree need not look at again.

What most rows find depends on the names of elements and attributes alone, given premises about values that
can be judged for many elements at once (`automaton.Row.given`). Where a document broke no rule, its premises
held and no row had to look, its shapes are lawful. A document whose shapes are all lawful and whose premises
hold breaks no rule either.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, cycle
from operator import itemgetter
from typing import NamedTuple

from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Automaton, Premise, Row, Spot, Values
from services.invoice_ingest.shapes import Pieces, Run, Shape


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """Where sellers are from: rows whose premises a document keeps beside those of its format."""

    rows: tuple[Row, ...]


Texts = Callable[[Run, list[str]], Sequence[str]]
"""What gives the texts at some places of a shape, of one line of a run after the other."""


class Column(NamedTuple):
    """What a premise is about in a shape: texts, values of an attribute, which are known, or both in turn."""

    premise: Premise
    texts: Texts | None
    known: tuple[str | None, ...]

    def values(self, run: Run, texts: list[str]) -> Values:
        """The values in all lines of a run."""
        if self.texts is None:
            return self.known * run.times
        said = self.texts(run, texts)
        if not self.premise.with_text:
            return said
        return tuple(chain.from_iterable(zip(cycle(self.known), said)))


@dataclass(slots=True, eq=False)
class Outline:
    """What the rows of a format need to know of a shape.

    `columns` is None where a row has to look at each document. `leaves` gives the texts of elements without
    children.
    """

    columns: tuple[Column, ...] | None
    leaves: Texts
    is_lawful: bool = False


class Lawful:
    """What the rows of one format and a home have found out about shapes."""

    def __init__(self, *automata: Automaton) -> None:
        self._starts = [automaton.start for automaton in automata]

    def usual(self, pieces: Pieces, currency: str | None) -> Collection[Outline] | None:
        """The outlines of a document, if all premises hold and no row has to look; else None.

        A document with an empty element is not usual either: the parser is free to drop the blanks in it.
        """
        outlines: dict[Outline, None] = {}
        found: defaultdict[Premise, list[Values]] = defaultdict(list)
        texts = pieces.texts
        for run in pieces.runs:
            outline: Outline = run.shape.memory.get(self) or self._new(run.shape)  # type: ignore[assignment]
            if outline.columns is None or not all(map(str.strip, outline.leaves(run, texts))):
                return None
            outlines[outline] = None
            for column in outline.columns:
                found[column.premise].append(column.values(run, texts))
        held = all(premise.holds(_as_one(values), currency) for premise, values in found.items())
        return outlines if held else None

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


def _as_one(values: list[Values]) -> Values:
    return values[0] if len(values) == 1 else tuple(chain.from_iterable(values))


def _texts_at(shape: Shape, places: tuple[int, ...]) -> Texts:
    if not places:
        return lambda run, texts: ()
    if len(places) == 1:
        return lambda run, texts: run.column(texts, places[0])
    if shape.is_head:  # there is one, from the beginning on: no column has to be cut
        given = itemgetter(*places)
        return lambda run, texts: given(texts)
    return lambda run, texts: tuple(
        chain.from_iterable(zip(*[run.column(texts, place) for place in places]))  # noqa: B905
    )


def _outline(spots: Sequence[list[Spot]], shape: Shape) -> Outline:
    childless = (place for place, count in zip(shape.places, shape.children, strict=True) if not count)
    leaves = _texts_at(shape, tuple(childless))
    found: dict[Premise, list[int]] = {}
    for index, given in enumerate(zip(*([spot.premises for spot in some] for some in spots), strict=True)):
        if None in given or _is_mixed(shape, index):
            return Outline(None, leaves)
        for premise in dict.fromkeys(chain.from_iterable(filter(None, given))):
            found.setdefault(premise, []).append(index)
    columns = [_column(shape, premise, indices) for premise, indices in found.items()]
    known = [column for column in columns if column.premise.of_each and column.texts is None]
    is_in_turn = all(_is_in_turn(shape, premise, indices) for premise, indices in found.items())
    if not is_in_turn or not all(column.premise.holds(column.known, None) for column in known):
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
    name, texts = premise.attribute, _texts_at(shape, tuple(shape.places[index] for index in indices))
    if name is None:
        return Column(premise, texts, ())
    known = tuple(shape.attributes[index].get(name) for index in indices)
    return Column(premise, texts if premise.with_text else None, known)


def _spots(start: Spot, shape: Shape) -> list[Spot]:
    """The spot of each element of a shape."""
    spots = [start] * len(shape.tags)
    waiting = [(index, start) for index in shape.tops]
    while waiting:
        index, above = waiting.pop()
        spots[index] = spot = above[shape.tags[index]]
        waiting += [(child, spot) for child in shape.below(index)]
    return spots
