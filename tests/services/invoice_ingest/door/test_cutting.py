"""Embedded files are cut out of a stream, and the document says what it says as a whole."""

import base64
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.large_documents import large_invoice
from schemas.invoice import Invoice
from services.invoice_ingest import parsing
from services.invoice_ingest.door.attachments import InMemory
from services.invoice_ingest.parsing import Reading, read, read_stream
from services.runtime.documents import Attachments
from tests.documents import SVEFAKTURA, golden
from tests.fuzz.reading import check_same_when_cut
from tests.fuzz.seeds import seeds, with_file
from tests.resources import cost_of

FILE = bytes(range(256)) * 1200
TEXT = base64.encodebytes(FILE).decode()
MEGABYTES = 64.0


@pytest.fixture(autouse=True)
def _everything_is_large() -> Iterator[None]:
    with mock.patch.object(parsing, "LARGE", 70_000):
        yield


def streamed(document: bytes) -> tuple[Reading, dict[str, bytes]]:
    """What a stream says, and the files it left."""
    sink = InMemory()
    return read_stream(BytesIO(document), sink), sink.kept


WAYS = {
    "plain": TEXT,
    "in one line": TEXT.replace("\n", ""),
    "indented": "\n      " + TEXT.replace("\n", "\n      "),
    "in a CDATA section": f"<![CDATA[{TEXT}]]>",
    "in CDATA sections": f"<![CDATA[{TEXT[:200_000]}]]><![CDATA[{TEXT[200_000:]}]]>",
    "with ends of lines as references": TEXT.replace("\n", "&#13;\n"),
    "with hexadecimal references": TEXT.replace("\n", "&#xA;"),
    "with a character as a reference": TEXT.replace("A", "&#65;", 1),
    "with a comment between long parts": f"{TEXT[:200_000]}<!-- half - way -->{TEXT[200_000:]}",
    "with a comment before the end": f"{TEXT[:-20]}<!-- soon -->{TEXT[-20:]}",
    "with a short part before a comment": f"{TEXT[:7]}<!-- and -->{TEXT[7:]}",
    "with a short part before a section": f"{TEXT[:7]}<![CDATA[{TEXT[7:]}]]>",
    "with every hundredth byte in a section": "".join(
        f"{TEXT[at : at + 99]}<![CDATA[{TEXT[at + 99 : at + 100]}]]>" for at in range(0, len(TEXT), 100)
    ),
    "with an instruction before it": f"<?way on?>{TEXT}",
    "with carriage returns": TEXT.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_is_found_however_its_text_is_written(way: str, encoding: str) -> None:
    text = with_file(WAYS[way]).decode().replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    reading, kept = streamed(text.encode(encoding))
    (file,) = reading.attachments
    assert kept == {file.sha256: FILE}
    assert (file.sha256, file.size, file.filename, file.mime_type, file.data) == (
        *(sha256(FILE).hexdigest(), len(FILE), "a.csv", "text/csv"),
        None,
    )
    assert reading.documents == read(with_file(TEXT)).documents


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-3],
        TEXT[:300_000] + "-" + TEXT[300_000:],
        TEXT + "=" * 8 + TEXT,
        TEXT.replace("\n", "&#197;"),
        f"<![CDATA[{TEXT[:200_000]}&#13;{TEXT[200_000:]}]]>",
    ],
    ids=["truncated", "a dash", "padding inside", "a letter", "a reference in CDATA"],
)
def test_what_is_no_base64_is_a_fatal_finding_and_nothing_is_kept(text: str) -> None:
    reading, kept = streamed(with_file(text))
    assert (reading.status, reading.attachments, kept) == ("read", (), {})
    assert [("not base64" in finding.message, finding.severity) for finding in reading.findings] == [
        (True, "fatal")
    ]
    invoice = reading.documents[0]
    assert isinstance(invoice, Invoice)
    assert invoice.attachments[0].sha256 is None
    assert invoice.attachments[0].filename == "a.csv"


@pytest.mark.parametrize(
    "reference",
    [
        *("&unknown;", "&", "&#xyz;", "& ", "&#;", "&#0;", "&#1;", "&#55296;", "&#1114112;", "&#65"),
        *("\x01", "\ufffe", "]]>", "<!-- -- -->", "<?xml?>", "<b>", "</b>"),
    ],
)
def test_what_is_not_xml_inside_a_file_makes_the_document_malformed(reference: str) -> None:
    reading, kept = streamed(with_file(TEXT[:200_000] + reference + TEXT[200_000:]))
    assert (reading.status, kept) == ("malformed", {})
    assert read(with_file("QUJD" + reference + "QUJD")).status == "malformed"


@pytest.mark.parametrize("around", [b"\xc3%b\xa5", b"]%b]>", b"&%b#65;", b"&#%b65;", b"<![CDATA[]%b]]>]>"])
def test_what_a_file_stood_between_is_not_joined(around: bytes) -> None:
    document = with_file("@").replace(b">@<", b">" + TEXT.encode() + around % TEXT.encode() + b"<")
    with mock.patch.object(parsing, "LARGE", len(document)):
        whole = read(document)
    reading, _ = streamed(document)
    assert (reading.status, reading.documents) == (whole.status, whole.documents)


def test_a_long_text_outside_a_file_stays_in_the_document() -> None:
    document = golden(SVEFAKTURA)
    at = document.index(b"<Note>") + 6 if b"<Note>" in document else document.index(b"Note>") + 5
    long = b"QUJD" * 20_000
    reading, kept = streamed(document[:at] + long + document[at:])
    assert (reading.status, [len(file) for file in kept.values()]) == ("read", [18])
    assert long.decode() in str(reading.documents[0])


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_file_keeps_its_own_element_beside_others_that_are_like_it(place: str) -> None:
    other = "<x:EncodedData xmlns:x='y'>QUJD</x:EncodedData><EncodedData/><!-- <EncodedData> -->"
    text = f"{TEXT}</cbc:EmbeddedDocumentBinaryObject><cbc:EmbeddedDocumentBinaryObject>QUJD"
    beside = f"<cbc:Note>{other}</cbc:Note>"
    before = "<cac:AdditionalDocumentReference>" if place == "before" else "<cac:AccountingSupplierParty>"
    document = with_file(text).decode().replace(before, beside + before)
    reading, _ = streamed(document.encode())
    assert [file.size for file in reading.attachments] == [len(FILE)]


def test_a_blank_beginning_longer_than_the_first_chunk_is_passed_over() -> None:
    document = b" " * 1200 + with_file("QUJD" * 600).removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert read(document).status == "read"
    check_same_when_cut(document, read(document))


def test_a_commented_out_file_takes_nothing_with_it() -> None:
    document = with_file(TEXT).replace(b"<cbc:Embedded", b"<!--<cbc:Embedded")
    reading, kept = streamed(document.replace(b"BinaryObject></cac", b"BinaryObject>--></cac"))
    assert (reading.status, kept) == ("refused", {})
    assert "comment" in reading.findings[0].message


def test_a_token_that_a_sender_wrote_leads_nowhere() -> None:
    reading, kept = streamed(with_file("QUJD#0;" + " " * 80_000))
    assert (reading.status, kept) == ("read", {})
    assert [finding.severity for finding in reading.findings] == ["fatal"]


def test_places_after_a_file_have_the_lines_they_had() -> None:
    document = with_file(TEXT).replace(b"</cac:AccountingSupplierParty>", b"</cac:Wrong>")
    with mock.patch.object(parsing, "LARGE", len(document)):
        (whole,) = read(document).findings
    (finding,) = streamed(document)[0].findings
    assert finding == whole


def test_files_of_an_object_envelope_are_cut_out_too() -> None:
    document = golden(SVEFAKTURA)
    begin = (
        document.index(b">", document.index(b"<oe:EncodedData" if b"<oe:" in document else b"EncodedData"))
        + 1
    )
    end = document.index(b"</", begin)
    reading, kept = streamed(document[:begin] + TEXT.encode() + document[end:])
    assert reading.attachments[0].sha256 == sha256(FILE).hexdigest()
    assert FILE in kept.values()


@pytest.mark.parametrize("seed", list(seeds()), ids=lambda seed: sha256(seed).hexdigest()[:8])
def test_every_seed_says_the_same_cut_or_whole(seed: bytes) -> None:
    check_same_when_cut(seed, read(seed))


@given(
    st.lists(
        st.sampled_from(
            [
                *("QUJD", "\n", "=", "-", "å", "&", "#", ";", "]", ">", "&#13;", "&#65;", "&#1;", "&#0065;"),
                *("<!-- c -->", "<![CDATA[QUJD]]>", "<![CDATA[", "]]>", "<b/>", "QUJDREVG" * 90, " " * 300),
            ]
        )
    )
)
def test_any_mixture_says_the_same_cut_or_whole(parts: list[str]) -> None:
    document = with_file("".join(parts))
    check_same_when_cut(document, read(document))


def read_into_a_folder(path: Path) -> Reading:
    """The reading of a file whose attachments go to a folder beside it."""
    with path.open("rb") as file:
        return read_stream(file, Attachments(path.parent))


def test_a_document_of_100_mb_with_a_pdf_of_75_mb_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    digest = large_invoice(path, 75_000_000)
    assert path.stat().st_size > 100_000_000
    cost = cost_of(read_into_a_folder, path)
    (file,) = cost.outcome.attachments
    assert (cost.outcome.status, file.sha256) == ("read", digest)
    assert (tmp_path / "attachments" / digest[:2] / digest).stat().st_size == file.size > 75_000_000
    assert not list((tmp_path / "unfinished").iterdir())
    assert cost.megabytes <= MEGABYTES
