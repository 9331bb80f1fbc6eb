"""The one file of an embedded run keeps together what belongs together."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from schemas.base import derived_id
from schemas.errors import SettingsError
from schemas.invoice import DocumentRef, Finding, InvoiceRejected
from services.runtime.storage import Done, Outcome, Store


def a_ref(name: str = "a.xml") -> DocumentRef:
    return DocumentRef(id=derived_id("document", name), sha256=name * 8, name=name, size=3)


def a_rejection(ref: DocumentRef) -> InvoiceRejected:
    return InvoiceRejected(
        event_id=derived_id("invoice.rejected", ref.id),
        occurred_at=datetime(2026, 7, 1, tzinfo=UTC),
        key=f"rejected|{ref.id}",
        document=ref,
        code="malformed",
        findings=(Finding(rule="malformed", severity="fatal", message="not XML"),),
        invoice_number="77",
    )


def take(store: Store, ref: DocumentRef) -> InvoiceRejected:
    event = a_rejection(ref)
    with store.transaction():
        store.add_documents([Done(ref, "rejected", 1, b"<x")])
        store.add_events([event])
        store.set_outcome(Outcome(event.event_id, ref.id, event))
    return event


def write_change_and(store: Store, documents: list[Done]) -> None:
    with store.transaction():
        store.add_change("matcher", b"{}")
        store.add_documents(documents)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kontera.db")


def test_a_document_is_known_once_its_transaction_is_committed(store: Store) -> None:
    ref = a_ref()
    assert store.known([ref.id]) == set()
    take(store, ref)
    assert store.known([ref.id, UUID(int=0)]) == {ref.id}


def test_nothing_of_a_failed_transaction_is_left(store: Store) -> None:
    ref = a_ref()
    twice = [Done(ref, "rejected", 1, b"<x")] * 2
    with pytest.raises(sqlite3.IntegrityError):
        write_change_and(store, twice)
    assert store.known([ref.id]) == set()
    assert store.change_count("matcher") == 0


def test_everything_is_there_after_the_file_was_opened_again(store: Store) -> None:
    event = take(store, a_ref())
    store.close()
    again = Store(store.path)
    assert list(again.outcomes("invoice.rejected")) == [event.to_json()]
    assert again.blob(event.document.sha256) == b"<x"


def test_deliveries_again_are_counted(store: Store) -> None:
    take(store, a_ref())
    store.delivered_again([a_ref().id, a_ref().id])
    assert store.counts()["again"] == 2
    assert store.counts()["documents.rejected"] == 1


def test_a_document_without_its_outcome_is_named(store: Store) -> None:
    take(store, a_ref("good.xml"))
    with store.transaction():
        store.add_documents([Done(a_ref("lost.xml"), "invoice", 1, b"")])
    assert store.without_their_outcomes() == ["lost.xml"]


def test_an_outcome_is_found_by_number_by_id_and_by_file_name(store: Store) -> None:
    event = take(store, a_ref("a.xml"))
    take(store, a_ref("b.xml"))
    assert [json for _, json in store.find_outcomes("a.xml")] == [event.to_json()]
    assert [json for _, json in store.find_outcomes(str(event.event_id))] == [event.to_json()]
    assert len(store.find_outcomes("77")) == 2
    assert store.find_outcomes("nothing") == []


def test_outcomes_come_in_the_order_of_their_ids_however_many_there_are(store: Store) -> None:
    events = [take(store, a_ref(f"{number}.xml")) for number in range(450)]
    expected = [event.to_json() for event in sorted(events, key=lambda event: str(event.event_id))]
    assert list(store.outcomes("invoice.rejected")) == expected


def test_a_snapshot_takes_the_place_of_its_changes_and_of_no_others(store: Store) -> None:
    with store.transaction():
        store.add_change("matcher", b"1")
        store.add_change("coder", b"2")
        store.add_change("matcher", b"3")
    assert list(store.changes("matcher")) == [b"1", b"3"]
    store.put_snapshot("matcher", b"1+3")
    assert store.snapshot("matcher") == b"1+3"
    assert list(store.changes("matcher")) == []
    assert list(store.changes("coder")) == [b"2"]


def test_a_file_that_is_no_database_is_a_sentence_for_the_operator(tmp_path: Path) -> None:
    path = tmp_path / "kontera.db"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(SettingsError, match="cannot be opened as a database"):
        Store(path)
