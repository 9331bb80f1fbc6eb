"""The second hearing: what exists is no less there for being empty, and only the scheme VAT is VAT."""

from collections.abc import Iterable

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.tree import PEPPOL_UBL, PLAIN_UBL, appeal, appeal_vat
from tests.tree_cases import Base, Edit, doubled, marked, removed, written
from tests.tree_documents import a_credit_note, an_invoice

SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
TOTALS, LINE, ENTRY = "cac:LegalMonetaryTotal", "cac:InvoiceLine", "cac:AllowanceCharge"
SUBTOTAL, ITEM = "cac:TaxTotal/cac:TaxSubtotal", "cac:InvoiceLine/cac:Item"
CATEGORY, LINE_CATEGORY = f"{SUBTOTAL}/cac:TaxCategory", f"{ITEM}/cac:ClassifiedTaxCategory"
AGENT, PAYEE, MEANS = "cac:TaxRepresentativeParty", "cac:PayeeParty", "cac:PaymentMeans"
PLACE = "cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode"
NAME = "cac:PartyName/cbc:Name"
SUB_LINE = f"{LINE}/cac:SubInvoiceLine"
BASED = marked(f"{SUB_LINE}/cac:Price/cbc:BaseQuantity", "unitCode", "EA")
WRONG = written("cbc:BuyerReference", "")
DEBIT = written(f"{MEANS}/cbc:PaymentMeansCode", "59")
HEADER = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
ENVELOPE = (
    "<e:StandardBusinessDocument xmlns:e='{}'><e:StandardBusinessDocumentHeader/>{}"
    "</e:StandardBusinessDocument>"
)


def edited(base: Base, edits: Iterable[Edit]) -> list[str]:
    """The fatal rules that the whole document breaks after the edits, with every other severity left out."""
    root = etree.fromstring(base.data)
    for edit in edits:
        edit(root, base.namespaces)
    return [one.rule for one in read(etree.tostring(root)).broken if one.severity == "fatal"]


def gone(path: str, *edits: Edit) -> tuple[Edit, ...]:
    """What stands at the path is made, and then it is gone."""
    return (written(path), *edits, removed(path))


EXISTING = (
    ("BR-12", f"{TOTALS}/cbc:LineExtensionAmount"),
    ("BR-13", f"{TOTALS}/cbc:TaxExclusiveAmount"),
    ("BR-14", f"{TOTALS}/cbc:TaxInclusiveAmount"),
    ("BR-15", f"{TOTALS}/cbc:PayableAmount"),
    ("BR-17", f"{PAYEE}/{NAME}"),
    ("BR-22", f"{LINE}/cbc:InvoicedQuantity"),
    ("BR-24", f"{LINE}/cbc:LineExtensionAmount"),
    ("BR-26", f"{LINE}/cac:Price/cbc:PriceAmount"),
    ("BR-45", f"{SUBTOTAL}/cbc:TaxableAmount"),
    ("BR-46", f"{SUBTOTAL}/cbc:TaxAmount"),
    ("BR-49", f"{MEANS}/cbc:PaymentMeansCode"),
    ("BR-57", PLACE),
    ("BR-61", f"{MEANS}/cac:PayeeFinancialAccount/cbc:ID"),
    ("PEPPOL-EN16931-R003", "cbc:BuyerReference"),
    ("PEPPOL-EN16931-R010", f"{BUYER}/cbc:EndpointID"),
    ("PEPPOL-EN16931-R020", f"{SELLER}/cbc:EndpointID"),
)
"""Rules that ask whether there is such an element, be it empty."""


@pytest.mark.parametrize(("rule", "path"), EXISTING, ids=[rule for rule, _ in EXISTING])
def test_an_empty_element_is_there(rule: str, path: str) -> None:
    without = [removed("cac:OrderReference")]
    assert rule in edited(an_invoice(), [*without, *gone(path)])
    assert rule not in edited(an_invoice(), [*without, written(path, "")])


PARTIES = (
    ("BR-06", SELLER, "cac:PartyLegalEntity/cbc:RegistrationName"),
    ("BR-07", BUYER, "cac:PartyLegalEntity/cbc:RegistrationName"),
    ("BR-08", SELLER, "cac:PostalAddress"),
    ("BR-10", BUYER, "cac:PostalAddress"),
)


@pytest.mark.parametrize(("rule", "party", "path"), PARTIES, ids=[rule for rule, _, _ in PARTIES])
def test_one_of_two_parties_in_a_role_may_say_it(rule: str, party: str, path: str) -> None:
    role = party.partition("/")[0]
    assert rule in edited(an_invoice(), [removed(f"{party}/{path}")])
    assert rule not in edited(an_invoice(), [doubled(role), removed(f"{role}[1]/cac:Party/{path}")])


@pytest.mark.parametrize(("rule", "role"), [("BR-09", SELLER), ("BR-11", BUYER)])
def test_each_of_two_addresses_has_a_country(rule: str, role: str) -> None:
    edits = [doubled(f"{role}/cac:PostalAddress"), removed(f"{role}/cac:PostalAddress[2]/cac:Country")]
    assert edited(an_invoice(), [WRONG, *edits]).count(rule) == 1


def test_a_line_is_named_by_any_of_its_items_and_priced_by_any_of_its_prices() -> None:
    assert "BR-25" in edited(an_invoice(), [written(f"{ITEM}/cbc:Name", " ")])
    assert "BR-25" not in edited(an_invoice(), [doubled(ITEM), removed(f"{ITEM}[1]/cbc:Name")])
    assert "BR-27" in edited(an_invoice(), [written(f"{LINE}/cac:Price/cbc:PriceAmount", "-1")])


FILLED = (
    ("BR-03", "cbc:IssueDate", "2026-06-01"),
    ("BR-18", f"{AGENT}/{NAME}", "Ombud AB"),
    ("BR-20", f"{AGENT}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "SE"),
    ("BR-50", f"{MEANS}/cac:PayeeFinancialAccount/cbc:ID", "1"),
)


@pytest.mark.parametrize(("rule", "path", "right"), FILLED, ids=[rule for rule, _, _ in FILLED])
def test_what_must_say_something_is_not_kept_by_an_empty_element(rule: str, path: str, right: str) -> None:
    assert rule in edited(an_invoice(), [written(path, " ")])
    assert rule not in edited(an_invoice(), [written(path, right)])


ENTRIES = (
    ("BR-31", ENTRY, "false"), ("BR-36", ENTRY, "1"),
    ("BR-41", f"{LINE}/{ENTRY}", "0"), ("BR-43", f"{LINE}/{ENTRY}", "true"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "path", "indicator"), ENTRIES, ids=[row[0] for row in ENTRIES])
def test_an_allowance_or_charge_has_an_amount_be_it_empty(rule: str, path: str, indicator: str) -> None:
    entry = written(f"{path}/cbc:ChargeIndicator", indicator)
    assert rule in edited(an_invoice(), [entry])
    assert rule not in edited(an_invoice(), [entry, written(f"{path}/cbc:Amount", "")])


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        ("BR-19", [written(f"{AGENT}/{NAME}")], [written(f"{AGENT}/cac:PostalAddress", "")]),
        (
            "BR-56",
            [written(f"{AGENT}/cac:PartyTaxScheme/cbc:CompanyID", "")],
            [
                written(f"{AGENT}/cac:PartyTaxScheme/cbc:CompanyID", ""),
                written(f"{AGENT}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "vat"),
            ],
        ),
        (
            "BR-23",
            [marked(f"{LINE}/cbc:InvoicedQuantity", "unitCode", None)],
            [marked(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "")],
        ),
        (
            "BR-29",
            [
                written("cac:InvoicePeriod/cbc:StartDate", "2026-02-01"),
                written("cac:InvoicePeriod/cbc:EndDate", "2026-01-31"),
            ],
            [written("cac:InvoicePeriod/cbc:StartDate", "2026-02-01")],
        ),
        ("BR-CO-10", [removed(f"{TOTALS}/*")], [removed(TOTALS)]),
        ("BR-CO-14", [removed("cac:TaxTotal/cbc:TaxAmount")], [removed(SUBTOTAL)]),
        ("BR-CO-18", [removed(SUBTOTAL)], [removed(f"{SUBTOTAL}/*")]),
        (
            "BR-CO-19",
            [written("cac:InvoicePeriod", "")],
            [written("cac:InvoicePeriod/cbc:DescriptionCode", "")],
        ),
        (
            "BR-CO-20",
            [written(f"{LINE}/cac:InvoicePeriod", "")],
            [written(f"{LINE}/cac:InvoicePeriod/cbc:EndDate", "")],
        ),
        (
            "BR-CO-26",
            [removed(f"{SELLER}/cac:PartyTaxScheme"), removed(f"{SELLER}/cac:PartyLegalEntity")],
            [removed("cac:AccountingSupplierParty")],
        ),
        (
            "BR-CO-03",
            [written("cbc:TaxPointDate", ""), written("cac:InvoicePeriod/cbc:DescriptionCode", "")],
            [],
        ),
        (
            "BR-CO-11",
            [written(f"{ENTRY}/cbc:ChargeIndicator", "0"), written(f"{ENTRY}/cbc:Amount", "1")],
            [written(f"{ENTRY}/cbc:Amount", "1")],
        ),
        (
            "BR-CO-17",
            [written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")],
            [
                written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST"),
                written(f"{SUBTOTAL}/cbc:TaxAmount", "0"),
                written(f"{CATEGORY}/cbc:Percent", "0"),
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_rule_looks_at_elements(rule: str, broken: list[Edit], kept: list[Edit]) -> None:
    assert rule in edited(an_invoice(), broken)
    assert rule not in edited(an_invoice(), kept)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("BR-DEC-09", f"{TOTALS}/cbc:LineExtensionAmount"),
        ("BR-DEC-18", f"{TOTALS}/cbc:PayableAmount"),
        ("BR-DEC-19", f"{SUBTOTAL}/cbc:TaxableAmount"),
        ("BR-DEC-23", f"{LINE}/cbc:LineExtensionAmount"),
    ],
)
def test_which_amount_has_too_many_decimals(rule: str, path: str) -> None:
    assert {rule, "UBL-DT-01"} <= set(edited(an_invoice(), [written(path, "10.000")]))
    assert rule not in edited(an_invoice(), [written(path, "10.00")])
    assert rule in edited(an_invoice(), [written(path, "10.00 ")])


def test_the_rules_that_look_for_nothing_never_tell() -> None:
    told = edited(an_invoice(), [written("cac:TaxTotal/cbc:TaxAmount", "10.000")])
    assert "BR-DEC-13" not in told
    assert "BR-DEC-15" not in told


VAT_OF_SELLER = f"{SELLER}/cac:PartyTaxScheme"


@pytest.mark.parametrize(
    ("code", "rule", "broken", "kept"),
    [
        ("S", "BR-S-02", [removed(VAT_OF_SELLER)], [written(f"{VAT_OF_SELLER}/cbc:CompanyID", "")]),
        ("S", "BR-S-02", [written(f"{LINE_CATEGORY}/cac:TaxScheme/cbc:ID", "GST")], []),
        ("S", "BR-S-10", [written(f"{CATEGORY}/cbc:TaxExemptionReason", "")], []),
        ("E", "BR-E-10", [], [written(f"{CATEGORY}/cbc:TaxExemptionReason", "")]),
        ("E", "BR-E-01", [written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")], []),
        ("E", "BR-E-05", [], [written(f"{LINE_CATEGORY}/cac:TaxScheme/cbc:ID", "GST")]),
        ("E", "BR-E-08", [written(f"{SUBTOTAL}/cbc:TaxableAmount", "1")],
         [written(f"{SUBTOTAL}/cbc:TaxableAmount", "1"), written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")]),
        ("O", "BR-O-11", [doubled(SUBTOTAL), written(f"{CATEGORY}/cbc:ID", "S")], []),
        ("O", "BR-O-12", [written(f"{LINE_CATEGORY}/cbc:ID", "S")], []),
        ("K", "BR-IC-11", [], [written("cac:Delivery/cbc:ActualDeliveryDate", "2026-05-30")]),
        ("K", "BR-IC-12", [], [written(PLACE, "DK")]),
        ("M", "BR-AG-01", [written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")], []),
    ],
)  # fmt: skip
def test_a_category_counts_only_with_the_scheme_vat(
    code: str, rule: str, broken: list[Edit], kept: list[Edit]
) -> None:
    both = [written(f"{path}/cbc:ID", code) for path in (CATEGORY, LINE_CATEGORY)]
    assert rule in edited(an_invoice(), [*both, *broken])
    assert rule not in edited(an_invoice(), [*both, *kept])


def test_the_tax_category_of_a_lines_charge_counts_too() -> None:
    charge = f"{LINE}/{ENTRY}"
    edits = [
        written(f"{charge}/cbc:ChargeIndicator", "true"),
        written(f"{charge}/cbc:Amount", "0"),
        written(f"{charge}/cbc:AllowanceChargeReason"),
        written(f"{charge}/cac:TaxCategory/cbc:ID", "Z"),
        written(f"{charge}/cac:TaxCategory/cac:TaxScheme/cbc:ID", "VAT"),
    ]
    assert "BR-Z-01" in edited(an_invoice(), edits)


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        ("R041", [written(f"{ENTRY}/cbc:MultiplierFactorNumeric", "")], [written(f"{ENTRY}/cbc:Amount", "")]),
        ("R042", [written(f"{ENTRY}/cbc:BaseAmount", "")], [written(f"{ENTRY}/cbc:Amount", "")]),
        ("R043", [written(f"{ENTRY}/cbc:ChargeIndicator", "1")],
         [written(f"{ENTRY}/cbc:ChargeIndicator", "1"), written(f"{ENTRY}/cbc:BaseAmount", "1")]),
        ("R055", [written("cbc:TaxCurrencyCode", "EUR")], []),
        ("R005", [written("cbc:TaxCurrencyCode", ""), removed("cbc:DocumentCurrencyCode")],
         [written("cbc:TaxCurrencyCode", "")]),
        ("R130", [WRONG, written(f"{SUB_LINE}/cbc:InvoicedQuantity"), BASED], [WRONG, BASED]),
        ("R061", [DEBIT], [DEBIT, written(f"{MEANS}/cac:PaymentMandate/cbc:ID", "")]),
        ("R120", [written(f"{LINE}/cac:Price/cbc:PriceAmount", "1")],
         [written(f"{LINE}/{ENTRY}/cbc:ChargeIndicator", "1"), written(f"{LINE}/{ENTRY}/cbc:Amount", "9")]),
        ("P0100", [written("cbc:InvoiceTypeCode", "")], []),
        ("P0105", [written(f"{CATEGORY}/cbc:TaxExemptionReasonCode", "vatex-eu-o")],
         [written(f"{CATEGORY}/cbc:TaxExemptionReasonCode", " VATEX-EU-O ")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_peppol_rule_looks_at_elements(rule: str, broken: list[Edit], kept: list[Edit]) -> None:
    assert f"PEPPOL-EN16931-{rule}" in edited(an_invoice(), broken)
    assert f"PEPPOL-EN16931-{rule}" not in edited(an_invoice(), kept)


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        ("SE-R-003", "999999-0014", "9999990014.0"),
        ("SE-R-004", "", "9999990015"),
        ("SE-R-013", "", "9999990014"),
    ],
)
def test_a_swedish_number_is_judged_as_it_stands(rule: str, text: str, right: str) -> None:
    path = f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"
    assert rule in edited(an_invoice(), [written(path, text)])
    assert rule not in edited(an_invoice(), [written(path, right)])


def test_a_type_code_is_judged_by_its_own_name() -> None:
    other = [removed("cbc:CreditNoteTypeCode"), written("cbc:InvoiceTypeCode", "380")]
    assert not any("P010" in rule for rule in edited(a_credit_note(), other))
    assert "PEPPOL-EN16931-P0101" in edited(a_credit_note(), [written("cbc:CreditNoteTypeCode", "380")])
    unknown = [written("cbc:CreditNoteTypeCode", " "), written("cbc:ProfileID")]
    assert "PEPPOL-EN16931-P0101" not in edited(a_credit_note(), unknown)


def test_a_swedish_registration_without_scheme_is_none_of_vat() -> None:
    assert "SE-R-005" in edited(an_invoice(), [removed(f"{VAT_OF_SELLER}/cac:TaxScheme")])


@pytest.mark.parametrize("country", ["SE", "IT"])
def test_split_payment_is_found_in_any_scheme_without_blanks(country: str) -> None:
    path = "cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
    edits = [written(f"cac:Accounting{role}Party/{path}", country) for role in ("Supplier", "Customer")]
    edits += [written(f"{CATEGORY}/cbc:ID", "B"), written(f"{CATEGORY}/cac:TaxScheme/cbc:ID", "GST")]
    told = edited(an_invoice(), edits)
    assert ("BR-B-01" in told) is (country == "SE")
    assert "BR-B-02" in told
    assert "BR-B-01" not in edited(an_invoice(), [*edits, written(f"{CATEGORY}/cbc:ID", " B")])


def test_the_breakdown_of_the_canary_islands_is_looked_for_as_written() -> None:
    line = written(f"{LINE_CATEGORY}/cbc:ID", "L")
    assert "BR-AF-01" not in edited(
        an_invoice(), [line, written(f"{CATEGORY}/cbc:ID", "L"), written(f"{CATEGORY}/cac:TaxScheme/cbc:ID")]
    )
    assert "BR-AF-01" in edited(an_invoice(), [WRONG, line, written(f"{CATEGORY}/cbc:ID", " L")])


def test_a_second_seller_is_heard_although_nothing_else_is_wrong() -> None:
    second = [doubled("cac:AccountingSupplierParty"), removed("cac:AccountingSupplierParty[2]/*")]
    assert edited(an_invoice()._replace(data=_plain()), second) == ["BR-CO-26"]


def _plain() -> bytes:
    return an_invoice().data.replace(b"#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", b"")


def test_a_lawful_document_is_not_heard_again() -> None:
    assert edited(an_invoice(), []) == []
    assert edited(a_credit_note(), []) == []


def test_every_plea_is_for_a_rule_that_has_words() -> None:
    split = [written(f"{CATEGORY}/cbc:ID", "B"), written(f"{LINE_CATEGORY}/cbc:ID", "L")]
    root = etree.fromstring(an_invoice().data)
    for edit in split:
        edit(root, an_invoice().namespaces)
    pleas = (*appeal.PEPPOL, *appeal_vat.pleas(root))
    assert {id for id, _, _ in pleas} <= set(PEPPOL_UBL.statements)
    assert {id for id, _, _ in appeal.EN_16931} <= set(PLAIN_UBL.statements)


def test_what_stands_in_an_envelope_is_heard_without_it() -> None:
    bare = an_invoice().data.decode().partition("?>")[2].replace("PayableAmount", "Payable", 2)
    wrapped = ENVELOPE.format(HEADER, bare)
    told = [one.rule for one in read(wrapped.encode()).broken]
    assert told == [one.rule for one in read(bare.encode()).broken]
    assert "BR-15" in told
