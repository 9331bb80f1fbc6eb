"""What must hold for any bytes: a reading and its events, the same if files are cut out of a stream."""

from datetime import UTC, datetime
from io import BytesIO
from unittest import mock

from schemas.invoice import Finding
from services.invoice_ingest import cutting, parsing
from services.invoice_ingest.bounds import FILE_ELEMENTS
from services.invoice_ingest.parsing import Reading, ingest, read, read_stream

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILES = tuple(name.encode() for name in FILE_ELEMENTS)
LARGE, WINDOW, CHUNK = 1100, 512, 700
"""Sizes for the cut under which a fuzzer's documents are large and their embedded files long."""


def check_reading(data: bytes) -> Reading:
    """Read bytes; AssertionError or whatever else is raised is a defect."""
    reading = read(data)
    assert reading.parts
    assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings)
    assert all(finding.message for finding in reading.findings)
    assert reading.documents or all(finding.remedy for finding in reading.findings)
    if reading.documents:
        events = ingest(data, "fuzz.xml", NOW)
        assert len(events) == len(reading.parts)
        assert all(event.to_json() for event in events)
    if len(data) > LARGE and any(name in data for name in FILES):
        check_same_when_cut(data, reading)
    return reading


def check_same_when_cut(data: bytes, whole: Reading) -> None:
    """The stream says what the whole says, unless it refuses what is too long outside an embedded file.

    Where both find a fault in the bytes, the stream may have met another one first. And a file whose text is
    interrupted after a short part is read from the whole only: the stream warns that it is no base64.
    """
    with (
        mock.patch.object(parsing, "LARGE", LARGE),
        mock.patch.object(cutting, "WINDOW", WINDOW),
        mock.patch.object(cutting, "SHORTEST", WINDOW // 2),
        mock.patch.object(cutting, "CHUNK", CHUNK),
    ):
        streamed = read_stream(BytesIO(data))
    if streamed.status in ("refused", "malformed"):
        return
    if len(streamed.attachments) < len(whole.attachments) and _warns(streamed) and not _warns(whole):
        return
    assert streamed.documents == whole.documents
    assert [_told(one) for one in streamed.findings] == [_told(one) for one in whole.findings]
    assert [(one.sha256, one.size) for one in streamed.attachments] == [
        (one.sha256, one.size) for one in whole.attachments
    ]


def _warns(reading: Reading) -> bool:
    return any(
        finding.severity == "warning" and "not base64" in finding.message for finding in reading.findings
    )


def _told(finding: Finding) -> tuple[str, str, str | None]:
    """A finding without what may differ: how the parser words it, and the line in a text it did not see."""
    return finding.rule, finding.severity, None if "well-formed" in finding.message else finding.place
