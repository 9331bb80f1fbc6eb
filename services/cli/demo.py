"""`kontera demo`: an invented municipality, its invoices through the whole chain, and the review page."""

import shutil
import time
from contextlib import nullcontext
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from schemas.errors import SettingsError
from services import inbox
from services.cli import knowledge, serving, showing
from services.demo import Municipality, make
from services.embedded import Pipeline
from services.runtime import settings as runtime_settings
from services.runtime.clock import clock
from services.runtime.folders import files_under
from services.runtime.settings import Settings
from services.runtime.storage import Store

MARK = ".made-by-kontera-demo"
DIMENSIONS = ("account", "cost_centre")


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the table; serve no page.")] = False,
    port: Annotated[
        int, typer.Option(help="Port of the review page on 127.0.0.1; 0 takes a free one.")
    ] = 8080,
    folder: Annotated[Path, typer.Option(help="Where to put the municipality; made anew each time.")] = Path(
        "demo-data"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="The table as one JSON object.")] = False,
) -> None:
    """Make a municipality, learn from its history, code its invoices, and let you correct one.

    Everything is invented from a fixed seed: suppliers, orders, contracts, two years of history and some
    400 invoices as Peppol and Svefaktura files, a few of them broken on purpose. Stop the page with Ctrl-C.

    Exit code 0: every document has its outcome. 1: some document has none; it is named.
    """
    # The port is taken before the work: that another program has it must not be said a minute later.
    with nullcontext() if once else serving.listening(port) as listener:
        lost = _demo(folder, as_json, listener)
    raise typer.Exit(1 if lost else 0)


def _demo(folder: Path, as_json: bool, listener: socket | None) -> list[str]:
    """Make, learn, code, and serve the page where there is a socket for it; gives what was lost."""
    begun = time.perf_counter()
    settings = _settings()
    _empty(folder)
    showing.say(f"making a municipality in {folder}/ …")
    town = make(folder)
    store = Store(folder / "kontera.db")
    showing.say("learning from two years of history …")
    pipeline = Pipeline(
        store, knowledge.known(settings, town.history, store), clock(settings), settings.responses
    )
    lost = _run(pipeline, town)
    inbox.write_outcomes(store, folder / "out")
    showing.show_summary(inbox.summary(store), time.perf_counter() - begun, as_json)
    if listener is not None:
        showing.say(
            f"the outcomes are in {folder}/out; one explained: kontera explain NUMBER --data {store.path}"
        )
        serving.serve(pipeline, listener)
    pipeline.close()
    return lost


def _settings() -> Settings:
    settings = runtime_settings.load()
    coder = settings.coder.model_copy(update={"dimensions": DIMENSIONS})
    return settings.model_copy(update={"coder": coder})


def _empty(folder: Path) -> None:
    """Only what an earlier demo made is ever removed."""
    if folder.exists() and not (folder / MARK).is_file():
        raise SettingsError(
            f"{folder} is there already and no demo made it", remedy="name another with --folder"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _run(pipeline: Pipeline, town: Municipality) -> list[str]:
    files = files_under(town.inbox)
    paper = [*files_under(town.contracts), *files_under(town.orders)]
    with showing.progress("documents", len(files) + len(paper)) as progress:
        inbox.run(pipeline, paper, town.orders.parent, progress)
        inbox.run(pipeline, files, town.inbox, progress)
    lost = pipeline.store.without_their_outcomes()
    showing.say_lost(lost)
    return lost
