"""The official engine as a process of its own: how it is started, asked, timed and ended.

The wire is a line of JSON, then as many bytes as it says, in both directions. The process is killed when it
takes longer than it may; what it wrote to stderr is kept for the message when it dies.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from schemas.errors import SettingsError

WORKER = "services.invoice_ingest.official.worker"
PACKAGES = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120.0
SAID_LENGTH = 500

Message = tuple[dict[str, object], list[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: reports, one a stylesheet; or how it ended, with what the engine said."""

    status: Literal["judged", "aborted", "late", "died"]
    reports: tuple[bytes, ...] = ()
    message: str = ""
    cpu_ms: float = 0.0


class Engine:
    """The process, with its stylesheets compiled. Raises SettingsError where it does not start."""

    def __init__(self, stylesheets: Sequence[Path], worker: str = WORKER) -> None:
        self.asked = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        self._process = subprocess.Popen(  # noqa: S603 - our own module, the operator's paths
            [sys.executable, "-P", "-m", worker, *map(str, stylesheets)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": _python_path(), "PYTHONUTF8": "1"},
        )
        message, _ = self._message(START_LIMIT_S)
        if message is None or message[0]["status"] != "ready":
            said = str(message[0]["message"]) if message else self._said()
            self.close()
            raise SettingsError(f"the official engine does not start: {said}", remedy="see docs/official.md")

    @property
    def id(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, stylesheets: Sequence[int], document: bytes, limit_s: float) -> Answer:
        """What these stylesheets, by their places, report of a document. Total: a death is an answer too."""
        self.asked += 1
        message, was_late = self._message(limit_s, {"stylesheets": list(stylesheets)}, document)
        if message is None:
            self._process.wait()
            return Answer("late") if was_late else Answer("died", message=self._said())
        header, reports = message
        if header["status"] != "judged":
            return Answer("aborted", message=str(header["message"]))
        return Answer("judged", tuple(reports), cpu_ms=float(str(header["cpu_ms"])))

    def close(self) -> None:
        """End it; nothing stays behind."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # what was not yet sent to a process that died
                    stream.close()
        self._errors.close()

    def _message(
        self, limit_s: float, header: Mapping[str, object] | None = None, *bodies: bytes
    ) -> tuple[Message | None, bool]:
        """Its next message, after sending one where given; and whether it was killed for being late."""
        late = threading.Event()
        killer = threading.Timer(limit_s, self._kill, (late,))
        killer.start()
        try:
            return self._exchange(header, bodies), late.is_set()
        finally:
            killer.cancel()
            killer.join()

    def _exchange(self, header: Mapping[str, object] | None, bodies: Sequence[bytes]) -> Message | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            if header is not None:
                send(self._process.stdin, header, *bodies)
            return receive(self._process.stdout)
        except BrokenPipeError:
            return None

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _said(self) -> str:
        """The end of what it wrote to stderr, and how it ended."""
        self._process.wait()
        self._errors.seek(0)
        words = " ".join(self._errors.read().decode(errors="replace").split())
        return f"exit code {self._process.returncode} {words[-SAID_LENGTH:]}".strip()


def send(stream: IO[bytes], header: Mapping[str, object], *bodies: bytes) -> None:
    """Write one message: its header with the sizes of its bodies, then the bodies."""
    sizes = [len(body) for body in bodies]
    stream.write(json.dumps({**header, "sizes": sizes}).encode() + b"\n")
    for body in bodies:
        stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, object], list[bytes]] | None:
    """Read one message; None where the other side is gone, even in the middle of it."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    header: dict[str, object] = json.loads(line)
    sizes = header["sizes"]
    assert isinstance(sizes, list)
    bodies = [stream.read(size) for size in sizes]
    whole = all(len(body) == size for body, size in zip(bodies, sizes, strict=True))
    return (header, bodies) if whole else None


def _python_path() -> str:
    """Where this package lies, before whatever the environment says."""
    return os.pathsep.join(filter(None, (str(PACKAGES), os.environ.get("PYTHONPATH"))))
