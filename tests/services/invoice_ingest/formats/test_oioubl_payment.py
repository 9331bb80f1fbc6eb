"""Danish ways to pay become references and accounts."""

import pytest
from lxml import etree

from schemas.invoice import Account, Payment
from services.invoice_ingest.formats.oioubl_payment import payment
from services.invoice_ingest.notes import Notes


def paid(**record: object) -> Payment:
    return Payment.model_validate(payment(record, Notes(etree.Element("Invoice"))))


@pytest.mark.parametrize(
    ("card", "instruction", "reference"),
    [
        ("71", "123456789012345", "71#123456789012345"),
        ("73", None, "73#"),
        ("04", "1234567890123456", "04#1234567890123456"),
        ("0003434323", None, "0003434323"),
        ("0003434323", "9", "0003434323"),
        (None, "9", "9"),
        (None, None, None),
    ],
)
def test_a_card_type_stands_before_its_reference(
    card: str | None, instruction: str | None, reference: str | None
) -> None:
    given = {"reference": card, "instruction": instruction}
    assert paid(**{name: value for name, value in given.items() if value}).reference == reference


def test_the_remark_of_an_account_is_the_reference_where_there_is_no_other() -> None:
    assert paid(accounts=[{"id": "1", "remark": "F-1"}]).reference == "F-1"
    assert paid(accounts=[{"id": "1", "remark": "F-1"}], reference="5").reference == "5"


def test_a_creditor_number_is_an_account() -> None:
    assert paid(creditor_number="87654321").accounts == (Account(id="87654321"),)


def test_an_iban_goes_with_its_bic_and_a_danish_account_with_its_registration_number() -> None:
    account = {"id": "1", "branch": "9544", "bic": "DABADKKK"}
    assert paid(channel="IBAN", accounts=[dict(account)]).accounts[0].service_provider == "DABADKKK"
    assert paid(channel="DK:BANK", accounts=[dict(account)]).accounts[0].service_provider == "9544"


def test_the_channel_is_the_means_in_words_unless_the_code_has_some() -> None:
    assert paid(channel="DK:FIK").means_text == "DK:FIK"
    assert paid(channel="DK:FIK", means_text="Girokort").means_text == "Girokort"
