import pytest

from services.invoice_ingest.rules.tree.national import germany
from tests.national_documents import (
    ACCOUNT,
    ADDRESS,
    BUYER,
    COUNTRY,
    DOCUMENT,
    PAYMENT,
    SCHEME,
    SELLER,
    NationalCase,
    a_german_invoice,
    a_mandate,
    added,
    an_account,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    edited,
    paid_by,
)
from tests.tree_cases import Base, Edit, marked, removed, written

SELLERS, BUYERS = f"{SELLER}/{ADDRESS}", f"{BUYER}/{ADDRESS}"
CONTACT = f"{SELLER}/cac:Contact"
PLACE = "cac:Delivery/cac:DeliveryLocation/cac:Address"
NOTE = "cac:PaymentTerms/cbc:Note"
CARD = "<cac:CardAccount><cbc:PrimaryAccountNumberID>1234</cbc:PrimaryAccountNumberID></cac:CardAccount>"
IBAN, NO_IBAN = "DE02120300000000202051", "DE02120300000000202052"
URI = f"{DOCUMENT}[3]/cac:Attachment/cac:ExternalReference/cbc:URI"
FILE = f"{DOCUMENT}[2]/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
TYPE, CORRECTED = "cbc:InvoiceTypeCode", "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
DEBITED = f"{PAYMENT}/cac:PaymentMandate/cac:PayerFinancialAccount"
NUMBERS = removed(f"{SELLER}/{SCHEME}")


def by_card() -> Base:
    return paid_by("54", CARD, a_german_invoice())


def by_direct_debit() -> Base:
    creditor = '<cac:PartyIdentification><cbc:ID schemeID="SEPA">D-1</cbc:ID></cac:PartyIdentification>'
    return edited(paid_by("59", a_mandate(IBAN), a_german_invoice()), added(SELLER, creditor))


def emptied(path: str) -> tuple[Edit]:
    return (written(path, " "),)


CASES = [
    NationalCase("DE-R-001", (removed(PAYMENT),)),
    NationalCase("DE-R-002", (removed(CONTACT),)),
    NationalCase("DE-R-003", emptied(f"{SELLERS}/cbc:CityName")),
    NationalCase("DE-R-004", emptied(f"{SELLERS}/cbc:PostalZone")),
    NationalCase("DE-R-005", emptied(f"{CONTACT}/cbc:Name")),
    NationalCase("DE-R-006", emptied(f"{CONTACT}/cbc:Telephone")),
    NationalCase("DE-R-007", emptied(f"{CONTACT}/cbc:ElectronicMail")),
    NationalCase("DE-R-008", emptied(f"{BUYERS}/cbc:CityName")),
    NationalCase("DE-R-009", emptied(f"{BUYERS}/cbc:PostalZone")),
    NationalCase("DE-R-010", emptied(f"{PLACE}/cbc:CityName"), (removed("cac:Delivery"),)),
    NationalCase("DE-R-011", emptied(f"{PLACE}/cbc:PostalZone")),
    NationalCase("DE-R-014", (removed("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent"),)),
    NationalCase("DE-R-015", emptied("cbc:BuyerReference"), (written("cbc:BuyerReference", "-"),)),
    NationalCase("DE-R-016", (NUMBERS,), (NUMBERS, added("", "<cac:TaxRepresentativeParty/>"))),
    NationalCase("DE-R-017", (written(TYPE, "383"),), (written(TYPE, " 389 "),)),
    NationalCase(
        "DE-R-018",
        (written(NOTE, "#SKONTO#TAGE=7#PROZENT=2#\n"),),
        (written(NOTE, "#SKONTO#TAGE=7#PROZENT=2.00#BASISBETRAG=-10.00#\n"),),
    ),
    NationalCase(
        "DE-R-019",
        (written(f"{ACCOUNT}/cbc:ID", NO_IBAN),),
        (written(f"{ACCOUNT}/cbc:ID", "DE02 1203 0000 0000 2020 51"),),
    ),
    NationalCase("DE-R-020", (written(f"{DEBITED}/cbc:ID", NO_IBAN),), base=by_direct_debit),
    NationalCase("DE-R-022", (marked(FILE, "filename", "a.pdf"),), (marked(FILE, "filename", None),)),
    NationalCase("DE-R-023-1", (removed(ACCOUNT),)),
    NationalCase("DE-R-023-2", (added(PAYMENT, CARD),)),
    NationalCase("DE-R-024-1", (removed(f"{PAYMENT}/cac:CardAccount"),), base=by_card),
    NationalCase("DE-R-024-2", (added(PAYMENT, an_account(IBAN)),), base=by_card),
    NationalCase("DE-R-025-1", (removed(f"{PAYMENT}/cac:PaymentMandate"),), base=by_direct_debit),
    NationalCase("DE-R-025-2", (added(PAYMENT, CARD),), base=by_direct_debit),
    NationalCase("DE-R-026", (written(TYPE, "384"),), (written(TYPE, "384"), written(CORRECTED, "F-1"))),
    NationalCase(
        "DE-R-027",
        (written(f"{CONTACT}/cbc:Telephone", "12"),),
        (written(f"{CONTACT}/cbc:Telephone", "1-2-3"),),
    ),
    NationalCase(
        "DE-R-028",
        (written(f"{CONTACT}/cbc:ElectronicMail", "post@example"),),
        (written(f"{CONTACT}/cbc:ElectronicMail", " a@b.example.org "),),
    ),
    NationalCase("DE-R-030", (removed(f"{SELLER}/cac:PartyIdentification"),), base=by_direct_debit),
    NationalCase("DE-R-031", (removed(DEBITED),), base=by_direct_debit),
    NationalCase("DE-R-T02", (written(URI, "example.org/1"),), (written(URI, "ftp:x"),)),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_german_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, germany.SET)


@pytest.mark.parametrize(
    ("note", "is_broken"),
    [
        ("netto 30", False),
        ("", False),
        ("#SKONTO#TAGE=7#PROZENT=2.00#", True),
        ("#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=14#PROZENT=1.00#\n", False),
        ("#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=14#PROZENT=1.00#", True),
        ("netto\n  #SKONTO#TAGE=7#PROZENT=2.00#  \n", False),
        ("#SKONTO#TAGE=7#PROZENT=2.00# x\n", True),
        ("#", True),
        ("Rabatt #1# \n", False),
    ],
)
def test_a_line_that_begins_with_a_hash_is_a_cash_discount_with_a_line_break(
    note: str, is_broken: bool
) -> None:
    assert ("DE-R-018" in broken_rules(a_german_invoice(), written(NOTE, note))) is is_broken


@pytest.mark.parametrize(
    "address", ["post", "@example.org", "a@b@c.org", "a b@c.org", "post@example..org", "post@.org"]
)
def test_what_is_no_mail_address_is_told(address: str) -> None:
    wrong = written(f"{CONTACT}/cbc:ElectronicMail", address)
    assert broken_rules(a_german_invoice(), wrong) == ["DE-R-028"]


def test_only_between_germans() -> None:
    for party in (SELLER, BUYER):
        abroad = written(f"{party}/{COUNTRY}", "AT")
        assert broken_rules(a_german_invoice(), abroad, removed(PAYMENT), removed(CONTACT)) == []


def test_who_states_no_vat_needs_no_tax_number() -> None:
    exempt = written("cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "O")
    assert broken_rules(a_german_invoice(), NUMBERS, exempt) == []
