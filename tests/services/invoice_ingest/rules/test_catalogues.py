"""Each rule of the catalogue and of the basket, broken and kept by one field."""

import pytest

from services.invoice_ingest.rules import catalogues
from tests.documents import CATALOGUE
from tests.paper_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    lawful,
    named,
)

FORMAT, BASKET = "peppol-catalogue-3", "peppol-punch-out-3"
LINE, PRICE = "lines.0", "lines.0.prices.0"
CASES = [
    Case("PEPPOL-T19-R001", "valid_to", "2026-09-30", None),
    Case("PEPPOL-T19-R006", f"{PRICE}.price.net", "-50", "0"),
    Case("PEPPOL-T19-R007", f"{LINE}.valid_from", "2026-09-30", None),
    Case("PEPPOL-T19-R011", f"{PRICE}.valid_to", "2027-04-01", "2027-03-31"),
    Case("PEPPOL-T19-R012", f"{LINE}.item", {"name": "Papper"}, {"seller_id": "KP-80"}),
    Case("PEPPOL-T19-R013", f"{LINE}.valid_to", "2026-09-30", None),
    Case("PEPPOL-T19-R015", f"{LINE}.vat_rate", "0", "12"),
    Case("PEPPOL-T19-R016", f"{PRICE}.valid_to", "2026-09-30", None),
    Case("PEPPOL-T19-R017", "profile_id", "urn:fdc:peppol.eu:poacc:bis:mlr:3", None),
]
SAME = {"PEPPOL-T77-R003": "R006", "PEPPOL-T77-R004": "R012", "PEPPOL-T77-R009": "R015"}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_catalogue_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case, lawful(CATALOGUE), FORMAT)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, catalogues.RULES)
    assert set(SAME) == {rule.id for rule in catalogues.BASKET_RULES}


@pytest.mark.parametrize("rule", SAME)
def test_a_basket_is_judged_alike_under_its_own_ids(rule: str) -> None:
    case = next(case for case in CASES if case.rule.endswith(SAME[rule]))
    assert broken_rules(changed(lawful(CATALOGUE), case.path, case.broken), BASKET) == {rule}
