"""`kontera run`: a folder of documents through the embedded chain."""

import signal
import time
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import SettingsError
from services import inbox
from services.cli import knowledge, showing
from services.embedded import Pipeline
from services.inbox import Unread
from services.runtime import settings as runtime_settings
from services.runtime.clock import clock
from services.runtime.folders import files_under
from services.runtime.storage import Store

WATCH_SECONDS = 1.0
Looks = dict[Path, tuple[int, int]]
QUIET_SECONDS = 5.0
"""A file that was written to more lately is not whole yet; a hidden one is left alone for ever."""


def run(
    folder: Annotated[Path, typer.Argument(metavar="INBOX", help="Folder with the documents (or one file).")],
    out: Annotated[
        Path, typer.Option(help="Folder for coded.jsonl, review.jsonl, rejected.jsonl, responses/.")
    ],
    orders: Annotated[
        Path | None, typer.Option(help="Folder with orders, contracts and price lists, taken first.")
    ] = None,
    history: Annotated[
        Path | None, typer.Option(help="CSV of coded history to learn from first (see docs/csv.md).")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The run's SQLite file. [default: kontera.db in the --out folder]")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Documents in one transaction.")] = inbox.BATCH_FILES,
    watch: Annotated[bool, typer.Option(help="Go on taking new files until stopped with Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The table as one JSON object.")] = False,
) -> None:
    """Take every document under INBOX through the whole chain, in one process and one SQLite file.

    Each document gets exactly one outcome. The same bytes again are counted, never coded twice, so the
    command may be interrupted and started again at any time.

    Exit code 0: every document has its outcome. 1: some file could not be read or has no outcome; it is
    named. 2: wrong arguments, settings or files.
    """
    begun = time.perf_counter()
    settings = runtime_settings.load()
    if out.exists() and not out.is_dir():
        raise SettingsError(f"{out} is not a folder", remedy="name a folder with --out")
    looks = _looks(folder, out)
    paper = files_under(orders) if orders else []
    store = Store(data or out / "kontera.db")
    pipeline = Pipeline(store, knowledge.known(settings, history, store), clock(settings), settings.responses)
    with showing.progress("documents", len(looks) + len(paper)) as progress:
        unread = inbox.run(pipeline, paper, orders or folder, progress, batch)
        unread.reasons.update(inbox.run(pipeline, list(looks), folder, progress, batch).reasons)
    inbox.write_outcomes(store, out)
    showing.show_summary(inbox.summary(store), time.perf_counter() - begun, as_json)
    if watch:
        _watch(pipeline, folder, out, looks)
    finished = _finished(store, unread)
    pipeline.close()
    raise typer.Exit(0 if finished else 1)


def _outside(files: list[Path], out: Path) -> list[Path]:
    """Without what we write ourselves, where --out lies inside INBOX."""
    return [path for path in files if not path.resolve().is_relative_to(out.resolve())]


def _finished(store: Store, unread: Unread) -> bool:
    for path, reason in unread.reasons.items():
        showing.say(f"kontera: {path} could not be opened: {reason}; mend it and run again")
    lost = store.without_their_outcomes()
    showing.say_lost(lost)
    return not unread.reasons and not lost


def _watch(pipeline: Pipeline, folder: Path, out: Path, taken: Looks) -> None:
    """Take what is new beside `taken` until Ctrl-C or SIGTERM: a file once nobody writes to it any more."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    showing.say(f"watching {folder}; stop with Ctrl-C")
    try:
        while True:
            time.sleep(WATCH_SECONDS)
            quiet_since = time.time_ns() - int(QUIET_SECONDS * 1e9)
            looks = _looks(folder, out)
            new = {
                path: look
                for path, look in looks.items()
                if taken.get(path) != look and look[0] < quiet_since
            }
            if new:
                unread = inbox.run(pipeline, list(new), folder, lambda _done: None)
                inbox.write_outcomes(pipeline.store, out)
                for path, reason in unread.reasons.items():
                    showing.say(f"kontera: {path} could not be opened: {reason}")
                taken |= new
                showing.say(f"took {len(new)} files")
    except KeyboardInterrupt:
        showing.say("stopped")


def _looks(folder: Path, out: Path) -> Looks:
    """Every file with the time of its last change and its size, what we write ourselves left out."""
    looks: Looks = {}
    for path in _outside(files_under(folder), out):
        try:
            status = path.stat() if path.exists() else path.lstat()  # who opens a link to nothing says so
        except FileNotFoundError:  # taken away between the listing and the look
            continue
        looks[path] = (status.st_mtime_ns, status.st_size)
    return looks
