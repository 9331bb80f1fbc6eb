"""The review worker beside a real broker: a request comes in by Kafka, a person's decision goes out by it."""

import time
from pathlib import Path

import httpx
import pytest

from schemas.base import Event
from schemas.review import ReviewDecided
from services.runtime import topics
from services.runtime.settings import KafkaSettings
from tests.builders import an_invoice
from tests.kafka_broker import (
    PATIENCE_S,
    broker,
    everything,
    free_ports,
    producer,
    quick,
    wait_until_read,
    workers,
)
from tests.review_builders import a_coded, a_request
from tests.review_site import Page

pytestmark = pytest.mark.kafka


def test_a_request_waits_is_decided_in_the_browser_and_published_once(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    first, second = a_request(), a_request(an_invoice(number="released-after-all"))
    with broker(tmp_path) as servers:
        settings = quick(servers)
        topics.create(settings)
        with workers(settings, tmp_path, "review", KONTERA_REVIEW__PORT=str(port)):
            send(settings, first, first, second, a_coded(second))
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
                page = waiting_for(client, f"/invoices/{first.invoice_id}")
                wait_until_read(settings, "review")
                fields = {**page.fields, "choice-0-0": "code:6420"}
                assert client.post(page.action, data=fields).status_code == 200
                assert client.get("/readyz").status_code == 200
                assert client.get("/?lang=en").status_code == 200
                waiting_for(client, "/", "All is done")
            decided = published(settings)
        (event,) = decided
        assert (event.invoice_id, event.revision) == (first.invoice_id, 1)
        assert [code.code for code in event.rows[0].codes] == ["6420"]
        assert everything(settings, "dead.letter") == []


def send(settings: KafkaSettings, *events: Event) -> None:
    with producer(settings) as out:
        for event in events:
            out.send(event.topic, key=event.key.encode(), value=event.to_json())


def waiting_for(client: httpx.Client, address: str, text: str = "") -> Page:
    """The page, once the worker has read what it is of and it says this."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            response = client.get(address)
            if response.status_code == 200 and text in response.text:
                return Page(response)
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{address} never came")


def published(settings: KafkaSettings) -> list[ReviewDecided]:
    """The decisions on the topic, once there is one; and a moment later, in case there were two."""
    deadline = time.monotonic() + PATIENCE_S
    while not everything(settings, ReviewDecided.topic) and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(1)
    return [ReviewDecided.model_validate_json(value) for value in everything(settings, ReviewDecided.topic)]
