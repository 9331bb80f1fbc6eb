"""What bytes say and the events they become, for good documents and bad."""

import base64
import gzip
import os
import re
import subprocess
import sys
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from schemas.base import derived_id
from schemas.invoice import Invoice, InvoiceReceived, InvoiceRejected
from schemas.order import ContractReceived, OrderReceived
from services.invoice_ingest.envelopes import PEPPOL_HEADER
from services.invoice_ingest.parsing import Event, document_ref, ingest, read
from tests.builders import NOW
from tests.documents import (
    CII,
    CONTRACTS_CSV,
    CREDIT_NOTE,
    GOLDEN,
    INVOICE,
    OIOUBL,
    OIOUBL_CREDIT_NOTE,
    ORDER,
    ORDERS_CSV,
    SVEFAKTURA,
    between,
    golden,
)
from tests.strategies import trees

ROOT = Path(__file__).resolve().parents[3]

SF = "urn:sfti:documents:BasicInvoice:1:0"


def only(data: bytes) -> Event:
    [event] = ingest(data, "a.xml", NOW)
    return event


def rejection(data: bytes) -> InvoiceRejected:
    event = only(data)
    assert isinstance(event, InvoiceRejected)
    return event


def batch(*numbers: str) -> bytes:
    """A batch of Svefakturor with these numbers."""
    text = golden(SVEFAKTURA).decode()
    start, end = text.index("<Invoice "), text.index("</Invoice>") + len("</Invoice>")
    invoices = [text[start:end].replace("F-1001", number) for number in numbers]
    return f'<Invoices xmlns="{SF}">{"".join(invoices)}</Invoices>'.encode()


def test_an_invoice_arrives_with_ids_made_of_its_bytes() -> None:
    data = golden(INVOICE)
    event = only(data)
    assert isinstance(event, InvoiceReceived)
    document_id = derived_id("document", sha256(data).hexdigest())
    assert event.document.id == document_id
    assert event.invoice_id == derived_id("invoice", document_id, "0")
    assert event.event_id == derived_id("invoice.received", event.invoice_id)
    assert (event.key, event.occurred_at) == ("5500000020|5500000012", NOW)


def test_the_same_bytes_give_the_same_event_bytes_whatever_the_file_is_called() -> None:
    data = golden(INVOICE)
    first, second = (ingest(data, name, NOW)[0] for name in ("a.xml", "b.csv"))
    assert first.event_id == second.event_id
    assert first.to_json() == only(data).to_json()


def test_an_order_and_a_contract_arrive_on_their_own_topics() -> None:
    assert isinstance(only(golden(ORDER)), OrderReceived)
    events = ingest(golden(CONTRACTS_CSV), "c.csv", NOW)
    assert [event.key for event in events] == ["5500000020|5500000012", "5500000020|DK12345674"]
    assert all(isinstance(event, ContractReceived) for event in events)
    assert len({event.event_id for event in ingest(golden(ORDERS_CSV), "o.csv", NOW)}) == 2


def test_a_broken_rule_rejects_with_all_findings_and_names() -> None:
    event = rejection(golden(INVOICE, (">700.00<", ">701.00<")))
    assert event.code == "rules"
    assert "BR-CO-16" in {finding.rule for finding in event.findings}
    assert (event.format, event.invoice_number, event.supplier_name) == (
        "peppol-billing-3",
        "F-1001",
        "Blå Papper AB",
    )
    assert event.key == f"rejected|{event.document.id}"


def test_a_value_that_cannot_be_read_has_its_place_and_reading_goes_on() -> None:
    data = golden(
        INVOICE, ("<cbc:IssueDate>2026-11-02</cbc:IssueDate>", "<cbc:IssueDate>i dag</cbc:IssueDate>")
    )
    reading = read(data.replace(b">90.00</cbc:LineExtensionAmount>", b">90,00</cbc:LineExtensionAmount>"))
    assert reading.status == "read"
    assert [(finding.place, finding.value) for finding in reading.findings] == [
        ("/Invoice/IssueDate", "i dag"),
        ("/Invoice/InvoiceLine[2]/LineExtensionAmount", "90,00"),
    ]
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    assert (invoice.issue_date, invoice.number, len(invoice.lines)) == (None, "F-1001", 3)
    assert rejection(data).code == "unreadable"


def test_where_nothing_at_all_can_be_read_there_is_no_document() -> None:
    head = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"'
    date = '<b:IssueDate xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    reading = read(f"{head}>{date}x</b:IssueDate></Invoice>".encode())
    assert (reading.status, reading.documents, reading.digest) == ("unreadable", (), None)


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "malformed", "empty"),
        (b"\x8f\x01junk" * 1000, "malformed", "neither XML nor a CSV"),
        (gzip.compress(b"<a/>"), "malformed", "gzip"),
        (golden(INVOICE)[:3000], "malformed", "not well-formed"),
        (golden(INVOICE).replace(b"\xc3\xa5", b"\xe5"), "malformed", "UTF-8"),
        (b"<!DOCTYPE a><a/>", "refused", "DOCTYPE"),
        (b"<a>" * 70 + b"</a>" * 70, "refused", "deep"),
        (b"<a/>", "unrecognised", "root element a is no document"),
        (golden(INVOICE).replace(b"Invoice-2", b"Invoice-3"), "unrecognised", "root element"),
    ],
    ids=["empty", "junk", "gzip", "truncated", "latin-1", "doctype", "deep", "unknown", "namespace"],
)
def test_a_bad_document_is_rejected_with_its_code_and_what_to_do(data: bytes, code: str, word: str) -> None:
    event = rejection(data)
    assert event.code == code
    [finding] = event.findings
    assert (finding.rule, finding.severity) == (code, "fatal")
    assert word in finding.message
    assert finding.remedy


def test_a_known_format_that_is_not_read_is_named() -> None:
    reading = read(golden(INVOICE, ("urn:cen.eu:en16931:2017#compliant", "urn:peppol:pint:")))
    assert (reading.status, reading.format) == ("unrecognised", "peppol-pint")
    assert "peppol-pint" in reading.findings[0].message


def test_a_batch_gives_an_event_for_each_invoice_and_one_bad_one_spoils_no_other() -> None:
    data = batch("F-1", "F-2", "F-3").replace(b"745.00", b"746.00", 1)
    first, *others = ingest(data, "batch.xml", NOW)
    assert isinstance(first, InvoiceRejected)
    assert (first.invoice_number, first.code) == ("F-1", "rules")
    numbers = [event.invoice.number for event in others if isinstance(event, InvoiceReceived)]
    assert numbers == ["F-2", "F-3"]
    assert len({event.event_id for event in (first, *others)}) == 3


def test_a_place_in_a_batch_says_which_invoice() -> None:
    first, second = batch("F-1", "F-2").split(b"<Invoice ")[1:]
    spoilt = b"<Invoice ".join((b"", first, second.replace(b"2026-11-02", b"x")))
    reading = read(f'<Invoices xmlns="{SF}">'.encode() + spoilt)
    assert [finding.place for finding in reading.findings] == ["/Invoice[2]/IssueDate"]


def test_an_empty_batch_is_one_rejection() -> None:
    assert rejection(f'<Invoices xmlns="{SF}"/>'.encode()).code == "unrecognised"


def test_attachments_are_decoded_once_and_hashed() -> None:
    reading = read(golden(INVOICE))
    [file] = reading.attachments
    assert file.data == b"Tidrapport oktober"
    [invoice] = reading.documents
    assert isinstance(invoice, Invoice)
    attached = invoice.attachments[0]
    assert (attached.sha256, attached.size) == (file.sha256, len(file.data))


def test_bad_base64_refuses_the_invoice_and_says_which_element_is_to_be_sent_again() -> None:
    event = only(golden(INVOICE, ("dCBva3RvYmVy", "dCBva3RvYmV")))
    assert isinstance(event, InvoiceRejected)
    assert (event.code, event.invoice_number) == ("unreadable", "F-1001")
    [finding] = [finding for finding in event.findings if finding.severity == "fatal"]
    assert finding.place == "/Invoice/AdditionalDocumentReference[2]/Attachment/EmbeddedDocumentBinaryObject"
    assert finding.message.startswith("the file in EmbeddedDocumentBinaryObject is not base64: it ends early")
    assert finding.remedy == "send the invoice again with the whole file"


def test_a_file_that_is_no_base64_refuses_its_own_invoice_and_no_other_of_the_envelope() -> None:
    whole = golden(INVOICE).partition(b"?>")[2]
    header = b'<StandardBusinessDocument xmlns="%s">' % PEPPOL_HEADER.encode()
    both = header + whole.replace(b"dCBva3RvYmVy", b"dCBva3RvYmV") + whole + b"</StandardBusinessDocument>"
    events = ingest(both, "both.xml", NOW)
    assert [type(event) for event in events] == [InvoiceRejected, InvoiceReceived]


def test_an_embedded_file_that_is_empty_is_no_file() -> None:
    reading = read(golden(INVOICE, between(INVOICE, "VGlkcmFwcG9y", "dCBva3RvYmVy", " ")))
    assert [finding for finding in reading.findings if finding.severity == "fatal"] == []
    assert (reading.status, reading.attachments) == ("read", ())


def test_an_attachment_larger_than_the_parsers_own_limit_is_read() -> None:
    data = b"scanned" * 2_000_000
    encoded = base64.b64encode(data).decode()
    reading = read(golden(INVOICE, between(INVOICE, "VGlkcmFwcG9y", "dCBva3RvYmVy", encoded)))
    assert (reading.status, reading.attachments[0].data) == ("read", data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_digest_does_not_depend_on_the_encoding(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = golden(INVOICE, ('encoding="UTF-8"', f'encoding="{name}"')).decode()
    assert read(text.encode(encoding)).digest == read(golden(INVOICE)).digest


def test_the_digest_tells_documents_apart() -> None:
    assert read(golden(INVOICE)).digest != read(golden(INVOICE, ("F-1001", "F-1002"))).digest


def test_the_reference_knows_hash_size_and_name() -> None:
    reference = document_ref(b"abc", "faktura.xml")
    assert (reference.sha256, reference.size, reference.name) == (
        sha256(b"abc").hexdigest(),
        3,
        "faktura.xml",
    )


@settings(max_examples=400, deadline=None)
@given(trees())
def test_reading_is_total_over_the_known_element_names(data: bytes) -> None:
    reading = read(data)
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
    events = ingest(data, "made.xml", NOW)
    assert len(events) == len(reading.parts) > 0
    for event in events:
        assert type(event).model_validate_json(event.to_json()) == event


@pytest.mark.parametrize("name", [INVOICE, CREDIT_NOTE, SVEFAKTURA, CII, OIOUBL, OIOUBL_CREDIT_NOTE, ORDER])
def test_any_one_element_may_be_empty_or_missing(name: str) -> None:
    parser = etree.XMLParser(remove_blank_text=True)
    whole = etree.fromstring(golden(name), parser)
    for place in range(1, sum(1 for _ in whole.iter())):
        for emptied in (True, False):
            root = etree.fromstring(golden(name), parser)
            element = next(islice(root.iter(), place, None))
            if emptied:
                element.text = " "
            else:
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)
            reading = read(etree.tostring(root))
            assert reading.documents or reading.findings


def test_events_are_the_same_in_every_process() -> None:
    """Sets of texts have another order in each process; nothing that is told may have it."""
    command = [sys.executable, "-c", f"from {__name__} import all_events; print(all_events())"]
    first, second = (
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert first.strip()


def all_events() -> str:
    """A hash of the events of all golden documents, whole and with no element that has a text."""
    hashed = sha256()
    for path in sorted(GOLDEN.glob("*.xml")):
        data = path.read_bytes()
        for document in (data, re.sub(rb"<(\w+:\w+)[^<>]*>[^<]*</\1>", b"", data)):
            for event in ingest(document, path.name, NOW):
                hashed.update(event.to_json())
    return hashed.hexdigest()
