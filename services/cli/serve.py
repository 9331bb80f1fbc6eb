"""`kontera serve`: the review page over the file of an earlier run; decisions are coded at once."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import SettingsError
from services.cli import knowledge, serving
from services.embedded import Pipeline
from services.runtime import settings as runtime_settings
from services.runtime.clock import clock
from services.runtime.storage import Store


def serve(
    data: Annotated[Path, typer.Option(help="The run's SQLite file.")] = Path("kontera.db"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8080,
    history: Annotated[
        Path | None, typer.Option(help="The CSV of coded history that the run learnt from.")
    ] = None,
) -> None:
    """Serve the review page of an earlier `kontera run`; decisions are coded and learnt at once.

    Stop it with Ctrl-C; `kontera run` with the same file then writes the outcomes anew.
    """
    if not data.is_file():
        raise SettingsError(f"{data} does not exist", remedy="name the file of a run with --data")
    settings = runtime_settings.load()
    with serving.listening(port) as listener:
        store = Store(data)
        pipeline = Pipeline(
            store, knowledge.known(settings, history, store), clock(settings), settings.responses
        )
        serving.serve(pipeline, listener)
        pipeline.close()
