import pytest

from services.invoice_ingest.rules.tree import svefaktura_elements
from tests.tree_cases import (
    Edit,
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    marked,
    removed,
    written,
)
from tests.tree_documents import a_svefaktura

ITEM, ENTRY = "cac:InvoiceLine/cac:Item", "sf:AllowanceCharge"
QUANTITY, BASE = "cac:InvoiceLine/cbc:InvoicedQuantity", f"{ITEM}/cac:BasePrice/cbc:BaseQuantity"
UNIT, REQUISITIONER = "quantityUnitCode", "sf:RequisitionistDocumentReference"


def names(party: str, registered: str) -> tuple[Edit, ...]:
    return (
        removed(party),
        written(f"{party}/cac:PartyName/cbc:Name", "A"),
        written(f"{party}/cac:PartyTaxScheme/cbc:RegistrationName", registered),
    )


CASES = (
    *(TreeCase(id, names(f"cac:{role}Party/cac:Party", "A"), names(f"cac:{role}Party/cac:Party", "B"))
      for id, role in (("R-35", "Buyer"), ("R-44", "Seller"))),
    TreeCase("R-48", (written("cac:PaymentMeans/cac:PaymentMeansTypeCode", " 1"),),
             (written("cac:PaymentMeans/cac:PaymentMeansTypeCode", "1"),)),
    TreeCase("R-57", (written(f"{ENTRY}/cac:ReasonCode", "ZZZ "),),
             (written(f"{ENTRY}/cac:ReasonCode", "ZZZ"),)),
    TreeCase("R-59", (written("cac:TaxTotal/cac:TaxSubTotal/cac:TaxCategory/cac:ID", "s"),),
             (written("cac:TaxTotal/cac:TaxSubTotal/cac:TaxCategory/cac:ID", " E "),)),
    TreeCase("R-76", (written(f"{ITEM}/cac:TaxCategory/cac:ID", ""),),
             (written(f"{ITEM}/cac:TaxCategory/cac:ID", "e"),)),
    TreeCase("R-78", (marked(QUANTITY, UNIT, "EA"), marked(BASE, UNIT, " EA")),
             (marked(QUANTITY, UNIT, None), marked(BASE, UNIT, "EA"))),
    TreeCase("R-79", (written(f"{REQUISITIONER}/cac:ID", " "),), (removed(REQUISITIONER),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_element_from_a_lawful_one(case: TreeCase) -> None:
    assert_tells_apart(case, a_svefaktura())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, svefaktura_elements.STATEMENTS, ())
