"""`kontera train`: a history file in, a model file out."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from schemas.errors import SettingsError
from services.cli import knowledge, showing
from services.coder.model import Model
from services.runtime import settings as runtime_settings


def train(
    history: Annotated[Path, typer.Option(help="CSV of coded history (columns: docs/csv.md).")],
    out: Annotated[Path, typer.Option(help="The model file to write.")] = Path("model.skops"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a dimension.")] = False,
) -> None:
    """Learn from coded history and write a model file.

    The history is replayed week by week; what is printed was predicted before the outcome was known, over the
    last eight weeks. KONTERA_CODER__DIMENSIONS says what is learnt, KONTERA_CODER__TARGET_ERROR how safe a
    release must be. Point KONTERA_CODER__MODEL to the file to use it.

    Exit code 0: the file is written. 2: the history or the place for the file is not usable.
    """
    begun = time.perf_counter()
    coder = runtime_settings.load().coder
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise SettingsError(f"{out} is no place for a file", remedy="name another file with --out")
    read = knowledge.read(history, coder.dimensions)
    model = Model.train(read, coder.dimensions, coder.target_error)
    model.save(out)
    _show(model, as_json)
    rows = len(read.cases)
    showing.say(f"{out}: version {model.version}, {rows:,} rows, {time.perf_counter() - begun:.1f} s")


def _show(model: Model, as_json: bool) -> None:
    table = Table(
        "dimension", "codes", "outcomes of 8 weeks", "right", f"released at {model.target_error:.0%} error"
    )
    for name, learnt in model.by_dimension.items():
        outcomes = learnt.outcomes
        seen = len(outcomes.score)
        right = float(outcomes.right.mean()) if seen else 0.0
        released = float((outcomes.score >= model.thresholds[name]).mean()) if seen else 0.0
        if as_json:
            figures = {"outcomes": seen, "right": round(right, 4), "released": round(released, 4)}
            print(json.dumps({"dimension": name, "codes": len(learnt.memory.codes), **figures}))
        table.add_row(name, str(len(learnt.memory.codes)), f"{seen:,}", f"{right:.1%}", f"{released:.1%}")
    if not as_json:
        showing.console().print(table)
