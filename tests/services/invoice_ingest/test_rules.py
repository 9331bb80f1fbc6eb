from collections.abc import Callable
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.invoice import (
    Account,
    AllowanceCharge,
    Delivery,
    Invoice,
    InvoiceLine,
    Payment,
    Period,
    Price,
    Totals,
    VatBreakdown,
)
from schemas.party import Address, Identifier, Party
from services.invoice_ingest.notes import MOST
from services.invoice_ingest.rules import RULE_SETS, RULES, check, describe
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.papers import sets
from services.invoice_ingest.rules.rounding import EXACT
from tests.builders import a_credit_note, a_line, an_invoice
from tests.rule_cases import a_full_invoice, a_lawful_svefaktura, alterations, changed

FORMATS = ("peppol-billing-3", "peppol-selfbilling-3", "en16931-ubl", "svefaktura-1.0", "another")
NASTY = ("0", "-0.00", "0.005", "1E+30", "-1E-30", "9" * 38, "-" + "9" * 38, "0." + "1" * 37)
DECIMALS = st.none() | st.sampled_from(NASTY).map(Decimal) | st.decimals(-1000, 1000, places=3)
TEXTS = st.sampled_from(
    ("", "S", "E", "O", "K", "B", "DK", "SE", "30", "50", "93", "#", "#AAA#", "71#", "Ö²")
)
MAYBE = st.none() | TEXTS
DATES = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))


def many(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


PERIODS = st.none() | st.builds(Period, start=DATES, end=DATES)
IDENTIFIERS = st.builds(
    Identifier,
    value=TEXTS,
    scheme=st.sampled_from((None, "0007", "0088", "0184", "0192", "0208", "0211", "x")),
)
ADDRESSES = st.none() | st.builds(Address, country=st.sampled_from((None, "", "SE", "DK", "DE", "IT")))
PARTIES = st.builds(
    Party, name=TEXTS, trading_name=MAYBE, ids=many(IDENTIFIERS), legal_id=st.none() | IDENTIFIERS,
    vat_id=MAYBE, tax_registration=MAYBE, endpoint=st.none() | IDENTIFIERS, address=ADDRESSES,
)  # fmt: skip
ENTRIES = st.builds(
    AllowanceCharge, is_charge=st.booleans(), amount=DECIMALS, base_amount=DECIMALS, percentage=DECIMALS,
    vat_category=MAYBE, vat_rate=DECIMALS, reason=MAYBE, reason_code=MAYBE,
)  # fmt: skip
PRICES = st.builds(
    Price, net=DECIMALS, discount=DECIMALS, gross=DECIMALS, base_quantity=DECIMALS, base_unit=MAYBE
)
LINES = st.builds(
    InvoiceLine, id=TEXTS, quantity=DECIMALS, unit=MAYBE, net_amount=DECIMALS, period=PERIODS, price=PRICES,
    allowances_charges=many(ENTRIES), vat_category=MAYBE, vat_rate=DECIMALS,
)  # fmt: skip
TOTALS = st.builds(
    Totals, lines=DECIMALS, allowances=DECIMALS, charges=DECIMALS, without_vat=DECIMALS, vat=DECIMALS,
    vat_in_tax_currency=DECIMALS, with_vat=DECIMALS, prepaid=DECIMALS, rounding=DECIMALS, payable=DECIMALS,
)  # fmt: skip
BREAKDOWNS = st.builds(
    VatBreakdown, taxable_amount=DECIMALS, tax_amount=DECIMALS, category=TEXTS, rate=DECIMALS,
    exemption_reason=MAYBE, exemption_code=MAYBE,
)  # fmt: skip
PAYMENTS = st.builds(
    Payment, means_code=MAYBE, reference=MAYBE, mandate=MAYBE, card_number=MAYBE,
    accounts=many(st.builds(Account, id=TEXTS, service_provider=MAYBE)),
)  # fmt: skip
INVOICES = st.builds(
    Invoice, format=st.sampled_from(FORMATS), customization_id=MAYBE, profile_id=MAYBE, number=TEXTS,
    issue_date=DATES, due_date=DATES, type_code=TEXTS, is_credit=st.booleans(), currency=TEXTS,
    tax_currency=MAYBE, tax_point_code=MAYBE, notes=many(TEXTS), period=PERIODS, seller=PARTIES,
    buyer=PARTIES, payee=st.none() | PARTIES, tax_representative=st.none() | PARTIES,
    payments=many(PAYMENTS),
    delivery=st.none() | st.builds(Delivery, delivered_on=DATES, address=ADDRESSES),
    allowances_charges=many(ENTRIES), totals=TOTALS, vat=many(BREAKDOWNS), lines=many(LINES),
)  # fmt: skip


@given(INVOICES)
def test_any_invoice_gets_an_answer_and_always_the_same(invoice: Invoice) -> None:
    told = check(invoice)
    with localcontext(prec=3):
        assert check(invoice) == told
    known = {rule.id: rule.severity for rule in RULES}
    assert all(finding.severity == known[finding.rule] for finding in told)


def asked_everything(invoice: Invoice) -> list[tuple[str, str, str | None]]:
    """What is broken when no rule is left out because of a test that it shares with others."""
    with localcontext(EXACT):
        facts = Facts(invoice)
        rules = (rule for known in RULE_SETS if known.applies(invoice) for rule in known.rules)
        return [(rule.id, place.term, place.value) for rule in rules for place in rule.check(facts)]


@given(INVOICES)
def test_no_test_that_rules_share_hides_a_breach(invoice: Invoice) -> None:
    assert [(told.rule, told.place, told.value) for told in check(invoice)] == asked_everything(invoice)


@pytest.mark.parametrize("make", [an_invoice, a_full_invoice, a_lawful_svefaktura])
def test_no_test_that_rules_share_hides_a_breach_in_one_field(make: Callable[[], Invoice]) -> None:
    for invoice in alterations(make()):
        told = [(told.rule, told.place, told.value) for told in check(invoice)]
        assert told == asked_everything(invoice), invoice


@pytest.mark.parametrize("make", [an_invoice, a_credit_note, a_full_invoice, a_lawful_svefaktura])
def test_a_lawful_invoice_of_each_rule_set_breaks_nothing(make: Callable[[], Invoice]) -> None:
    assert check(make()) == []


def test_of_very_many_breaches_every_rule_is_still_told() -> None:
    lines = (InvoiceLine(),) * 5_000
    few, many = (check(an_invoice(lines=some)) for some in (lines[:1], lines))
    assert {finding.rule for finding in many} == {finding.rule for finding in few}
    assert len(many) < MOST + len(few)


def test_an_empty_invoice_hears_everything_that_is_missing() -> None:
    told = {finding.rule for finding in check(Invoice(format="peppol-billing-3"))}
    assert {"BR-02", "BR-03", "BR-06", "BR-16", "BR-15", "BR-CO-18", "PEPPOL-EN16931-R010"} <= told


def test_an_invoice_of_another_format_is_not_judged() -> None:
    assert check(Invoice(format="another")) == []


def test_a_finding_says_rule_sentence_place_and_value() -> None:
    finding = check(changed(an_invoice(), "lines.0.net_amount", "99.00"))[-1]
    assert finding.rule == "PEPPOL-EN16931-R120"
    assert finding.place == "BT-131 of line 1"
    assert finding.value == "99.00"
    assert finding.remedy == "100.00 would be right"
    assert "quantity times price" in finding.message


def test_each_broken_line_is_a_finding_of_its_own() -> None:
    lines = tuple(a_line(id=str(n), unit=None if n % 2 else "EA") for n in range(6))
    told = [finding.place for finding in check(an_invoice(lines=lines))]
    assert told == ["BT-130 of line 1", "BT-130 of line 3", "BT-130 of line 5"]


def test_the_findings_of_a_line_do_not_depend_on_the_other_lines() -> None:
    bad, good = a_line(id="bad", unit="st"), a_line(id="good")
    alone = check(an_invoice(lines=(bad,)))
    assert check(an_invoice(lines=(good, bad, good))) == alone


def work(invoice: Invoice) -> int:
    """How often a field of a line is looked at, in reads; counted, since a clock would disturb the test."""
    reads = 0

    class Counted(InvoiceLine):
        def __getattribute__(self, name: str) -> Any:
            nonlocal reads
            reads += 1
            return super().__getattribute__(name)

    lines = tuple(Counted.model_construct(**dict(line)) for line in invoice.lines)
    check(invoice.model_copy(update={"lines": lines}))
    return reads


def test_the_work_grows_with_the_number_of_lines_and_no_faster() -> None:
    tens = [work(an_invoice(lines=(a_line(),) * n)) for n in (10, 20, 40)]
    assert tens[2] - tens[1] == 2 * (tens[1] - tens[0])


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) > 300


def test_every_rule_is_described_with_its_set_version_and_source() -> None:
    described = describe()
    assert {rule.id for rule in RULES} < {row.id for row in described}
    assert len({row.id for row in described}) == len(described)
    assert all(row.text.endswith(".") and row.version and row.source for row in described)
    assert {row.rule_set for row in described} == {rule_set.name for rule_set in RULE_SETS} | set(
        dict(sets())
    )


@pytest.mark.parametrize("rule", ["BR-CO-25", "BR-CO-05"])
def test_what_the_rules_in_force_do_not_judge_is_not_reported(rule: str) -> None:
    assert rule not in {known.id for known in RULES}
    owed = an_invoice(due_date=None, payment_terms=None)
    assert check(owed) == []
