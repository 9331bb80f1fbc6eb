"""Each rule of the catalogue and of the basket, broken by one edit of a lawful one and kept by another."""

import pytest

from tests.documents import CATALOGUE
from tests.paper_cases import (
    TRANSACTION,
    PaperCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    lawful,
)
from tests.paper_documents import PROFILE, a_basket
from tests.tree_cases import doubled, marked, removed, written

PAPER, BASKET = lawful(CATALOGUE, "T19"), a_basket()
LINE, QUANTITY = "cac:CatalogueLine", "cac:CatalogueLine/cac:RequiredItemLocationQuantity"
ITEM, PRICE = f"{LINE}/cac:Item", f"{QUANTITY}/cac:Price"
VALID, OF_LINE, OF_PRICE = (
    "cac:ValidityPeriod",
    f"{LINE}/cac:LineValidityPeriod",
    f"{PRICE}/cac:ValidityPeriod",
)
SELLERS, STANDARD = (f"{ITEM}/cac:{name}ItemIdentification" for name in ("Sellers", "Standard"))
TAX = f"{ITEM}/cac:ClassifiedTaxCategory"
MOST, LEAST = f"{LINE}/cbc:MaximumOrderQuantity", f"{LINE}/cbc:MinimumOrderQuantity"
BASE, BATCH = f"{PRICE}/cbc:BaseQuantity", f"{QUANTITY}/cac:DeliveryUnit/cbc:BatchQuantity"
IMAGE = f"{ITEM}/cac:ItemSpecificationDocumentReference"
SERVICE = f"{ITEM}/cac:AdditionalItemProperty"


def unnamed(number: str, role: str) -> PaperCase:
    no_name = removed(f"cac:{role}/cac:Party/cac:PartyName")
    no_id = removed(f"cac:{role}/cac:Party/cac:PartyIdentification")
    named = written(f"cac:{role}/cac:Party/cac:PartyIdentification/cbc:ID", "5500000012")
    return PaperCase(number, (no_name, no_id), (no_name, named))


def taxed(rated: str, above_zero: str) -> tuple[PaperCase, PaperCase]:
    no_rate, zero = removed(f"{TAX}/cbc:Percent"), written(f"{TAX}/cbc:Percent", "0")
    return (
        PaperCase(rated, (no_rate,), (no_rate, written(f"{TAX}/cbc:ID", "O"))),
        PaperCase(above_zero, (zero,), (zero, written(f"{TAX}/cbc:ID", "Z"))),
    )


CASES = [
    PaperCase("R001", (written(f"{VALID}/cbc:EndDate", "2026-09-30"),), (removed(f"{VALID}/cbc:EndDate"),)),
    unnamed("R004", "SellerSupplierParty"),
    unnamed("R005", "ContractorCustomerParty"),
    PaperCase("R006", (written(f"{PRICE}/cbc:PriceAmount", "-1"),), (removed(QUANTITY),)),
    PaperCase("R007", (written(f"{OF_LINE}/cbc:EndDate", "2027-10-01"),), (removed(OF_LINE),)),
    PaperCase("R008", (written(MOST, "-1"),), (removed(MOST),)),
    PaperCase("R009", (written(LEAST, "-1"),), (removed(LEAST),)),
    PaperCase("R010", (written(MOST, "4"),), (written(MOST, "5"),)),
    PaperCase("R011", (written(f"{OF_PRICE}/cbc:EndDate", "2027-04-01"),), (removed(OF_PRICE),)),
    PaperCase("R012", (removed(SELLERS), removed(STANDARD)), (removed(SELLERS),)),
    PaperCase("R013", (written(f"{OF_LINE}/cbc:StartDate", "2027-04-01"),),
              (written(f"{OF_LINE}/cbc:StartDate", "2027-03-31"),)),
    *taxed("R014", "R015"),
    PaperCase("R016", (written(f"{OF_PRICE}/cbc:StartDate", "2027-01-01"),),
              (removed(f"{OF_PRICE}/cbc:EndDate"),)),
    PaperCase("R017", (written("cbc:ProfileID", f"{PROFILE}ordering:3"),),
              (written("cbc:ProfileID", f"{PROFILE}catalogue_wo_response:3"),)),
    PaperCase("R018", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
]  # fmt: skip
BASKET_CASES = [
    PaperCase("R001", (written(f"{VALID}/cbc:EndDate", "2026-10-31"),),
              (written(f"{VALID}/cbc:EndDate", "2026-11-01"),)),
    PaperCase("R002", (written(BATCH, "0"),), (written(BATCH, "0"), removed(BASE))),
    PaperCase("R003", (written(f"{PRICE}/cbc:PriceAmount", "-1"),),
              (written(f"{PRICE}/cbc:PriceAmount", "0"),)),
    PaperCase("R004", (removed(SELLERS),), (removed(SELLERS), written(f"{STANDARD}/cbc:ID"))),
    PaperCase("R005", (doubled(IMAGE),), (doubled(IMAGE), written(f"{IMAGE}/cbc:DocumentTypeCode", "x"))),
    PaperCase("R006", (marked(BATCH, "unitCode", "C62"),),
              (marked(BATCH, "unitCode", "C62"), marked(BASE, "unitCode", "C62"))),
    PaperCase("R007", (written(f"{SERVICE}/cbc:Value", "no"),),
              (written(f"{SERVICE}/cbc:Value", "no"), written(f"{SERVICE}/cbc:Name", "Ytvikt"))),
    *taxed("R008", "R009"),
    PaperCase("R010", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_catalogue_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, PAPER)


@pytest.mark.parametrize("case", BASKET_CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_basket_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, BASKET)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T19")
    assert_all_have_a_case(BASKET_CASES, "T77")


def test_a_day_that_is_none_lies_in_no_period() -> None:
    told = broken_rules(PAPER, (written(f"{OF_LINE}/cbc:EndDate", "soon"),))
    assert {"PEPPOL-T19-R007", "PEPPOL-T19-R013", "PEPPOL-COMMON-R030"} <= set(told)
