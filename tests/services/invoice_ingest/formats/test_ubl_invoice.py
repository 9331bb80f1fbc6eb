"""UBL invoices and credit notes, one thing changed at a time."""

from decimal import Decimal

import pytest

from schemas.invoice import Invoice
from schemas.party import Identifier
from services.invoice_ingest.parsing import Reading, read
from tests.documents import CREDIT_NOTE, INVOICE, between, golden

BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
CUSTOMIZATION = f"<cbc:CustomizationID>{BILLING}</cbc:CustomizationID>"


def reading_of(*changes: tuple[str, str], name: str = INVOICE) -> Reading:
    return read(golden(name, *changes))


def invoice_of(*changes: tuple[str, str], name: str = INVOICE) -> Invoice:
    reading = reading_of(*changes, name=name)
    assert reading.findings == ()
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    return invoice


@pytest.mark.parametrize(
    ("customization", "name"),
    [
        (BILLING, "peppol-billing-3"),
        (f"\n  {BILLING} ", "peppol-billing-3"),
        (f"{BILLING}#conformant#urn:www.agid.gov.it:trns:fattura:3", "peppol-billing-3"),
        (BILLING.replace("billing", "selfbilling"), "peppol-selfbilling-3"),
        ("urn:cen.eu:en16931:2017", "en16931-ubl"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "en16931-ubl"),
    ],
)
def test_the_customisation_id_names_the_format(customization: str, name: str) -> None:
    reading = reading_of((BILLING, customization))
    assert (reading.status, reading.format) == ("read", name)
    assert invoice_of((BILLING, customization)).format == name


@pytest.mark.parametrize(
    ("customization", "name"),
    [
        ("urn:www.cenbii.eu:transaction:biitrns010:ver2.0", "legacy-ubl"),
        ("urn:peppol:pint:billing-1", "peppol-pint"),
    ],
)
def test_other_customisations_are_named_but_not_read(customization: str, name: str) -> None:
    reading = reading_of((BILLING, customization))
    assert (reading.status, reading.format, reading.documents) == ("unrecognised", name, ())


def test_without_any_id_it_is_read_so_that_the_rules_can_say_so() -> None:
    profile = between(INVOICE, "<cbc:ProfileID>", "</cbc:ProfileID>")
    assert invoice_of((CUSTOMIZATION, ""), profile).format == "en16931-ubl"
    assert invoice_of((CUSTOMIZATION, "")).format == "peppol-billing-3"


@pytest.mark.parametrize(
    ("version", "profile", "name"),
    [
        ("2.1", "", "en16931-ubl"),
        ("2.3", "<cbc:ProfileID>urn:peppol:bis:billing_with_response</cbc:ProfileID>", "en16931-ubl"),
        ("2.0", "", "legacy-ubl"),
        ("2.1", "<cbc:ProfileID>urn:www.cenbii.eu:profile:bii04:ver2.0</cbc:ProfileID>", "legacy-ubl"),
    ],
)
def test_one_that_only_names_its_version_of_ubl_is_older_or_forgot_to(
    version: str, profile: str, name: str
) -> None:
    stated = between(INVOICE, "<cbc:ProfileID>", "</cbc:ProfileID>")[0]
    versioned = f"<cbc:UBLVersionID>{version}</cbc:UBLVersionID>"
    assert reading_of((CUSTOMIZATION, versioned), (stated, profile)).format == name


def test_the_vat_total_is_chosen_by_currency_never_by_position() -> None:
    totals = invoice_of().totals
    assert (totals.vat, totals.vat_in_tax_currency) == (Decimal("133.30"), Decimal("11.60"))
    first = between(INVOICE, "<cac:TaxTotal>", "</cac:TaxTotal>")
    moved = invoice_of(first, ("<cac:LegalMonetaryTotal>", first[0] + "<cac:LegalMonetaryTotal>"))
    assert moved == invoice_of()


def test_a_vat_total_in_a_third_currency_is_nobodys() -> None:
    invoice = invoice_of(("TaxCurrencyCode>EUR<", "TaxCurrencyCode>DKK<"))
    assert invoice.totals.vat_in_tax_currency is None
    assert invoice.totals.vat == Decimal("133.30")


def test_a_credit_note_is_known_by_its_root_and_takes_its_due_date_from_the_payment() -> None:
    invoice = invoice_of(name=CREDIT_NOTE)
    assert (invoice.is_credit, invoice.sign) == (True, -1)
    assert str(invoice.due_date) == "2026-12-10"
    assert invoice.lines[0].net_amount == Decimal("100.00")


def test_a_type_381_in_an_invoice_root_stays_an_invoice() -> None:
    assert invoice_of((">380<", ">381<")).is_credit is False


def test_the_object_the_project_and_the_attachments_are_told_apart_by_code() -> None:
    invoice = invoice_of()
    assert invoice.object_id == Identifier(value="735999000000000001", scheme="ABT")
    assert [attachment.reference for attachment in invoice.attachments] == ["Bilaga 1", "Bilaga 2"]
    assert invoice_of(name=CREDIT_NOTE).project == "P-9"


def test_an_order_line_that_is_not_available_is_none() -> None:
    assert [line.order_line_ref for line in invoice_of().lines] == ["3", None, None]


def test_a_charge_inside_a_price_is_a_negative_discount() -> None:
    start = "<cac:AllowanceCharge>\n        <cbc:ChargeIndicator>false<"
    invoice = invoice_of((start, start.replace("false", "true")))
    assert invoice.lines[0].price.discount == Decimal("-5.00")


def test_minus_zero_is_zero_and_zero_is_not_absent() -> None:
    price = invoice_of((">50.00</cbc:PriceAmount>", ">-0.00</cbc:PriceAmount>")).lines[0].price.net
    assert price is not None
    assert (price, price.is_signed()) == (Decimal(0), False)


def test_texts_that_a_lawful_invoice_has_are_empty_where_they_are_missing() -> None:
    invoice = invoice_of(("<cbc:RegistrationName>Blå Papper AB</cbc:RegistrationName>", ""))
    assert (invoice.seller.name, invoice.seller.trading_name) == ("", "Blå Papper")


def test_an_empty_payee_is_there_without_a_name() -> None:
    invoice = invoice_of(between(INVOICE, "<cac:PayeeParty>", "</cac:PayeeParty>", "<cac:PayeeParty/>"))
    assert invoice.payee is not None
    assert invoice.payee.name == ""


def test_a_period_that_only_tells_when_vat_is_due_is_no_period() -> None:
    invoice = invoice_of(name=CREDIT_NOTE)
    assert (invoice.period, invoice.tax_point_code) == (None, "35")


@pytest.mark.parametrize("indicator", ["", "maybe", "TRUE"])
def test_an_indicator_that_cannot_be_read_is_a_finding(indicator: str) -> None:
    reading = reading_of(("<cbc:ChargeIndicator>true<", f"<cbc:ChargeIndicator>{indicator}<"))
    assert [finding.place for finding in reading.findings] == [
        "/Invoice/AllowanceCharge[2]/ChargeIndicator",
        "/Invoice/InvoiceLine[1]/AllowanceCharge[2]/ChargeIndicator",
    ]


def test_prefixes_do_not_matter() -> None:
    renamed = golden(INVOICE).replace(b"cbc:", b"x:").replace(b":cbc=", b":x=")
    assert read(renamed).digest == read(golden(INVOICE)).digest


def test_unknown_elements_are_passed_over() -> None:
    extra = '<UBLExtensions xmlns="urn:other"><Anything/></UBLExtensions>'
    assert invoice_of((CUSTOMIZATION, extra + CUSTOMIZATION)) == invoice_of()
