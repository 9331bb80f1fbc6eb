"""A real Kafka broker for tests, on free loopback ports, its data in a temporary folder; and workers on it.

    with fresh_topics(quick(shared_broker())) as settings:
        with workers(settings, tmp_path, "matcher", "coder"):
            ...
            wait_until_read(settings, "matcher", "coder")

The jars come through Maven once, as `make kafka` brings them.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from deploy.kafka import local
from services.runtime import clients, topics
from services.runtime.settings import KafkaSettings

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60

WATCHER = """
import os, sys, time
from pathlib import Path
from deploy.kafka import local
while os.getppid() == int(sys.argv[2]):
    time.sleep(1)
local.stop(local.Node(Path(sys.argv[1])))
"""
"""Stops a broker whose tests were killed: 350 MB would stay for ever."""


@contextmanager
def broker(folder: Path, node: local.Node | None = None) -> Iterator[str]:
    """Bootstrap servers of a new broker that is there for the block. Skips where Java or Maven is missing.

    Under `CI=true` a missing Java or Maven is a failure: what is never run is not tested.
    """
    port, controller_port = free_ports(2)
    node = node or local.Node(folder / "kafka", port, controller_port)
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCHER, str(node.folder), str(os.getpid())],
        cwd=ROOT,
        start_new_session=True,  # whoever kills the tests kills their process group
    )
    try:
        local.start(node)
        yield node.servers
    except local.ToolMissing as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Kafka broker: {error}")
    finally:
        watcher.kill()
        watcher.wait()
        local.stop(node)


@cache
def shared_broker() -> str:
    """Bootstrap servers of one broker for all tests of this run, started by the first that asks for it."""
    stack = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kontera-kafka-"))
    servers = stack.enter_context(broker(Path(folder)))
    atexit.register(stack.close)
    return servers


def quick(servers: str, **changed: object) -> KafkaSettings:
    """Settings for tests: few partitions, and times short enough to see a rebalance within seconds."""
    fields: dict[str, object] = {
        "bootstrap_servers": servers,
        "partitions": 4,
        "poll_timeout_ms": 100,
        "session_timeout_ms": 6_000,
        "transaction_timeout_ms": 5_000,
        "request_timeout_ms": 10_000,
        **changed,
    }
    return KafkaSettings.model_validate(fields)


def environment(settings: KafkaSettings, **more: str) -> dict[str, str]:
    """The environment of a process with these settings: those of this one, and `KONTERA_` variables."""
    given = settings.model_dump(exclude_none=True)
    told = {f"KONTERA_KAFKA__{name.upper()}": str(value) for name, value in given.items()}
    return {**os.environ, **told, **more}


@contextmanager
def fresh_topics(settings: KafkaSettings) -> Iterator[KafkaSettings]:
    """The topics, made anew, and settings with consumer groups that nobody used before."""
    own = settings.model_copy(update={"group_prefix": f"t{uuid4().hex[:8]}"})
    topics.create(own)
    try:
        yield own
    finally:
        delete_topics(settings)


def delete_topics(settings: KafkaSettings) -> None:
    """Delete our topics and wait until they are gone: until then they cannot be made anew."""
    names = {topic.name for topic in topics.TOPICS}
    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    try:
        admin.delete_topics(sorted(names))
        deadline = time.monotonic() + PATIENCE_S
        while names & {topic["name"] for topic in admin.describe_topics()}:
            assert time.monotonic() < deadline, "the topics are not deleted"
            time.sleep(0.05)
    finally:
        admin.close()


@dataclass
class Process:
    """A worker as a process of its own, and the file with its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def await_event(self, event: str) -> None:
        """Return when the worker has logged this event: `assigned` once it has its partitions."""
        deadline = time.monotonic() + PATIENCE_S
        while f'"event": "{event}"' not in self.log.read_text(errors="replace"):
            assert self.process.poll() is None, f"{self.name} ended:\n{tail(self.log)}"
            assert time.monotonic() < deadline, f"{self.name} never said {event}:\n{tail(self.log)}"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL: no time for last words."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)


def start(
    service: str, settings: KafkaSettings, folder: Path, slot: str, module: Sequence[str] = (), **more: str
) -> Process:
    """`kontera worker SERVICE` as a process with a slot of its own; its data and log lie under `folder`.

    Another `module` with its arguments may take the place of that.
    """
    log = folder / f"{service}-{slot}.log"
    own = settings.model_copy(update={"slot": slot})
    told = {
        "KONTERA_DATA_FOLDER": str(folder / "data" / f"{service}-{slot}"),
        "KONTERA_METRICS__PORT": "0",
        "KONTERA_INGEST__PORT": "0",
        **more,
    }
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *(module or ("services.cli", "worker", service))],
            cwd=ROOT, env=environment(own, **told), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    return Process(f"{service}-{slot}", process, log)


@contextmanager
def workers(settings: KafkaSettings, folder: Path, *services: str, **more: str) -> Iterator[list[Process]]:
    """One worker of each service named (twice: two of them), stopped at the end of the block.

    Every one of them must still live then, and end with exit code 0.
    """
    with ExitStack() as stack:
        started = []
        for number, service in enumerate(services):
            one = start(service, settings, folder, str(number), **more)
            stack.callback(_end, one)
            started.append(one)
        yield started
        for one in started:
            assert one.stop() == 0, f"{one.name} ended with {one.process.returncode}:\n{tail(one.log)}"


def _end(one: Process) -> None:
    if one.process.poll() is None:
        one.kill()


def wait_until_read(settings: KafkaSettings, *services: str, patience_s: float = PATIENCE_S) -> None:
    """Return when these services have read all that is there; name them from the first to the last.

    The offsets of a service are committed together with what it wrote, so what the first has read is there
    for the second. A transactional topic ends with a marker: offsets are not compared, what is left is read.
    """
    deadline = time.monotonic() + patience_s
    for service in services:
        while left := unread(settings, service):
            if time.monotonic() > deadline:
                raise AssertionError(f"{service} has still to read {left} records after {patience_s} s")
            time.sleep(0.1)


INPUTS: dict[str, Sequence[str]] = {
    "ingest": ("document.submitted",),
    "matcher": ("order.received", "order.answered", "contract.received", "invoice.received"),
    "coder": ("review.decided", "invoice.matched"),
    "responder": ("review.requested", "invoice.coded"),
    "review": ("review.requested",),
}


def unread(settings: KafkaSettings, service: str) -> int:
    """How many records wait for a service."""
    group = f"{settings.group_prefix}.{service}"
    places = [TopicPartition(t, p) for t in INPUTS[service] for p in range(settings.partitions)]
    asking = KafkaConsumer(
        bootstrap_servers=settings.servers, group_id=group, enable_auto_commit=False,
        isolation_level="read_committed",
    )  # fmt: skip
    try:
        committed = {place: asking.committed(place) or 0 for place in places}
    finally:
        asking.close(autocommit=False)
    return sum(len(some) for some in _read(settings, committed).values())


def everything(settings: KafkaSettings, topic: str) -> list[bytes]:
    """The values of a topic that were committed, partition by partition."""
    return [record.value for some in records(settings, topic).values() for record in some]


def records(settings: KafkaSettings, topic: str) -> dict[int, list["Record"]]:
    """The committed records of each partition of a topic."""
    places = {TopicPartition(topic, number): 0 for number in range(settings.partitions)}
    return {place.partition: some for place, some in sorted(_read(settings, places).items())}


@dataclass(frozen=True)
class Record:
    """What a test wants to know of a record."""

    offset: int
    key: bytes | None
    value: bytes
    headers: dict[str, bytes]


def _read(settings: KafkaSettings, starts: dict[TopicPartition, int]) -> dict[TopicPartition, list[Record]]:
    reader = clients.reader(settings)
    found: dict[TopicPartition, list[Record]] = {place: [] for place in starts}
    try:
        reader.assign(list(starts))
        for place, offset in starts.items():
            reader.seek(place, offset)
        ends = reader.end_offsets(list(starts))
        deadline = time.monotonic() + PATIENCE_S
        while any(reader.position(place) < end for place, end in ends.items()):
            assert time.monotonic() < deadline, "the broker does not give what it has"
            for place, some in reader.poll(timeout_ms=100).items():
                found[place] += [Record(r.offset, r.key, r.value, dict(r.headers)) for r in some]
    finally:
        reader.close()
    return found


@contextmanager
def producer(settings: KafkaSettings) -> Iterator[KafkaProducer]:
    """A plain producer, as a foreign system has one."""
    sending = KafkaProducer(
        bootstrap_servers=settings.servers, linger_ms=5, max_request_size=topics.MAX_MESSAGE_BYTES
    )
    try:
        yield sending
        sending.flush(timeout=PATIENCE_S)
    finally:
        sending.close(timeout=5)


def tail(log: Path, lines: int = 30) -> str:
    """The end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on just now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
