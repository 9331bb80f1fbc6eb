from decimal import Decimal

from lxml import etree

from services.demo.municipality import world
from services.demo.ubl import amount, buyer, classified, seller, ubl

MAKE = ubl("Order")


def test_parties_carry_their_organisation_number_wherever_one_looks() -> None:
    supplier = world().suppliers[0]
    for party, number in ((seller(MAKE, supplier), supplier.number), (buyer(MAKE, world()), world().number)):
        assert party.findtext("{*}EndpointID") == number
        assert party.findtext("{*}PartyLegalEntity/{*}CompanyID") == number
        assert party.findtext("{*}PartyTaxScheme/{*}CompanyID") == f"SE{number}01"


def test_amounts_are_kronor_as_written() -> None:
    element = amount(MAKE, "cbc:TaxAmount", Decimal("12.50"))
    assert (element.text, element.get("currencyID")) == ("12.50", "SEK")


def test_the_class_says_its_list() -> None:
    code = classified(MAKE, world().suppliers[0])[0]
    assert code.get("listID") == "TST"
    assert etree.QName(code).localname == "ItemClassificationCode"
