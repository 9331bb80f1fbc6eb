"""Reading: bytes of a Peppol invoice to the bytes of its event, all rules included.

    python -m benchmarks.ingest

Prints CPU milliseconds a document (median of several runs of many documents) for 10, 100, 1,000 and 5,000
lines, and what a line costs, as a ratio to lxml's parser alone on the same bytes in the same run.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from lxml import etree

from benchmarks.documents import peppol_invoice
from schemas.invoice import InvoiceReceived
from services.invoice_ingest.parsing import ingest

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RUNS = 7


def main() -> None:
    """Measure and print."""
    print("| lines | KB | CPU ms a document | µs a line | times lxml's parse |")
    print("|---|---|---|---|---|")
    for lines in (10, 100, 1_000, 5_000):
        data = peppol_invoice(lines)
        times = max(1, 2_000 // lines)
        whole, parse = cpu_ms(partial(read, data), times), cpu_ms(partial(tree, data), times)
        size, line = len(data) / 1e3, whole / lines * 1e3
        print(f"| {lines:,} | {size:,.0f} | {whole:.3f} | {line:.1f} | {whole / parse:.1f} |")


def read(data: bytes) -> bytes:
    """The event of the document; it must be an accepted invoice, or nothing was measured."""
    (event,) = ingest(data, "benchmark.xml", NOW)
    assert isinstance(event, InvoiceReceived), event
    return event.to_json()


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
