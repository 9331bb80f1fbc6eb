import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from services.runtime import logs
from services.runtime.settings import KafkaSettings, Settings


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Logging belongs to the process: give it back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_event_and_fields() -> None:
    stream = io.StringIO()
    log = logs.configure(Settings(kafka=KafkaSettings(slot="7")), "coder", stream)
    log.info("batch", records=500)
    (line,) = lines(stream)
    assert line["event"] == "batch"
    assert line["records"] == 500
    assert (line["service"], line["slot"], line["level"]) == ("coder", "7", "info")
    assert str(line["timestamp"]).endswith("Z")


def test_ids_bound_for_a_batch_stand_on_its_lines_only() -> None:
    stream = io.StringIO()
    log = logs.configure(Settings(), "coder", stream)
    with structlog.contextvars.bound_contextvars(batch="b1"):
        log.info("inside")
    log.info("outside")
    inside, outside = lines(stream)
    assert inside["batch"] == "b1"
    assert "batch" not in outside


def test_lines_below_the_level_are_left_out() -> None:
    stream = io.StringIO()
    log = logs.configure(Settings(log_level="warning"), "coder", stream)
    log.info("not this")
    log.warning("this")
    assert [line["event"] for line in lines(stream)] == ["this"]


def test_a_library_s_warning_has_the_same_shape_and_its_chatter_is_left_out() -> None:
    stream = io.StringIO()
    logs.configure(Settings(), "ingest", stream)
    library = logging.getLogger("kafka.net")
    library.info("connecting")
    library.warning("no answer from %s", "broker-1")
    (line,) = lines(stream)
    assert line["event"] == "no answer from broker-1"
    assert (line["service"], line["library"], line["level"]) == ("ingest", "kafka.net", "warning")


def test_an_exception_is_its_kind_and_place_and_never_its_words() -> None:
    stream = io.StringIO()
    log = logs.configure(Settings(), "coder", stream)
    for logger in (log, logging.getLogger("faststream")):
        try:
            int("Anna Andersson")
        except ValueError:
            logger.exception("failed")
    assert "Anna" not in stream.getvalue()
    for line in lines(stream):
        assert line["error"] == "ValueError"
        assert str(line["at"]).startswith("test_logs.py:")
