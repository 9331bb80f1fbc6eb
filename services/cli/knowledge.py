"""What a command knows when it codes: the model (from a history, a file, the last run), rules, policy."""

import io
import tempfile
from hashlib import sha256
from pathlib import Path

from schemas.errors import SettingsError
from services.cli import showing
from services.coder.app import load_knowledge
from services.coder.coding import Knowledge
from services.coder.history import History, read_history
from services.coder.model import Model
from services.runtime.settings import Settings
from services.runtime.storage import Store

SHOWN_ERRORS = 5


def from_files(settings: Settings) -> Knowledge:
    """What the settings name: model file, rules file, policy. SettingsError where a file cannot be read."""
    return load_knowledge(settings)


def known(settings: Settings, history: Path | None, store: Store) -> Knowledge:
    """What an embedded run codes with.

    A history is learnt from once: the model is kept in the run's file, and used again by the next start with
    the same history, and by one without history and without a model in the settings.
    """
    named = from_files(settings)
    if history is None and settings.coder.model is not None:
        return named
    model = _trained(settings, history, store) if history else _kept("model", store)
    return Knowledge(model=model or Model.empty(), rules=named.rules, policy=named.policy)


def read(history: Path, dimensions: tuple[str, ...]) -> History:
    """A history file, in UTF-8 or windows-1252, commas or semicolons between the columns.

    Rows that cannot be read are said on stderr and left out.
    """
    try:
        text = _text(history.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"{history} cannot be read: {error.strerror}", remedy="name a CSV file"
        ) from error
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    found = read_history(io.StringIO(text, newline=""), history.name, dimensions, delimiter)
    for bad in found.errors[:SHOWN_ERRORS]:
        showing.say(f"kontera: left out: {bad}")
    if len(found.errors) > SHOWN_ERRORS:
        showing.say(f"kontera: left out {len(found.errors)} rows in all")
    if not len(found.cases):
        raise SettingsError(
            f"{history} has no row that can be read", remedy="see docs/csv.md for its columns"
        )
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _trained(settings: Settings, history: Path, store: Store) -> Model:
    coder = settings.coder
    if not history.is_file():
        raise SettingsError(f"{history} does not exist", remedy="name a CSV file with --history")
    told = repr((coder.dimensions, coder.target_error)).encode()
    name = "model:" + sha256(told + history.read_bytes()).hexdigest()[:16]
    model = _kept(name, store)
    if model is None:
        model = Model.train(read(history, coder.dimensions), coder.dimensions, coder.target_error)
        _keep(name, model, store)
    _keep("model", model, store)
    return model


def _kept(name: str, store: Store) -> Model | None:
    data = store.snapshot(name)
    if data is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.skops"
        path.write_bytes(data)
        return Model.load(path)


def _keep(name: str, model: Model, store: Store) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.skops"
        model.save(path)
        store.put_snapshot(name, path.read_bytes())
