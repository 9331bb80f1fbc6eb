"""Workers that are killed, frozen and joined by others: every record comes out once, states stay true."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from services.runtime.settings import KafkaSettings
from services.runtime.worker import FENCED
from tests.chains import arrivals, assert_chained
from tests.kafka_broker import (
    Process,
    everything,
    fresh_topics,
    producer,
    quick,
    shared_broker,
    start,
    tail,
    wait_until_read,
)

pytestmark = pytest.mark.kafka

RECORDS, WAVES = 3_000, 30


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker(), batch_size=100, transaction_timeout_ms=3_000)) as settings:
        yield settings


def test_killed_frozen_and_joined_workers_lose_and_double_nothing(
    settings: KafkaSettings, tmp_path: Path
) -> None:
    sent = arrivals(RECORDS)
    with ExitStack() as stack:
        slots = {slot: _start(stack, settings, tmp_path, slot) for slot in ("a", "b")}
        with producer(settings) as out:
            for wave in range(WAVES):
                for event in sent[wave::WAVES]:
                    out.send(event.topic, key=event.key.encode(), value=event.to_json())
                out.flush()
                _disturb(wave, slots, stack, settings, tmp_path)
                time.sleep(0.4)
        wait_until_read(settings, "matcher", patience_s=90)
        for one in slots.values():
            assert one.stop() in (0, FENCED), tail(one.log)
    assert_chained(settings, sent)
    assert everything(settings, "dead.letter") == []


def _disturb(
    wave: int, slots: dict[str, Process], stack: ExitStack, settings: KafkaSettings, folder: Path
) -> None:
    """Some trouble at some of the waves."""
    match wave:
        case 5 | 16:
            slots["a"].kill()
            slots["a"] = _start(stack, settings, folder, "a")
        case 9:
            slots["c"] = _start(stack, settings, folder, "c")
        case 12:
            slots["b"].process.send_signal(signal.SIGSTOP)
        case 28:  # asleep for longer than its session and its transaction: others have its partitions
            slots["b"].process.send_signal(signal.SIGCONT)
        case 20:
            slots["c"].await_event("started")  # on a busy machine it is still importing, deaf to signals
            assert slots["c"].stop() == 0


def _start(stack: ExitStack, settings: KafkaSettings, folder: Path, slot: str) -> Process:
    one = start("matcher", settings, folder, slot, module=("tests.chains",))
    stack.callback(one.kill)
    return one
