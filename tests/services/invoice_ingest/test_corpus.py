"""The shared corpus: every lawful document reads, every broken one says what it is."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.parsing import Reading, read

ROOT = Path(__file__).parents[3]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()
READ = ("peppol-billing-3", "peppol-selfbilling-3", "en16931-ubl", "svefaktura-1.0", "cii")
DANISH = ("oioubl-2", "oioubl-3")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)"),
]


def rows(*folders: str) -> Iterator[dict[str, str]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8") as manifest:
        yield from (row for row in csv.DictReader(manifest) if row["path"].split("/")[0] in folders)


def reading_of(path: str) -> Reading:
    return read((CORPUS / path).read_bytes())


@pytest.mark.parametrize("name", READ)
def test_every_whole_valid_document_reads_without_a_finding(name: str) -> None:
    valid = [row["path"] for row in rows(name) if row["expected"] == "valid" and row["fragment"] == "no"]
    readings = {path: reading_of(path) for path in valid}
    assert valid
    assert {path: reading.findings for path, reading in readings.items() if reading.findings} == {}
    assert {(reading.status, reading.format) for reading in readings.values()} == {("read", name)}
    for reading in readings.values():
        [invoice] = reading.documents
        assert isinstance(invoice, Invoice)
        assert invoice.number
        assert invoice.lines


def test_equivalent_files_are_read_alike() -> None:
    pairs = {
        row["path"]: row["expected"].removeprefix("equivalent:")
        for row in rows("derived")
        if row["expected"].startswith("equivalent:")
    }
    assert len(pairs) >= 20
    assert [path for path, same in pairs.items() if reading_of(path).digest != reading_of(same).digest] == []


def test_derived_and_malformed_files_have_the_status_the_manifest_wants() -> None:
    wanted = {"malformed": "malformed", "refuse:dtd": "refused", "refuse:unrecognised": "unrecognised"}
    wanted |= {"valid": "read", "refuse:depth-or-schema": "refused"}
    wrong = {
        row["path"]: reading_of(row["path"]).status
        for row in rows("derived", "malformed")
        if reading_of(row["path"]).status != wanted.get(row["expected"], "read")
    }
    assert wrong == {}


def test_every_file_of_the_corpus_reads_or_says_why_not() -> None:
    folders = {path.name for path in CORPUS.iterdir() if path.is_dir()}
    for row in rows(*folders):
        reading = reading_of(row["path"])
        assert reading.documents or any(finding.severity == "fatal" for finding in reading.findings), row[
            "path"
        ]


@pytest.mark.parametrize("name", DANISH)
def test_every_danish_invoice_and_credit_note_is_read(name: str) -> None:
    wanted = [row for row in rows(name) if row["document_type"] in ("Invoice", "CreditNote")]
    readings = {row["path"]: reading_of(row["path"]) for row in wanted}
    assert len(wanted) >= 3
    assert {path for path, reading in readings.items() if reading.findings} == set()
    assert {(reading.status, reading.format) for reading in readings.values()} == {("read", name)}
    for row in wanted:
        [invoice] = readings[row["path"]].documents
        assert isinstance(invoice, Invoice)
        assert invoice.totals.without_vat is not None
        assert all(line.vat_category and line.vat_rate is not None for line in invoice.lines)
        assert invoice.is_credit == (row["document_type"] == "CreditNote")
