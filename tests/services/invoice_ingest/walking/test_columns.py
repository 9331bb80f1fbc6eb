"""Lines of one shape become records column by column; what is not even, or must be seen, is refused."""

from collections.abc import Callable

import pytest
from lxml import etree

from services.invoice_ingest.familiar import NOWHERE, Silent
from services.invoice_ingest.shapes import Pieces, Shapes
from services.invoice_ingest.walking import (
    Step,
    Table,
    attribute,
    compiled,
    day,
    each,
    every,
    flag,
    identifier,
    joined,
    leaf,
    number,
    once,
    text,
    values,
)  # fmt: skip
from services.invoice_ingest.walking.columns import NoColumn, grid_of
from services.invoice_ingest.walking.moves import moves_of

NAMES = {"": "urn:n"}


def table(**steps: Step | tuple[Step, ...]) -> Table:
    return compiled({f":{name}": step for name, step in steps.items()}, NAMES)


def pieces(*lines: str) -> Pieces:
    document = f"<r xmlns='urn:n'>{''.join(f'<l>{line}</l>' for line in lines)}</r>".encode()
    shapes = Shapes({"{urn:n}r": "{urn:n}l"})
    shapes.learn(document, etree.fromstring(document))
    found = shapes.pieces_of(document)
    assert found is not None
    return found


def records(inner: Table, *lines: str) -> object:
    found = pieces(*lines)
    (move,) = moves_of(found.runs[1].shape, table(l=each("lines", inner)))
    return grid_of(move.inner or ()).values(found.runs[1], found.texts, Silent(NOWHERE))


def test_each_line_has_its_values_under_the_names_of_the_fields() -> None:
    fields = table(a=(text("name"), attribute("unit", "u")), b=number("amount"), c=flag("flag"), d=day("day"))
    lines = [f"<a u='x'> {n} </a><b>{n}.50</b><c>true</c><d>2026-01-0{n}</d>" for n in (1, 2)]
    said = [{"name": f"{n}", "unit": "x", "amount": values.decimal_of(f"{n}.50"), "flag": True,
             "day": values.day_of(f"2026-01-0{n}")} for n in (1, 2)]  # fmt: skip
    assert records(fields, *lines) == said


def test_records_and_lists_in_a_line_are_filled_in_the_same_way() -> None:
    fields = table(
        a=once("one", table(x=text("x")), lambda record, notes: {**record, "seen": True}),
        b=each("many", table(x=text("x"))),
        c=every("all", identifier("i", "s").read),  # type: ignore[attr-defined]
        d=joined("note"),
    )
    lines = [f"<a><x>{n}</x></a><b><x>p</x></b><b><x>{n}</x></b><c s='0007'>{n}</c><d>{n}</d>" for n in "12"]
    assert records(fields, *lines) == [
        {"one": {"x": n, "seen": True}, "many": [{"x": "p"}, {"x": n}],
         "all": [{"value": n, "scheme": "0007"}], "note": n}
        for n in "12"
    ]  # fmt: skip


@pytest.mark.parametrize("odd", [" ", "x", "1.2.3", "1e5", "1" * 39])
def test_a_line_that_is_not_like_the_others_is_told_apart(odd: str) -> None:
    with pytest.raises(ValueError, match=r"blank|number|digits"):
        records(table(a=number("amount")), "<a>1</a>", f"<a>{odd}</a>")


def test_a_part_that_is_left_out_of_a_line_is_told_apart() -> None:
    fields = table(a=each("many", table(x=text("x")), lambda record, notes: record if record["x"] else None))
    with pytest.raises(ValueError, match="blank"):
        records(fields, "<a><x>1</x></a>", "<a><x> </x></a>")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (lambda: table(a=text("name")), "<a>1</a><a>2</a>"),
        (lambda: table(a=joined("note")), "<a>1</a><a>2</a>"),
        (lambda: table(a=text("name"), b=every("name")), "<a>1</a><b>2</b>"),
        (lambda: table(a=leaf("name", lambda element, notes: element.tag)), "<a>1</a>"),
        (lambda: table(a=text("outer.name")), "<a>1</a>"),
    ],
    ids=["first of two", "joined", "two ways", "sees the element", "of another record"],
)
def test_what_has_to_be_seen_line_by_line_has_no_columns(fields: Callable[[], Table], line: str) -> None:
    with pytest.raises(NoColumn):
        records(fields(), line)
