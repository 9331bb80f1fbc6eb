"""The services as processes on a real broker come to what one process over one file does, byte for byte."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from schemas.base import Event
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.invoice import InvoiceRejected
from schemas.response import InvoiceResponse
from services.invoice_ingest.responding import Standing, State, advance
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

DEMO = 400
"""Files in the inbox of `kontera demo`."""

OUTCOMES: dict[str, type[Event]] = {
    "coded.jsonl": InvoiceCoded,
    "review.jsonl": ReviewRequested,
    "rejected.jsonl": InvoiceRejected,
}
RESPONSES = "responses"
"""The folder of Invoice Responses."""

Begin = Callable[[str, str], Process]
"""Starts a worker of a service, with a slot."""


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker(), batch_size=25)) as settings:
        yield settings


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the town's two years of history."""
    path = tmp_path_factory.mktemp("model") / "model.skops"
    _kontera("train", "--history", str(a_town(DEMO).history), "--out", str(path))
    return path


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, model: Path) -> dict[str, list[bytes]]:
    """What one process makes of the town's inbox: the lines of each file of outcomes."""
    town, out = a_town(DEMO), tmp_path_factory.mktemp("embedded")
    told = {"KONTERA_CODER__MODEL": str(model), "KONTERA_RESPONSES": "all"}
    _kontera("run", str(town.inbox), "--orders", str(town.orders), "--out", str(out), **told)
    outcomes = {name: (out / name).read_bytes().splitlines() for name in OUTCOMES}
    return {**outcomes, RESPONSES: [path.read_bytes() for path in (out / RESPONSES).iterdir()]}


@pytest.fixture
def begin(settings: KafkaSettings, tmp_path: Path, model: Path) -> Iterator[Begin]:
    """Starts a worker that knows the model and whose clock stands still; none of them survives the test."""
    told = {
        "KONTERA_CLOCK_FIXED_AT": FIXED_CLOCK,
        "KONTERA_CODER__MODEL": str(model),
        "KONTERA_RESPONSES": "all",
    }
    with ExitStack() as stack:

        def begun(service: str, slot: str) -> Process:
            one = start(service, settings, tmp_path, slot, **told)
            stack.callback(one.kill)
            return one

        yield begun


def test_outcomes_are_those_of_one_process_though_workers_join_and_a_record_is_bad(
    settings: KafkaSettings, begin: Begin, embedded: dict[str, list[bytes]]
) -> None:
    orders, invoices = files_of(a_town(DEMO).orders), files_of(a_town(DEMO).inbox)
    half = len(invoices) // 2
    workers = [begin(service, "first") for service in ("ingest", "matcher", "coder", "responder")]
    for one in workers:
        one.await_event("started")
    submit(settings, orders)
    wait_until_read(settings, "ingest", "matcher")
    with producer(settings) as out:
        out.send("invoice.matched", key=b"who|ever", value=b'{"topic": "none"}')
    submit(settings, invoices[:half])
    joined = [begin(service, "second") for service in ("matcher", "coder", "responder")]
    for one in joined:
        one.await_event("assigned")
    submit(settings, invoices[half:])
    wait_until_read(settings, "ingest", "matcher", "coder", "responder")
    for one in (*workers, *joined):
        assert one.stop() == 0, tail(one.log)
    assert_same_outcomes(settings, embedded)
    (letter,) = [one for some in records(settings, "dead.letter").values() for one in some]
    assert letter.headers["code"] == b"bad-record"


def assert_same_outcomes(settings: KafkaSettings, embedded: dict[str, list[bytes]]) -> None:
    """The topics have the events that one process came to, none missing; codings and requests only once.

    A rejection may be there again, with the same id: the edge that writes it is at least once.
    """
    for name, event in OUTCOMES.items():
        found = everything(settings, event.topic)
        assert found, f"{name}: nothing to compare"
        assert_same_bytes(found, embedded[name])
        if event is not InvoiceRejected:
            assert len(found) == len(set(found)), f"{name}: an outcome twice"
    assert_told_lawfully(
        [InvoiceResponse.model_validate_json(value) for value in everything(settings, InvoiceResponse.topic)],
        embedded[RESPONSES],
    )


def assert_told_lawfully(told: Sequence[InvoiceResponse], embedded: Sequence[bytes]) -> None:
    """Senders are told what one process tells them; each invoice's statuses follow each other as they may."""
    assert_same_bytes([response.xml.encode() for response in told], embedded)
    last: dict[UUID, Standing] = {}
    for response in told:
        if response.status == "RE":  # from the edge, which may repeat it
            continue
        here = response.document.id
        last[here] = advance(last.get(here), Standing(State(response.status)))


def _kontera(*arguments: str, **more: str) -> None:
    command = [sys.executable, "-m", "services.cli", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(**more), check=True, stdout=subprocess.DEVNULL)


def files_of(folder: Path) -> list[Path]:
    """The files under a folder, in the order in which one process takes them."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


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
