import socket
import urllib.request
from urllib.error import HTTPError

import pytest

from schemas.errors import SettingsError
from services.runtime.health import Health, answer, serve
from services.runtime.settings import MetricsSettings


class Watch:
    """A clock to turn by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_not_ready_before_partitions_are_assigned() -> None:
    ready, reason = Health("coder", 60).readiness()
    assert not ready
    assert "no partitions" in reason


def test_ready_while_nothing_waits_however_long_ago_the_last_batch_was() -> None:
    watch = Watch()
    health = Health("coder", 60, watch)
    health.assigned(8)
    health.progressed()
    watch.seconds += 3_600
    assert health.readiness() == (True, "8 partitions, 0 records waiting, last progress 3600 s ago")


def test_not_ready_when_records_wait_and_none_is_finished() -> None:
    watch = Watch()
    health = Health("coder", 60, watch)
    health.assigned(8)
    health.behind(12)
    watch.seconds += 59
    assert health.readiness()[0]
    watch.seconds += 2
    ready, reason = health.readiness()
    assert not ready
    assert reason.startswith("12 records wait and none was finished for 61 s")
    health.progressed(waiting=11)
    assert health.readiness()[0]


def test_not_ready_while_out_of_the_group() -> None:
    health = Health("coder", 60)
    health.assigned(8)
    health.unassigned()
    assert not health.readiness()[0]


def test_a_worker_with_nothing_to_read_is_ready() -> None:
    """More workers than partitions: the spare one stands by."""
    health = Health("coder", 60)
    health.assigned(0)
    assert health.readiness()[0]


def test_unknown_paths_are_not_found() -> None:
    assert answer("/", Health("coder", 60))[0] == 404


def test_the_server_answers_each_path_while_its_block_runs() -> None:
    health = Health("coder", 60)
    with serve(MetricsSettings(port=0), health) as port:
        url = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{url}/livez") as response:
            assert response.read() == b"alive\n"
        with urllib.request.urlopen(f"{url}/metrics?x=1") as response:
            assert b"kontera_documents_total" in response.read()
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(f"{url}/readyz")
        with caught.value as refused:
            assert refused.code == 503
            assert b"no partitions" in refused.read()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_a_settings_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = MetricsSettings(port=taken.getsockname()[1])
        with (
            pytest.raises(SettingsError, match="KONTERA_METRICS__PORT"),
            serve(settings, Health("coder", 60)),
        ):
            pass
