"""Notices: who says what about which document."""

from decimal import Decimal

from schemas.notice import Notice
from services.invoice_ingest.parsing import read
from tests.documents import INVOICE_RESPONSE, REMINDER, golden


def notice(name: str, *changes: tuple[str, str]) -> Notice:
    [document] = read(golden(name, *changes)).documents
    assert isinstance(document, Notice)
    return document


def test_a_reminder_names_its_invoices_and_what_is_owed() -> None:
    reminder = notice(REMINDER)
    assert [reference.number for reference in reminder.references] == ["F-77"]
    assert (reminder.amount, reminder.currency) == (Decimal("1250.00"), "DKK")
    assert (reminder.sender.name, reminder.receiver.name) == ("Blåt Papir A/S", "Lilleby Kommune")


def test_a_response_tells_its_code_and_why() -> None:
    response = notice(INVOICE_RESPONSE)
    assert response.response_code == "UQ"
    assert response.statuses[0].conditions == (("BT-10", "KST-3120"),)


def test_what_answers_a_sender_that_may_be_either_side_is_taken_for_a_sellers() -> None:
    level = notice(INVOICE_RESPONSE, ("trns:invoice_response:3", "trns:mlr:3"))
    assert (level.kind, level.is_from_buyer) == ("mlr", False)
    assert level.key == "5500000012|5500000020"


def test_whoever_asks_for_a_catalogue_is_the_buyer() -> None:
    roots = (("ApplicationResponse", "CatalogueRequest"), ("SenderParty", "ReceiverParty2"))
    sides = (("cac:ReceiverParty>", "cac:ProviderParty>"), ("cac:ReceiverParty2>", "cac:ReceiverParty>"))
    request = notice(
        INVOICE_RESPONSE, *roots, *sides, ("urn:fdc:peppol.eu:poacc:trns:invoice_response:3", "OIOUBL-2.02")
    )
    assert (request.kind, request.key) == ("catalogue-request", "5500000020|5500000012")
    assert request.sender.name == "Lillköpings kommun"
