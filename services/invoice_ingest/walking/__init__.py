"""One walk over a tree, directed by a table: element name -> what to do with it.

A format writes its field map as paths, `{"cac:Price/cbc:PriceAmount": number("price.net")}`; `compiled` turns
them into nested tables keyed by (namespace, local name). `walk` visits every element at most once and looks
none of them up by path: measured, a `findtext` per field costs three times as much. What is in no table is
passed over. The outcome is a record: plain values under the names of the model's fields, validated once by
the model as a whole.

Where a document's shape was learnt before, `following` takes the same steps at known places.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from lxml.etree import _Element

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import values

Record = dict[str, object]
"""Values under field names; a nested record where a field is a model, a list where there may be several."""

LONGEST = 20_000
"""Characters to which another part of a text is added; to join parts without end would be quadratic."""
MANY = 1000
"""Children from which an element is gone through one by one."""

Step = Callable[[_Element, Record, Notes], None]
Get = Callable[[str], str | None]
"""What gives an attribute of an element by its name."""


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


def leaf(field: str, read: Read) -> Step:
    """Set a field to the first value there is. `totals.vat` is the field `vat` of the record `totals`."""
    outer, _, inner = field.rpartition(".")

    def nested(element: _Element, record: Record, notes: Notes) -> None:
        value = read(element, notes)
        if value is not None:
            cast(Record, record.setdefault(outer, {})).setdefault(inner, value)

    return nested if outer else First(field, read)


@dataclass(frozen=True, slots=True)
class First:
    """A field from the first element that says anything."""

    field: str
    read: Read

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Read it, unless the field is there already."""
        if self.field not in record:
            value = self.read(element, notes)
            if value is not None:
                record[self.field] = value


def text(field: str) -> Step:
    """A text."""
    return leaf(field, values.words)


def number(field: str) -> Step:
    """A decimal number."""
    return leaf(field, values.number)


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
    return leaf(field, Named(name))


@dataclass(frozen=True, slots=True)
class Named:
    """What the attribute of this name says; None where it says nothing."""

    name: str

    def __call__(self, element: _Element, notes: Notes) -> str | None:
        """Read it."""
        return self.of(element.get) or None

    def of(self, get: Get) -> str:
        """The same of an element's `get`; empty where it says nothing."""
        return (get(self.name) or "").strip()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A record of a text under the name `field`, and under others what attributes of its element say."""

    field: str
    labels: tuple[tuple[str, str], ...]

    def __call__(self, element: _Element, notes: Notes) -> Record | None:
        """Read it; None where there is no text."""
        text = values.words(element, notes)
        return {self.field: text, **self.known(element.get)} if text else None

    def known(self, get: Get) -> Record:
        """What the attributes say: None where they say nothing."""
        return {field: (get(name) or "").strip() or None for field, name in self.labels}


def identified(scheme: str) -> Labelled:
    """An identifier whose scheme stands in the attribute of this name."""
    return Labelled("value", (("scheme", scheme),))


def identifier(field: str, scheme: str) -> Step:
    """An identifier with its scheme."""
    return leaf(field, identified(scheme))


@dataclass(frozen=True, slots=True)
class Every:
    """A list of all values there are."""

    field: str
    read: Read

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Add one more."""
        value = self.read(element, notes) if notes.has_room(element) else None
        if value is not None:
            cast(list[object], record.setdefault(self.field, [])).append(value)


def every(field: str, read: Read = values.words) -> Step:
    """A list of all values there are."""
    return Every(field, read)


def every_identifier(field: str, scheme: str) -> Step:
    """A list of identifiers."""
    return Every(field, identified(scheme))


@dataclass(frozen=True, slots=True)
class Joined:
    """All texts there are, as one."""

    field: str
    separator: str

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Add one more."""
        value = values.words(element, notes)
        if value is None:
            return
        before = cast("str | None", record.get(self.field))
        if before is None:
            record[self.field] = value
        elif len(before) < LONGEST:
            record[self.field] = f"{before}{self.separator}{value}"
        else:
            notes.unreadable(element, "the text is given in too many parts", "write it as one")


def joined(field: str, separator: str = "\n") -> Step:
    """All texts there are, as one."""
    return Joined(field, separator)


@dataclass(frozen=True, slots=True)
class Part(ABC):
    """A record of its own inside the record; `finish` may change it, or leave it out by giving None."""

    field: str
    table: Table
    finish: Finish | None = None

    def __call__(self, element: _Element, record: Record, notes: Notes) -> None:
        """Walk the element."""
        if self.is_wanted(element, record, notes):
            value: Record = {}
            walk(element, self.table, value, notes)
            self.end(value, record, notes)

    def end(self, value: Record, record: Record, notes: Notes) -> None:
        """Keep the record, filled."""
        finished = value if self.finish is None else self.finish(value, notes)
        if finished is not None:
            self.keep(finished, record)

    @abstractmethod
    def is_wanted(self, element: _Element, record: Record, notes: Notes) -> bool:
        """Whether the element is looked at."""

    @abstractmethod
    def keep(self, value: object, record: Record) -> None:
        """Put it into the record around it."""


class Once(Part):
    """A record from the first such element that says anything; empty if none does.

    An empty element still leaves an empty record: that a party is there but has no name breaks a rule.
    """

    def is_wanted(self, element: _Element, record: Record, notes: Notes) -> bool:
        """Whether none has said anything yet."""
        return not record.get(self.field)

    def keep(self, value: object, record: Record) -> None:
        """As the field itself."""
        record[self.field] = value


class Each(Part):
    """A list with a record for each such element."""

    def is_wanted(self, element: _Element, record: Record, notes: Notes) -> bool:
        """Whether there are not too many."""
        return notes.has_room(element)

    def keep(self, value: object, record: Record) -> None:
        """As one more in the field."""
        cast(list[object], record.setdefault(self.field, [])).append(value)


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
