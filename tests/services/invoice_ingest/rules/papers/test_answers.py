"""Each rule of the order response and the advanced one, broken by one edit and kept by another."""

import pytest

from tests.documents import ORDER_RESPONSE
from tests.paper_cases import (
    TRANSACTION,
    Paper,
    PaperCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    lawful,
)
from tests.paper_documents import an_advanced_response
from tests.tree_cases import doubled, marked, removed, written

BUYER, SELLER = "cac:BuyerCustomerParty/cac:Party", "cac:SellerSupplierParty/cac:Party"
LINE, PERIOD = "cac:OrderLine/cac:LineItem", "cac:Delivery/cac:PromisedDeliveryPeriod"
NO_LINES = removed("cac:OrderLine")


def unnamed(party: str) -> PaperCase:
    number = "R001" if party == BUYER else "R002"
    no_name, no_id = removed(f"{party}/cac:PartyLegalEntity"), removed(f"{party}/cac:PartyIdentification")
    return PaperCase(number, (no_name, no_id), (no_name,))


CASES = [
    unnamed(BUYER),
    unnamed(SELLER),
    PaperCase("R003", (written(f"{LINE}/cbc:ID", "2"),), (written(f"{LINE}/cbc:ID", "3"),)),
    PaperCase("R004", (written(f"{PERIOD}/cbc:EndDate", "2026-10-11"),),
              (written(f"{PERIOD}/cbc:EndDate", "2026-10-12"),)),
    PaperCase("R005", (marked(f"{LINE}/cac:Price/cbc:PriceAmount", "currencyID", None),),
              (removed(f"{LINE}/cac:Price"),)),
    PaperCase("R006", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
    PaperCase("R007", (NO_LINES,), (NO_LINES, written("cbc:OrderResponseCode", "AP"))),
    *(PaperCase(number, (written("cbc:OrderResponseCode", code),),
              (written("cbc:OrderResponseCode", code), NO_LINES))
      for number, code in (("R008", "AP"), ("R009", "RE"), ("R010", "AB"))),
]  # fmt: skip


@pytest.mark.parametrize(
    "paper",
    [lawful(ORDER_RESPONSE, "T76"), an_advanced_response()],
    ids=lambda paper: paper.transaction,
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_response_from_a_lawful_one(case: PaperCase, paper: Paper) -> None:
    assert_tells_apart(case, paper)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T76")
    assert_all_have_a_case(CASES, "T116")


def test_codes_without_end_are_judged_up_to_a_number() -> None:
    many = (doubled("cbc:OrderResponseCode"),) * 60
    told = broken_rules(an_advanced_response(), (written("cbc:OrderResponseCode", "RE"), *many))
    assert 0 < told.count("PEPPOL-T116-R009") < 40
