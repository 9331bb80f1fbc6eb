"""Hostile and broken documents: each has its typed error with place and remedy, at bounded cost.

At most one second of CPU and 64 MB above what the process had, measured in a child process.
"""

import base64
import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from schemas.invoice import Finding
from services.invoice_ingest.door import apart
from services.invoice_ingest.parsing import read, read_stream
from tests.documents import INVOICE, golden
from tests.resources import cost_of
from tests.tree_documents import a_svefaktura

CPU_S, MEGABYTES = 1.0, 64.0
MB = 1_000_000

LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
WITH_DTD = '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
PARAMETER = (
    '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/x"> %b; <!ENTITY % c "<!ENTITY d \'e\'>"> %c;]>'
)


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


def with_file(text: bytes) -> bytes:
    """The golden invoice with an embedded file of this base64 text."""
    before = b"<cac:AccountingSupplierParty>"
    opening = b'<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">'
    closing = b"</cbc:EmbeddedDocumentBinaryObject>"
    reference = b"<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
    end = b"</cac:Attachment></cac:AdditionalDocumentReference>"
    return golden(INVOICE).replace(before, reference + opening + text + closing + end + before)


def many(count: int, one: str, around: str = "<a>{}</a>") -> bytes:
    return around.format("".join(one.format(number) for number in range(count))).encode()


def doubled(document: bytes, before: bytes, *elements: bytes) -> bytes:
    """A document with very many of these elements before the last place of a tag."""
    head, tag, rest = document.rpartition(before)
    return head + b"".join(elements) * 2_000 + tag + rest


SWEDISH_TOTAL = (
    b"<c:LegalTotal xmlns:c='urn:sfti:CommonAggregateComponents:1:0'"
    b" xmlns:b='urn:oasis:names:tc:ubl:CommonBasicComponents:1:0'><b:TaxInclusiveTotalAmount>1"
    b"</b:TaxInclusiveTotalAmount></c:LegalTotal>"
)
SWEDISH_CHARGE = b"<s:AllowanceCharge xmlns:s='urn:sfti:documents:BasicInvoice:1:0'/>"
CII_TAX = (
    b"<ram:ApplicableTradeTax><ram:BasisAmount>1</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>"
    b"<ram:RateApplicablePercent>25</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
)
CII_LINE = (
    b"<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement>" + CII_TAX
    + b"</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
)  # fmt: skip
INVOICE_ROOT = golden(INVOICE).partition(b"<cbc:CustomizationID")[0]
Make = Callable[[], bytes]
HOSTILE: dict[str, tuple[str, str, Make]] = {
    "billion laughs": (
        "refused", "DOCTYPE",
        lambda: f'<!DOCTYPE a [<!ENTITY e0 "ha">{LAUGHS}]><a>&e11;</a>'.encode(),
    ),
    "quadratic blow-up": (
        "refused", "DOCTYPE",
        lambda: f'<!DOCTYPE a [<!ENTITY b "{"x" * MB}">]><a>{"&b;" * MB}</a>'.encode(),
    ),
    "external entity": (
        "refused", "DOCTYPE",
        lambda: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    ),
    "external subset": ("refused", "DOCTYPE", lambda: b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'),
    "parameter entities": ("refused", "DOCTYPE", lambda: f"{PARAMETER}<a>&d;</a>".encode()),
    "UTF-7": ("malformed", "utf-7", lambda: declared("UTF-7", "<a>+AOU-</a>").encode()),
    "UTF-7 with DTD": (
        "malformed", "utf-7", lambda: declared("UTF-7", "+ADw-!DOCTYPE a+AD4-<a/>").encode()
    ),
    "UTF-16 with DTD": ("refused", "DOCTYPE", lambda: WITH_DTD.encode("utf-16")),
    "UTF-16 with DTD, declared": (
        "refused", "DOCTYPE", lambda: declared("UTF-16", WITH_DTD).encode("utf-16")
    ),
    "UTF-16 without its mark": ("malformed", "byte order mark", lambda: WITH_DTD.encode("utf-16-be")),
    "EBCDIC": ("malformed", "neither XML", lambda: declared("cp500", WITH_DTD).encode("cp500")),
    "deep nesting": ("refused", "deep", lambda: b"<a_long_name_>" * 45_000 + b"</a_long_name_>" * 45_000),
    "depth of 65": ("refused", "64 deep", lambda: b"<a>" * 65 + b"</a>" * 65),
    "200,000 attributes": ("refused", "bytes", lambda: many(200_000, ' a{}=""', "<a{}/>")),
    "1,001 attributes": ("refused", "too many attributes", lambda: many(1_001, ' a{}=""', "<a{}/>")),
    "50,000 namespaces": ("refused", "bytes", lambda: many(50_000, ' xmlns:n{}="u"', "<a{}/>")),
    "401 namespaces": ("refused", "too many namespaces", lambda: many(401, ' xmlns:n{}="u"', "<a{}/>")),
    "50,000 elements with a namespace each": (
        "unrecognised", "root element", lambda: many(50_000, '<n{0}:b xmlns:n{0}="u{0}"/>')
    ),
    "200,000 attributes on 200 elements": (
        "unrecognised", "root element",
        lambda: b"<a>" + many(1_000, ' a{}=""', "<b{}/>") * 200 + b"</a>",
    ),
    "too many elements": ("refused", "too many elements", lambda: b"<a>" + b"<b/>" * 2_000_001 + b"</a>"),
    "50 MiB of elements": (
        "refused", "too many elements", lambda: INVOICE_ROOT + b"<b>%b</b>" % (b"x" * 43) * MB + b"</Invoice>"
    ),
    "50 MiB of notes": (
        "refused", "too many elements",
        lambda: INVOICE_ROOT + (b"<cbc:Note>" + b"x" * MB + b"</cbc:Note>") * 50 + b"</Invoice>",
    ),
    "attributes without end": (
        "refused", "too many elements", lambda: b"<a>" + many(900, ' a{}=""', "<b{}/>") * 10_000 + b"</a>"
    ),
    "as many elements as are taken": (
        "read", "", lambda: INVOICE_ROOT + b"<empty/>" * 130_000 + b"</Invoice>"
    ),
    "very many empty lines": (
        "read", "", lambda: INVOICE_ROOT + b"<cac:InvoiceLine></cac:InvoiceLine>" * 29_000 + b"</Invoice>"
    ),
    "very many totals and charges": (
        "read", "",
        lambda: INVOICE_ROOT + b"<cac:LegalMonetaryTotal/><cac:AllowanceCharge/>" * 15_000 + b"</Invoice>",
    ),
    "very many totals and charges of a Svefaktura": (
        "read", "", lambda: doubled(a_svefaktura().data, b"</", SWEDISH_TOTAL, SWEDISH_CHARGE),
    ),
    "very many breakdowns and lines of a CII invoice": (
        "read", "",
        lambda: doubled(
            doubled(golden("cii-invoice.xml"), b"</ram:ApplicableHeaderTradeSettlement>", CII_TAX),
            b"<ram:ApplicableHeaderTradeAgreement>", CII_LINE,
        ),
    ),
    "very many names": (
        "read", "", lambda: INVOICE_ROOT + many(120_000, "<name{}x/>", "{}") + b"</Invoice>"
    ),
    "too many comments": ("refused", "too many comments", lambda: b"<a>" + b"<!---->" * 100_001 + b"</a>"),
    "30 MB attribute": ("refused", "attribute", lambda: b'<a b="' + b"x, y. " * (5 * MB) + b'"/>'),
    "30 MB attribute of letters": ("refused", "attribute", lambda: b'<a b="' + b"x" * (30 * MB) + b'"/>'),
    "30 MB text": ("refused", "text", lambda: b"<a>" + b"x, y. " * (5 * MB) + b"</a>"),
    "30 MB of base64 in a note": (
        "refused", "text",
        lambda: golden(INVOICE).replace(b"</cbc:Note>", b"QUJD" * (7 * MB) + b"</cbc:Note>"),
    ),
    "30 MB comment": ("refused", "comment", lambda: b"<a><!-- " + b"x, y. " * (5 * MB) + b"--></a>"),
    "30 MB comment of markup": ("refused", "comment", lambda: b"<a><!-- " + b"<x/>" * MB + b"--></a>"),
    "30 MB instruction": ("refused", "", lambda: b"<a><?b " + b"x, y. " * (5 * MB) + b"?></a>"),
    "30 MB name": ("refused", "attribute", lambda: b"<" + b"x" * (30 * MB) + b"/>"),
    "gzip bomb": ("malformed", "gzip", lambda: gzip.compress(bytes(50 * MB))),
    "ZIP": ("malformed", "ZIP", lambda: b"PK\x03\x04" + bytes(1000)),
    "110 MB with a file": (
        "refused", "more than 104857600 bytes", lambda: with_file(b"QUJD" * (27 * MB))
    ),
    "110 MB without a file": (
        "refused", "too many elements", lambda: b"<a>" + b" <b/>" * (21 * MB)
    ),
    "a file of references": (
        "refused", "character references", lambda: with_file(b"&#65;" * (8 * MB))
    ),
    "a file of brackets": ("refused", "not base64", lambda: with_file(b"<![CDATA[" + b"]A" * (20 * MB))),
    "a file of sections": ("refused", "CDATA", lambda: with_file(b"<![CDATA[QUJD]]>" * (3 * MB))),
    "very many files": ("refused", "embedded files", lambda: b"<a>" + b"<EncodedData/>" * (3 * MB) + b"</a>"),
    "40 MB of CSV": (
        "refused", "CSV", lambda: b"order_number;order_line;quantity;net_price\n" + b"1;1;2;3,50\n" * (4 * MB)
    ),
    "UTF-8 that is none": (
        "malformed", "UTF-8", lambda: declared("UTF-8", "<a>Å</a>").encode("iso-8859-1")
    ),
    "UTF-8 that says UTF-16": ("malformed", "utf-16", lambda: declared("UTF-16", "<a/>").encode()),
    "UTF-16 that says UTF-8": (
        "malformed", "UTF-8 is declared", lambda: declared("UTF-8", "<a/>").encode("utf-16")
    ),
    "a mark of UTF-8 that says Latin": (
        "malformed", "byte order mark", lambda: declared("ISO-8859-1", "<a/>").encode("utf-8-sig")
    ),
    "large UTF-16 that is cut": (
        "malformed", "utf-16", lambda: ("<a>" + f"<b>{'å' * 20}</b>" * 50_000 + "</a>").encode("utf-16")[:-1]
    ),
    "truncated document": ("malformed", "not well-formed", lambda: golden(INVOICE)[:4_000]),
    "truncated file in a truncated document": (
        "malformed", "not well-formed",
        lambda: with_file(base64.b64encode(bytes(20 * MB))).partition(b"</cbc:EmbeddedDoc")[0],
    ),
}  # fmt: skip


def reading_of(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Status and findings of a file, read as the services read."""
    with path.open("rb") as file:
        reading = apart(lambda: read_stream(file))
    return reading.status, reading.findings


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_has_its_typed_error_at_bounded_cost(name: str, tmp_path: Path) -> None:
    status, word, make = HOSTILE[name]
    path = tmp_path / "hostile.xml"
    path.write_bytes(make())
    cost = cost_of(reading_of, path)
    found, findings = cost.outcome
    assert found == status
    if found != "read":
        assert (findings[0].rule, findings[0].severity) == (status, "fatal")
        assert word in findings[0].message
        assert findings[0].remedy
        assert findings[0].place
    assert cost.megabytes <= MEGABYTES
    assert cost.cpu_s <= CPU_S


@pytest.mark.parametrize("size", [100, 20 * MB], ids=["in the tree", "cut out"])
def test_truncated_base64_refuses_the_invoice(size: int, tmp_path: Path) -> None:
    path = tmp_path / "invoice.xml"
    path.write_bytes(with_file(base64.b64encode(bytes(size))[:-3]))
    cost = cost_of(reading_of, path)
    status, findings = cost.outcome
    assert status == "read"
    (finding,) = [one for one in findings if "base64" in one.message]
    assert (finding.rule, finding.severity) == ("unreadable", "fatal")
    assert finding.place.endswith("/EmbeddedDocumentBinaryObject")
    assert (finding.value, bool(finding.remedy)) == ("A" * 100, True)
    assert (cost.megabytes <= MEGABYTES, cost.cpu_s <= CPU_S) == (True, True)


def test_no_file_is_ever_included() -> None:
    text = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    reading = read(golden(INVOICE, ("</cbc:Note>", f"{text}</cbc:Note>")))
    assert reading.documents == read(golden(INVOICE)).documents


def read_strange_names(path: Path) -> None:
    """Forty documents with ten thousand names each that nobody has seen before, a batch each."""
    for number in range(40):
        data = many(10_000, f"<n{number}x{{}}/>")
        apart(partial(read, data))


def test_the_names_of_hostile_documents_are_forgotten(tmp_path: Path) -> None:
    assert cost_of(read_strange_names, tmp_path).megabytes < 20
