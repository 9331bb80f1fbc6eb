"""How documents enter the books: the same whatever the batches, and items tied together by their numbers."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.invoice import InvoiceReceived, Item
from schemas.order import ContractReceived, OrderReceived
from schemas.party import Identifier
from services.matcher.changes import Change
from services.matcher.matching import register
from tests.builders import (
    a_contract,
    a_price_item,
    an_item,
    an_order,
    an_order_line,
    answered,
    contracted,
    ordered,
)
from tests.services.matcher.worlds import SELLERS, a_state, invoices, orders, run

ITEMS = tuple(
    Item(name=name, seller_id=article, standard_id=Identifier(value=gtin) if gtin else None)
    for article, gtin, name in (
        ("P-1", "731001", "Papper"),
        ("P-1", None, "Papper A4"),
        (None, "731001", "Kopieringspapper"),
        ("P-2", "731001", "Papper"),
        ("P-2", "731002", "Penna"),
        (None, "731002", "Penna blå"),
        (None, None, "Penna blå"),
    )
)


@st.composite
def documents(draw: st.DrawFn) -> OrderReceived | ContractReceived:
    """An order or a contract over items that share numbers in every way."""
    items = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3))
    number = f"B-7700{draw(st.integers(1, 3))}"
    if draw(st.booleans()):
        lines = tuple(an_order_line(id=str(place), item=item) for place, item in enumerate(items, 1))
        return ordered(an_order(number=number, seller=SELLERS[0], lines=lines))
    rows = tuple(a_price_item(item=item) for item in items)
    return contracted(a_contract(number=number, seller=SELLERS[0], items=rows))


@given(st.lists(st.one_of(documents(), orders()), max_size=7), st.lists(invoices(), max_size=5), st.data())
@settings(max_examples=60, deadline=None)
def test_it_makes_no_difference_how_documents_were_batched(
    known: list[OrderReceived | ContractReceived], batch: list[InvoiceReceived], data: st.DataObject
) -> None:
    cuts = [0, *sorted(data.draw(st.lists(st.integers(0, len(known)), max_size=3))), len(known)]
    at_once, in_parts = a_state(known), a_state([])
    for start, stop in pairwise(cuts):
        in_parts.apply(register(known[start:stop], in_parts))
    assert in_parts.books.items.columns()["gtin"].tolist() == at_once.books.items.columns()["gtin"].tolist()
    assert in_parts.books.lines.item.tolist() == at_once.books.lines.item.tolist()
    assert run(in_parts, batch) == run(at_once, batch)


def test_a_line_with_both_numbers_ties_them_together() -> None:
    lines = tuple(an_order_line(id=str(place), item=item) for place, item in enumerate(ITEMS[:3], 1))
    state = a_state([ordered(an_order(lines=lines))])
    assert state.books.lines.item.tolist() == [0, 0, 0]


def test_without_any_number_the_whole_name_is_the_item() -> None:
    names = ("Städtimme kväll", "städtimme  KVÄLL", "Städtimme dag")
    lines = tuple(an_order_line(id=name, item=an_item(seller_id=None, name=name)) for name in names)
    state = a_state([ordered(an_order(lines=lines))])
    assert state.books.lines.item.tolist() == [0, 0, 1]


def test_what_an_older_version_of_an_order_has_alone_takes_no_more_invoices() -> None:
    state = a_state([ordered(an_order(lines=(an_order_line(id="1"), an_order_line(id="2"))))])
    state.apply(register([ordered(an_order(lines=(an_order_line(id="2", quantity=7),)))], state))
    assert state.books.lines.void.tolist() == [1, 1, 0]
    assert state.books.lines.moved.tolist() == [-1, 2, -1]


def test_what_a_seller_refuses_takes_no_more_invoices() -> None:
    lines = (an_order_line(id="1"), an_order_line(id="2"))
    state = a_state([ordered(an_order(lines=lines)), ordered(an_order(number="B-78", lines=lines))])
    state.apply(register([answered(lines=({"order_line": "2", "status": "7"},))], state))
    assert state.books.lines.void.tolist() == [0, 1, 0, 0]
    state.apply(register([answered(order="B-78", code="RE")], state))
    assert state.books.lines.void.tolist() == [0, 1, 1, 1]


def test_a_cancelled_order_takes_no_more_invoices() -> None:
    state = a_state([ordered()])
    state.apply(register([ordered(an_order(kind="cancellation", lines=()))], state))
    assert state.books.lines.void.tolist() == [1] * len(an_order().lines)


def test_an_answer_to_an_unknown_order_or_to_nothing_closes_nothing() -> None:
    state = a_state([ordered()])
    state.apply(register([answered(order="B-99", code="RE"), answered(code="AP"), answered(order="")], state))
    assert not state.books.lines.void.any()


def test_a_refusal_survives_the_changelog() -> None:
    change = register([answered(code="RE")], a_state([]))
    assert Change.model_validate_json(change.to_json()) == change
