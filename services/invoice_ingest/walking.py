"""One walk over a tree, directed by a table: element name -> what to do with it.

A format writes its field map as paths, `{"cac:Price/cbc:PriceAmount": number("price.net")}`; `compiled` turns
them into nested tables keyed by (namespace, local name). `walk` visits every element at most once and looks
none of them up by path: measured, a `findtext` per field costs three times as much. What is in no table is
passed over. The outcome is a record: plain values under the names of the model's fields, validated once by
the model as a whole.
"""

from collections.abc import Callable, Mapping
from typing import cast

from lxml.etree import _Element

from services.invoice_ingest import values
from services.invoice_ingest.notes import Notes

Record = dict[str, object]
"""Values under field names; a nested record where a field is a model, a list where there may be several."""

LONGEST = 20_000
"""Characters to which another part of a text is added; to join parts without end would be quadratic."""
MANY = 1000
"""Children from which an element is gone through one by one."""

Step = Callable[[_Element, Record, Notes], None]
Table = dict[object, Step]
"""Steps under `{namespace}name`."""
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
    table: Table = {}
    below: dict[str, dict[str, Step | tuple[Step, ...]]] = {}
    for path, steps in paths.items():
        head, _, rest = path.partition("/")
        prefix, _, name = head.partition(":")
        tag = f"{{{namespaces[prefix]}}}{name}"
        if rest:
            below.setdefault(tag, {})[rest] = steps
        else:
            table[tag] = steps if callable(steps) else _all(steps)
    for tag, inner in below.items():
        into = _into(compiled(inner, namespaces))
        table[tag] = _all((table[tag], into)) if tag in table else into
    return table


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
    if "." in field:
        return leaf(field, values.words)

    def step(element: _Element, record: Record, notes: Notes) -> None:
        # What `leaf` does, without its calls: half of all elements are plain texts.
        if field not in record:
            value = element.text
            if value and (value := value.strip()):
                record[field] = value

    return step


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
    return leaf(field, lambda element, notes: (element.get(name) or "").strip() or None)


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
        before = cast(str, record.setdefault(field, ""))
        if not before:
            record[field] = value
        elif len(before) < LONGEST:
            record[field] = f"{before}{separator}{value}"
        else:
            notes.unreadable(element, "the text is given in too many parts", "write it as one")

    return step


def once(field: str, table: Table, finish: Finish | None = None) -> Step:
    """A record of its own, from the first such element that says anything; empty if none does.

    An empty element still leaves an empty record: that a party is there but has no name breaks a rule.
    """

    def step(element: _Element, record: Record, notes: Notes) -> None:
        if not record.get(field):
            value = _record(element, table, finish, notes)
            if value is not None:
                record[field] = value

    return step


def each(field: str, table: Table, finish: Finish | None = None) -> Step:
    """A list with a record for each such element; `finish` may leave one out by giving None."""

    def step(element: _Element, record: Record, notes: Notes) -> None:
        value = _record(element, table, finish, notes) if notes.has_room(element) else None
        if value is not None:
            cast(list[object], record.setdefault(field, [])).append(value)

    return step


def taken(record: Record, field: str) -> list[Record]:
    """Take a list of records out of a record; empty where there is none."""
    return cast(list[Record], record.pop(field, []))


def taken_text(record: Record, field: str) -> str | None:
    """Take a text out of a record."""
    return cast("str | None", record.pop(field, None))


def _record(element: _Element, table: Table, finish: Finish | None, notes: Notes) -> object:
    record: Record = {}
    walk(element, table, record, notes)
    return record if finish is None else finish(record, notes)


def _identifier(scheme: str) -> Read:
    def read(element: _Element, notes: Notes) -> Record | None:
        value = values.words(element, notes)
        return {"value": value, "scheme": (element.get(scheme) or "").strip() or None} if value else None

    return read


def _into(table: Table) -> Step:
    return lambda element, record, notes: walk(element, table, record, notes)


def _all(steps: tuple[Step, ...]) -> Step:
    def step(element: _Element, record: Record, notes: Notes) -> None:
        for one in steps:
            one(element, record, notes)

    return step
