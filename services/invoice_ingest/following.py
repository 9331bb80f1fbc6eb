"""The field map of a document whose shape is known: the steps of a walk, at places that were found before.

Which step is taken at which element depends on names alone, so it is worked out once for a shape (`Move`).
What remains are the texts, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast

from lxml.etree import _Element

from services.invoice_ingest import values
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Pieces, Shape
from services.invoice_ingest.walking import All, First, Into, Named, Part, Record, Step, Table


def follow(pieces: Pieces, table: Table, record: Record, notes: Notes) -> None:
    """The same as `walk` of the document's root. Its notes get no element that they could point at."""
    leaf = Leaf()
    for shape, begin in pieces.shapes:
        moves = shape.memory.get(table)
        if moves is None:
            moves = shape.memory[table] = tuple(_moves(shape, shape.tops, table))
        _follow(cast(Moves, moves), _Reading(pieces.texts, begin, leaf, notes), record)


class Leaf:
    """What steps see of an element, one after the other: a text and attributes."""

    __slots__ = ("get", "text")

    tag = ""
    text: str
    get: Callable[[str], str | None]


class Move(NamedTuple):
    """A step at an element whose attributes are known; `inner` are those in it if it makes a record.

    `field` is what a plain text or number fills, and `value` what is known already: an attribute.
    """

    step: Step
    place: int
    get: Callable[[str], str | None]
    inner: Moves | None = None
    field: str | None = None
    value: str | None = None
    is_number: bool = False


Moves = tuple[Move, ...]


class _Reading(NamedTuple):
    """The texts of a document, where in them a shape begins, and what each step gets."""

    texts: list[str]
    begin: int
    leaf: Leaf
    notes: Notes


def _moves(shape: Shape, indices: Iterable[int], table: Table) -> Iterator[Move]:
    for index in indices:
        step = table.get(shape.tags[index])
        for one in step.steps if isinstance(step, All) else (step,):
            if isinstance(one, Into):
                yield from _moves(shape, shape.below(index), one.table)
            elif one is not None:
                yield _move(one, shape, index)


def _move(step: Step, shape: Shape, index: int) -> Move:
    move = Move(step, shape.places[index], shape.attributes[index].get)
    if isinstance(step, Part):
        return move._replace(inner=tuple(_moves(shape, shape.below(index), step.table)))
    if not isinstance(step, First):
        return move
    if isinstance(step.read, Named):
        return move._replace(field=step.field, value=(move.get(step.read.name) or "").strip())
    if step.read in (values.words, values.number):
        return move._replace(field=step.field, is_number=step.read is values.number)
    return move


def _follow(moves: Moves, reading: _Reading, record: Record) -> None:
    texts, begin, leaf, notes = reading
    element = cast(_Element, leaf)
    for step, place, get, inner, field, value, is_number in moves:
        if field is not None:  # what most steps do, without a call
            said = (texts[begin + place] if value is None else value).strip()
            if field in record or not said:
                continue
            number = values.plain(said) if is_number else None
            if number is not None or not is_number:
                record[field] = said if number is None else number
                continue
        leaf.text, leaf.get = texts[begin + place], get
        if inner is None:
            step(element, record, notes)
        elif (part := cast(Part, step)).is_wanted(element, record, notes):
            filled: Record = {}
            _follow(inner, reading, filled)
            part.end(filled, record, notes)
