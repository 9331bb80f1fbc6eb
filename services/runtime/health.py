"""Is this process alive, and does it do its work: `/livez`, `/readyz` with the reason, `/metrics`.

`Health` is the value a service keeps up to date; `serve` is a small server thread for services without pages.
A process is ready when it has partitions to read and, where work waits, has finished some of it lately.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from schemas.errors import SettingsError
from services.runtime import metrics
from services.runtime.settings import MetricsSettings

Monotonic = Callable[[], float]
"""Seconds on a clock that never goes back."""


@dataclass
class Health:
    """What a service knows of its own progress; safe to update and ask from different threads."""

    service: str
    stalled_after_s: float
    now: Monotonic = time.monotonic
    _lock: Lock = field(default_factory=Lock)
    _partitions: int | None = None
    _waiting: int = 0
    _progress_at: float = 0.0

    def assigned(self, partitions: int) -> None:
        """The group gave this worker so many partitions; counts as progress."""
        with self._lock:
            self._partitions, self._progress_at = partitions, self.now()
        metrics.assigned_partitions.labels(self.service).set(partitions)

    def unassigned(self) -> None:
        """The worker is not, or not yet again, a member of its group."""
        with self._lock:
            self._partitions = None
        metrics.assigned_partitions.labels(self.service).set(0)

    def progressed(self, waiting: int = 0) -> None:
        """A batch is done, or there was nothing to do; `waiting` records are still to come."""
        with self._lock:
            self._waiting, self._progress_at = waiting, self.now()
        metrics.last_progress.labels(self.service).set_to_current_time()

    def behind(self, waiting: int) -> None:
        """So many records wait, and none was finished."""
        with self._lock:
            self._waiting = waiting

    def readiness(self) -> tuple[bool, str]:
        """Whether work is being done, and the reason in a sentence."""
        with self._lock:
            partitions, waiting, age = self._partitions, self._waiting, self.now() - self._progress_at
        if partitions is None:
            return False, "no partitions assigned yet: the broker has not answered, or the group is joining"
        if waiting and age > self.stalled_after_s:
            return False, f"{waiting} records wait and none was finished for {age:.0f} s: restart the worker"
        return True, f"{partitions} partitions, {waiting} records waiting, last progress {age:.0f} s ago"


Answer = tuple[int, str, bytes]
"""Status, content type, body."""


def answer(path: str, health: Health) -> Answer:
    """What to answer to a GET of `path`."""
    if path == "/metrics":
        return 200, metrics.CONTENT_TYPE, metrics.exposition()
    if path == "/livez":
        return 200, "text/plain; charset=utf-8", b"alive\n"
    if path == "/readyz":
        ready, reason = health.readiness()
        return (200 if ready else 503), "text/plain; charset=utf-8", f"{reason}\n".encode()
    return 404, "text/plain; charset=utf-8", b"one of /metrics, /livez, /readyz\n"


@contextmanager
def serve(settings: MetricsSettings, health: Health) -> Iterator[int]:
    """Serve `answer` in a thread while the block runs; gives the port. SettingsError where it is taken."""
    try:
        server = ThreadingHTTPServer((settings.host, settings.port), _handler(health))
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror})",
            place="KONTERA_METRICS__PORT",
            remedy="give each worker of a machine its own port, or 0 for any free one",
        ) from error
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(health: Health) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET; anything else is 501 by the base class."""

        def do_GET(self) -> None:
            """The name is the base class's."""
            status, content_type, body = answer(self.path.partition("?")[0], health)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent: a probe every few seconds is no news."""

    return Handler
