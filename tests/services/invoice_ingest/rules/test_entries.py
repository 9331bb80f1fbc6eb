"""What is wrong with an allowance or charge is told under the term it has where it stands."""

import pytest

from services.invoice_ingest.rules import RULES
from services.invoice_ingest.rules.entries import AMOUNT, AMOUNT_ON_LINE, BASE, PERCENTAGE, Terms, each_entry
from services.invoice_ingest.rules.facts import Facts
from tests.rule_cases import a_full_invoice, changed

FACTS = Facts(a_full_invoice())
WHERE = ("allowance 1", "charge 1", "line 1", "line 1")
ENTRIES = (
    "allowances_charges.0",
    "allowances_charges.1",
    "lines.0.allowances_charges.0",
    "lines.0.allowances_charges.1",
)


@pytest.mark.parametrize("terms", [AMOUNT, BASE, PERCENTAGE])
def test_each_entry_is_told_under_its_own_term(terms: Terms) -> None:
    places = each_entry(terms, lambda entry: True)(FACTS)
    assert [place.term for place in places] == [
        f"{term} of {where}" for term, where in zip(terms, WHERE, strict=True)
    ]


def test_an_entry_without_a_term_is_not_asked() -> None:
    places = each_entry(AMOUNT_ON_LINE, lambda entry: True, lambda entry: entry.amount)(FACTS)
    assert [(place.term, place.value) for place in places] == [
        ("BT-136 of line 1", "5.00"),
        ("BT-141 of line 1", "10.00"),
    ]


@pytest.mark.parametrize(
    ("id", "field", "value", "terms"),
    [
        ("PEPPOL-EN16931-R040", "amount", "1.00", AMOUNT),
        ("PEPPOL-EN16931-R041", "base_amount", None, BASE),
        ("PEPPOL-EN16931-R042", "percentage", None, PERCENTAGE),
        ("R-74", "amount", "-1.00", AMOUNT_ON_LINE),
        ("BR-CL-19", "reason_code", "?", Terms("BT-98", None, "BT-140", None)),
        ("BR-CL-20", "reason_code", "?", Terms(None, "BT-105", None, "BT-145")),
    ],
)
def test_the_rules_tell_entries_of_document_and_line_apart(
    id: str, field: str, value: str | None, terms: Terms
) -> None:
    [rule] = [rule for rule in RULES if rule.id == id]
    for path, term, where in zip(ENTRIES, terms, WHERE, strict=True):
        invoice = changed(a_full_invoice(), f"{path}.{field}", value)
        told = [place.term for place in rule.check(Facts(invoice))]
        assert told == ([] if term is None else [f"{term} of {where}"])
