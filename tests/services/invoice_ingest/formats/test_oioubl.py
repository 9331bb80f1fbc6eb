"""OIOUBL invoices and credit notes, one thing changed at a time."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from schemas.invoice import Invoice, Reference
from schemas.party import Identifier
from services.invoice_ingest.parsing import read
from tests.documents import INVOICE, OIOUBL, OIOUBL_3, OIOUBL_CREDIT_NOTE, between, golden
from tests.strategies import trees

BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
TORVET = "<cbc:StreetName>Torvet</cbc:StreetName>\n        <cbc:BuildingNumber>1</cbc:BuildingNumber>"


def invoice_of(*changes: tuple[str, str], name: str = OIOUBL) -> Invoice:
    reading = read(golden(name, *changes))
    assert reading.findings == ()
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    return invoice


@pytest.mark.parametrize(
    ("customization", "name"),
    [
        ("OIOUBL-2.01", "oioubl-2"),
        (" OIOUBL-2.02 ", "oioubl-2"),
        ("OIOUBL-2.1", "oioubl-2"),
        ("urn:fdc:oioubl.dk:trns:billing:invoice:3.0", "oioubl-3"),
    ],
)
def test_the_customisation_id_names_the_version(customization: str, name: str) -> None:
    reading = read(golden(INVOICE, (BILLING, customization)))
    assert (reading.status, reading.format) == ("read", name)


@pytest.mark.parametrize("root", ["Reminder", "UtilityStatement"])
def test_a_document_with_another_root_is_no_invoice(root: str) -> None:
    renamed = (("<Invoice ", f"<{root} "), ("</Invoice>", f"</{root}>"), ("Invoice-2", f"{root}-2"))
    reading = read(golden(OIOUBL, *renamed))
    assert reading.format is not None
    assert reading.format.startswith("oioubl-2")
    assert not any(isinstance(document, Invoice) for document in reading.documents)


@pytest.mark.parametrize(
    ("name", "number"),
    [("GLN", "0088"), ("EAN", "0088"), ("DK:CVR", "0184"), ("DK:SE", "0198"), ("DK:P", "0096")],
)
def test_schemes_by_name_become_numbers(name: str, number: str) -> None:
    invoice = invoice_of(
        ('schemeID="GLN">5790000000029</cbc:EndpointID>', f'schemeID="{name}">1</cbc:EndpointID>')
    )
    assert invoice.buyer.endpoint == Identifier(value="1", scheme=number)


def test_a_scheme_without_a_number_keeps_its_name() -> None:
    invoice = invoice_of(('schemeID="DK:P"', 'schemeID="DK:CPR"'))
    assert invoice.seller.ids[1].scheme == "DK:CPR"


def test_the_vat_number_is_that_of_scheme_63_and_duties_have_none() -> None:
    seller = invoice_of(between(OIOUBL, "<cac:PartyTaxScheme>", "</cac:PartyTaxScheme>")).seller
    assert (seller.vat_id, seller.tax_registration) == (None, None)
    assert invoice_of().seller.vat_id == "DK12345674"


def test_a_party_without_legal_name_is_called_by_its_name() -> None:
    seller = invoice_of(name=OIOUBL_CREDIT_NOTE).seller
    assert (seller.name, seller.trading_name) == ("Blå Papir A/S", None)


def test_a_person_is_called_by_first_and_family_name() -> None:
    name = "<cac:PartyName>\n        <cbc:Name>Blå Papir A/S</cbc:Name>\n      </cac:PartyName>"
    person = (
        "<cac:Person><cbc:FirstName>Kim</cbc:FirstName><cbc:FamilyName>Holm</cbc:FamilyName></cac:Person>"
    )
    assert invoice_of((name, person), name=OIOUBL_CREDIT_NOTE).seller.name == "Kim Holm"


@pytest.mark.parametrize(
    ("given", "street", "further"),
    [
        (TORVET, "Torvet 1", None),
        ("<cbc:BuildingNumber>7</cbc:BuildingNumber>", "7", None),
        ("<cbc:Postbox>Boks 9</cbc:Postbox>", "Boks 9", None),
        (f"{TORVET}<cbc:Postbox>Boks 9</cbc:Postbox>", "Torvet 1", "Boks 9"),
        (f"{TORVET}<cbc:Department>A</cbc:Department><cbc:Room>3</cbc:Room>", "Torvet 1", "A, 3"),
    ],
)
def test_the_parts_of_an_address_are_joined(given: str, street: str, further: str | None) -> None:
    text = golden(OIOUBL).decode()
    begin = text.index("<cbc:StreetName>Torvet")
    end = text.index("</cbc:BuildingNumber>", begin) + len("</cbc:BuildingNumber>")
    address = invoice_of((text[begin:end], given)).buyer.address
    assert address is not None
    assert (address.street, address.additional_street) == (street, further)


def test_the_buyers_contact_id_is_the_buyer_reference_and_nobody_elses_is() -> None:
    invoice = invoice_of()
    assert (invoice.buyer_reference, invoice.buyer.contact) == ("7778", None)
    assert invoice.seller.contact is not None
    assert invoice_of(name=OIOUBL_3).buyer_reference == "7778"


def test_a_placeholder_is_no_reference() -> None:
    invoice = invoice_of(name=OIOUBL_CREDIT_NOTE)
    assert (invoice.buyer_reference, invoice.order_ref) == (None, None)
    lines = invoice_of().lines
    assert (lines[1].order_line_ref, lines[2].item.seller_id) == (None, None)


def test_a_factor_is_a_percentage_in_version_2_and_stays_one_in_version_3() -> None:
    assert invoice_of().allowances_charges[0].percentage == Decimal(10)
    assert invoice_of().lines[0].allowances_charges[0].percentage == Decimal(10)
    assert invoice_of(name=OIOUBL_3).allowances_charges[0].percentage == Decimal(10)


def test_a_factor_too_large_to_be_a_percentage_is_left_out() -> None:
    assert invoice_of((">0.1<", f">{'9' * 38}<")).allowances_charges[0].percentage is None


def test_a_price_for_a_part_of_the_invoiced_unit_becomes_that_of_the_unit() -> None:
    price = invoice_of().lines[1].price
    assert (price.net, price.base_quantity, price.base_unit) == (Decimal(360), None, None)


@pytest.mark.parametrize("times", ["1", "0", "1.0"])
def test_a_factor_of_one_or_nothing_leaves_the_price(times: str) -> None:
    price = invoice_of(("Rate>12<", f"Rate>{times}<")).lines[1].price
    assert (price.net, price.base_quantity, price.base_unit) == (Decimal(30), Decimal(1), "BO")


def test_a_gtin_may_stand_as_the_sellers_id() -> None:
    item = invoice_of().lines[1].item
    assert item.standard_id == Identifier(value="5790000000050", scheme="0160")
    assert item.seller_id == "5790000000050"


def test_a_line_has_the_vat_on_its_whole_amount_duties_aside() -> None:
    lines = invoice_of().lines
    assert [(line.vat_category, line.vat_rate) for line in lines] == [
        ("S", Decimal(25)),
        ("S", Decimal(25)),
        ("Z", Decimal(0)),
    ]


def test_reverse_charge_is_read_by_its_code() -> None:
    invoice = invoice_of(name=OIOUBL_CREDIT_NOTE)
    assert [part.category for part in invoice.vat] == ["AE"]
    assert {line.vat_category for line in invoice.lines} == {"AE"}


def test_the_due_date_stands_with_the_payment() -> None:
    assert str(invoice_of().due_date) == "2026-12-02"
    assert invoice_of(name=OIOUBL_CREDIT_NOTE).due_date is None


def test_a_credit_note_needs_no_type_code_and_names_each_invoice_once() -> None:
    invoice = invoice_of(name=OIOUBL_CREDIT_NOTE)
    assert (invoice.is_credit, invoice.type_code) == (True, "381")
    assert [reference.number for reference in invoice.preceding] == ["F-3003", "F-3001"]
    assert isinstance(invoice.preceding[1], Reference)


def test_every_note_is_kept() -> None:
    assert invoice_of().notes == ("Tak for din ordre", "Thank you for your order")


def test_an_invoice_of_another_kind_of_tax_scheme_id_is_read() -> None:
    assert invoice_of(name=OIOUBL_3).totals.without_vat == Decimal("600.00")


@settings(max_examples=150, deadline=None)
@given(trees([OIOUBL, OIOUBL_CREDIT_NOTE, OIOUBL_3]))
def test_reading_is_total(data: bytes) -> None:
    reading = read(data)
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
