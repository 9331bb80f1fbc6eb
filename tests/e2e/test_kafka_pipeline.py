"""The services as processes on a real broker come to what one process over one file does, byte for byte."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from schemas.base import Event
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.invoice import InvoiceRejected
from services.runtime.settings import KafkaSettings
from tests.kafka_broker import (
    ROOT,
    Process,
    everything,
    fresh_topics,
    producer,
    quick,
    records,
    shared_broker,
    start,
    tail,
    wait_until_read,
)
from tests.towns import FIXED_CLOCK, a_town, environment

pytestmark = pytest.mark.kafka

OUTCOMES: dict[str, type[Event]] = {
    "coded.jsonl": InvoiceCoded,
    "review.jsonl": ReviewRequested,
    "rejected.jsonl": InvoiceRejected,
}


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker(), batch_size=25)) as settings:
        yield settings


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """What one process makes of the town's inbox: the lines of each file of outcomes, sorted."""
    town, out = a_town(), tmp_path_factory.mktemp("embedded")
    _kontera("run", str(town.inbox), "--orders", str(town.orders), "--out", str(out))
    return {name: sorted((out / name).read_bytes().splitlines()) for name in OUTCOMES}


def _kontera(*arguments: str, **more: str) -> None:
    command = [sys.executable, "-m", "services.cli", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(**more), check=True, stdout=subprocess.DEVNULL)


def test_outcomes_are_those_of_one_process_though_workers_join_and_a_record_is_bad(
    settings: KafkaSettings, tmp_path: Path, embedded: dict[str, list[bytes]]
) -> None:
    town = a_town()
    told = {"KONTERA_CLOCK_FIXED_AT": FIXED_CLOCK}
    invoices = sorted(path for path in town.inbox.rglob("*") if path.is_file())
    half = len(invoices) // 2
    with ExitStack() as stack:
        running = []

        def begin(service: str, slot: str) -> Process:
            one = start(service, settings, tmp_path, slot, **told)
            stack.callback(one.kill)
            running.append(one)
            return one

        for service in ("ingest", "matcher", "coder"):
            begin(service, "first")
        submit(settings, sorted(path for path in town.orders.rglob("*") if path.is_file()))
        wait_until_read(settings, "ingest", "matcher")
        with producer(settings) as out:
            out.send("invoice.matched", key=b"who|ever", value=b'{"topic": "none"}')
        submit(settings, invoices[:half])
        for one in [begin("matcher", "second"), begin("coder", "second")]:
            one.await_event("assigned")
        submit(settings, invoices[half:])
        wait_until_read(settings, "ingest", "matcher", "coder")
        for one in running:
            assert one.stop() == 0, tail(one.log)
    for name, event in OUTCOMES.items():
        found = everything(settings, event.topic)
        assert_same_bytes(found, embedded[name])
        if event is not InvoiceRejected:
            assert len(found) == len(set(found)), f"{name}: an outcome twice"
    (letter,) = [one for some in records(settings, "dead.letter").values() for one in some]
    assert letter.headers["code"] == b"bad-record"
    assert all(embedded.values())


def submit(settings: KafkaSettings, paths: Sequence[Path]) -> None:
    """Documents in this order: under one key, since order is kept inside a partition only."""
    with producer(settings) as out:
        for path in paths:
            headers = [("name", path.name.encode())]
            out.send("document.submitted", key=b"inbox", value=path.read_bytes(), headers=headers)


def assert_same_bytes(found: Sequence[bytes], expected: Sequence[bytes]) -> None:
    """The same events, each the same to the byte; says where the first one differs."""
    ours, theirs = sorted(set(found)), sorted(set(expected))
    assert len(ours) == len(theirs)
    for mine, yours in zip(ours, theirs, strict=True):
        common = next((i for i, (a, b) in enumerate(zip(mine, yours, strict=False)) if a != b), 0)
        assert mine == yours, (
            f"...{mine[common - 60 : common + 60]!r} is not {yours[common - 60 : common + 60]!r}"
        )
