"""The files as the product reads them: every lawful one passes every rule, every broken one is refused."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from schemas.invoice import Invoice, InvoiceReceived, InvoiceRejected
from services.demo import Municipality
from services.demo.inbox import inbox
from services.demo.municipality import world
from services.demo.ordering import orders
from services.invoice_ingest.parsing import ingest

NOW = datetime(2026, 8, 10, 6, 0, tzinfo=UTC)
REJECTED_AS = {
    "truncated": "malformed",
    "not-xml": "malformed",
    "wrong-encoding": "malformed",
    "empty": "malformed",
    "doctype": "refused",
    "unknown-root": "unrecognised",
    "wrong-sums": "rules",
    "missing-buyer": "rules",
}

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def truth(municipality: Municipality) -> Mapping[str, Rows]:
    rows: dict[str, Rows] = defaultdict(list)
    with municipality.truth.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append(row)
    return rows


@pytest.fixture(scope="module")
def events(municipality: Municipality) -> Mapping[str, InvoiceReceived | InvoiceRejected]:
    """What becomes of each file: exactly one event."""
    found: dict[str, InvoiceReceived | InvoiceRejected] = {}
    for path in sorted(municipality.inbox.iterdir()):
        (event,) = ingest(path.read_bytes(), path.name, NOW)
        assert isinstance(event, InvoiceReceived | InvoiceRejected)
        found[path.name] = event
    return found


@pytest.fixture(scope="module")
def read(
    events: Mapping[str, InvoiceReceived | InvoiceRejected], truth: Mapping[str, Rows]
) -> Mapping[str, Invoice]:
    return {name: event.invoice for name, event in events.items() if isinstance(event, InvoiceReceived)}


ORDER_PER_LINE = "UBL-CR-528"
"""The line's own order number lies outside the core of EN 16931; collective invoices have it."""


def test_every_lawful_file_is_read_without_a_warning(
    events: Mapping[str, InvoiceReceived | InvoiceRejected], truth: Mapping[str, Rows]
) -> None:
    for name, event in events.items():
        if truth[name][0]["outcome"] != "rejected":
            assert isinstance(event, InvoiceReceived), event
            assert {warning.rule for warning in event.warnings} <= {ORDER_PER_LINE}, name


def test_every_broken_file_is_rejected_for_what_is_broken(
    events: Mapping[str, InvoiceReceived | InvoiceRejected], truth: Mapping[str, Rows]
) -> None:
    broken = [name for name, rows in truth.items() if rows[0]["outcome"] == "rejected"]
    assert len(broken) == len(REJECTED_AS)
    for name in broken:
        event = events[name]
        assert isinstance(event, InvoiceRejected)
        assert event.code == REJECTED_AS[truth[name][0]["reason"]]


def test_what_is_read_is_what_the_answer_key_says(
    read: Mapping[str, Invoice], truth: Mapping[str, Rows]
) -> None:
    for name, invoice in read.items():
        rows = truth[name]
        assert (invoice.number, invoice.supplier_id) == (rows[0]["invoice"], rows[0]["supplier_id"])
        assert invoice.totals.without_vat == invoice.sign * sum(Decimal(row["amount"]) for row in rows)
        lines = [row for row in rows if row["line"] != "charge:1"]
        assert [line.id for line in invoice.lines] == [row["line"] for row in lines]


def test_parties_are_known_by_their_organisation_numbers(
    read: Mapping[str, Invoice], municipality: Municipality
) -> None:
    assert {invoice.tenant for invoice in read.values()} == {municipality.tenant}
    assert {invoice.supplier_id for invoice in read.values()} <= {each.number for each in world().suppliers}


def test_both_formats_in_all_their_wrappings_are_there(municipality: Municipality) -> None:
    files = [path.read_bytes() for path in municipality.inbox.iterdir()]
    for tell, least in {
        b"billing:3.0</cbc:CustomizationID>": 250,
        b"<CreditNote ": 8,
        b"encoding='ISO-8859-1'": 20,
        b"<sh:StandardBusinessDocument ": 10,
        b"<StandardBusinessDocument ": 20,
        b"<ObjectEnvelope": 2,
        b"EmbeddedDocumentBinaryObject": 5,
        b"<InvoiceTypeCode>381<": 2,
        b"RoundOffAmount": 30,
        b"PayableRoundingAmount": 20,
    }.items():
        assert sum(tell in data for data in files) >= least, tell


def test_a_duplicate_has_the_number_of_an_earlier_file(
    read: Mapping[str, Invoice], truth: Mapping[str, Rows]
) -> None:
    for name, rows in truth.items():
        if rows[0]["outcome"] in {"duplicate", "same-bytes"}:
            first = read[rows[0]["reason"]]
            assert (read[name].key, read[name].number) == (first.key, first.number)


def test_files_come_in_the_order_of_their_days() -> None:
    sent = inbox(world(), 1, orders(world(), 1, 75), 100)
    assert [each.day for each in sent] == sorted(each.day for each in sent)
