"""What lies in an envelope is found, to a depth of two and no more."""

from lxml import etree

from services.invoice_ingest.envelopes import OBJECTS, contents_of
from services.invoice_ingest.notes import local_name

PEPPOL = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
SWEDISH = "urn:sfti:documents:StandardBusinessDocumentHeader"


def wrapped(body: str, namespace: str = PEPPOL) -> str:
    header = "<StandardBusinessDocumentHeader/>"
    return f'<StandardBusinessDocument xmlns="{namespace}">{header}{body}</StandardBusinessDocument>'


def names(xml: str) -> list[str]:
    return [local_name(document) for document in contents_of(etree.fromstring(xml)).documents]


def test_a_bare_document_is_its_own_contents() -> None:
    assert names("<Anything/>") == ["Anything"]


def test_one_and_two_headers_are_taken_off_and_a_third_is_not() -> None:
    body = '<Invoice xmlns="urn:x"/>'
    assert names(wrapped(body)) == ["Invoice"]
    assert names(wrapped(wrapped(body, SWEDISH))) == ["Invoice"]
    assert names(wrapped(wrapped(wrapped(body, SWEDISH)))) == ["StandardBusinessDocument"]


def test_a_header_without_a_document_holds_nothing() -> None:
    assert names(wrapped("")) == []


def test_a_batch_holds_its_invoices() -> None:
    batch = '<Invoices xmlns="urn:sfti:documents:BasicInvoice:1:0"><Invoice/><Invoice/></Invoices>'
    assert names(batch) == ["Invoice", "Invoice"]
    assert names(wrapped(batch)) == ["Invoice", "Invoice"]


def test_an_object_envelope_gives_its_files_unless_it_is_all_there_is() -> None:
    data = "<EncodedData filename='a.pdf'>QQ==</EncodedData>"
    file = f"<EncodedObject><ObjectID>a.pdf</ObjectID>{data}</EncodedObject>"
    number = "<DocumentReference><DocumentID>F-1</DocumentID></DocumentReference>"
    envelope = f"<ObjectEnvelope xmlns='{OBJECTS}'>{number}{file}</ObjectEnvelope>"
    contents = contents_of(etree.fromstring(wrapped('<Invoice xmlns="urn:x"/>' + envelope, SWEDISH)))
    assert [local_name(document) for document in contents.documents] == ["Invoice"]
    [found] = contents.objects
    assert (found.object_id, found.document_id, found.filename) == ("a.pdf", "F-1", "a.pdf")
    assert names(wrapped(envelope, SWEDISH)) == ["ObjectEnvelope"]
