"""Each golden document reads as the JSON beside it says, and those of a format fill every field it has.

`KONTERA_GOLDEN=renew .venv/bin/pytest tests/services/invoice_ingest/test_golden.py` writes the JSON anew:
then read the difference as carefully as code.
"""

import json
import os
from pathlib import Path

import pytest

from schemas.invoice import Invoice, InvoiceReceived
from schemas.order import ContractReceived, OrderReceived
from services.invoice_ingest.formats import cii, oioubl, svefaktura, ubl_invoice
from services.invoice_ingest.parsing import ingest, read
from tests.builders import NOW
from tests.fields import all_fields, filled_fields

GOLDEN = Path(__file__).parents[2] / "golden"
DOCUMENTS = {
    "peppol-billing-3-invoice.xml": "peppol-billing-3",
    "peppol-billing-3-credit-note.xml": "peppol-billing-3",
    "peppol-selfbilling-3-invoice.xml": "peppol-selfbilling-3",
    "peppol-selfbilling-3-credit-note.xml": "peppol-selfbilling-3",
    "en16931-ubl-invoice.xml": "en16931-ubl",
    "en16931-ubl-credit-note.xml": "en16931-ubl",
    "svefaktura-1.0.xml": "svefaktura-1.0",
    "cii-invoice.xml": "cii",
    "cii-credit-note.xml": "cii",
    "oioubl-2-invoice.xml": "oioubl-2",
    "oioubl-2-credit-note.xml": "oioubl-2",
    "oioubl-3-invoice.xml": "oioubl-3",
    "oioubl-3-credit-note.xml": "oioubl-3",
    "peppol-order-3.xml": "peppol-order-3",
    "orders-csv.csv": "orders-csv",
    "contracts-csv.csv": "contracts-csv",
}
NO_PLACE_ANYWHERE = {"lines.allowances_charges.vat_category", "lines.allowances_charges.vat_rate"}
"""What is taken off a line has the line's own VAT."""
NO_PLACE_IN_SVEFAKTURA = NO_PLACE_ANYWHERE | {
    *("customization_id", "profile_id", "tax_point_code", "project", "order_ref", "sales_order_ref"),
    *("receipt_ref", "tender_ref", "preceding.issue_date", "seller.endpoint", "buyer.endpoint", "payee.ids"),
    *("payee.endpoint", "payee.legal_id", "tax_representative", "delivery.party_name", "payments.means_text"),
    *("payments.card_number", "payments.card_holder", "payments.mandate", "payments.creditor_id"),
    *("payments.debited_account", "payments.accounts.name", "totals.prepaid", "vat.exemption_code"),
    *("attachments.description", "lines.object_id", "lines.accounting_cost", "lines.price.discount"),
    *("lines.price.gross", "lines.item.description", "lines.item.classifications", "lines.item.attributes"),
    *("lines.item.origin_country", "lines.allowances_charges.percentage"),
    *("lines.allowances_charges.reason", "lines.allowances_charges.reason_code"),
}

NO_PLACE_IN_OIOUBL_2 = NO_PLACE_ANYWHERE | {
    *("tax_point_code", "project", "object_id", "seller.tax_registration", "seller.legal_form"),
    *("tax_representative", "payments.mandate", "payments.creditor_id", "payments.debited_account"),
    *("vat.exemption_code", "lines.object_id", "lines.period", "lines.despatch_ref"),
    *("lines.item.origin_country", "buyer.tax_registration", "buyer.legal_form"),
    *("payee.tax_registration", "payee.legal_form"),
}
NO_PLACE_IN_OIOUBL_3 = NO_PLACE_ANYWHERE | {
    f"{role}.tax_registration" for role in ("seller", "buyer", "payee", "tax_representative")
}
"""F-skatt is Swedish."""
NO_PLACE = {
    "peppol-billing-3": NO_PLACE_ANYWHERE,
    "peppol-selfbilling-3": NO_PLACE_ANYWHERE,
    "en16931-ubl": NO_PLACE_ANYWHERE,
    "cii": NO_PLACE_ANYWHERE,
    "svefaktura-1.0": NO_PLACE_IN_SVEFAKTURA,
    "oioubl-2": NO_PLACE_IN_OIOUBL_2,
    "oioubl-3": NO_PLACE_IN_OIOUBL_3,
}
"""Every format of invoices, and the fields that formats.md chapter 2 gives no place in it."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_golden_document_reads_as_its_json_says(name: str) -> None:
    reading = read((GOLDEN / name).read_bytes())
    assert (reading.status, reading.format, reading.findings) == ("read", DOCUMENTS[name], ())
    said = [json.loads(document.model_dump_json(exclude_none=True)) for document in reading.documents]
    expected = (GOLDEN / name).with_suffix(".json")
    if os.environ.get("KONTERA_GOLDEN") == "renew":
        expected.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert said == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_golden_document_is_lawful(name: str) -> None:
    events = ingest((GOLDEN / name).read_bytes(), name, NOW)
    assert all(isinstance(event, InvoiceReceived | OrderReceived | ContractReceived) for event in events)


@pytest.mark.parametrize("format_name", NO_PLACE)
def test_the_documents_of_a_format_fill_every_field_it_has_a_place_for(format_name: str) -> None:
    filled = set().union(*(_filled(name) for name, format_ in DOCUMENTS.items() if format_ == format_name))
    absent = NO_PLACE[format_name]
    missing = all_fields(Invoice) - filled - _of_other_parties(filled)
    assert missing == {name for name in missing if any(_is_in(name, field) for field in absent)}
    assert not {name for name in filled if any(_is_in(name, field) for field in absent)}


def test_every_format_of_invoices_has_its_documents() -> None:
    ubl = {name for _, name in ubl_invoice.FORMATS}
    danish = {name for _, name in oioubl.CUSTOMIZATIONS}
    assert set(NO_PLACE) == ubl | danish | {cii.NAME, svefaktura.NAME}


def _is_in(name: str, field: str) -> bool:
    return name == field or name.startswith(field + ".")


def _of_other_parties(filled: set[str]) -> set[str]:
    """All parties are read by one table: what the seller fills need not be filled in every other one."""
    parts = [name.removeprefix("seller.") for name in filled if name.startswith("seller.")]
    roles = ("buyer", "payee", "tax_representative")
    return {f"{role}.{part}" for role in roles for part in parts} | {
        f"delivery.address.{part.removeprefix('address.')}" for part in parts if part.startswith("address.")
    }


def _filled(name: str) -> set[str]:
    [document] = read((GOLDEN / name).read_bytes()).documents
    return set(filled_fields(document))
