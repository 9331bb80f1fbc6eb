from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.rules.facts import ALLOWANCE, CHARGE, LINE, Facts
from tests.builders import a_line, an_allowance, an_invoice


@given(st.lists(st.tuples(st.sampled_from("SZE"), st.integers(0, 25), st.integers(-999, 999)), max_size=12))
def test_the_sums_of_all_rates_add_up_to_the_lines(parts: list[tuple[str, int, int]]) -> None:
    lines = tuple(
        a_line(vat_category=category, vat_rate=rate, net_amount=amount) for category, rate, amount in parts
    )
    facts = Facts(an_invoice(lines=lines))
    assert sum(facts.by_rate.values()) == sum(facts.by_category.values()) == facts.line_total


def test_an_allowance_lowers_and_a_charge_raises_the_sum_of_its_rate() -> None:
    entries = (an_allowance(amount="10.00"), an_allowance(is_charge=True, amount="3.00"))
    facts = Facts(an_invoice(allowances_charges=entries))
    assert facts.by_rate["S", Decimal("25.00")] == Decimal("93.00")
    assert facts.uses == {(LINE, "S"), (ALLOWANCE, "S"), (CHARGE, "S")}


def test_a_line_without_an_id_is_named_by_its_number() -> None:
    facts = Facts(an_invoice(lines=(a_line(id="A7"), a_line(id=""))))
    assert [name for name, _ in facts.lines] == ["line A7", "line no. 2"]
