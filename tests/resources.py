"""What a piece of work costs: CPU seconds, and memory above what the process had before, in a child process.

The children come from a server that has imported the reader, so that a measurement costs milliseconds; each
has read a small document before it is measured, because what that needs is the base.
"""

import multiprocessing
import resource
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from services.invoice_ingest.parsing import read
from tests.documents import INVOICE, golden

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.resources", "tests.commands", "tests.towns"])


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work gave, and what it cost."""

    outcome: Any
    cpu_s: float
    megabytes: float


def cost_of(work: Callable[[Path], object], path: Path, patience_s: float = 60) -> Cost:
    """What `work(path)` gives (pickled) and costs in a child process of its own."""
    ours, theirs = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=_measure, args=(theirs, work, path))
    process.start()
    theirs.close()
    try:
        assert ours.poll(patience_s), "no answer"
        found: Cost = ours.recv()
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    return found


def _measure(answer: Connection, work: Callable[[Path], object], path: Path) -> None:
    read(golden(INVOICE))
    before, base = _cpu_s(), _resident_mb()
    outcome = work(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send(Cost(outcome, _cpu_s() - before, peak - base))
    answer.close()


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
