"""Each rule of the despatch advice, broken by one edit of a lawful one and kept by another."""

import pytest

from tests.documents import DESPATCH_ADVICE
from tests.paper_cases import TRANSACTION, PaperCase, assert_all_have_a_case, assert_tells_apart, lawful
from tests.tree_cases import removed, written

PAPER = lawful(DESPATCH_ADVICE, "T16")
LINE = "cac:DespatchLine"
SELLERS, STANDARD = (f"{LINE}/cac:Item/cac:{name}ItemIdentification" for name in ("Sellers", "Standard"))


def unnamed(number: str, role: str) -> PaperCase:
    no_name = removed(f"cac:{role}/cac:Party/cac:PartyName")
    no_id = removed(f"cac:{role}/cac:Party/cac:PartyIdentification")
    named = written(f"cac:{role}/cac:Party/cac:PartyIdentification/cbc:ID", "5500000012")
    return PaperCase(number, (no_name, no_id), (no_name, named))


CASES = [
    PaperCase("R003", (removed(SELLERS), removed(STANDARD)), (removed(SELLERS),)),
    PaperCase("R004", (removed(f"{LINE}/cac:Item/cbc:Name"),),
              (written(f"{LINE}/cac:Item/cbc:Name", "Gem"),)),
    PaperCase("R005", (removed(f"{LINE}/cbc:DeliveredQuantity"),),
              (written(f"{LINE}/cbc:DeliveredQuantity", "1"),)),
    PaperCase("R006", (written(f"{LINE}/cbc:DeliveredQuantity", "-8"),),
              (written(f"{LINE}/cbc:DeliveredQuantity", "0"),)),
    PaperCase("R007", (removed(f"{LINE}/cbc:OutstandingReason"),),
              (removed(f"{LINE}/cbc:OutstandingReason"), removed(f"{LINE}/cbc:OutstandingQuantity"))),
    unnamed("R008", "BuyerCustomerParty"),
    unnamed("R009", "SellerSupplierParty"),
    unnamed("R010", "OriginatorCustomerParty"),
    PaperCase("R011", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_despatch_advice_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, PAPER)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T16")
