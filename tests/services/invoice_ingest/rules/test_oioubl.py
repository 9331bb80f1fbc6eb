from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules import oioubl
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rounding import EXACT
from services.invoice_ingest.rules.rule import Place
from tests.documents import OIOUBL, OIOUBL_CREDIT_NOTE, golden
from tests.rule_cases import Case, assert_all_have_a_case, changed, named


def an_oioubl() -> Invoice:
    """An invoice with a duty, a rounding, allowances and a charge."""
    return _read(OIOUBL)


def an_oioubl_credit_note() -> Invoice:
    """A credit note under reverse charge."""
    return _read(OIOUBL_CREDIT_NOTE)


def _read(name: str) -> Invoice:
    [invoice] = read(golden(name)).documents
    assert isinstance(invoice, Invoice)
    return invoice


def told(invoice: Invoice) -> dict[str, list[Place]]:
    """The places of each rule of the module that an invoice breaks."""
    with localcontext(EXACT):
        facts = Facts(invoice)
        found = {rule.id: list(rule.check(facts)) for rule in oioubl.RULES}
    return {rule: places for rule, places in found.items() if places}


def case(rule: str, path: str, broken: object, kept: object, base: Callable[[], Invoice] = an_oioubl) -> Case:
    return Case(rule if "-" in rule else f"KONTERA-OIOUBL-{rule}", path, broken, kept, base)


CASES = (
    case("F-INV127", "totals.without_vat", "1087.50", "970.000"),
    case("F-LIB382", "lines.1.vat_rate", "0", "25"),
    case("1", "number", "", "F-1"),
    case("2", "issue_date", None, "2026-11-02"),
    case("3", "currency", "", "DKK"),
    case("4", "type_code", "381", "393"),
    case("4", "type_code", "380", "381", an_oioubl_credit_note),
    case("5", "buyer.name", "", "Lilleby Kommune"),
    case("6", "seller.endpoint", None, {"value": "DK12345674", "scheme": "0184"}),
    case("7", "lines", (), an_oioubl().lines),
    case("8", "lines.0.id", "", "7"),
    case("9", "lines.0.net_amount", None, "510"),
    case("10", "lines.2.item.name", "", "Kursus"),
    case("11", "totals.payable", None, "1200"),
    case("12", "totals.lines", "890.01", "890.001"),
    case("13", "totals.allowances", "61", "60.00"),
    case("14", "totals.charges", "40.00", "140.00"),
    case("15", "totals.without_vat", "969.99", "970"),
    case("16", "totals.vat", "237.49", "237.5"),
    case("17", "totals.payable", "1199.00", "1200.50"),
    case("18", "totals.without_vat", "149.00", "150", an_oioubl_credit_note),
    case("19", "vat.0.tax_amount", "238.50", "238.49"),
    case("20", "lines.1.net_amount", "360.03", "360.02"),
    case("21", "lines.0.vat_category", "E", "AE"),
    case("22", "vat.1.category", "", "Z"),
)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_value_from_a_kept_one(case: Case) -> None:
    assert told(case.base()) == {}
    assert case.rule not in told(changed(case.base(), case.path, case.kept))
    assert case.rule in told(changed(case.base(), case.path, case.broken))


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, oioubl.RULES)


def test_a_net_total_written_as_tax_exclusive_amount_breaks_the_official_rule() -> None:
    invoice = _changed_golden((">337.50</cbc:TaxExclusiveAmount>", ">970.00</cbc:TaxExclusiveAmount>"))
    [place] = told(invoice)["F-INV127"]
    assert (place.term, place.value, place.right) == ("BT-110", "870.00", "237.50")


def test_a_standard_rate_of_nothing_is_told_wherever_it_stands() -> None:
    invoice = changed(an_oioubl(), "allowances_charges.0.vat_rate", "0.00")
    invoice = changed(invoice, "vat.0.rate", "0")
    assert [place.term for place in told(invoice)["F-LIB382"]] == [
        "BT-96 of allowance 1",
        "BT-119 of VAT S 0",
    ]


def test_what_is_to_be_paid_may_have_the_rounding_in_it_or_not() -> None:
    after = _changed_golden((">1208.00<", ">1207.50<"))
    assert told(after) == {}
    assert after.totals.with_vat == Decimal("1207.50")


def test_a_document_without_totals_of_its_own_is_added_up_from_its_entries() -> None:
    invoice = changed(changed(an_oioubl(), "totals.charges", None), "totals.allowances", None)
    assert told(changed(invoice, "totals.lines", None)) == {}


def test_a_line_with_nothing_to_multiply_is_not_computed() -> None:
    for path in ("lines.0.quantity", "lines.0.price.net"):
        assert told(changed(an_oioubl(), path, None)) == {}
    assert told(changed(an_oioubl(), "lines.0.price.base_quantity", "0")) == {}


def test_only_oioubl_2_is_meant() -> None:
    assert oioubl.is_oioubl(an_oioubl())
    assert not oioubl.is_oioubl(changed(an_oioubl(), "format", "oioubl-3"))


def _changed_golden(*changes: tuple[str, str]) -> Invoice:
    [invoice] = read(golden(OIOUBL, *changes)).documents
    assert isinstance(invoice, Invoice)
    return invoice
