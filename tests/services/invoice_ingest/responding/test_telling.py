"""What goes out for a document: its events, and a lawful response for each refusal that can be told."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from schemas.invoice import InvoiceRejected
from schemas.response import InvoiceResponse
from services.invoice_ingest.official import OfficialEngine
from services.invoice_ingest.parsing import Event, document_ref, ingest, read
from services.invoice_ingest.responding import ingest_and_answer
from tests.builders import NOW
from tests.documents import CREDIT_NOTE, INVOICE, ORDER, SVEFAKTURA, golden
from tests.official_rules import official_engine

ROOT = Path(__file__).resolve().parents[4]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()

BREAKING = {
    INVOICE: (">SEK</cbc:DocumentCurrencyCode>", ">XYZ</cbc:DocumentCurrencyCode>"),
    CREDIT_NOTE: (">SEK</b:DocumentCurrencyCode>", ">XYZ</b:DocumentCurrencyCode>"),
    ORDER: ('<cbc:Quantity unitCode="EA">10<', '<cbc:Quantity unitCode="EA">-10<'),
    SVEFAKTURA: (">SEK<", ">XYZ<"),
}
"""A change that makes each of them unlawful."""


def broken(name: str = INVOICE) -> bytes:
    return golden(name, BREAKING[name])


def told(data: bytes, name: str = "f.xml") -> tuple[list[Event], list[InvoiceResponse]]:
    return ingest_and_answer(BytesIO(data), document_ref(data, name), NOW)


def test_a_refused_invoice_is_answered_in_an_event_of_its_own() -> None:
    ([rejected], [response]) = told(broken())
    assert isinstance(rejected, InvoiceRejected)
    assert (response.status, response.about, rejected.unanswered) == ("RE", rejected.event_id, None)
    assert response.document == rejected.document
    assert (response.sender.scheme, response.receiver.scheme) == ("0007", "0007")
    assert "BR-CL-04" in response.xml
    assert response.message_id in response.xml
    assert response.key == read(broken()).documents[0].key


def test_the_same_bytes_give_the_same_response_whatever_the_file_is_called() -> None:
    (_, (first,)), (_, (again,)) = told(broken(), "f.xml"), told(broken(), "g.xml")
    assert (first.event_id, first.xml) == (again.event_id, again.xml)


@pytest.mark.parametrize("data", [golden(INVOICE), golden(ORDER), golden(SVEFAKTURA)])
def test_what_is_accepted_goes_on_without_an_answer(data: bytes) -> None:
    assert told(data) == (ingest(data, "f.xml", NOW), [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<a>", "it could not be read as an invoice"),
        (b"", "it could not be read as an invoice"),
        (broken(ORDER), "only invoices are answered"),
        (broken(SVEFAKTURA), "svefaktura-1.0 has no Invoice Response"),
    ],
)
def test_a_refusal_that_nobody_can_be_sent_says_why(data: bytes, why: str) -> None:
    ([rejected], responses) = told(data)
    assert isinstance(rejected, InvoiceRejected)
    assert (rejected.unanswered, responses) == (why, [])


@pytest.mark.parametrize("name", [INVOICE, CREDIT_NOTE])
def test_a_response_keeps_our_own_rules_of_responses(name: str) -> None:
    _, (response,) = told(broken(name), name)
    reading = read(response.xml.encode())
    assert (reading.format, reading.findings, reading.broken) == ("peppol-invoice-response-3", (), ())


@pytest.fixture(scope="module")
def engine() -> Iterator[OfficialEngine]:
    with official_engine() as opened:
        yield opened


@pytest.mark.parametrize("name", [INVOICE, CREDIT_NOTE])
def test_the_official_rules_find_nothing_in_a_response(engine: OfficialEngine, name: str) -> None:
    _, (response,) = told(broken(name), name)
    verdict = engine.verdict(response.xml.encode())
    assert (verdict.status, verdict.findings) == ("judged", ())


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)")
def test_every_refused_document_of_the_corpus_is_answered_lawfully_or_says_why_not() -> None:
    found = [told(path.read_bytes()) for path in sorted(CORPUS.glob("peppol-billing-3/**/*.xml"))]
    refused = [event for events, _ in found for event in events if isinstance(event, InvoiceRejected)]
    responses = [response for _, some in found for response in some]
    assert len(responses) == sum(event.unanswered is None for event in refused) > 0
    readings = [read(response.xml.encode()) for response in responses]
    assert [reading for reading in readings if reading.findings or reading.broken] == []
