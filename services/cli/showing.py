"""How results and progress are shown: tables on stdout, progress on stderr and only on a terminal."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from services.inbox import Summary


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A function to tell how many more are done; draws a bar where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)


WIDE = 160
"""Columns of a table where no terminal says how wide it is."""


def console() -> Console:
    """Where results are printed: as wide as the terminal, or wide enough for a file."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def say(message: str) -> None:
    """A remark to the person at the terminal, on stderr."""
    print(message, file=sys.stderr)


def say_lost(names: list[str]) -> None:
    """Name the documents that do not have exactly the outcomes they must have."""
    for name in names:
        say(f"kontera: {name} does not have exactly the outcomes it must have; report this")


def show_summary(summary: "Summary", seconds: float, as_json: bool) -> None:
    """The table of a run, or the same as one JSON object."""
    if as_json:
        print(json.dumps(asdict(summary) | {"seconds": round(seconds, 2)}))
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", justify="right")
    table.add_column()
    share = f"{summary.released / summary.received:.0%}" if summary.received else "none"
    for number, meaning in (
        (summary.received, "invoices received"),
        (summary.released, f"released without a person ({share})"),
        (summary.review, "to review"),
        *([(summary.reviewed, "reviewed and coded")] if summary.reviewed else []),
        (summary.rejected, "rejected with reasons"),
        *([(summary.responses, "Invoice Responses to be sent")] if summary.responses else []),
        (summary.linked, f"of {summary.lines} lines linked to an order"),
        (summary.off_contract, "lines off contract: no price list of their seller has them"),
        (summary.orders, "files of orders, contracts and price lists"),
        *([(summary.again, "deliveries again, acknowledged and not repeated")] if summary.again else []),
    ):
        table.add_row(f"{number:,}", meaning)
    table.add_row(f"{seconds:.1f}", "seconds")
    console().print(table)
