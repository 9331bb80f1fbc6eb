"""Reading: bytes of a Peppol invoice to the bytes of its event, all rules included.

    python -m benchmarks.ingest

Prints CPU milliseconds a document (median of several runs of many documents) for 10, 100, 1,000 and 5,000
lines, and what a line costs, as a ratio to lxml's parser alone on one of them in the same run. Measured is
what an invoice costs whose sender is known, which is nearly every one, with other amounts each time; beside
it, what the first one of a shape costs (docs/adr/0009), each with markup of its own. Before that, the memory
that a document of 100 MB with a PDF of 75 MB needs above what a small one needs. After it, files per second
with one process and with two (`benchmarks.throughput`).
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from lxml import etree

from benchmarks import throughput
from benchmarks.documents import peppol_invoice, same_sender, strangers
from benchmarks.large_documents import large_invoice
from schemas.invoice import InvoiceReceived
from services.invoice_ingest.parsing import ingest, read_stream
from services.runtime.documents import Attachments

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RUNS = 7


def main() -> None:
    """Measure and print."""
    print(large())
    print("| lines | KB | CPU ms a document | µs a line | times lxml's parse | first of its shape, ms |")
    print("|---|---|---|---|---|---|")
    for lines in (10, 100, 1_000, 5_000):
        data = peppol_invoice(lines)
        times = max(1, 2_000 // lines)
        whole = cpu_ms(partial(read_next, same_sender(lines)), times)
        parse = cpu_ms(partial(tree, data), times)
        first = cpu_ms(partial(read_next, strangers(lines)), max(1, times // 4))
        size, line = len(data) / 1e3, whole / lines * 1e3
        print(f"| {lines:,} | {size:,.0f} | {whole:.3f} | {line:.1f} | {whole / parse:.1f} | {first:.3f} |")
    print(f"\n{throughput.table()}")


def large() -> str:
    """A sentence: memory and CPU of reading a large document from a file, its PDF going to a folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xml"
        large_invoice(path, 75_000_000)
        ingest(peppol_invoice(10), "warm.xml", NOW)
        base, begun = _peak_mb(), time.process_time()
        with path.open("rb") as source:
            reading = read_stream(source, Attachments(Path(folder)))
        assert reading.attachments[0].size > 75_000_000, reading.findings
        used, size = _peak_mb() - base, path.stat().st_size / 1e6
    return f"{size:.0f} MB document: {used:.0f} MB above base, {time.process_time() - begun:.2f} s CPU\n"


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def read(data: bytes) -> bytes:
    """The event of the document; it must be an accepted invoice, or nothing was measured."""
    (event,) = ingest(data, "benchmark.xml", NOW)
    assert isinstance(event, InvoiceReceived), event
    return event.to_json()


def read_next(documents: Iterator[bytes]) -> bytes:
    """The event of the next one."""
    return read(next(documents))


def tree(data: bytes) -> object:
    """The peer: a tree, and nothing done with it."""
    return etree.fromstring(data)


def cpu_ms(work: Callable[[], object], times: int) -> float:
    """Median over RUNS of the CPU milliseconds of one call."""
    figures = []
    for _ in range(RUNS):
        begun = time.process_time()
        for _ in range(times):
            work()
        figures.append((time.process_time() - begun) / times * 1e3)
    return statistics.median(figures)


if __name__ == "__main__":
    main()
