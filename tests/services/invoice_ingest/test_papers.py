"""Documents that are no invoices: golden pairs of each kind, every field filled, the events they become.

`KONTERA_GOLDEN=renew` writes the JSON anew, as for `test_golden.py`.
"""

import json
import os

import pytest
from hypothesis import given, settings

from schemas.catalogue import Catalogue, CatalogueReceived
from schemas.delivery import DeliveryAdvice, DeliveryReceived
from schemas.invoice import InvoiceRejected
from schemas.notice import Notice, NoticeReceived
from schemas.order import Contract, Order, OrderAnswer, OrderAnswered, OrderReceived
from schemas.party import Address, Party
from services.invoice_ingest.papers import EVENTS, Paper, PaperEvent, seller_of
from services.invoice_ingest.parsing import ingest, read
from tests.builders import NOW
from tests.documents import (
    AGREEMENT,
    CANCELLATION,
    CATALOGUE,
    CONTRACTS_CSV,
    DANISH_ANSWER,
    DANISH_ORDER,
    DESPATCH_ADVICE,
    GOLDEN,
    INVOICE_RESPONSE,
    ORDER,
    ORDER_CHANGE,
    ORDER_RESPONSE,
    PAPERS,
    RECEIPT_ADVICE,
    REFUSAL,
    REMINDER,
    between,
    golden,
)
from tests.fields import all_fields, filled_fields
from tests.strategies import trees

KEY, DANISH_KEY = "5500000020|5500000012", "DK12345674|DK87654325"
TOPICS: dict[str, type[PaperEvent]] = {
    ORDER: OrderReceived,
    ORDER_CHANGE: OrderReceived,
    CANCELLATION: OrderReceived,
    AGREEMENT: OrderReceived,
    DANISH_ORDER: OrderReceived,
    ORDER_RESPONSE: OrderAnswered,
    REFUSAL: OrderAnswered,
    DANISH_ANSWER: OrderAnswered,
    DESPATCH_ADVICE: DeliveryReceived,
    RECEIPT_ADVICE: DeliveryReceived,
    CATALOGUE: CatalogueReceived,
    INVOICE_RESPONSE: NoticeReceived,
    REMINDER: NoticeReceived,
}
WHOLE = (Party, Address)
WITHOUT_PLACE: dict[type[Paper], set[str]] = {
    Order: {
        *("lines.codes", "totals.vat_in_tax_currency"),
        *("lines.allowances_charges.vat_category", "lines.allowances_charges.vat_rate"),
    },
    OrderAnswer: set(),
    DeliveryAdvice: set(),
    Catalogue: {"lines.prices.price.discount", "lines.prices.price.gross"},
    Notice: set(),
}
"""A coding stands in CSV files only, VAT in another currency in invoices only; a line has its own VAT, and a
catalogue tells net prices."""


def paper(name: str, *changes: tuple[str, str]) -> Paper:
    [document] = read(golden(name, *changes)).documents
    assert isinstance(document, Paper)
    return document


@pytest.mark.parametrize("name", PAPERS)
def test_a_golden_document_reads_as_its_json_says_and_breaks_no_rule(name: str) -> None:
    reading = read(golden(name))
    assert (reading.status, reading.format) == ("read", name.removesuffix(".xml"))
    assert [finding for finding in reading.findings + reading.broken if finding.severity == "fatal"] == []
    said = [json.loads(document.model_dump_json(exclude_none=True)) for document in reading.documents]
    expected = (GOLDEN / name).with_suffix(".json")
    if os.environ.get("KONTERA_GOLDEN") == "renew":
        expected.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert said == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAPERS)
def test_each_kind_arrives_on_its_topic_under_its_buyer_and_supplier(name: str) -> None:
    [event] = ingest(golden(name), name, NOW)
    assert type(event) is TOPICS[name]
    assert event.key == (DANISH_KEY if name.startswith("oioubl") else KEY)
    assert type(event).model_validate_json(event.to_json()) == event
    assert ingest(golden(name), "b.xml", NOW)[0].event_id == event.event_id


@pytest.mark.parametrize("model", WITHOUT_PLACE)
def test_the_golden_documents_fill_every_field_of_their_model(model: type[Paper]) -> None:
    documents = [document for name in PAPERS for document in read(golden(name)).documents]
    filled = {
        path for document in documents if type(document) is model for path in filled_fields(document, WHOLE)
    }
    assert all_fields(model, WHOLE) - filled == WITHOUT_PLACE[model]


def test_a_change_leaves_the_order_as_it_says_without_the_lines_it_deletes() -> None:
    order = paper(ORDER_CHANGE)
    assert isinstance(order, Order)
    assert (order.number, order.document_number, order.kind) == ("B-77", "A-77-1", "change")
    assert [line.id for line in order.lines] == ["1", "2"]
    assert [line.id for line in order.open_lines] == ["1"]


def test_a_cancellation_leaves_an_order_without_lines() -> None:
    order = paper(CANCELLATION)
    assert isinstance(order, Order)
    assert (order.number, order.kind, order.open_lines) == ("B-77", "cancellation", ())


def test_an_agreement_without_an_order_is_an_order_under_its_own_number() -> None:
    order = paper(AGREEMENT)
    assert isinstance(order, Order)
    assert (order.number, order.document_number, len(order.lines)) == ("B-31", "OA-31", 1)
    alone = paper(AGREEMENT, between(AGREEMENT, "<cac:OrderReference>", "</cac:OrderReference>"))
    assert isinstance(alone, Order)
    assert alone.number == "OA-31"


def test_an_answer_refuses_lines_or_the_whole_order_but_not_by_refusing_a_change() -> None:
    answer, refusal = paper(ORDER_RESPONSE), paper(REFUSAL)
    assert isinstance(answer, OrderAnswer)
    assert isinstance(refusal, OrderAnswer)
    assert (answer.refused_lines, answer.refuses_order) == (("2",), False)
    assert (refusal.code, refusal.order, refusal.refuses_order) == ("RE", "O-1", True)
    advanced = paper(ORDER_RESPONSE, ("order_response:3", "order_response_advanced:3"), (">CA<", ">RE<"))
    assert isinstance(advanced, OrderAnswer)
    assert (advanced.kind, advanced.refuses_order) == ("advanced", False)


def test_a_delivery_line_belongs_to_its_own_order_or_to_the_only_one_named() -> None:
    own = paper(
        DESPATCH_ADVICE, ("<cac:OrderReference>\n        <cbc:ID>B-77", "<cac:OrderReference><cbc:ID>B-78")
    )
    assert isinstance(own, DeliveryAdvice)
    [line] = own.lines
    assert (own.orders, own.order_of(line), line.order_line) == (("B-77",), "B-78", "1")
    assert own.order_of(line.model_copy(update={"order": None})) == "B-77"
    several = own.model_copy(update={"orders": ("B-77", "B-79")})
    assert several.order_of(line.model_copy(update={"order": None})) is None


def test_a_factor_and_a_scheme_of_oioubl_are_what_others_write() -> None:
    order = paper(DANISH_ORDER)
    assert isinstance(order, Order)
    assert order.allowances_charges[0].percentage == 10
    assert order.lines[0].vat_category == "S"
    assert order.seller.legal_id is not None
    assert order.seller.legal_id.scheme == "0184"


def test_a_notice_knows_which_side_sent_it() -> None:
    response, reminder = paper(INVOICE_RESPONSE), paper(REMINDER)
    assert isinstance(response, Notice)
    assert isinstance(reminder, Notice)
    assert (response.is_from_buyer, reminder.is_from_buyer) == (True, False)
    assert (response.kind, reminder.kind) == ("invoice-response", "reminder")


def test_every_kind_of_document_has_an_event_and_a_seller() -> None:
    documents = [paper(name) for name in PAPERS] + [*read(golden(CONTRACTS_CSV)).documents[:1]]
    assert {type(document) for document in documents} == set(EVENTS)
    for document in documents:
        assert isinstance(document, Paper)
        seller = seller_of(document)
        assert seller is not None
        assert seller.name in ("Blå Papper AB", "Blåt Papir A/S") or isinstance(document, Contract)


def test_a_broken_rule_rejects_a_document_as_it_does_an_invoice() -> None:
    [event] = ingest(golden(ORDER_CHANGE, (">675.00<", ">676.00<")), "a.xml", NOW)
    assert isinstance(event, InvoiceRejected)
    assert (event.code, event.format) == ("rules", "peppol-order-change-3")
    assert event.supplier_name == "Blå Papper AB"
    assert {finding.rule for finding in event.findings} >= {"PEPPOL-T114-R008"}


@settings(max_examples=200, deadline=None)
@given(trees(PAPERS))
def test_reading_is_total_over_the_element_names_of_these_documents(data: bytes) -> None:
    reading = read(data)
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
    for event in ingest(data, "made.xml", NOW):
        assert type(event).model_validate_json(event.to_json()) == event
