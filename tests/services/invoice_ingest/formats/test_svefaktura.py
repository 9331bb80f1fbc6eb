"""Svefaktura 1.0, one thing changed at a time."""

from decimal import Decimal

import pytest

from schemas.invoice import Invoice
from schemas.party import Identifier
from services.invoice_ingest.parsing import Reading, read
from tests.documents import SVEFAKTURA, between, golden

EXEMPT = """<cac:TaxSubTotal>
          <cbc:TaxableAmount amountCurrencyID="SEK">20.00"""


def reading_of(*changes: tuple[str, str]) -> Reading:
    return read(golden(SVEFAKTURA, *changes))


def invoice_of(*changes: tuple[str, str]) -> Invoice:
    reading = reading_of(*changes)
    assert [finding for finding in reading.findings if finding.severity == "fatal"] == []
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    return invoice


def test_the_requisitioner_is_the_buyers_reference_and_the_second_one_the_cost() -> None:
    invoice = invoice_of()
    assert (invoice.buyer_reference, invoice.accounting_cost) == ("KST-3120", "3120-6410")


@pytest.mark.parametrize("placeholder", ["EDI REF. SAKNAS", "edi ref. saknas", "LA", "NA"])
def test_a_placeholder_is_no_order_number(placeholder: str) -> None:
    invoice = invoice_of((">B-78<", f">{placeholder}<"))
    assert [line.order_ref for line in invoice.lines] == [None, None, None]


def test_order_numbers_stand_on_the_lines_alone() -> None:
    invoice = invoice_of()
    assert invoice.order_ref is None
    assert invoice.lines[0].order_ref == "B-78"


@pytest.mark.parametrize(
    ("written", "is_charge"), [("1", True), ("true", True), ("0", False), ("false", False)]
)
def test_indicators_are_written_in_four_ways(written: str, is_charge: bool) -> None:
    invoice = invoice_of(("<cbc:ChargeIndicator>true<", f"<cbc:ChargeIndicator>{written}<"))
    assert invoice.allowances_charges[1].is_charge is is_charge


def test_the_total_with_vat_is_what_is_to_be_paid() -> None:
    totals = invoice_of().totals
    assert (totals.with_vat, totals.payable, totals.rounding) == (Decimal("745.00"),) * 2 + (Decimal(0),)


def test_allowances_and_charges_are_added_up_only_where_there_are_any() -> None:
    totals = invoice_of().totals
    assert (totals.allowances, totals.charges) == (Decimal("60.00"), Decimal("40.00"))
    charge = between(SVEFAKTURA, "<AllowanceCharge>", "</AllowanceCharge>")
    assert invoice_of(charge).totals.allowances is None


def test_a_sum_that_no_field_can_hold_is_left_out() -> None:
    nines = "9" * 38
    invoice = invoice_of((">60.00<", f">{nines}<"), (">0</cbc:ChargeIndicator>", ">1</cbc:ChargeIndicator>"))
    assert invoice.totals.charges is None
    assert invoice.allowances_charges[0].amount == Decimal(nines)


def test_the_currency_is_taken_from_the_amounts_where_no_code_stands() -> None:
    code = "<InvoiceCurrencyCode>SEK</InvoiceCurrencyCode>"
    assert invoice_of((code, "")).currency == "SEK"
    assert invoice_of((code, code.replace("SEK", "NOK"))).currency == "NOK"


def test_type_381_is_a_credit_note_with_positive_amounts() -> None:
    invoice = invoice_of((">380<", ">381<"))
    assert (invoice.is_credit, invoice.sign) == (True, -1)
    assert invoice.lines[0].net_amount == Decimal("510.00")


def test_organisation_and_vat_number_are_told_apart_by_scheme() -> None:
    seller = invoice_of().seller
    assert seller.legal_id == Identifier(value="5500000012", scheme="0007")
    assert (seller.vat_id, seller.tax_registration, seller.legal_form) == (
        "SE550000001201",
        "F-skattebevis finns",
        "Lillköping",
    )


def test_the_registered_name_comes_before_the_name() -> None:
    assert (invoice_of().seller.name, invoice_of().seller.trading_name) == ("Blå Papper AB", "Blå Papper")
    plain = invoice_of(("<cbc:RegistrationName>Blå Papper AB</cbc:RegistrationName>", "")).seller
    assert (plain.name, plain.trading_name) == ("Blå Papper", None)


def test_names_that_repeat_are_joined() -> None:
    assert invoice_of().buyer.name == "Lillköpings kommun Barn och utbildning"


def test_a_box_is_the_street_where_there_is_none() -> None:
    invoice = invoice_of()
    assert invoice.buyer.address is not None
    assert invoice.seller.address is not None
    assert (invoice.buyer.address.street, invoice.buyer.address.country) == ("Box 17", None)
    assert (invoice.seller.address.street, invoice.seller.address.additional_street) == (
        "Storgatan 1",
        "Box 4",
    )


def test_the_agency_makes_an_id_a_gln_and_only_the_agency() -> None:
    agency = ' identificationSchemeAgencyID="9"'
    assert invoice_of().buyer.ids == (Identifier(value="7300009000029", scheme="0088"),)
    assert invoice_of((agency, "")).buyer.ids == (Identifier(value="7300009000029"),)


def test_a_line_may_lack_quantity_price_and_unit_and_nothing_is_invented() -> None:
    line = invoice_of().lines[2]
    assert (line.quantity, line.unit, line.price.net) == (None, None, None)
    assert invoice_of().lines[1].unit is None


def test_a_line_without_vat_has_the_documents_only_if_that_has_one() -> None:
    identified = "</cac:StandardItemIdentification>"
    of_the_first = between(SVEFAKTURA, identified, "</cac:TaxCategory>", identified)
    assert [line.vat_category for line in invoice_of(of_the_first).lines] == [None, "S", "E"]
    exempt = between(SVEFAKTURA, EXEMPT, "</cac:TaxSubTotal>")
    line, *_ = invoice_of(of_the_first, exempt).lines
    assert (line.vat_category, line.vat_rate) == ("S", Decimal(25))


def test_an_attachment_points_into_the_object_envelope() -> None:
    reading = reading_of()
    assert [file.data for file in reading.attachments] == [b"Tidrapport oktober"]
    first, second = invoice_of().attachments
    assert (first.reference, first.sha256) == ("tidrapport.pdf", reading.attachments[0].sha256)
    assert second.uri == "https://example.com/bilaga2"


def test_a_file_that_no_reference_names_is_not_lost() -> None:
    reading = reading_of(("urn:sfti:documents:object:tidrapport.pdf", "urn:sfti:documents:object:annat.pdf"))
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    found = [(attachment.reference, attachment.sha256 is not None) for attachment in invoice.attachments]
    assert found == [("annat.pdf", False), ("https://example.com/bilaga2", False), ("tidrapport.pdf", True)]


def test_bad_base64_in_the_envelope_refuses_the_invoice() -> None:
    reading = reading_of(("VGlkcmFwcG9ydCBva3RvYmVy", "VGlk!"))
    [finding] = reading.findings
    assert (finding.severity, finding.rule) == ("fatal", "unreadable")
    assert "the file in EncodedData is not base64" in finding.message


def test_the_delivery_day_of_a_line_is_its_period() -> None:
    period = invoice_of().lines[0].period
    assert period is not None
    assert (str(period.start), str(period.end)) == ("2026-10-15", "2026-10-15")


def test_another_version_of_the_namespace_is_another_document() -> None:
    assert reading_of(("BasicInvoice:1:0", "BasicInvoice:9:0")).status == "unrecognised"
