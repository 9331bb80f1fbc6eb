"""The parts of an invoice: all its amounts, each once, signed."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.invoice import Invoice
from services.coder.parts import Kind, Part, parts_of
from tests.builders import a_credit_note, a_line, a_svefaktura, an_allowance, an_invoice, an_item
from tests.coding_builders import order_match

CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))


def parts(invoice: Invoice) -> tuple[Part, ...]:
    return parts_of(invoice, ())


def told(invoice: Invoice) -> list[tuple[str, str]]:
    return [(part.line_id, str(part.amount)) for part in parts(invoice)]


def test_lines_come_first_then_allowances_then_charges() -> None:
    invoice = an_invoice(
        lines=(a_line(id="7"), a_line(id="9", net_amount="50.00")),
        allowances_charges=(
            an_allowance(is_charge=True, amount="5.00"),
            an_allowance(amount="10.00"),
            an_allowance(amount="1.00"),
        ),
    )
    assert told(invoice) == [
        ("7", "100.00"),
        ("9", "50.00"),
        ("allowance:1", "-10.00"),
        ("allowance:2", "-1.00"),
        ("charge:1", "5.00"),
    ]


def test_a_credit_note_has_the_opposite_sign() -> None:
    assert told(a_credit_note(allowances_charges=(an_allowance(),))) == [
        ("1", "-100.00"),
        ("allowance:1", "10.00"),
    ]


@given(
    lines=st.lists(CENTS, min_size=1, max_size=5),
    amounts=st.lists(st.tuples(st.booleans(), CENTS), max_size=3),
    credit=st.booleans(),
    off=st.sampled_from(["0", "0.01", "-0.99", "1.00", "-350.55"]),
)
def test_the_parts_add_up_to_the_amount_without_vat_to_the_cent(
    lines: list[Decimal], amounts: list[tuple[bool, Decimal]], credit: bool, off: str
) -> None:
    invoice = an_invoice(
        is_credit=credit,
        lines=tuple(a_line(id=str(at), net_amount=net) for at, net in enumerate(lines)),
        allowances_charges=tuple(an_allowance(is_charge=charge, amount=net) for charge, net in amounts),
    )
    written = (invoice.totals.without_vat or Decimal()) + Decimal(off)
    invoice = invoice.model_copy(
        update={"totals": invoice.totals.model_copy(update={"without_vat": written})}
    )
    assert sum(part.amount for part in parts(invoice)) == invoice.sign * written


@pytest.mark.parametrize(
    ("written", "line_id", "kind"),
    [
        ("100.40", "rounding:1", Kind.ROUNDING),
        ("99.01", "rounding:1", Kind.ROUNDING),
        ("101.00", "difference:1", Kind.DIFFERENCE),
    ],
)
def test_a_total_that_differs_is_a_part_of_its_own(written: str, line_id: str, kind: Kind) -> None:
    invoice = a_svefaktura(totals={"without_vat": written})
    line, rest = parts(invoice)
    assert line.amount == Decimal("100.00")
    assert (rest.line_id, rest.kind) == (line_id, kind)
    assert rest.amount == Decimal(written) - 100


def test_without_a_total_the_invoice_is_worth_the_sum_of_its_parts() -> None:
    assert told(a_svefaktura(totals={})) == [("1", "100.00")]


def test_an_invoice_without_lines_is_one_part() -> None:
    (whole,) = parts(an_invoice(lines=(), totals={"with_vat": "125.00", "vat": "25.00"}))
    assert (whole.line_id, whole.kind, whole.amount) == ("document:1", Kind.WHOLE, Decimal("100.00"))


def test_lines_numbered_alike_or_not_at_all_are_told_apart() -> None:
    invoice = an_invoice(
        lines=tuple(a_line(id=number) for number in ("1", "1", "", "1#2", "allowance:1")),
        allowances_charges=(an_allowance(),),
    )
    ids = [part.line_id for part in parts(invoice)]
    assert ids == ["1", "1#2", "line:3", "1#2#2", "allowance:1#2", "allowance:1"]


def test_a_part_knows_its_words_article_class_and_match() -> None:
    item = an_item(
        description="500 ark",
        seller_id=None,
        standard_id={"value": "7310000000001", "scheme": "0160"},
        classifications=({"code": "own", "list_id": "ZZZ"}, {"code": "14111507", "list_id": "TST"}),
    )
    match = order_match("1")
    (part,) = parts_of(an_invoice(lines=(a_line(item=item, note="brådskande"),)), (match,))
    assert part.text == "Kopieringspapper A4 80 g"
    assert part.words == "Kopieringspapper A4 80 g 500 ark brådskande"
    assert part.article == "7310000000001"
    assert part.category == "14111507"
    assert part.match is match


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), max_size=4))
def test_any_amounts_give_parts_that_an_event_can_carry(amounts: list[Decimal]) -> None:
    lines = tuple(
        a_line().model_copy(update={"id": str(at), "net_amount": net}) for at, net in enumerate(amounts)
    )
    found = parts(an_invoice(totals={"without_vat": "10.00"}).model_copy(update={"lines": lines}))
    with localcontext(prec=100):
        assert sum(part.amount for part in found) == Decimal("10.00")
    assert all(abs(part.amount) < Decimal(10) ** 28 for part in found)
