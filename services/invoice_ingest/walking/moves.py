"""What a walk does in documents of one shape, worked out once: which step it takes at which place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from services.invoice_ingest.shapes import Shape
from services.invoice_ingest.walking import All, First, Into, Named, Part, Step, Table, values


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


def moves_of(shape: Shape, table: Table) -> Moves:
    """The steps that a walk of the document by this table takes in the shape."""
    return tuple(_moves(shape, shape.tops, table))


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
        return move._replace(field=step.field, value=step.read.of(move.get))
    if step.read in (values.words, values.number):
        return move._replace(field=step.field, is_number=step.read is values.number)
    return move
