"""One invoice, written in Peppol UBL, in CII and as far as it can in Svefaktura, reads to one model."""

import pytest

from schemas.invoice import Invoice, InvoiceReceived
from services.invoice_ingest.parsing import ingest, read
from tests.builders import NOW
from tests.documents import CII, CII_CREDIT_NOTE, CREDIT_NOTE, INVOICE, golden

PEPPOL_TOO, CII_TOO = "same-invoice-peppol.xml", "same-invoice-cii.xml"
SVEFAKTURA_TOO = "same-invoice-svefaktura.xml"
NAMES_OF_THE_FORMAT = {"format", "customization_id", "profile_id"}


def said(name: str) -> dict[str, object]:
    """What a document says, under dotted names."""
    reading = read(golden(name))
    assert (reading.status, reading.findings) == ("read", ())
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    return flat(invoice.model_dump())


def flat(value: object, at: str = "") -> dict[str, object]:
    if isinstance(value, dict):
        parts = ((f"{at}.{name}" if at else str(name), part) for name, part in value.items())
    elif isinstance(value, tuple | list):
        parts = ((f"{at}.{index}", part) for index, part in enumerate(value))
    else:
        return {} if value is None else {at: value}
    return {name: found for place, part in parts for name, found in flat(part, place).items()}


def differences(first: str, second: str) -> set[str]:
    """The dotted names under which two documents say different things."""
    one, other = said(first), said(second)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


OF_THE_CREDITOR = {"seller.ids.0.value", "seller.ids.0.scheme"}
"""UBL has the creditor's identifier (BT-90) among those of the seller, where CII's rule set refuses it."""


@pytest.mark.parametrize(
    ("ubl", "cii", "elsewhere"), [(INVOICE, CII, set()), (CREDIT_NOTE, CII_CREDIT_NOTE, OF_THE_CREDITOR)]
)
def test_the_golden_documents_in_ubl_and_cii_differ_only_in_the_names_of_their_format(
    ubl: str, cii: str, elsewhere: set[str]
) -> None:
    assert differences(ubl, cii) == {"format", "customization_id"} | elsewhere


def test_peppol_and_cii_read_to_equal_models() -> None:
    assert differences(PEPPOL_TOO, CII_TOO) <= NAMES_OF_THE_FORMAT


@pytest.mark.parametrize("other", [PEPPOL_TOO, CII_TOO])
def test_svefaktura_reads_to_the_same_model_but_for_what_it_has_no_place_or_another_code_for(
    other: str,
) -> None:
    addresses = {f"{role}.endpoint.{part}" for role in ("seller", "buyer") for part in ("value", "scheme")}
    other_codes = {"payments.0.means_code", "payments.0.accounts.0.service_provider"}
    reason = {"lines.0.allowances_charges.0.reason"}
    assert differences(other, SVEFAKTURA_TOO) == NAMES_OF_THE_FORMAT | addresses | other_codes | reason


@pytest.mark.parametrize("name", [PEPPOL_TOO, CII_TOO, SVEFAKTURA_TOO])
def test_each_of_them_is_lawful(name: str) -> None:
    [event] = ingest(golden(name), name, NOW)
    assert isinstance(event, InvoiceReceived)
