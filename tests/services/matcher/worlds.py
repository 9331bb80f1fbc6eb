"""Small generated worlds for the matcher: one buyer, two sellers, few articles: everything conflicts."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from schemas.invoice import InvoiceReceived
from schemas.matching import InvoiceMatched
from schemas.order import ContractReceived, OrderReceived
from services.matcher.matching import match, register
from services.matcher.state import State
from tests.builders import (
    NOW,
    a_contract,
    a_line,
    a_price_item,
    a_seller,
    an_invoice,
    an_item,
    an_order,
    an_order_line,
    contracted,
    ordered,
    organisation_number,
    received,
)

ARTICLES = (("P-1", "Kopieringspapper A4 vit"), ("P-2", "Gelpenna blå"), ("", "Städtimme kväll"))
PRICES = ("10.00", "12.50")
SELLERS = tuple(a_seller(number=organisation_number(serial)) for serial in (1, 7))


@st.composite
def orders(draw: st.DrawFn) -> OrderReceived:
    """An order of one to three lines; numbers repeat, so some orders replace others."""
    number = draw(st.integers(77_001, 77_006))
    picks = draw(
        st.lists(
            st.tuples(st.sampled_from(ARTICLES), st.sampled_from(PRICES), st.integers(1, 9)),
            min_size=1,
            max_size=3,
        )
    )
    lines = tuple(
        an_order_line(
            id=str(place),
            item=an_item(seller_id=article or None, name=name),
            price={"net": price},
            quantity=quantity,
        )
        for place, ((article, name), price, quantity) in enumerate(picks, 1)
    )
    return ordered(an_order(number=f"B-{number}", seller=draw(st.sampled_from(SELLERS)), lines=lines))


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceReceived:
    """An invoice or credit note of one to three lines, with a good, damaged or missing reference."""
    reference = draw(st.sampled_from((None, "B-77001", "B77002", "Er order 77003 / Anna", "77010")))
    picks = draw(
        st.lists(
            st.tuples(
                st.sampled_from(ARTICLES),
                st.sampled_from(PRICES),
                st.integers(-2, 6).filter(bool),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    lines = tuple(
        a_line(
            id=str(place),
            item=an_item(seller_id=article if article and numbered else None, name=name),
            quantity=quantity,
            net_amount=Decimal(price) * quantity,
            price={"net": price},
        )
        for place, ((article, name), price, quantity, numbered) in enumerate(picks, 1)
    )
    is_credit = draw(st.integers(0, 4)) == 0
    preceding = ({"number": f"F-{draw(st.integers(1, 8))}"},) if is_credit and draw(st.booleans()) else ()
    return received(
        an_invoice(
            number=f"F-{draw(st.integers(1, 8))}",
            order_ref=reference,
            seller=draw(st.sampled_from(SELLERS)),
            lines=lines,
            is_credit=is_credit,
            type_code="381" if is_credit else "380",
            preceding=preceding,
        )
    )


def contracts() -> list[ContractReceived]:
    """A price list with the first article of the first seller."""
    item = a_price_item(item=an_item(seller_id="P-1", name="Kopieringspapper A4 vit"), price={"net": "10.00"})
    return [contracted(a_contract(seller=SELLERS[0], items=(item,)))]


def a_state(documents: Sequence[OrderReceived | ContractReceived]) -> State:
    """A state that knows these orders and contracts."""
    state = State.empty()
    state.apply(register(documents, state))
    return state


def run(state: State, batch: Sequence[InvoiceReceived]) -> list[InvoiceMatched]:
    """The decisions on a batch, taken into the state."""
    decisions, change = match(batch, state, NOW)
    state.apply(change)
    return decisions
