"""`kontera doctor`: is everything here that Kontera needs, and if not, what to do."""

import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from schemas.errors import KonteraError
from services.cli import knowledge, showing
from services.runtime import settings as runtime_settings
from services.runtime import topics
from services.runtime.reaching import reach
from services.runtime.settings import KafkaSettings, Settings


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: `ok`, a `note` where only one way of running misses it, or a `problem`."""

    what: str
    state: Literal["ok", "note", "problem"]
    said: str


def doctor(
    kafka: Annotated[bool, typer.Option(help="Count a missing broker or topic as a problem.")] = False,
    show_settings: Annotated[bool, typer.Option("--settings", help="List every setting instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Look at the machine, the settings, the model and the broker; say what is wrong and what to do.

    Exit code 0: no problem. 1: a problem. 2: a setting cannot be read.
    """
    if show_settings:
        _list_settings(as_json)
        return
    diagnoses = list(_examine(runtime_settings.load(), needs_kafka=kafka))
    _show(diagnoses, as_json)
    raise typer.Exit(1 if any(diagnosis.state == "problem" for diagnosis in diagnoses) else 0)


def _examine(settings: Settings, needs_kafka: bool) -> Iterator[Diagnosis]:
    version = platform.python_version()
    yield Diagnosis(
        "python", "ok" if sys.version_info >= (3, 11) else "problem", f"{version}, needs 3.11 or newer"
    )
    yield Diagnosis("sqlite", "ok", sqlite3.sqlite_version)
    fast = find_spec("crc32c") is not None
    yield Diagnosis(
        "crc32c", "ok" if fast else "problem", "present" if fast else "missing: pip install crc32c"
    )
    yield _tried("data folder", "problem", lambda: _writable(settings))
    yield _tried("model and rules", "problem", lambda: _model(settings))
    yield _tried("kafka", "problem" if needs_kafka else "note", lambda: _kafka(settings))


def _tried(what: str, otherwise: Literal["note", "problem"], examine: Callable[[], str]) -> Diagnosis:
    try:
        return Diagnosis(what, "ok", examine())
    except (KonteraError, OSError) as error:
        return Diagnosis(what, otherwise, str(error))


def _writable(settings: Settings) -> str:
    folder = settings.data_folder
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    with tempfile.TemporaryFile(dir=nearest):
        free = os.statvfs(nearest)
    return f"{folder} can be written, {free.f_bavail * free.f_frsize / 1e9:.0f} GB free"


def _model(settings: Settings) -> str:
    known = knowledge.from_files(settings)
    if settings.coder.model is None:
        return "no model: everything goes to people until `kontera train` has made one"
    return f"{settings.coder.model} is version {known.model.version}, {len(known.rules)} rules"


def _kafka(settings: Settings) -> str:
    patience = min(settings.kafka.request_timeout_ms, 3_000)
    quick = settings.kafka.model_copy(update={"request_timeout_ms": patience})
    for address in reach(quick):
        _reach_too(address, quick)
    differences = topics.check(quick)
    if differences:
        raise KonteraError("; ".join(differences), remedy="kontera topics create")
    return f"{settings.kafka.bootstrap_servers} answers ({_secured(quick)}), all topics are as they should be"


def _reach_too(address: str, kafka: KafkaSettings) -> None:
    """A client asks one broker for the addresses of all, and then uses only those."""
    try:
        reach(kafka.model_copy(update={"bootstrap_servers": address}))
    except KonteraError as error:
        raise KonteraError(
            f"the cluster says that a broker is found at {address}, but: {error.message}",
            place=kafka.bootstrap_servers,
            remedy="see that it runs and can be reached from here, or correct its advertised.listeners",
        ) from error


def _secured(kafka: KafkaSettings) -> str:
    """How the connections are protected, in a few words."""
    if not kafka.logs_in:
        return kafka.security_protocol
    said = f"{kafka.security_protocol}, logged in as {kafka.sasl_user} by {kafka.sasl_mechanism}"
    in_the_clear = kafka.sasl_mechanism == "PLAIN" and not kafka.uses_tls
    return f"{said}; the password goes over the network as it is: use SASL_SSL" if in_the_clear else said


def _show(diagnoses: list[Diagnosis], as_json: bool) -> None:
    if as_json:
        for diagnosis in diagnoses:
            print(json.dumps(asdict(diagnosis)))
        return
    colours = {"ok": "green", "note": "yellow", "problem": "red"}
    table = Table(show_header=False, box=None)
    for diagnosis in diagnoses:
        colour = colours[diagnosis.state]
        table.add_row(diagnosis.what, f"[{colour}]{diagnosis.state}[/{colour}]", escape(diagnosis.said))
    showing.console().print(table)


def _list_settings(as_json: bool) -> None:
    table = Table("variable", "what it is", box=None)
    for name, meaning in runtime_settings.variables().items():
        if as_json:
            print(json.dumps({"variable": name, "meaning": meaning}))
        table.add_row(name, meaning)
    if not as_json:
        showing.console().print(table)
