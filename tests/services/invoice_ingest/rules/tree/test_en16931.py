import pytest

from services.invoice_ingest.rules import en16931_decimals
from services.invoice_ingest.rules.tree import en16931
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    doubled,
    marked,
    removed,
    written,
)
from tests.tree_documents import an_invoice

SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
LINE, ENTRY, ITEM = "cac:InvoiceLine", "cac:AllowanceCharge", "cac:InvoiceLine/cac:Item"
SUBTOTAL = "cac:TaxTotal/cac:TaxSubtotal"
FILE = "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
DOCUMENT = "cac:AdditionalDocumentReference"
PARTY_ID = "cac:PartyIdentification/cbc:ID"
ALLOWED, CHARGED = (
    written(f"{ENTRY}/cbc:ChargeIndicator", "false"),
    written(f"{ENTRY}/cbc:ChargeIndicator", "true"),
)
CATEGORY = (
    written(f"{ENTRY}/cac:TaxCategory/cbc:ID", "S"),
    written(f"{ENTRY}/cac:TaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
)
OBJECT = written(f"{DOCUMENT}/cbc:DocumentTypeCode", "130")

TEXTS = (
    ("BR-CL-01", "cbc:InvoiceTypeCode", "", "383"),
    ("BR-CL-04", "cbc:DocumentCurrencyCode", "KR", "EUR"),
    ("BR-CL-05", "cbc:TaxCurrencyCode", "KR", "EUR"),
    ("BR-CL-06", "cac:InvoicePeriod/cbc:DescriptionCode", "0", "35"),
    ("BR-CL-14", f"{BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "", " SE "),
    ("BR-CL-15", f"{ITEM}/cac:OriginCountry/cbc:IdentificationCode", "XX", "DK"),
    ("BR-CL-16", "cac:PaymentMeans/cbc:PaymentMeansCode", "0", "58"),
    ("BR-CL-17", f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "X", "Z"),
    ("BR-CL-18", f"{ITEM}/cac:ClassifiedTaxCategory/cbc:ID", "s", "E"),
    ("BR-CL-22", f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReasonCode", "VATEX-1", "vatex-eu-ic"),
)
ATTRIBUTES = (
    ("BR-CL-10", f"{BUYER}/{PARTY_ID}", "schemeID", "9901", "0088"),
    ("BR-CL-11", f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", "schemeID", "", " 0007"),
    ("BR-CL-13", f"{ITEM}/cac:CommodityClassification/cbc:ItemClassificationCode", "listID", "XXX", "STI"),
    ("BR-CL-21", f"{ITEM}/cac:StandardItemIdentification/cbc:ID", "schemeID", "GTIN", "0160"),
    ("BR-CL-23", f"{LINE}/cbc:InvoicedQuantity", "unitCode", "st", "H87"),
    ("BR-CL-24", FILE, "mimeCode", "text/xml", "text/csv"),
    ("BR-CL-25", f"{BUYER}/cbc:EndpointID", "schemeID", "0000", "0184"),
    ("BR-CL-26", "cac:Delivery/cac:DeliveryLocation/cbc:ID", "schemeID", "GLN", "0088"),
    ("BR-CL-03", f"{LINE}/cac:Price/cbc:PriceAmount", "currencyID", "KR", "EUR"),
    ("UBL-DT-06", FILE, "mimeCode", None, "text/csv"),
    ("UBL-DT-07", FILE, "filename", None, "a.csv"),
)
PROPERTY = f"{ITEM}/cac:AdditionalItemProperty"
NO_RATE = removed(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent")
DECIMALS = {rule.id for rule in en16931_decimals.RULES}
REFERENCE = "cac:BillingReference/cac:InvoiceDocumentReference"

CASES = (
    *(TreeCase(id, (written(path, bad),), (written(path, good),)) for id, path, bad, good in TEXTS),
    *(TreeCase(id, (marked(path, name, bad),), (marked(path, name, good),))
      for id, path, name, bad, good in ATTRIBUTES),
    TreeCase("BR-CL-07", (OBJECT, marked(f"{DOCUMENT}/cbc:ID", "schemeID", "X")),
             (OBJECT, marked(f"{DOCUMENT}/cbc:ID", "schemeID", "ABT"))),
    TreeCase("BR-CL-19", (ALLOWED, written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", "FC")),
             (ALLOWED, written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", "95"))),
    TreeCase("BR-CL-20", (CHARGED, written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", "95")),
             (CHARGED, written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", "FC"))),
    TreeCase("UBL-DT-01", (written("cac:LegalMonetaryTotal/cbc:PayableAmount", "10.000"),),
             (written(f"{LINE}/cac:Price/cbc:PriceAmount", "10.00000"),)),
    TreeCase("BR-32", (ALLOWED,), (ALLOWED, *CATEGORY)),
    TreeCase("BR-37", (CHARGED,), (CHARGED, *CATEGORY)),
    TreeCase("BR-47", (written(f"{SUBTOTAL}/cac:TaxCategory/cac:TaxScheme/cbc:ID", "GST"),),
             (written(f"{SUBTOTAL}/cac:TaxCategory/cac:TaxScheme/cbc:ID", "vat"),)),
    TreeCase("BR-48", (NO_RATE,), (NO_RATE, written(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "O"))),
    TreeCase("BR-54", (written(f"{PROPERTY}/cbc:Name"),),
             (written(f"{PROPERTY}/cbc:Name"), written(f"{PROPERTY}/cbc:Value"))),
    TreeCase("BR-55", (written(REFERENCE),), (written(f"{REFERENCE}/cbc:ID"),)),
    TreeCase("BR-CO-04", (written(f"{ITEM}/cac:ClassifiedTaxCategory/cac:TaxScheme/cbc:ID", "GST"),)),
    *(TreeCase(id, (written(f"{where}/cbc:ChargeIndicator", indicator),),
               (written(f"{where}/cbc:ChargeIndicator", indicator),
                written(f"{where}/cbc:AllowanceChargeReason", "")))
      for where, rules in ((ENTRY, en16931.DOCUMENT_REASONS), (f"{LINE}/{ENTRY}", en16931.LINE_REASONS))
      for indicator, kind in (("false", "allowance"), ("1", "charge")) for id in rules[kind]),
    TreeCase("BR-CO-15", (doubled("cac:TaxTotal/cbc:TaxAmount"),)),
    TreeCase("BR-52", (written(f"{DOCUMENT}/cbc:ID", " "),), (written(f"{DOCUMENT}/cbc:ID", "1"),)),
    TreeCase("BR-53", (written("cbc:TaxCurrencyCode", "EUR"),), (written("cbc:TaxCurrencyCode", "SEK"),)),
    TreeCase("BR-CO-09", (written(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", "QQ556677889901"),),
             (written(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", "EL1"),)),
    *(TreeCase(id, (written(path), marked(path, name, None)), (marked(path, name, ""),))
      for id, path, name in (
          ("BR-62", f"{SELLER}/cbc:EndpointID", "schemeID"),
          ("BR-63", f"{BUYER}/cbc:EndpointID", "schemeID"),
          ("BR-64", f"{ITEM}/cac:StandardItemIdentification/cbc:ID", "schemeID"),
          ("BR-65", f"{ITEM}/cac:CommodityClassification/cbc:ItemClassificationCode", "listID"),
      )),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_element_from_a_lawful_one(case: TreeCase) -> None:
    assert_tells_apart(case, an_invoice())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, en16931.STATEMENTS, en16931.JUDGED - DECIMALS | {"BR-CO-15"})


def test_the_creditor_identifier_of_a_direct_debit_is_for_sellers_and_payees() -> None:
    creditor = {
        role: marked(f"{role}/{PARTY_ID}", "schemeID", "SEPA") for role in (SELLER, BUYER, "cac:PayeeParty")
    }
    assert "BR-CL-10" not in broken_rules(an_invoice(), [creditor[SELLER]])
    assert "BR-CL-10" not in broken_rules(an_invoice(), [creditor["cac:PayeeParty"]])
    assert "BR-CL-10" in broken_rules(an_invoice(), [creditor[BUYER]])


def test_a_gross_price_has_any_number_of_decimals() -> None:
    gross = written(f"{LINE}/cac:Price/cac:AllowanceCharge/cbc:BaseAmount", "10.00001")
    assert "UBL-DT-01" not in broken_rules(an_invoice(), [gross])


def test_blanks_after_the_digits_of_an_amount_count_as_decimals() -> None:
    assert "UBL-DT-01" in broken_rules(
        an_invoice(), [written("cac:LegalMonetaryTotal/cbc:PayableAmount", "10.00 ")]
    )


def test_a_second_tax_currency_asks_for_its_tax_too() -> None:
    told = broken_rules(
        an_invoice(), [written("cbc:TaxCurrencyCode", "SEK"), doubled("cbc:TaxCurrencyCode", "EUR")]
    )
    assert told.count("BR-53") == 1


def test_an_amount_without_currency_is_in_none_of_the_list() -> None:
    told = broken_rules(an_invoice(), [marked(f"{LINE}/cbc:LineExtensionAmount", "currencyID", None)])
    assert {"BR-CL-03", "PEPPOL-EN16931-CL007", "PEPPOL-EN16931-R051"} == set(told)


@pytest.mark.parametrize("currency", ["EUR", None, ""])
def test_the_one_vat_total_is_in_the_currency_of_the_document(currency: str | None) -> None:
    assert "BR-CO-15" in broken_rules(
        an_invoice(), [marked("cac:TaxTotal/cbc:TaxAmount", "currencyID", currency)]
    )


@pytest.mark.parametrize("path", ["cac:PrepaidPayment/cbc:PaidAmount", "cac:TaxTotal/cbc:RoundingAmount"])
def test_an_amount_outside_the_core_is_no_finer_than_others(path: str) -> None:
    assert "UBL-DT-01" in broken_rules(an_invoice(), [written(path, "1.001")])
    assert "UBL-DT-01" not in broken_rules(an_invoice(), [written(path, "1.01")])
