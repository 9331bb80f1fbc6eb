"""One walk over a tree, directed by a table: element name -> what to do with it.

A format writes its field map as paths, `{"cac:Price/cbc:PriceAmount": number("price.net")}`; `compiled` turns
them into nested tables keyed by (namespace, local name). `walk` visits every element at most once and looks
none of them up by path: measured, a `findtext` per field costs three times as much. What is in no table is
passed over. The outcome is a record: plain values under the names of the model's fields, validated once by
the model as a whole.

Where a document's shape was learnt before (`shapes`), `walk_by_shape` takes the same steps at known places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, cast

from lxml.etree import _Element

from services.invoice_ingest import values
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.shapes import Pieces, Shape

Record = dict[str, object]
"""Values under field names; a nested record where a field is a model, a list where there may be several."""

LONGEST = 20_000
"""Characters to which another part of a text is added; to join parts without end would be quadratic."""
MANY = 1000
"""Children from which an element is gone through one by one."""

Step = Callable[[_Element, Record, Notes], None]


class Table(dict[object, Step]):
    """Steps under `{namespace}name`."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # each is one of its kind


Paths = Mapping[str, Step | tuple[Step, ...]]
"""A field map: path from an element -> what to do there."""
Read = Callable[[_Element, Notes], object]
Finish = Callable[[Record, Notes], object]


def walk(element: _Element, table: Table, record: Record, notes: Notes) -> None:
    """Fill the record with what the children of an element say."""
    # A slice of the children is a quarter faster than an iterator over them, but holds them all at once.
    for child in element[:] if len(element) < MANY else element:
        step = table.get(child.tag)
        if step is not None:
            step(child, record, notes)


def compiled(paths: Paths, namespaces: Mapping[str, str]) -> Table:
    """The table of a mapping from paths (`cac:Item/cbc:Name`) to one or several steps."""
    table = Table()
    below: dict[str, dict[str, Step | tuple[Step, ...]]] = {}
    for path, steps in paths.items():
        head, _, rest = path.partition("/")
        prefix, _, name = head.partition(":")
        tag = f"{{{namespaces[prefix]}}}{name}"
        if rest:
            below.setdefault(tag, {})[rest] = steps
        else:
            table[tag] = steps if callable(steps) else All(steps)
    for tag, inner in below.items():
        into = Into(compiled(inner, namespaces))
        table[tag] = All((table[tag], into)) if tag in table else into
    return table


def walk_by_shape(pieces: Pieces, table: Table, record: Record, notes: Notes) -> None:
    """The same of a document that was not parsed. Its notes get no element that they could point at."""
    leaf = Leaf()
    for shape, begin in pieces.shapes:
        program = shape.memory.get(table)
        if program is None:
            program = shape.memory[table] = tuple(_steps(shape, shape.tops, table))
        _follow(cast(Program, program), (pieces.texts, begin, leaf, notes), record)


class Leaf:
    """What steps see of an element without children, one after the other: a text and attributes."""

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
    inner: Program | None = None
    field: str | None = None
    value: str | None = None


Program = tuple[Move, ...]
_Reading = tuple[list[str], int, Leaf, Notes]


def _steps(shape: Shape, indices: Iterable[int], table: Table) -> Iterator[Move]:
    for index in indices:
        step = table.get(shape.tags[index])
        for one in step.steps if isinstance(step, All) else (step,):
            if isinstance(one, Into):
                yield from _steps(shape, shape.below(index), one.table)
            elif one is not None:
                yield _move(one, shape, index)


def _move(step: Step, shape: Shape, index: int) -> Move:
    move = Move(step, shape.places[index], shape.attributes[index].get)
    if isinstance(step, Once | Each):
        return move._replace(inner=tuple(_steps(shape, shape.below(index), step.table)))
    if isinstance(step, Text | Number):
        return move._replace(field=step.field)
    if isinstance(step, Attribute):
        return move._replace(field=step.field, value=(move.get(step.name) or "").strip())
    return move


def _follow(program: Program, reading: _Reading, record: Record) -> None:
    texts, begin, leaf, notes = reading
    element = cast(_Element, leaf)
    for step, place, get, inner, field, value in program:
        if field is not None:  # what most steps do, without a call
            said = (texts[begin + place] if value is None else value).strip()
            if field in record or not said:
                continue
            if type(step) is not Number:
                record[field] = said
                continue
            if (number := values.plain(said)) is not None:
                record[field] = number
                continue
        leaf.text, leaf.get = texts[begin + place], get
        if inner is None:
            step(element, record, notes)
        elif (part := cast("Once | Each", step).begin(element, record, notes)) is not None:
            _follow(inner, reading, part)
            cast("Once | Each", step).end(part, record, notes)


def leaf(field: str, read: Read) -> Step:
    """Set a field to the first value there is. `totals.vat` is the field `vat` of the record `totals`."""
    outer, _, inner = field.rpartition(".")

    def plain(element: _Element, record: Record, notes: Notes) -> None:
        if field not in record:
            value = read(element, notes)
            if value is not None:
                record[field] = value

    def nested(element: _Element, record: Record, notes: Notes) -> None:
        value = read(element, notes)
        if value is not None:
            cast(Record, record.setdefault(outer, {})).setdefault(inner, value)

    return nested if outer else plain


def text(field: str) -> Step:
    """A text."""
    return leaf(field, values.words) if "." in field else Text(field)


@dataclass(frozen=True, slots=True)
class Text:
    """The first text that says anything: what `leaf` does, without its calls, for half of all values."""

    field: str

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Take it."""
        if self.field not in record:
            value = element.text
            if value and (value := value.strip()):
                record[self.field] = value


def number(field: str) -> Step:
    """A decimal number."""
    return leaf(field, values.number) if "." in field else Number(field)


@dataclass(frozen=True, slots=True)
class Number:
    """The first number, as `Text` for texts."""

    field: str

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Take it."""
        if self.field not in record:
            value = values.number(element, notes)
            if value is not None:
                record[self.field] = value


def day(field: str) -> Step:
    """A date."""
    return leaf(field, values.day)


def moment(field: str) -> Step:
    """The day of a date or of a date with time."""
    return leaf(field, values.day_or_moment)


def flag(field: str) -> Step:
    """A boolean."""
    return leaf(field, values.flag)


def attribute(field: str, name: str) -> Step:
    """A text that stands in an attribute."""
    if "." in field:
        return leaf(field, lambda element, notes: (element.get(name) or "").strip() or None)
    return Attribute(field, name)


@dataclass(frozen=True, slots=True)
class Attribute:
    """The first attribute of this name that says anything, as `Text` for texts."""

    field: str
    name: str

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Take it."""
        value = element.get(self.name)
        if value and self.field not in record and (value := value.strip()):
            record[self.field] = value


def identifier(field: str, scheme: str) -> Step:
    """An identifier whose scheme stands in the attribute of this name."""
    return leaf(field, _identifier(scheme))


def every(field: str, read: Read = values.words) -> Step:
    """A list of all values there are."""

    def step(element: _Element, record: Record, notes: Notes) -> None:
        value = read(element, notes) if notes.has_room(element) else None
        if value is not None:
            cast(list[object], record.setdefault(field, [])).append(value)

    return step


def every_identifier(field: str, scheme: str) -> Step:
    """A list of identifiers."""
    return every(field, _identifier(scheme))


def joined(field: str, separator: str = "\n") -> Step:
    """All texts there are, as one."""

    def step(element: _Element, record: Record, notes: Notes) -> None:
        value = values.words(element, notes)
        if value is None:
            return
        before = cast("str | None", record.get(field))
        if before is None:
            record[field] = value
        elif len(before) < LONGEST:
            record[field] = f"{before}{separator}{value}"
        else:
            notes.unreadable(element, "the text is given in too many parts", "write it as one")

    return step


@dataclass(frozen=True, slots=True)
class Once:
    """A record of its own, from the first such element that says anything; empty if none does.

    An empty element still leaves an empty record: that a party is there but has no name breaks a rule.
    """

    field: str
    table: Table
    finish: Finish | None = None

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Walk the element."""
        value = self.begin(element, record, notes)
        if value is not None:
            walk(element, self.table, value, notes)
            self.end(value, record, notes)

    def begin(self, element: _Element, record: Record, notes: Notes) -> Record | None:
        """A new record to be filled; None where the element is passed over."""
        return None if record.get(self.field) else {}

    def end(self, value: Record, record: Record, notes: Notes) -> None:
        """Keep the record, filled."""
        finished = value if self.finish is None else self.finish(value, notes)
        if finished is not None:
            record[self.field] = finished


@dataclass(frozen=True, slots=True)
class Each:
    """A list with a record for each such element; `finish` may leave one out by giving None."""

    field: str
    table: Table
    finish: Finish | None = None

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Walk the element."""
        value = self.begin(element, record, notes)
        if value is not None:
            walk(element, self.table, value, notes)
            self.end(value, record, notes)

    def begin(self, element: _Element, record: Record, notes: Notes) -> Record | None:
        """A new record to be filled; None where there are too many."""
        return {} if notes.has_room(element) else None

    def end(self, value: Record, record: Record, notes: Notes) -> None:
        """Keep the record, filled."""
        finished = value if self.finish is None else self.finish(value, notes)
        if finished is not None:
            cast(list[object], record.setdefault(self.field, [])).append(finished)


@dataclass(frozen=True, slots=True)
class Into:
    """What the children of the element say, in the same record."""

    table: Table

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Walk the element."""
        walk(element, self.table, record, notes)


@dataclass(frozen=True, slots=True)
class All:
    """Several steps at one element."""

    steps: tuple[Step, ...]

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Take them in turn."""
        for step in self.steps:
            step(element, record, notes)


once, each = Once, Each


def taken(record: Record, field: str) -> list[Record]:
    """Take a list of records out of a record; empty where there is none."""
    return cast(list[Record], record.pop(field, []))


def taken_text(record: Record, field: str) -> str | None:
    """Take a text out of a record."""
    return cast("str | None", record.pop(field, None))


def _identifier(scheme: str) -> Read:
    def read(element: _Element, notes: Notes) -> Record | None:
        value = values.words(element, notes)
        return {"value": value, "scheme": (element.get(scheme) or "").strip() or None} if value else None

    return read
