"""A transactional service as a process: says how it is, stops when asked, ends with a telling exit code."""

import json
import urllib.request
from pathlib import Path

import pytest

from services.runtime.worker import FAILED
from tests.kafka_broker import Process, free_ports, fresh_topics, quick, shared_broker, start

CHAINS = ("tests.chains",)


def logged(one: Process, event: str) -> dict[str, object]:
    """The first log line with this event."""
    lines = [json.loads(line) for line in one.log.read_text().splitlines() if line.startswith("{")]
    found: dict[str, object] = next(line for line in lines if line["event"] == event)
    return found


@pytest.mark.kafka
def test_a_worker_serves_its_health_and_stops_when_asked(tmp_path: Path) -> None:
    with fresh_topics(quick(shared_broker())) as settings:
        one = start("matcher", settings, tmp_path, "a", module=CHAINS)
        try:
            one.await_event("assigned")
            url = f"http://127.0.0.1:{logged(one, 'started')['port']}"
            with urllib.request.urlopen(f"{url}/readyz") as answer:
                assert answer.read().startswith(b"8 partitions, 0 records waiting")
            with urllib.request.urlopen(f"{url}/metrics") as answer:
                assert b'kontera_assigned_partitions{service="matcher"} 8.0' in answer.read()
            assert one.stop() == 0
        finally:
            one.kill()
    assert logged(one, "stopped")["slot"] == "a"


def test_without_a_broker_it_ends_and_says_what_to_do(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    settings = quick(f"127.0.0.1:{port}", request_timeout_ms=500)
    one = start("matcher", settings, tmp_path, "a", module=CHAINS)
    try:
        assert one.process.wait(timeout=60) == FAILED
    finally:
        one.kill()
    assert "KONTERA_KAFKA__BOOTSTRAP_SERVERS" in str(logged(one, "unavailable")["message"])
