"""An invoice of a familiar shape reads as it would the usual way, and whatever is odd in it goes that way."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest import bounds, familiar, shapes
from services.invoice_ingest.attachments import Attachments
from services.invoice_ingest.bounds import LARGE
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.parsing import read
from services.invoice_ingest.shapes import Shapes
from tests.tree_documents import a_credit_note, a_fuller_invoice

DOCUMENTS = {
    "an invoice": peppol_invoice(1),
    "a fuller invoice": a_fuller_invoice().data,
    "a credit note": a_credit_note().data,
    "lines": peppol_invoice(3),
    "other line ends": peppol_invoice(2).replace(b"\n", b"\r\n"),
    "plain EN 16931": peppol_invoice(1).replace(
        b"#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", b""
    ),
}  # fmt: skip
BITS = (
    b"<", b">", b"&", b"&amp;", b"&#65;", b"&x;", b"]]>", b"<!-- -->", b"<![CDATA[x]]>", b"<?p?>", b"\x00",
    b"\x0b", b"\r", b"\t", b" ", b"\xc3", b"\xc3\xa5", b"\xef\xbf\xbf", b"\xc2\xa0", b'"', b"/", b"1", b".",
    b"-", b"VAT", b"SEK", b"<cbc:ID>", b"</cbc:ID>", b"<cac:InvoiceLine>", b"</cac:InvoiceLine>",
    b"<cbc:ID/>",
)  # fmt: skip
PAYMENT, REGISTRATION = b"<cac:PaymentMeans>", b"<cac:PartyTaxScheme>"
SCHEME = b"<cac:TaxScheme><cbc:ID>%b</cbc:ID></cac:TaxScheme>"
NUMBER = b"<cbc:CompanyID>%b</cbc:CompanyID>"
ENTRY = b"<cac:AllowanceCharge>%b</cac:AllowanceCharge>"
INDICATOR = b"<cbc:ChargeIndicator>%b</cbc:ChargeIndicator>"
REASONS = b"<cbc:AllowanceChargeReason>a</cbc:AllowanceChargeReason>" * 2
HOSTILE = {
    "a scheme before its number": (
        REGISTRATION, REGISTRATION + SCHEME + NUMBER % b"TAX" + b"</cac:PartyTaxScheme>" + REGISTRATION,
        b"LOC", b"VAT", "BR-CO-09"),
    "two numbers before two schemes": (
        PAYMENT, b"<x><cac:PartyTaxScheme>" + NUMBER % b"12345" + NUMBER % b"TAX" + SCHEME % b"SE1" + SCHEME
        + b"</cac:PartyTaxScheme></x>" + PAYMENT, b"TAX", b"VAT", "BR-CO-09"),
    "a charge with two indicators before others with a text": (
        PAYMENT, b"<x>" + ENTRY % (INDICATOR % b"true" * 2) + ENTRY % (b"true" + INDICATOR + REASONS)
        + ENTRY % b"true<y>z</y>" + b"</x>" + PAYMENT, b"foo", b"true", "UBL-SR-31"),
    "an identifier with children": (
        b"<cac:AccountingSupplierParty>", b"<cac:AdditionalDocumentReference><cbc:ID>%b<y>z</y></cbc:ID>"
        b"</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>", b"A", b" ", "BR-52"),
}  # fmt: skip
"""Place, what stands there instead, a lawful value in it, one that breaks a rule, and which."""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(familiar, "SHAPES", Shapes(LINES))


def is_familiar(data: bytes) -> bool:
    return familiar.read(data, Attachments()) is not None


def scribbled(data: bytes, random: Random) -> bytes:
    """The document with something put in, taken out, doubled or written over."""
    at = random.randrange(len(data))
    length, other = random.randrange(1, 40), random.randrange(len(data))
    return random.choice(
        (
            data[:at] + random.choice(BITS) + data[at:],
            data[:at] + data[at + random.randrange(1, 4) :],
            data[:at] + random.choice(BITS) + data[at + 1 :],
            data[:at] + data[other : other + length] + data[at:],
            data[:at] + data[at:].replace(b">", b"<", 1),
            data[:at] + data[at:].replace(b"<", b">", 1),
        )
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_invoice_is_familiar_the_second_time_and_says_the_same(document: str) -> None:
    data = DOCUMENTS[document]
    assert not is_familiar(data)
    first = read(data)
    assert first.broken == ()
    assert is_familiar(data)
    assert read(data) == first


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_change_reads_as_it_does_the_usual_way(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, random = DOCUMENTS[document], Random(document)
    changes = [data, *(scribbled(data, random) for _ in range(1_000))]
    changes += [changed for name, changed in mutations(data) if random.random() < 0.3]
    taught, usual = familiar.SHAPES, Shapes({})
    for _ in range(2):  # what came later may have taught something about what came before
        for changed in changes:
            monkeypatch.setattr(familiar, "SHAPES", usual)
            said = read(changed)
            monkeypatch.setattr(familiar, "SHAPES", taught)
            assert read(changed) == said


def test_a_value_that_breaks_a_rule_is_told_of_with_its_place() -> None:
    data = peppol_invoice(2)
    read(data)
    for old, new, rule, place in (
        (b"\"EA\">2", b"\"EA\">2x", "unreadable", "/Invoice/InvoiceLine[1]/InvoicedQuantity"),
        (b"2026-06-01", b"2026-6-1", "PEPPOL-EN16931-F001", "/Invoice/IssueDate"),
        (b"<cbc:ID>S<", b"<cbc:ID>X<", "BR-CL-17", "/Invoice/TaxTotal/TaxSubtotal/TaxCategory/ID"),
    ):  # fmt: skip
        reading = read(data.replace(old, new))
        found = {finding.rule: finding.place for finding in reading.findings + reading.broken}
        assert found[rule] == place


def test_an_invoice_that_breaks_a_rule_on_the_model_goes_the_usual_way() -> None:
    data = peppol_invoice(2)
    read(data)
    wrong = data.replace(b'<cbc:PayableAmount currencyID="SEK">', b'<cbc:PayableAmount currencyID="SEK">9')
    assert not is_familiar(wrong)
    assert [finding.rule for finding in read(wrong).broken] == ["BR-CO-16"]


def test_a_large_invoice_is_familiar_by_the_lines_of_a_small_one() -> None:
    data = peppol_invoice(2_500)
    assert len(data) > LARGE
    usual = read(data)
    assert is_familiar(data)
    assert read(data) == usual


def test_a_text_that_is_too_long_is_refused_of_a_familiar_invoice_too() -> None:
    data = peppol_invoice(1)
    read(data)
    (finding,) = read(data.replace(b"Kopieringspapper", b"Kopiering " * 110_000)).findings
    assert finding.rule == "refused"


def test_files_of_a_familiar_invoice_are_kept() -> None:
    data = a_fuller_invoice().data
    first = read(data)
    again = data.replace(b"QQ==", b"Qg==")
    assert is_familiar(again)
    assert [file.data for file in first.attachments] == [b"A"]
    assert [file.data for file in read(again).attachments] == [b"B"]


def test_an_invoice_in_an_envelope_or_with_a_comment_is_read_the_usual_way() -> None:
    data = peppol_invoice(1)
    read(data)
    for other in (
        data.replace(b"</Invoice>", b"<!-- --></Invoice>"),
        b"<!-- -->" + etree.tostring(etree.fromstring(data)),
    ):
        assert read(other).documents == read(data).documents
        assert not is_familiar(other)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_lawful_oddity_does_not_hide_what_another_value_in_it_breaks(case: str) -> None:
    place, odd, lawful, wrong, rule = HOSTILE[case]
    plain = DOCUMENTS["plain EN 16931"]
    assert read(plain.replace(place, odd % lawful, 1)).broken == ()
    broken = read(plain.replace(place, odd % wrong, 1)).broken
    assert rule in {finding.rule for finding in broken}


def test_a_customisation_id_with_children_is_read_the_usual_way() -> None:
    data, tag = peppol_invoice(1), b"<cbc:CustomizationID>"
    for text in (b"urn:cen.eu:en16931:2017", b" "):
        other = data.replace(tag, tag + text + b"<x>y</x></cbc:CustomizationID>" + tag)
        read(other)
        assert not is_familiar(other)


def test_signs_in_texts_count_as_in_any_document(monkeypatch: pytest.MonkeyPatch) -> None:
    data = peppol_invoice(1)
    read(data)
    monkeypatch.setattr(bounds, "COUNTED", ((b"=", 1, data.count(b"="), "attributes"),))
    assert is_familiar(data)
    (finding,) = read(data.replace(b"Kopieringspapper", b"=")).findings
    assert finding.rule == "refused"


def test_a_head_and_a_line_of_different_documents_are_held_against_each_other() -> None:
    data, reference = peppol_invoice(1), b"<cac:InvoiceLine><cbc:PaymentID>%b</cbc:PaymentID>"
    line = data.replace(b"<cac:InvoiceLine>", reference % b"202617")
    read(data)
    assert read(line).broken == ()
    assert is_familiar(line)
    other = data.replace(b"<cac:InvoiceLine>", reference % b"1")
    assert [finding.rule for finding in read(other).broken] == ["UBL-SR-44"]


def test_many_threads_learn_and_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        data.replace(b"<cac:PaymentMeans>", b"<x%d>y</x%d><cac:PaymentMeans>" % (number, number))
        for number in range(40)
        for data in (peppol_invoice(1), peppol_invoice(2))
    ]
    monkeypatch.setattr(familiar, "SHAPES", Shapes({}))
    usual = [read(data) for data in documents]
    monkeypatch.setattr(familiar, "SHAPES", Shapes(LINES))
    monkeypatch.setattr(shapes, "MOST_SHAPES", 20)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, documents * 4)) == usual * 4
