"""The field map of a document whose shape is known: the steps of a walk, at places that were found before.

Which step is taken at which element depends on names alone (`moves`). What remains are the texts, in their
order. Lines that follow each other in the same shape are read together, field by field (`columns`), which
takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from lxml.etree import _Element

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Pieces, Run, Shape
from services.invoice_ingest.walking import Each, Part, Record, Table, values
from services.invoice_ingest.walking.columns import Grid, NoColumn, grid_of
from services.invoice_ingest.walking.moves import Moves, moves_of


def follow(pieces: Pieces, table: Table, record: Record, notes: Notes) -> None:
    """The same as `walk` of the document's root. Its notes get no element that they could point at."""
    for run in pieces.runs:
        course = run.shape.memory.get(table)
        if course is None:
            course = run.shape.memory[table] = _course(run.shape, table)
        moves, sheet = cast(_Course, course)
        if sheet is None or not _together(sheet, run, pieces.texts, record, notes):
            _one_by_one(moves, run, pieces.texts, record, notes)


class Leaf:
    """What steps see of an element, one after the other: a text and attributes."""

    __slots__ = ("get", "text")

    tag = ""
    text: str
    get: Callable[[str], str | None]


class _Sheet(NamedTuple):
    """How lines of a shape are read together: the field of their list, and what is in them."""

    field: str
    grid: Grid


class _Course(NamedTuple):
    """What is to be done in a shape."""

    moves: Moves
    sheet: _Sheet | None = None


class _Reading(NamedTuple):
    """The texts of a document, where in them a shape begins, and what each step gets."""

    texts: list[str]
    begin: int
    leaf: Leaf
    notes: Notes


def _course(shape: Shape, table: Table) -> _Course:
    moves = moves_of(shape, table)
    first = moves[0].step if len(moves) == 1 else None
    if not isinstance(first, Each):
        return _Course(moves)
    try:
        return _Course(moves, _Sheet(first.field, grid_of(moves[0].inner or (), first.finish)))
    except NoColumn:
        return _Course(moves)


def _together(sheet: _Sheet, run: Run, texts: list[str], record: Record, notes: Notes) -> bool:
    """Read all lines of a run; nothing, and False, where they are not even."""
    try:
        lines = sheet.grid.values(run, texts, notes)
    except ValueError:
        return False
    if not notes.has_room_for(run.times * (sheet.grid.parts + 1)):
        return False
    cast(list[object], record.setdefault(sheet.field, [])).extend(lines)
    return True


def _one_by_one(moves: Moves, run: Run, texts: list[str], record: Record, notes: Notes) -> None:
    leaf, width = Leaf(), len(run.shape.markup)
    for number in range(run.times):
        _follow(moves, _Reading(texts, run.begin + number * width, leaf, notes), record)


def _follow(moves: Moves, reading: _Reading, record: Record) -> None:
    texts, begin, leaf, notes = reading
    element = cast(_Element, leaf)
    for step, place, get, inner, field, value, is_number in moves:
        if field is not None:  # what most steps do, without a call
            said = texts[begin + place].strip() if value is None else value
            if field in record or not (said or is_number):
                continue
            try:
                record[field] = values.number_of(said) if is_number else said
                continue
            except ValueError:
                pass  # told below
        leaf.text, leaf.get = texts[begin + place], get
        if inner is None:
            step(element, record, notes)
        elif (part := cast(Part, step)).is_wanted(element, record, notes):
            filled: Record = {}
            _follow(inner, reading, filled)
            part.end(filled, record, notes)
