"""What must hold for any bytes: a reading and its events, the same if files are cut out of a stream, and the
same whether or not the shape of an invoice is familiar."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from io import BytesIO
from unittest import mock
from zlib import crc32

from services.invoice_ingest import familiar, parsing
from services.invoice_ingest.door import cutting, remains
from services.invoice_ingest.door.attachments import Embedded
from services.invoice_ingest.formats import COLUMNS
from services.invoice_ingest.formats.sheet import looks_like_table
from services.invoice_ingest.parsing import Reading, ingest, read, read_stream
from services.invoice_ingest.shapes import Shapes

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NONE = Shapes({})
"""Shapes with which no invoice is familiar."""
ALWAYS = 1_000_000_000
"""Documents in a row that are tried although those before them were not familiar."""
LARGE = 1100
"""Bytes from which a fuzzer's documents are large."""


def check_reading(data: bytes) -> Reading:
    """Read bytes; AssertionError or whatever else is raised is a defect."""
    with mock.patch.object(familiar, "PATIENCE", ALWAYS):
        reading = read(data)
    assert reading.parts
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
    assert all(finding.message for finding in reading.findings)
    assert reading.documents or all(finding.remedy for finding in reading.findings)
    if reading.documents:
        events = ingest(data, "fuzz.xml", NOW)
        assert len(events) == len(reading.parts)
        assert all(event.to_json() for event in events)
        with mock.patch.object(familiar, "SHAPES", NONE):
            assert read(data) == reading
    if len(data) > LARGE and not looks_like_table(data, COLUMNS):
        check_same_when_cut(data, reading)
    return reading


def check_same_when_cut(data: bytes, whole: Reading) -> None:
    """The stream says what the whole says. Where both find a fault in the bytes it may be another one."""
    with shrunken(crc32(data)):
        streamed = read_stream(BytesIO(data))
    if {streamed.status, whole.status} <= {"refused", "malformed"}:
        assert _line(streamed) == _line(whole) or not _line(whole) or not _line(streamed)
        return
    assert streamed.status == whole.status
    assert streamed.documents == whole.documents
    assert streamed.findings == whole.findings
    assert streamed.broken == whole.broken
    assert [_kept(one) for one in streamed.attachments] == [_kept(one) for one in whole.attachments]


@contextmanager
def shrunken(choice: int) -> Iterator[None]:
    """Sizes under which small documents are large, their files long and chunks end anywhere: one of many."""
    sizes = (
        (parsing, "LARGE", LARGE),
        (cutting, "CHUNK", (31, 77, 500, 700, 1023, 5000)[choice % 6]),
        (remains, "SHORTEST", (404, 500, 900)[choice // 6 % 3]),
        (remains, "PIECE", (1, 100)[choice // 18 % 2]),
    )
    with ExitStack() as patched:
        for module, name, size in sizes:
            patched.enter_context(mock.patch.object(module, name, size))
        yield


def _kept(file: Embedded) -> tuple[object, ...]:
    return file.sha256, file.size, file.filename, file.mime_type


def _line(reading: Reading) -> str:
    """The line at which the parser found a fault; its column may be another where text was cut out."""
    finding = reading.findings[0]
    return (finding.place or "").partition(",")[0] if "not well-formed" in finding.message else ""
