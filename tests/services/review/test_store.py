"""What waits and what was decided, in SQLite."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.coding import ReviewRequested
from schemas.errors import Unavailable
from schemas.review import ReviewDecided
from services.review import store as review_store
from services.review import tables
from services.review.deciding import Answer, best_answers, decision
from services.review.queue import Filter, waiting
from services.review.store import Outcome, Released, SqliteReviewStore
from tests.builders import NOW
from tests.review_builders import a_coded, a_coding, a_dimension, a_request, an_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteReviewStore]:
    opened = SqliteReviewStore.open(tmp_path / "new" / "review.db")
    yield opened
    opened.close()


def decided(request: ReviewRequested, by: str = "anna", code: str = "6410") -> ReviewDecided:
    return decision({(0, 0): Answer("code:" + code)}, request, by, NOW)


def test_what_is_put_waits_and_reads_back_whole(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    assert store.get(request.invoice_id) == request
    assert store.waiting(Filter()).shown == (waiting(request),)
    assert store.size() == 1


def test_a_newer_revision_replaces_an_older_one_and_waits_since_the_first(store: SqliteReviewStore) -> None:
    newer = a_request(
        revision=2,
        occurred_at=NOW + timedelta(days=2),
        lines=(a_coding(dimensions=(a_dimension(certain=True),)),),
    )
    store.put([a_request()])
    store.put([newer])
    store.put([a_request()])
    (entry,) = store.waiting(Filter()).shown
    assert (entry.revision, entry.uncertain, entry.since) == (2, 0, NOW)
    assert store.get(newer.invoice_id) == newer


def test_a_decision_takes_the_invoice_out_of_the_queue_for_good(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    assert store.decide(decided(request), publish=False) is Outcome.RECORDED
    store.put([a_request(revision=2)])
    assert store.waiting(Filter()).shown == ()
    assert store.get(request.invoice_id) == decided(request)


def test_the_same_decision_again_is_a_repetition_and_another_one_comes_too_late(
    store: SqliteReviewStore,
) -> None:
    request = a_request()
    store.put([request])
    store.decide(decided(request), publish=True)
    assert store.decide(decided(request), publish=True) is Outcome.REPEATED
    assert store.decide(decided(request, by="bo"), publish=True) is Outcome.SETTLED
    assert store.decide(decided(request, code="5410"), publish=True) is Outcome.SETTLED
    assert store.outbox(10) == (decided(request),)


def test_a_decision_on_an_older_revision_is_stale_and_changes_nothing(store: SqliteReviewStore) -> None:
    old, new = a_request(), a_request(revision=2)
    store.put([old, new])
    assert store.decide(decided(old), publish=True) is Outcome.STALE
    assert store.get(new.invoice_id) == new
    assert store.outbox(10) == ()


def test_a_decision_on_what_never_waited_is_unknown(store: SqliteReviewStore) -> None:
    assert store.decide(decided(a_request()), publish=True) is Outcome.UNKNOWN
    assert store.get(an_id(1)) is None


def test_a_decision_where_nothing_was_suggested_reads_back_whole(store: SqliteReviewStore) -> None:
    request = a_request(lines=(a_coding(dimensions=(a_dimension(codes=()),)),))
    typed = decision({(0, 0): Answer("", "7310")}, request, "anna", NOW)
    store.put([request])
    assert store.decide(typed, publish=True) is Outcome.RECORDED
    assert store.get(request.invoice_id) == typed
    assert store.outbox(1) == (typed,)


def test_of_many_who_decide_at_once_one_is_recorded(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(lambda n: store.decide(decided(request, by=f"p{n}"), publish=True), range(16))
        )
    assert sorted(outcomes) == [Outcome.RECORDED] + [Outcome.SETTLED] * 15
    assert len(store.outbox(10)) == 1


def test_two_processes_on_one_file_see_each_others_work(tmp_path: Path) -> None:
    request = a_request()
    first, second = (SqliteReviewStore.open(tmp_path / "review.db") for _ in range(2))
    first.put([request])
    assert second.decide(decided(request), publish=False) is Outcome.RECORDED
    assert first.decide(decided(request, by="bo"), publish=False) is Outcome.SETTLED
    first.close()
    second.close()


def test_what_was_coded_leaves_the_queue_and_is_kept_to_be_read(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    store.settle([a_coded(request), a_coded(request)])
    assert store.size() == 0
    assert store.get(request.invoice_id) == Released(a_coded(request), request)
    assert store.decide(decided(request), publish=True) is Outcome.SETTLED


def test_a_request_that_comes_after_its_coding_never_waits(store: SqliteReviewStore) -> None:
    request = a_request()
    store.settle([a_coded(request)])
    store.put([request])
    assert store.size() == 0
    assert store.get(request.invoice_id) is None


def test_the_coding_that_follows_a_decision_changes_nothing(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    store.decide(decided(request), publish=True)
    store.settle([a_coded(request, route="reviewed", decided_by="anna")])
    assert store.get(request.invoice_id) == decided(request)


def test_the_outbox_gives_decisions_in_order_until_they_are_published(store: SqliteReviewStore) -> None:
    requests = [a_request(invoice_id=an_id(serial)) for serial in range(3)]
    store.put(requests)
    for request in requests:
        store.decide(decided(request), publish=True)
    assert [event.invoice_id for event in store.outbox(2)] == [an_id(0), an_id(1)]
    store.mark_published(store.outbox(2), NOW)
    assert [event.invoice_id for event in store.outbox(2)] == [an_id(2)]


def test_embedded_decisions_leave_nothing_in_the_outbox(store: SqliteReviewStore) -> None:
    request = a_request()
    store.put([request])
    store.decide(decided(request), publish=False)
    assert store.outbox(10) == ()


def test_alike_counts_the_uncertain_lines_of_the_same_buyer_and_supplier(store: SqliteReviewStore) -> None:
    lines = (a_coding("1"), a_coding("2"), a_coding("3", dimensions=(a_dimension(certain=True),)))
    store.put([a_request(invoice_id=an_id(1), lines=lines), a_request(invoice_id=an_id(2), key="other|one")])
    assert store.alike(a_request().key) == 2
    assert store.alike("nobody|none") == 0


def test_a_callers_transaction_holds_request_and_outcome_together() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    tables.create(connection)
    request = a_request()
    connection.execute("BEGIN")
    review_store.put(connection, [request])
    assert review_store.decide(connection, decided(request), publish=True) is Outcome.RECORDED
    connection.execute("ROLLBACK")
    assert review_store.get(connection, request.invoice_id) is None
    assert review_store.outbox(connection, 1) == ()
    connection.close()


def test_a_failure_in_the_middle_leaves_nothing_behind(store: SqliteReviewStore) -> None:
    request = a_request()
    with pytest.raises(AttributeError):
        store.put([request, None])  # type: ignore[list-item]
    assert store.size() == 0
    store.put([request])
    assert store.size() == 1


def test_a_file_somebody_else_holds_is_unavailable_and_not_a_crash(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "review.db", isolation_level=None)
    tables.create(holder)
    waiting_little = sqlite3.connect(
        tmp_path / "review.db", isolation_level=None, timeout=0.01, check_same_thread=False
    )
    store = SqliteReviewStore(waiting_little)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        store.put([a_request()])
    holder.execute("ROLLBACK")
    store.put([a_request()])
    assert store.size() == 1
    holder.close()
    store.close()


def test_ten_thousand_waiting_invoices_list_in_a_moment(store: SqliteReviewStore) -> None:
    request = a_request()
    copies = [
        request.model_copy(update={"invoice_id": an_id(serial), "key": f"buyer|{serial % 200}"})
        for serial in range(10_000)
    ]
    store.put(copies)
    started = time.perf_counter()
    queue = store.waiting(Filter(offset=500))
    assert time.perf_counter() - started < 0.5  # typically .04; the margin is for a busy machine
    assert (len(queue.shown), queue.waiting, queue.matching) == (50, 10_000, 10_000)


def test_a_decision_made_from_the_best_answers_is_recorded(store: SqliteReviewStore) -> None:
    request = a_request(lines=(a_coding("1"), a_coding("allowance:1")))
    store.put([request])
    assert store.decide(decision(best_answers(request), request, "anna", NOW), publish=False) == "recorded"
