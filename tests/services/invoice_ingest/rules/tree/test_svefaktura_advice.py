import pytest

from services.invoice_ingest.rules.tree import svefaktura_advice
from tests.tree_cases import (
    Edit,
    TreeCase,
    assert_all_have_a_case,
    broken_rules,
    doubled,
    marked,
    removed,
    written,
)
from tests.tree_documents import a_svefaktura

AGENCY, SCHEME = "identificationSchemeAgencyName", "identificationSchemeID"
REFERENCE = "sf:AdditionalDocumentReference/cac:ID"
SCHEMES = "cac:PartyTaxScheme/cac:TaxScheme/cac:ID"
SELLER, BUYER = "cac:SellerParty/cac:Party", "cac:BuyerParty/cac:Party"
DUE, DELIVERED = "cac:PaymentMeans/cbc:DuePaymentDate", "cac:Delivery/cbc:ActualDeliveryDateTime"
NOWHERE = removed("cac:Delivery")
ALONE = removed("sf:AdditionalDocumentReference")
PLAIN = (removed("cac:SellerParty"), removed("cac:BuyerParty"))
ONE_ID = (*PLAIN, written(f"{BUYER}/cac:PartyIdentification/cac:ID"))


def reference(agency: str | None, scheme: str | None) -> tuple[Edit, ...]:
    return (ALONE, marked(REFERENCE, AGENCY, agency), marked(REFERENCE, SCHEME, scheme))


def address(party: str, *steps: str) -> tuple[Edit, ...]:
    return (*PLAIN, *(written(f"{party}/cac:Address/{step}") for step in steps))


WHOLE = ("cbc:CityName", "cbc:PostalZone")
LINE = "cac:AddressLine/cbc:Line"
CASES = (
    TreeCase("R-30", reference("SFTI", None), reference("SFTI", "ACD")),
    TreeCase("R-31", reference("X", "CT"), reference("SFTI", "CT")),
    TreeCase("R-84", reference("X", "Y"), reference("SFTI", "Y")),
    TreeCase("R-85", reference("X", None), reference("SFTI", None)),
    TreeCase("R-86", reference(None, "DQ"), reference(None, "X")),
    TreeCase("R-87", reference(None, "X"), reference(None, "ATS")),
    *(TreeCase(id, address(party, LINE, "cbc:CityName"), address(party, LINE))
      for id, party in (("R-33", BUYER), ("R-40", SELLER))),
    *(TreeCase(id, address(party, LINE), (*address(party, LINE), doubled(f"{party}/cac:Address/{LINE}")))
      for id, party in (("R-34", BUYER), ("R-41", SELLER))),
    *(TreeCase(id, address(party, "cbc:CityName"), address(party, *WHOLE))
      for id, party in (("R-94", BUYER), ("R-93", SELLER))),
    TreeCase("R-39", (*PLAIN, written(SELLER)),
             (*PLAIN, written(f"{SELLER}/{SCHEMES}", " SWT "))),
    TreeCase("R-65", (removed("cac:ExchangeRate"), written("cac:ExchangeRate/cac:SourceCurrencyCode"))),
    TreeCase("R-98", (*ONE_ID, doubled(f"{BUYER}/cac:PartyIdentification")), ONE_ID),
    TreeCase("R-99", (*ONE_ID, written(f"{BUYER}/cac:Address/cac:ID")), ONE_ID),
    TreeCase("R-8", (*PLAIN, written(f"{SELLER}/cac:Address/cbc:PostalZone", "123 45")),
             (*PLAIN, NOWHERE, written(f"{SELLER}/cac:Address/cbc:PostalZone", "12345"))),
    TreeCase("R-9", (*PLAIN, written(f"{SELLER}/cac:Contact/cbc:Telefax", "08-1")),
             (*PLAIN, written(f"{SELLER}/cac:Contact/cbc:Telefax", "+468"))),
    TreeCase("R-36", (written(f"{BUYER}/cac:PartyTaxScheme/cac:CompanyID", "55-1"),),
             (written(f"{BUYER}/cac:PartyTaxScheme/cac:CompanyID", ""),)),
    TreeCase("R-45", (written(f"{SELLER}/cac:PartyTaxScheme/cac:CompanyID", "551 "),),
             (written(f"{SELLER}/cac:PartyTaxScheme/cac:CompanyID", "551"),)),
    TreeCase("R-50", (written("cac:PaymentMeans/cac:PayeeFinancialAccount/cac:ID", "1_2"),),
             (written("cac:PaymentMeans/cac:PayeeFinancialAccount/cac:ID", "1+2"),)),
    TreeCase("R-47", (written(DELIVERED, "2026-11-03T00:00:00"),),
             (written(DELIVERED, "2026-11-02T23:59:00"),)),
    TreeCase("R-49", (written(DUE, "2026-11-01"),), (written(DUE, "2026-11-02"),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_advice_is_given_where_it_is_not_followed(case: TreeCase) -> None:
    base = a_svefaktura()
    assert case.rule not in broken_rules(base, case.kept or [ALONE])
    assert case.rule in broken_rules(base, case.broken)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, svefaktura_advice.STATEMENTS, ())


def test_each_of_several_due_days_is_looked_at() -> None:
    several = (removed("cac:PaymentMeans"), written(DUE, "2026-12-01"), doubled("cac:PaymentMeans"))
    early = written("cac:PaymentMeans[2]/cbc:DuePaymentDate", "2026-11-01")
    assert "R-49" not in broken_rules(a_svefaktura(), several)
    assert broken_rules(a_svefaktura(), (*several, early)).count("R-49") == 1
    assert broken_rules(a_svefaktura(), (*several, removed("cbc:IssueDate"))).count("R-49") == 2


def test_a_day_that_is_none_is_not_compared() -> None:
    assert "R-49" not in broken_rules(a_svefaktura(), [written(DUE, "snarast")])
