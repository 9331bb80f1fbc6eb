import pytest

from services.invoice_ingest.rules.tree.national import greece
from tests.national_documents import (
    BUYER,
    COUNTRY,
    DOCUMENT,
    SCHEME,
    SELLER,
    VAT_NUMBER,
    NationalCase,
    a_document,
    a_greek_invoice,
    a_tax_registration,
    a_web_address,
    added,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
)
from tests.tree_cases import Edit, marked, removed, written

NUMBER = "094259216|01/06/2026|0|1.1|A|1"
MARK, URL = f"{DOCUMENT}[1]/cbc:DocumentDescription", f"{DOCUMENT}[2]/cbc:DocumentDescription"
URI = f"{DOCUMENT}[2]/cac:Attachment/cac:ExternalReference/cbc:URI"
SECOND = added("", a_document("##INVOICE|URL##", a_web_address("https://example.org/2"), "3"))


def numbered(number: str) -> Edit:
    return written("cbc:ID", number)


def named(party: str, name: str) -> Edit:
    return written(f"{party}/cac:PartyName/cbc:Name", name)


CASES = [
    NationalCase("GR-R-001-1", (numbered(f"{NUMBER}|"),), (numbered("|||||"),)),
    NationalCase("GR-R-001-2", (numbered("094259217|01/06/2026|0|1.1|A|1"),)),
    NationalCase("GR-R-001-3", (numbered("094259216|02/06/2026|0|1.1|A|1"),)),
    NationalCase(
        "GR-R-001-4",
        (numbered("094259216|01/06/2026|-1|1.1|A|1"),),
        (numbered("094259216|01/06/2026| 17 |1.1|A|1"),),
    ),
    NationalCase(
        "GR-R-001-5",
        (numbered("094259216|01/06/2026|0|1.2|A|1"),),
        (numbered("094259216|01/06/2026|0|5.2|A|1"),),
    ),
    NationalCase(
        "GR-R-001-6",
        (numbered("094259216|01/06/2026|0|1.1||1"),),
        (numbered("094259216|01/06/2026|0|1.1| |1"),),
    ),
    NationalCase("GR-R-001-7", (numbered("094259216|01/06/2026|0|1.1|A|"),)),
    NationalCase("GR-R-002", (named(SELLER, ""),), (named(SELLER, " "),)),
    NationalCase("GR-S-011", (written(f"{SELLER}/{VAT_NUMBER}", "GR094259216"),)),
    NationalCase("GR-R-003", (written(f"{SELLER}/{VAT_NUMBER}", "EL094259217"),)),
    NationalCase(
        "GR-R-004-1", (written(MARK, "M.AR.K"),), (written(f"{SELLER}/{COUNTRY}", "EL"), written(MARK, "x"))
    ),
    NationalCase(
        "GR-R-004-2",
        (written(f"{DOCUMENT}[1]/cbc:ID", "0400001"),),
        (written(f"{DOCUMENT}[1]/cbc:ID", "4x"),),
    ),
    NationalCase("GR-S-008-1", (SECOND,)),
    NationalCase("GR-R-008-2", (SECOND,), (removed(f"{DOCUMENT}[2]"),)),
    NationalCase("GR-R-008-3", (written(URI, " "),), (written(URI, "x"),)),
    NationalCase("GR-R-005", (removed(f"{BUYER}/cac:PartyName"),), (named(BUYER, "-"),)),
    NationalCase(
        "GR-R-006",
        (removed(f"{BUYER}/{VAT_NUMBER}"),),
        (removed(f"{BUYER}/{SCHEME}"), written(f"{BUYER}/{COUNTRY}", "CY")),
    ),
    NationalCase("GR-R-009", (marked(f"{SELLER}/cbc:EndpointID", "schemeID", "0088"),)),
    NationalCase("GR-R-010", (written(f"{BUYER}/cbc:EndpointID", "94259216"),)),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_greek_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, greece.SET)


@pytest.mark.parametrize(
    "day", ["1/6/2026", "01-06-2026", "2026/06/01", "01/06", "01/06/2026x", "", " 01/06/2026"]
)
def test_the_second_part_is_the_date_as_greeks_write_it(day: str) -> None:
    assert "GR-R-001-3" in broken_rules(a_greek_invoice(), numbered(f"094259216|{day}|0|1.1|A|1"))


def test_a_number_without_parts_breaks_every_rule_of_the_parts() -> None:
    told = [f"GR-R-001-{part}" for part in range(1, 8)]
    assert broken_rules(a_greek_invoice(), numbered("")) == told
    assert broken_rules(a_greek_invoice(), numbered("F-1")) == told


def test_the_tax_number_may_be_that_of_a_representative() -> None:
    scheme = a_tax_registration("EL090000045", "VAT")
    represented = added("", f"<cac:TaxRepresentativeParty>{scheme}</cac:TaxRepresentativeParty>")
    other = numbered(NUMBER.replace("094259216", "090000045"))
    assert broken_rules(a_greek_invoice(), other) == ["GR-R-001-2"]
    assert broken_rules(a_greek_invoice(), other, represented) == []


def test_a_greek_address_counts_beside_a_representative_from_elsewhere_for_the_endpoint_alone() -> None:
    scheme = a_tax_registration("CY1", "VAT")
    represented = added("", f"<cac:TaxRepresentativeParty>{scheme}</cac:TaxRepresentativeParty>")
    without_number = removed(f"{SELLER}/{SCHEME}")
    wrong = (numbered("F-1"), written(f"{SELLER}/cbc:EndpointID", "1"))
    assert broken_rules(a_greek_invoice(), without_number, represented, *wrong) == ["GR-R-009"]
