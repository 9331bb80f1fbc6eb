import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import code_lists
from tests.builders import a_credit_note, an_invoice
from tests.rule_cases import (
    Case,
    a_full_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)


def an_exempt_invoice() -> Invoice:
    invoice = changed(an_invoice(), "lines.0.vat_category", "E")
    invoice = changed(invoice, "lines.0.vat_rate", "0")
    part = {
        "category": "E",
        "rate": "0",
        "taxable_amount": "100",
        "tax_amount": "0",
        "exemption_reason": "Vård",
    }
    totals = invoice.totals.model_dump() | {"vat": "0", "with_vat": "100", "payable": "100"}
    return changed(changed(invoice, "vat", (part,)), "totals", totals)


CASES = [
    Case(rule, path, broken, kept, a_full_invoice)
    for rule, path, broken, kept in (
        ("BR-CL-01", "type_code", "381", "383"),
        ("BR-CL-04", "currency", "KR", "NOK"),
        ("BR-CL-05", "tax_currency", "Kronor", None),
        ("BR-CL-06", "tax_point_code", "36", "35"),
        ("BR-CL-07", "object_id.scheme", "Mätare", "AVE"),
        ("BR-CL-08", "notes", ("#XQZ#Text",), ("Rabatt #1 och #2",)),
        ("BR-CL-10", "seller.ids.0.scheme", "ORGNR", "0002"),
        ("BR-CL-11", "buyer.legal_id.scheme", "SE:ORGNR", "0007"),
        ("BR-CL-13", "lines.0.item.classifications.0.list_id", "UNSPSC", "STI"),
        ("BR-CL-14", "delivery.address.country", "SWE", "DK"),
        ("BR-CL-15", "lines.0.item.origin_country", "Sverige", "CN"),
        ("BR-CL-16", "payments.0.means_code", "99", "57"),
        ("BR-CL-17", "vat.0.category", "SS", "S"),
        ("BR-CL-18", "lines.0.vat_category", "25", "S"),
        ("BR-CL-19", "allowances_charges.0.reason_code", "FC", "100"),
        ("BR-CL-20", "allowances_charges.1.reason_code", "95", "ABK"),
        ("BR-CL-21", "lines.0.item.standard_id.scheme", "GTIN", "0088"),
        ("BR-CL-23", "lines.0.unit", "st", "H87"),
        ("BR-CL-24", "attachments.0.mime_type", "application/zip", "image/png"),
        ("BR-CL-25", "seller.endpoint.scheme", "SE", "0088"),
        ("BR-CL-26", "delivery.location_id.scheme", "GLN", None),
    )
]
CASES.append(Case("BR-CL-22", "vat.0.exemption_code", "Vård", "vatex-eu-132-1b", an_exempt_invoice))


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_code_from_other_words(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, code_lists.RULES)


def test_a_credit_note_has_types_of_its_own() -> None:
    assert "BR-CL-01" not in broken_rules(a_credit_note())
    assert "BR-CL-01" in broken_rules(changed(a_credit_note(), "type_code", "380"))


def test_a_creditor_id_may_stand_among_the_sellers_ids_but_not_among_the_buyers() -> None:
    creditor = ({"value": "SE97ZZZ1234567890", "scheme": "SEPA"},)
    assert "BR-CL-10" not in broken_rules(changed(an_invoice(), "seller.ids", creditor))
    assert "BR-CL-10" in broken_rules(changed(an_invoice(), "buyer.ids", creditor))


def test_an_absent_code_breaks_no_list() -> None:
    bare = changed(changed(an_invoice(), "type_code", ""), "lines.0.unit", None)
    assert not {rule for rule in broken_rules(bare) if rule.startswith("BR-CL")}
