"""What the process answers beside its pages, and the worker beside Kafka."""

from pathlib import Path

import pytest

from schemas.errors import Unavailable
from services.review.app import build_app, build_worker
from services.review.store import Learned, SqliteReviewStore
from services.runtime.settings import KafkaSettings, ReviewSettings, Settings
from tests.builders import NOW
from tests.review_builders import a_request
from tests.review_site import Site, a_client, a_site


def test_it_is_alive_ready_and_counts_what_waits(tmp_path: Path) -> None:
    with a_site(tmp_path, [a_request()]) as site:
        assert site.client.get("/livez").text == "alive\n"
        assert site.client.get("/readyz").text == "1 invoices wait\n"
        assert "kontera_review_queue_invoices 1.0" in site.client.get("/metrics").text


def test_it_says_why_it_is_not_ready(tmp_path: Path) -> None:
    store = SqliteReviewStore.open(tmp_path / "review.db")
    app = build_app(store, lambda decision: Learned(0), lambda: NOW, readiness=lambda: (False, "no broker"))
    with a_client(app) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "no broker\n")
    store.close()


def test_a_browser_may_run_and_load_nothing_but_our_own_files(tmp_path: Path) -> None:
    with a_site(tmp_path) as site:
        headers = site.client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=lax" in headers["Set-Cookie"]


def test_a_foreign_host_name_is_refused(tmp_path: Path) -> None:
    with a_site(tmp_path) as site:
        assert site.client.get("/", headers={"Host": "attacker.example"}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_change_nothing(tmp_path: Path, method: str) -> None:
    request = a_request()
    with a_site(tmp_path, [request]) as site:
        assert site.client.request(method, f"/invoices/{request.invoice_id}").status_code == 405
        assert site.store.get(request.invoice_id) == request


def test_a_database_that_refuses_is_said_in_words(tmp_path: Path) -> None:
    with a_site(tmp_path) as site:

        def refuses(wanted: object) -> None:
            raise Unavailable("the disk is full")

        site.store.waiting = refuses  # type: ignore[method-assign, assignment]
        page = site.page()
    assert page.status == 503
    assert "Nothing is saved" in page.text


def test_the_worker_reads_requests_and_publishes_what_was_decided(tmp_path: Path) -> None:
    """Without a broker: what the subscribers are called with, and what the relay is given to publish."""
    settings = Settings(data_folder=tmp_path, kafka=KafkaSettings(), review=ReviewSettings(user="anna"))
    app = build_worker(settings)
    assert (tmp_path / "review.db").exists()
    store = SqliteReviewStore.open(settings.review_database)
    request = a_request()
    store.put([request])
    client = a_client(app)
    site = Site(client, store, [])
    saved = site.send(site.invoice(request.invoice_id), **{"choice-0-0": "code:6420"})
    assert "Saved" in saved.text
    (decided,) = store.outbox(10)
    assert decided.decided_by == "anna"
    assert client.get("/readyz").status_code == 503
    store.close()
