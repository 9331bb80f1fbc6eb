"""Records of many lines at once: lines of the same markup are columns of texts, one for each field.

A field costs one pass over its column instead of a decision in each line. Where the lines are not even, one
of them having a blank where the others have a text, there is ValueError: they are read one by one then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Run
from services.invoice_ingest.walking import (
    Each,
    Every,
    Finish,
    First,
    Joined,
    Labelled,
    Named,
    Part,
    Read,
    Record,
    values,
)  # fmt: skip
from services.invoice_ingest.walking.moves import Move, Moves

ReadAll = Callable[[list[str]], Sequence[object]]
"""The values of a column of texts, none of them blank. Raises ValueError where one of them says nothing."""
READ_ALL: Mapping[Read, ReadAll] = {
    values.words: list,
    values.number: values.numbers,
    values.day: values.days,
    values.flag: values.flags,
}


class NoColumn(Exception):
    """A step that has to see each element."""


class Source(Protocol):
    """Where the values of a field come from."""

    def values(self, run: Run, texts: list[str], notes: Notes) -> Sequence[object]:
        """One for each line of a run. Raises ValueError where a line has none."""


class Grid(NamedTuple):
    """A record for each line of a run: the fields with their sources, and how many parts there are in it."""

    fields: tuple[str, ...]
    sources: tuple[Source, ...]
    finish: Finish | None
    parts: int

    def values(self, run: Run, texts: list[str], notes: Notes) -> Sequence[object]:
        """The records, finished. Raises ValueError where a line has not what the others have."""
        if not self.sources:
            raise ValueError("holds nothing")
        columns = [source.values(run, texts, notes) for source in self.sources]
        fields, finish = self.fields, self.finish
        records: list[Record] = [dict(zip(fields, row)) for row in zip(*columns)]  # noqa: B905
        if finish is None:
            return records
        finished = [finish(record, notes) for record in records]
        if None in finished:
            raise ValueError("is left out")
        return finished


class _Known(NamedTuple):
    """What an attribute says."""

    value: str

    def values(self, run: Run, texts: list[str], notes: Notes) -> Sequence[object]:
        return [self.value] * run.times


class _Said(NamedTuple):
    """What the texts at a place say."""

    place: int
    read: ReadAll

    def values(self, run: Run, texts: list[str], notes: Notes) -> Sequence[object]:
        said = list(map(str.strip, run.column(texts, self.place)))
        if not all(said):
            raise ValueError("is blank")
        return self.read(said)


class _Listed(NamedTuple):
    """A list of what several sources give."""

    sources: tuple[Source, ...]

    def values(self, run: Run, texts: list[str], notes: Notes) -> Sequence[object]:
        columns = [source.values(run, texts, notes) for source in self.sources]
        return list(map(list, zip(*columns)))  # noqa: B905


def grid_of(moves: Moves, finish: Finish | None = None) -> Grid:
    """How the record that these moves fill is filled for many lines. Raises NoColumn where it cannot be."""
    single: dict[str, Source] = {}
    lists: dict[str, tuple[Source, ...]] = {}
    parts = 0
    for move in moves:
        step = move.step
        if not isinstance(step, First | Joined | Every | Part) or step.field in single:
            raise NoColumn
        if isinstance(step, First) and move.value == "":
            continue  # the attribute says nothing
        source = _part(step, move) if isinstance(step, Part) else _source(step, move)
        parts += source.parts if isinstance(source, Grid) else 0
        if isinstance(step, Every | Each):
            lists[step.field] = (*lists.get(step.field, ()), source)
            parts += 1
        else:
            single[step.field] = source
    if not single.keys().isdisjoint(lists):
        raise NoColumn
    sources = {**single, **{field: _Listed(several) for field, several in lists.items()}}
    return Grid(tuple(sources), tuple(sources.values()), finish, parts)


def _part(step: Part, move: Move) -> Grid:
    return grid_of(move.inner or (), step.finish)


def _source(step: First | Joined | Every, move: Move) -> Source:
    read = values.words if isinstance(step, Joined) else step.read
    if isinstance(read, Named):
        return _Known(read.of(move.get))
    if isinstance(read, Labelled):
        return _Said(move.place, partial(_labelled, read.field, read.known(move.get)))
    if read not in READ_ALL:
        raise NoColumn
    return _Said(move.place, READ_ALL[read])


def _labelled(field: str, known: Record, texts: list[str]) -> Sequence[object]:
    return [{field: text, **known} for text in texts]
