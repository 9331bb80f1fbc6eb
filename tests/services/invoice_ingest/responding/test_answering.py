"""Who is answered, and who cannot be."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.invoice import Finding, Invoice, InvoiceRejected
from schemas.party import Identifier
from services.invoice_ingest.responding import (
    Action,
    Reason,
    State,
    answer_to,
    language_of,
    response_to,
    unanswerable,
    written,
)
from services.invoice_ingest.responding.states import MissingClarification
from services.invoice_ingest.rules import check
from tests import builders
from tests.builders import (
    BUYER_NUMBER,
    NOW,
    PEPPOL,
    SELLER_NUMBER,
    a_buyer,
    a_credit_note,
    a_seller,
    a_svefaktura,
    an_invoice,
)
from tests.strategies import invoices

FOUND = Finding(rule="BR-CO-15", severity="fatal", message="No.", place="BT-112", value="1.00")
WARNED = Finding(rule="SE-R-012", severity="warning", message="Hm.", place="BT-81")
WITH_RESPONSE = "urn:peppol:bis:billing_with_response"


def rejected(*findings: Finding) -> InvoiceRejected:
    return builders.rejected(
        findings=findings if any(one.severity == "fatal" for one in findings) else (FOUND,)
    )


def test_a_rejection_tells_each_fatal_finding_and_asks_for_a_new_invoice() -> None:
    answer = answer_to(rejected(FOUND, WARNED), an_invoice(), NOW)
    assert answer is not None
    assert answer.state is State.REJECTED
    assert [one.code for one in answer.clarifications] == [Reason.LEGAL, Action.NEW_INVOICE]
    assert (answer.invoice_number, answer.invoice_type, answer.issue_date) == ("F-1001", "380", NOW.date())


def test_the_buyer_answers_the_seller() -> None:
    answer = answer_to(rejected(), an_invoice(), NOW)
    assert answer is not None
    assert (answer.sender.name, answer.receiver.name) == ("Lillköpings kommun", "Blå Papper AB")


def test_the_seller_answers_where_the_buyer_made_the_invoice() -> None:
    specification = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
    answer = answer_to(rejected(), an_invoice(customization_id=specification), NOW)
    assert answer is not None
    assert answer.sender.name == "Blå Papper AB"


@pytest.mark.parametrize(
    ("fields", "language"),
    [
        ({}, "sv"),
        ({"address": {"country": "DK"}}, "da"),
        ({"address": {"country": "NO"}}, "en"),
        ({"address": None, "vat_id": "DK12345674"}, "da"),
        ({"address": {"city": "Malmö"}, "vat_id": None, "endpoint": {"value": "1", "scheme": "0007"}}, "sv"),
        ({"address": None, "vat_id": None, "endpoint": {"value": "1", "scheme": "0088"}}, "en"),
        ({"address": None, "vat_id": None, "endpoint": None}, "en"),
    ],
)
def test_a_seller_is_answered_in_the_language_of_the_country(
    fields: dict[str, object], language: str
) -> None:
    assert language_of(an_invoice(seller=a_seller(**fields))) == language


def test_a_refusal_is_told_to_a_swedish_seller_in_swedish() -> None:
    answer = answer_to(rejected(FOUND), an_invoice(), NOW)
    assert answer is not None
    assert (
        answer.clarifications[0].text
        == "BR-CO-15: Totalbeloppet med moms är totalbeloppet utan moms plus momsen. "
        "(BT-112 totalbelopp med moms: 1.00)"
    )


@pytest.mark.parametrize(
    "invoice",
    [
        None,
        a_svefaktura(),
        an_invoice(format="oioubl-2", customization_id="OIOUBL-2.1"),
        an_invoice(number=" "),
        an_invoice(seller=a_seller(endpoint=None)),
        an_invoice(buyer=a_buyer(endpoint=None)),
        an_invoice(seller=a_seller(endpoint=Identifier(value="5500000012"))),
        an_invoice(seller=a_seller(endpoint=Identifier(value=" ", scheme="0007"))),
        an_invoice(seller=a_seller(endpoint=Identifier(value="5500000013", scheme="0007"))),
        an_invoice(seller=a_seller(endpoint=Identifier(value="1", scheme="4711"))),
    ],
)
def test_nothing_is_answered_where_nobody_can_be_reached(invoice: Invoice | None) -> None:
    assert answer_to(rejected(), invoice, NOW) is None
    assert unanswerable(invoice)


def test_a_sender_who_expects_responses_gets_one_in_that_process() -> None:
    answer = answer_to(rejected(), an_invoice(profile_id=f"\n {WITH_RESPONSE} "), NOW)
    assert answer is not None
    assert answer.profile_id == WITH_RESPONSE


def test_an_invoice_that_forgot_to_name_its_specification_is_answered() -> None:
    assert answer_to(rejected(), an_invoice(customization_id=None), NOW) is not None


@pytest.mark.parametrize(
    ("invoice", "code"),
    [
        (an_invoice(), "380"),
        (a_credit_note(), "381"),
        (an_invoice(type_code="393"), "393"),
        (an_invoice(type_code="nonsense"), "380"),
        (a_credit_note(type_code=""), "381"),
    ],
)
def test_the_type_code_is_the_invoices_own_where_it_is_one(invoice: Invoice, code: str) -> None:
    answer = answer_to(rejected(), invoice, NOW)
    assert answer is not None
    assert answer.invoice_type == code


def test_a_party_without_a_name_is_called_by_its_address() -> None:
    answer = answer_to(rejected(), an_invoice(seller=a_seller(name="")), NOW)
    assert answer is not None
    assert answer.receiver.name == "0007:5500000012"


def test_the_id_is_that_of_the_content() -> None:
    first, again = (answer_to(rejected(), an_invoice(), NOW) for _ in range(2))
    other = answer_to(rejected(), an_invoice(number="F-1002"), NOW)
    later = answer_to(rejected(), an_invoice(), datetime(2027, 1, 1, tzinfo=UTC))
    assert first == again
    assert len({one.id for one in (first, other, later) if one is not None}) == 3


def test_a_status_without_its_reason_is_refused() -> None:
    with pytest.raises(MissingClarification):
        response_to(an_invoice(), State.REJECTED, (), NOW.date())


ENDPOINTS = st.none() | st.builds(
    Identifier,
    value=st.sampled_from([SELLER_NUMBER, BUYER_NUMBER, "5500000013", " "]) | st.text(max_size=5),
    scheme=st.sampled_from(["0007", "0088", "0130", None, ""]),
)


@given(invoices(), st.text(max_size=3), ENDPOINTS, st.text(max_size=3))
def test_whatever_is_answered_is_answered_lawfully(
    invoice: Invoice, number: str, endpoint: Identifier | None, name: str
) -> None:
    seller = a_seller(endpoint=endpoint, name=name)
    changed = {"customization_id": PEPPOL, "number": number, "seller": seller, "buyer": a_buyer()}
    answer = answer_to(rejected(*check(invoice)), invoice.model_copy(update=changed), NOW)
    assert (answer is None) is (unanswerable(invoice.model_copy(update=changed)) is not None)
    if answer is not None:
        assert answer.id.encode() in written(answer)
