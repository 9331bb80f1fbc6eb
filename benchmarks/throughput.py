"""Files per second: a folder of documents to the bytes of their events, in one process and in two.

The documents are the demo's: invoices of its suppliers, each in its own shape, Peppol and Svefaktura, in
envelopes and without, a few of them broken. They are read as the services read them: from disk, in batches,
each batch in a thread of its own (`front.apart`), every rule asked, every event written out. Runs with one
process and with two take turns, so that whatever else the machine does meets both alike; the CPU of a file
says what cores of one's own would give.
"""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from pathlib import Path
from typing import NamedTuple

from schemas.base import Event
from services.demo import make
from services.invoice_ingest.door import apart
from services.invoice_ingest.parsing import ingest

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILES, BATCH, RUNS = 1_000, 50, 7
PROCESSES = (1, 2)


class Run(NamedTuple):
    """One reading of all files."""

    files_a_second: float
    cpu_ms_a_file: float


def table(files: int = FILES, runs: int = RUNS) -> str:
    """Files per second and CPU a file, for each number of processes: medians of several runs."""
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(make(Path(folder), invoices=files).inbox.iterdir())
        measured = measure(paths, runs)
    rows = [
        f"| {processes} | {statistics.median(run.files_a_second for run in of):,.0f} "
        f"| {min(of).files_a_second:,.0f} to {max(of).files_a_second:,.0f} "
        f"| {statistics.median(run.cpu_ms_a_file for run in of):.2f} |"
        for processes, of in measured.items()
    ]
    title = f"{len(paths):,} files of many senders to event bytes, medians of {runs} runs:\n"
    head = "| processes | files a second | slowest to fastest | CPU ms a file |"
    return "\n".join([title, head, "|---|---|---|---|", *rows])


def measure(paths: Sequence[Path], runs: int) -> dict[int, list[Run]]:
    """The runs with each number of processes, which are started and have read everything once before."""
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pools = {processes: stack.enter_context(context.Pool(processes)) for processes in PROCESSES}
        for pool in pools.values():
            _run(pool, batches)
        turns = [(processes, _run(pool, batches)) for _ in range(runs) for processes, pool in pools.items()]
    return {processes: [run for of, run in turns if of == processes] for processes in PROCESSES}


def read(batch: Sequence[Path]) -> tuple[int, float]:
    """Bytes of all events of these files, and the CPU seconds it took."""
    begun = time.process_time()
    written = apart(lambda: sum(len(event.to_json()) for path in batch for event in _events(path)))
    return written, time.process_time() - begun


def _events(path: Path) -> Sequence[Event]:
    return ingest(path.read_bytes(), path.name, NOW)


def _run(pool: Pool, batches: Sequence[Sequence[Path]]) -> Run:
    begun = time.perf_counter()
    done = pool.map(read, batches, chunksize=1)
    seconds = time.perf_counter() - begun
    assert all(written for written, _ in done), "a batch gave no event"
    files = sum(map(len, batches))
    return Run(files / seconds, sum(cpu for _, cpu in done) / files * 1e3)
