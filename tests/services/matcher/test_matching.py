"""The pure verbs over events: links, budgets, duplicates, credits, verdicts, and batches cut anywhere."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.invoice import Invoice, InvoiceLine, InvoiceReceived, Price
from schemas.matching import InvoiceMatched, LineMatch, Verdict
from schemas.order import Order, OrderReceived
from services.matcher.compliance import Tolerances
from services.matcher.matching import match, register
from services.matcher.state import Change, State
from tests.builders import (
    NOW,
    a_contract,
    a_credit_note,
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
from tests.services.matcher.worlds import a_state, contracts, invoices, orders, run


def the_line(state: State, invoice: Invoice) -> LineMatch:
    (decision,) = run(state, [received(invoice)])
    return decision.lines[0]


def linked(line: LineMatch) -> tuple[object, ...] | None:
    link = line.order
    return None if link is None else (link.order, link.order_line, link.quantity)


def a_bought(number: str, quantity: str, **changed: object) -> Invoice:
    line = a_line(quantity=quantity, net_amount=Decimal(quantity) * 50)
    return an_invoice(**{"number": number, "order_ref": "B-77", "lines": (line,), **changed})


class TestReferences:
    @pytest.mark.parametrize(
        "reference",
        [
            "B-77031",
            "b 77031",
            "77031",
            "Er order B-77031 / Anna Andersson",
            "77301",
            "7731",
            "B-77131",
            "B-99, B-77031",
        ],
    )
    def test_an_order_is_found_however_its_number_is_written(self, reference: str) -> None:
        state = a_state([ordered(an_order(number="B-77031")), ordered(an_order(number="B-81200"))])
        assert linked(the_line(state, an_invoice(order_ref=reference))) == ("B-77031", "1", 2)

    def test_an_order_is_found_by_the_buyer_reference(self) -> None:
        state = a_state([ordered(an_order(number="B-77031"))])
        line = the_line(state, an_invoice(buyer_reference="KST-3120, B-77031"))
        assert linked(line) == ("B-77031", "1", 2)

    def test_a_line_may_name_its_own_order_and_line(self) -> None:
        lines = tuple(an_order_line(id=id_) for id_ in ("10", "20"))
        state = a_state([ordered(an_order(number=number, lines=lines)) for number in ("B-77031", "B-77032")])
        named = (
            a_line(id="1", order_line_ref="B-77032/20"),
            a_line(id="2", order_ref="B-77031", order_line_ref="10"),
        )
        (decision,) = run(state, [received(an_invoice(lines=named))])
        assert [linked(line) for line in decision.lines] == [("B-77032", "20", 2), ("B-77031", "10", 2)]

    def test_without_reference_the_newest_order_with_the_article_is_found(self) -> None:
        dates = {"B-77031": "2026-01-01", "B-77032": "2026-10-30"}
        state = a_state([ordered(an_order(number=number, issue_date=day)) for number, day in dates.items()])
        assert linked(the_line(state, an_invoice())) == ("B-77032", "1", 2)

    def test_without_article_number_the_text_and_the_price_find_the_line(self) -> None:
        state = a_state([ordered(an_order(number="B-77031"))])
        line = a_line(item=an_item(seller_id=None, name="KOPIERINGSPAPER A4 80 g enl avtal"))
        assert linked(the_line(state, an_invoice(lines=(line,)))) == ("B-77031", "1", 2)

    def test_another_sellers_order_is_never_taken(self) -> None:
        state = a_state([ordered()])
        line = the_line(state, an_invoice(order_ref="B-77", seller=a_seller(number=organisation_number(7))))
        assert line.order is None
        assert Verdict.NOT_ORDERED in line.verdicts

    def test_the_other_lines_of_the_invoice_tell_the_order(self) -> None:
        twin = an_order_line(id="1")
        other = an_order_line(
            id="2", item=an_item(seller_id="X-9", name="Whiteboardpenna"), price={"net": "9.00"}
        )
        newer = an_order(number="B-77032", lines=(twin,), issue_date="2026-10-28")
        state = a_state(
            [
                ordered(an_order(number="B-77031", lines=(twin, other), issue_date="2026-10-25")),
                ordered(newer),
            ]
        )
        pens = [
            a_line(id=str(n), item=other.item, price={"net": "9.00"}, quantity=3, net_amount="27.00")
            for n in (2, 3, 4)
        ]
        (decision,) = run(state, [received(an_invoice(lines=(a_line(), *pens)))])
        assert linked(decision.lines[0]) == ("B-77031", "1", 2)


class TestQuantities:
    def test_part_invoices_take_what_is_left_and_no_more(self) -> None:
        state = a_state([ordered()])
        first, second, third = (
            the_line(state, a_bought(number, quantity))
            for number, quantity in (("F-1", "6"), ("F-2", "4"), ("F-3", "1"))
        )
        assert first.verdicts == (Verdict.PARTIAL, Verdict.OFF_CONTRACT)
        assert second.verdicts == (Verdict.OFF_CONTRACT,)
        assert third.verdicts == (Verdict.OVER_QUANTITY, Verdict.OFF_CONTRACT)

    def test_two_lines_of_one_invoice_share_the_budget(self) -> None:
        state = a_state([ordered()])
        lines = tuple(a_line(id=id_, quantity=6, net_amount="300.00") for id_ in "12")
        (decision,) = run(state, [received(an_invoice(order_ref="B-77", lines=lines))])
        assert [Verdict.OVER_QUANTITY in line.verdicts for line in decision.lines] == [False, True]

    def test_equal_order_lines_are_matched_one_to_one(self) -> None:
        state = a_state([ordered(an_order(lines=tuple(an_order_line(id=id_) for id_ in "12")))])
        lines = tuple(a_line(id=id_, quantity=10, net_amount="500.00") for id_ in "12")
        (decision,) = run(state, [received(an_invoice(order_ref="B-77", lines=lines))])
        assert sorted(line.order.order_line for line in decision.lines if line.order) == ["1", "2"]

    def test_a_credit_note_gives_back_to_the_line_it_credits(self) -> None:
        state = a_state([ordered()])
        the_line(state, a_bought("F-1", "10"))
        credit = the_line(state, a_credit_note(preceding=({"number": "F-1"},), lines=(a_line(),)))
        again = the_line(state, a_bought("F-2", "2"))
        assert linked(credit) == ("B-77", "1", -2)
        assert again.verdicts == (Verdict.OFF_CONTRACT,)

    def test_a_credit_note_without_reference_credits_the_same_article(self) -> None:
        state = a_state([ordered()])
        the_line(state, a_bought("F-1", "10"))
        assert linked(the_line(state, a_credit_note(preceding=()))) == ("B-77", "1", -2)

    def test_a_credit_never_gives_back_more_than_was_booked(self) -> None:
        state = a_state([ordered()])
        the_line(state, a_bought("F-1", "3"))
        line = a_line(quantity=5, net_amount="250.00")
        assert linked(the_line(state, a_credit_note(preceding=({"number": "F-1"},), lines=(line,)))) == (
            "B-77",
            "1",
            -3,
        )
        assert the_line(state, a_credit_note(number="K-2", preceding=({"number": "F-1"},))).order is None

    def test_a_negative_line_of_an_invoice_gives_back_too(self) -> None:
        state = a_state([ordered()])
        the_line(state, a_bought("F-1", "10"))
        assert linked(the_line(state, a_bought("F-2", "-4"))) == ("B-77", "1", -4)

    def test_a_quantity_that_is_missing_follows_from_the_amount(self) -> None:
        state = a_state([ordered()])
        line = a_line(quantity=None, price={}, net_amount="150.00")
        assert linked(the_line(state, an_invoice(order_ref="B-77", lines=(line,)))) == ("B-77", "1", 3)

    def test_pieces_are_booked_as_packs_where_the_price_ratio_tells(self) -> None:
        packs = an_order_line(unit="PK", quantity=4, price={"net": "250.00"})
        state = a_state([ordered(an_order(lines=(packs,)))])
        line = a_line(quantity=20, price={"net": "50.00"}, net_amount="1000.00")
        match_ = the_line(state, an_invoice(order_ref="B-77", lines=(line,)))
        assert linked(match_) == ("B-77", "1", 4)
        assert match_.verdicts == (Verdict.OFF_CONTRACT,)

    def test_an_order_sent_again_keeps_what_was_invoiced(self) -> None:
        state = a_state([ordered()])
        the_line(state, a_bought("F-1", "8"))
        changed = an_order(lines=(an_order_line(id="1", quantity=9), an_order_line(id="2", quantity=5)))
        state.apply(register([ordered(changed)], state))
        line = the_line(state, a_bought("F-2", "5"))
        assert linked(line) == ("B-77", "2", 5)
        credit = the_line(
            state,
            a_credit_note(preceding=({"number": "F-1"},), lines=(a_line(quantity=8, net_amount="400.00"),)),
        )
        assert linked(credit) == ("B-77", "1", -8)
        assert the_line(state, a_bought("F-3", "9")).verdicts == (Verdict.OFF_CONTRACT,)


class TestPrices:
    def priced(self, price: str, tolerances: Tolerances | None = None) -> LineMatch:
        state = a_state([ordered(), contracted()])
        line = a_line(price={"net": price}, quantity=10, net_amount=Decimal(price) * 10)
        batch = [received(an_invoice(order_ref="B-77", lines=(line,)))]
        decisions, _ = match(batch, state, NOW, tolerances) if tolerances else match(batch, state, NOW)
        return decisions[0].lines[0]

    def test_the_agreed_price_needs_no_word(self) -> None:
        line = self.priced("50.00")
        assert line.verdicts == ()
        assert line.contract is not None
        assert (line.contract.contract, line.contract.item) == ("A-2026-4", "KP-80")
        assert line.contract.net_price == 50
        assert line.contract.codes == (("account", "6410"),)

    def test_half_a_per_cent_is_tolerated(self) -> None:
        assert self.priced("50.25").verdicts == ()

    def test_a_higher_price_deviates_from_order_and_contract(self) -> None:
        line = self.priced("52.50")
        assert line.verdicts == (Verdict.PRICE_DEVIATION, Verdict.CONTRACT_PRICE_EXCEEDED)
        assert "52.5 against 50 (+5.0 %) as ordered" in [evidence.text for evidence in line.evidence]

    def test_a_lower_price_only_deviates_from_the_order(self) -> None:
        assert self.priced("45.00").verdicts == (Verdict.PRICE_DEVIATION,)

    def test_the_tolerance_can_be_set(self) -> None:
        assert self.priced("52.50", Tolerances(price_thousandths=60)).verdicts == ()

    def test_a_price_for_a_hundred_is_compared_by_the_piece(self) -> None:
        state = a_state([ordered(), contracted()])
        line = a_line(price={"net": "5000.00", "base_quantity": 100}, quantity=10, net_amount="500.00")
        assert the_line(state, an_invoice(order_ref="B-77", lines=(line,))).verdicts == ()

    def test_allowances_of_the_line_are_in_its_price(self) -> None:
        state = a_state([ordered(), contracted()])
        line = a_line(
            price={"net": "60.00"},
            quantity=10,
            net_amount="500.00",
            allowances_charges=({"is_charge": False, "amount": "100.00"},),
        )
        assert the_line(state, an_invoice(order_ref="B-77", lines=(line,))).verdicts == ()

    def test_a_pack_is_not_held_against_the_price_of_a_piece(self) -> None:
        line = a_line(unit="PK", quantity=1, price={"net": "500.00"}, net_amount="500.00")
        assert the_line(a_state([contracted()]), an_invoice(lines=(line,))).verdicts == (Verdict.NOT_ORDERED,)

    def test_a_missing_price_is_no_deviation(self) -> None:
        state = a_state([ordered(), contracted()])
        line = a_line(quantity=10).model_copy(update={"price": Price(), "net_amount": None})
        assert the_line(state, an_invoice(order_ref="B-77", lines=(line,))).verdicts == ()

    @pytest.mark.parametrize(
        ("day", "verdicts"), [("2025-12-31", True), ("2026-01-01", False), ("2027-01-01", True)]
    )
    def test_a_price_list_holds_on_its_days_only(self, day: str, verdicts: bool) -> None:
        line = the_line(a_state([contracted()]), an_invoice(issue_date=day))
        assert (Verdict.OFF_CONTRACT in line.verdicts) is verdicts

    def test_a_newer_price_list_replaces_the_older_one(self) -> None:
        state = a_state([contracted()])
        state.apply(register([contracted(a_contract(items=(a_price_item(price={"net": "45.00"}),)))], state))
        line = the_line(state, an_invoice())
        assert line.contract is not None
        assert line.contract.net_price == 45
        assert Verdict.CONTRACT_PRICE_EXCEEDED in line.verdicts

    @pytest.mark.parametrize("text", ["Frakt", "FAKTURERINGSAVGIFT", "Fragt", "Freight charge"])
    def test_a_fee_is_neither_off_contract_nor_missing_an_order(self, text: str) -> None:
        line = a_line(item=an_item(seller_id=None, name=text))
        assert the_line(a_state([ordered()]), an_invoice(lines=(line,))).verdicts == (Verdict.FEE,)


class TestDuplicates:
    def test_the_same_invoice_in_another_document_is_told_and_books_nothing(self) -> None:
        state = a_state([ordered()])
        first, again = received(a_bought("F-1", "4")), received(a_bought("F-1", "4", buyer_reference="again"))
        decisions = run(state, [first, again])
        assert [decision.duplicate_of for decision in decisions] == [None, first.invoice_id]
        assert decisions[1].lines == (LineMatch(line_id="1"),)
        third = run(state, [received(a_bought("F-1", "4", buyer_reference="once more"))])
        assert third[0].duplicate_of == first.invoice_id
        assert the_line(state, a_bought("F-2", "6")).verdicts == (Verdict.OFF_CONTRACT,)

    @pytest.mark.parametrize(
        "changed", [{"number": "F-2"}, {"issue_date": date(2026, 11, 3)}, {"type_code": "384"}]
    )
    def test_what_differs_in_its_header_is_no_duplicate(self, changed: dict[str, object]) -> None:
        other = a_bought("F-1", "4").model_copy(update=changed)
        batch = [received(a_bought("F-1", "4")), received(other)]
        assert [decision.duplicate_of for decision in run(a_state([]), batch)] == [None, None]

    def test_an_invoice_seen_before_gives_no_second_decision(self) -> None:
        state, event = a_state([ordered()]), received()
        assert len(run(state, [event, event])) == 1
        assert run(state, [event]) == []

    def test_an_order_taken_in_before_changes_nothing(self) -> None:
        state = a_state([ordered()])
        assert register([ordered()], state).is_empty


@given(st.lists(orders(), max_size=6), st.lists(invoices(), max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_batches_may_be_cut_anywhere(
    known: list[OrderReceived], batch: list[InvoiceReceived], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(batch)), max_size=4), label="cuts"))
    whole, parts = a_state([*known, *contracts()]), a_state([*known, *contracts()])
    at_once = run(whole, batch)
    in_parts = [
        decision
        for start, stop in zip([0, *cuts], [*cuts, len(batch)], strict=True)
        for decision in run(parts, batch[start:stop])
    ]
    assert in_parts == at_once
    assert whole.books.lines.invoiced.tolist() == parts.books.lines.invoiced.tolist()


@given(st.lists(orders(), max_size=6), st.lists(invoices(), max_size=8))
@settings(max_examples=30, deadline=None)
def test_decisions_are_one_for_each_invoice_and_quantities_never_turn_negative(
    known: list[OrderReceived], batch: list[InvoiceReceived]
) -> None:
    state = a_state([*known, *contracts()])
    decisions = run(state, batch)
    wanted = list(dict.fromkeys(event.invoice_id for event in batch))
    assert [decision.invoice_id for decision in decisions] == wanted
    assert all(len(decision.lines) == len(decision.invoice.lines) for decision in decisions)
    assert (state.books.lines.invoiced >= 0).all()


@given(st.lists(orders(), max_size=6), st.lists(invoices(), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_match_leaves_the_state_alone_and_its_change_survives_json(
    known: list[OrderReceived], batch: list[InvoiceReceived]
) -> None:
    state = a_state(known)
    decisions, change = match(batch, state, NOW)
    assert match(batch, state, NOW) == (decisions, change)
    assert Change.model_validate_json(change.to_json()) == change
    assert [InvoiceMatched.model_validate_json(decision.to_json()) for decision in decisions] == decisions


wild_numbers = st.none() | st.decimals(-(10**30), 10**30, places=6) | st.integers(-9, 9)
wild_texts = st.text(max_size=80) | st.sampled_from(("B-77", "KP-80", "Kopieringspapper A4 80 g", "1", "0"))


@st.composite
def wild_lines(draw: st.DrawFn) -> InvoiceLine:
    """A line with anything in it that a document may say."""
    return InvoiceLine(
        id=draw(wild_texts),
        quantity=draw(wild_numbers),
        unit=draw(wild_texts),
        net_amount=draw(wild_numbers),
        order_ref=draw(st.none() | wild_texts),
        order_line_ref=draw(st.none() | wild_texts),
        price=Price(net=draw(wild_numbers), base_quantity=draw(wild_numbers)),
        item=an_item(name=draw(wild_texts), seller_id=draw(st.none() | wild_texts)),
    )


@given(st.lists(wild_lines(), max_size=4), wild_texts, wild_texts, st.booleans())
@settings(max_examples=80, deadline=None)
def test_whatever_a_document_says_every_line_is_decided(
    lines: list[InvoiceLine], number: str, reference: str, is_credit: bool
) -> None:
    invoice = an_invoice().model_copy(
        update={"lines": tuple(lines), "number": number, "order_ref": reference, "is_credit": is_credit}
    )
    state = a_state([ordered(), contracted()])
    (decision,) = run(state, [received(invoice)])
    assert [line.line_id for line in decision.lines] == [line.id for line in lines]
    assert InvoiceMatched.model_validate_json(decision.to_json()) == decision
    (after,) = run(State.restore(state.snapshot()), [received(a_bought("F-9", "2"))])
    assert len(after.lines) == 1


def test_an_empty_batch_is_no_change() -> None:
    decisions, change = match([], State.empty(), NOW)
    assert decisions == []
    assert change.is_empty


def test_an_invoice_without_lines_is_decided() -> None:
    (decision,) = run(a_state([]), [received(an_invoice(lines=()))])
    assert decision.lines == ()


def test_the_coding_of_the_order_line_comes_with_the_link() -> None:
    line = the_line(a_state([ordered()]), an_invoice(order_ref="B-77"))
    assert line.order is not None
    assert line.order.codes == (("account", "6410"), ("cost_centre", "3120"))


def test_two_buyers_with_the_same_order_number_stay_apart() -> None:
    theirs: Order = an_order(buyer=a_seller(number=organisation_number(9)))
    state = a_state([ordered(theirs)])
    unknown: InvoiceLine = a_line()
    assert the_line(state, an_invoice(order_ref="B-77", lines=(unknown,))).order is None
