"""CII invoices and credit notes, one thing changed at a time."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from schemas.invoice import Invoice
from services.invoice_ingest.parsing import Reading, read
from tests.documents import CII, CII_CREDIT_NOTE, between, golden
from tests.strategies import trees

DAY = '<udt:DateTimeString format="102">20261102</udt:DateTimeString>'
MEANS = ("<ram:SpecifiedTradeSettlementPaymentMeans>", "</ram:SpecifiedTradeSettlementPaymentMeans>")
TAX_TOTALS = "<ram:TaxTotalAmount currencyID={}"


def reading_of(*changes: tuple[str, str], name: str = CII) -> Reading:
    return read(golden(name, *changes))


def invoice_of(*changes: tuple[str, str], name: str = CII) -> Invoice:
    reading = reading_of(*changes, name=name)
    assert reading.findings == ()
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    return invoice


@pytest.mark.parametrize(
    "guideline",
    [
        "urn:cen.eu:en16931:2017",
        "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
        "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
    ],
)
def test_every_profile_of_the_root_is_read(guideline: str) -> None:
    reading = reading_of((">urn:cen.eu:en16931:2017<", f">{guideline}<"))
    assert (reading.status, reading.format, reading.findings) == ("read", "cii", ())
    assert invoice_of((">urn:cen.eu:en16931:2017<", f">{guideline}<")).customization_id == guideline


@pytest.mark.parametrize(
    ("code", "is_credit"), [("380", False), ("384", False), ("381", True), ("261", True), ("396", True)]
)
def test_the_type_code_tells_a_credit_note(code: str, is_credit: bool) -> None:
    assert invoice_of((">380<", f">{code}<")).is_credit is is_credit


@pytest.mark.parametrize("day", ["20261102", " 20261102 ", "202611021230", "20261102123059"])
def test_a_day_is_digits(day: str) -> None:
    assert invoice_of((">20261102<", f">{day}<")).issue_date == date(2026, 11, 2)


@pytest.mark.parametrize("day", ["", "2026-11-02", "20260230", "2026110", "٢٠٢٦١١٠٢"])
def test_a_day_that_cannot_be_read_is_a_finding_with_its_place(day: str) -> None:
    [finding] = reading_of((DAY, DAY.replace("20261102", day))).findings
    assert finding.place == "/CrossIndustryInvoice/ExchangedDocument/IssueDateTime/DateTimeString"
    assert finding.severity == "fatal"


def test_a_subject_code_stands_before_its_note_as_in_ubl() -> None:
    code = "</ram:Content>\n      <ram:SubjectCode>AAC</ram:SubjectCode>\n    </ram:IncludedNote>\n  </rsm:"
    invoice = invoice_of(("</ram:Content>\n    </ram:IncludedNote>\n  </rsm:", code))
    assert invoice.notes == ("#AAC#Tack för er beställning",)


@pytest.mark.parametrize(("code", "ours"), [("5", "3"), ("29", "35"), ("72", "432"), ("X", "X")])
def test_when_vat_is_due_has_the_code_that_ubl_has(code: str, ours: str) -> None:
    change = (">29</ram:DueDateTypeCode>", f">{code}</ram:DueDateTypeCode>")
    assert invoice_of(change, name=CII_CREDIT_NOTE).tax_point_code == ours


def test_the_vat_totals_are_told_apart_by_currency() -> None:
    first = TAX_TOTALS.format('"SEK">133.30')
    second = TAX_TOTALS.format('"EUR">11.60')
    swapped = invoice_of((first, "§"), (second, first), ("§", second))
    assert swapped.totals == invoice_of().totals
    assert swapped.totals.vat_in_tax_currency == Decimal("11.60")


def test_a_vat_total_without_currency_is_in_that_of_the_invoice() -> None:
    totals = invoice_of((TAX_TOTALS.format('"SEK"'), "<ram:TaxTotalAmount")).totals
    assert totals.vat == Decimal("133.30")


def test_a_person_goes_before_a_department() -> None:
    both = "<ram:PersonName>Kim</ram:PersonName><ram:DepartmentName>"
    contact = invoice_of(("<ram:DepartmentName>", both)).seller.contact
    assert contact is not None
    assert contact.name == "Kim"


def test_several_means_have_an_account_each_and_one_reference() -> None:
    first = between(CII, *MEANS)[0]
    second = "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>SE4550000000058398257466</ram:IBANID>"
    more = f"{MEANS[0]}<ram:TypeCode>58</ram:TypeCode>{second}"
    invoice = invoice_of((first, f"{first}{more}</ram:PayeePartyCreditorFinancialAccount>{MEANS[1]}"))
    assert [payment.means_code for payment in invoice.payments] == ["30", "58"]
    assert [payment.accounts[0].id for payment in invoice.payments] == [
        "55000001",
        "SE4550000000058398257466",
    ]
    assert {payment.reference for payment in invoice.payments} == {"1001"}


def test_a_mandate_is_for_the_direct_debit_among_the_means() -> None:
    transfer = f"{MEANS[0]}<ram:TypeCode>30</ram:TypeCode>{MEANS[1]}"
    invoice = invoice_of((MEANS[0], transfer + MEANS[0]), name=CII_CREDIT_NOTE)
    assert [payment.mandate for payment in invoice.payments] == [None, "MED-5"]
    assert [payment.creditor_id for payment in invoice.payments] == [None, "SE97ZZZ5500000012"]


def test_without_any_means_there_is_no_payment() -> None:
    assert invoice_of(between(CII, *MEANS)).payments == ()


def test_a_charge_inside_a_price_is_a_negative_discount() -> None:
    start = "<ram:AppliedTradeAllowanceCharge>\n            <ram:ChargeIndicator>\n"
    old = f"{start}              <udt:Indicator>false<"
    assert invoice_of((old, old.replace("false", "true"))).lines[0].price.discount == Decimal("-5.00")


def test_the_base_of_the_net_price_goes_before_that_of_the_gross_price() -> None:
    net = "50.00</ram:ChargeAmount>\n"
    based = f'{net}<ram:BasisQuantity unitCode="KGM">2</ram:BasisQuantity>'
    price = invoice_of((net, based)).lines[0].price
    assert (price.base_quantity, price.base_unit) == (Decimal(2), "KGM")


def test_freight_of_the_extended_profile_is_a_charge() -> None:
    freight = (
        "<ram:SpecifiedLogisticsServiceCharge><ram:Description>Frakt</ram:Description>"
        "<ram:AppliedAmount>9.00</ram:AppliedAmount><ram:AppliedTradeTax><ram:CategoryCode>S</ram:CategoryCode>"
        "</ram:AppliedTradeTax></ram:SpecifiedLogisticsServiceCharge><ram:SpecifiedTradePaymentTerms>"
    )
    charge = invoice_of(("<ram:SpecifiedTradePaymentTerms>", freight)).allowances_charges[-1]
    assert (charge.is_charge, charge.amount, charge.vat_category) == (True, Decimal("9.00"), "S")
    assert charge.reason == "Frakt"


def test_an_empty_delivery_is_none() -> None:
    assert invoice_of(name=CII_CREDIT_NOTE).delivery is None


def test_prefixes_do_not_matter() -> None:
    renamed = golden(CII).replace(b"ram:", b"x:").replace(b":ram=", b":x=")
    assert read(renamed).digest == read(golden(CII)).digest


@settings(max_examples=150, deadline=None)
@given(trees([CII, CII_CREDIT_NOTE]))
def test_reading_is_total(data: bytes) -> None:
    reading = read(data)
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
