"""The model file: what is saved is what is loaded, and nothing else is."""

from functools import cache
from pathlib import Path

import pytest
from skops import io as skops_io

from schemas.errors import SettingsError
from services.coder.features import Cases
from services.coder.history import History
from services.coder.memory import Memory
from services.coder.model import Model
from tests.ledgers import a_history, a_ledger


@cache
def trained() -> Model:
    return Model.train(a_history(2_000), ("account", "cost_centre"), target_error=0.1)


def test_a_saved_model_says_the_same_when_loaded(tmp_path: Path) -> None:
    trained().save(tmp_path / "model.skops")
    loaded = Model.load(tmp_path / "model.skops")
    cases, codes = a_ledger(200, seed=9)
    live = Memory.empty(live=True).learn(cases, codes)
    mine, other = (model.suggest("account", cases, live) for model in (trained(), loaded))
    assert mine.codes.tolist() == other.codes.tolist()
    assert mine.probability.tobytes() == other.probability.tobytes()
    assert mine.certain.tolist() == other.certain.tolist()
    assert mine.certain.any()
    assert (loaded.version, loaded.until, loaded.dimensions) == (
        trained().version,
        trained().until,
        ("account",),
    )
    assert loaded.name("account", "4000") == "Hyror"
    assert loaded.name("account", "4001") is None


def test_the_version_names_the_content() -> None:
    again = Model.train(a_history(2_000), ("account",), target_error=0.1)
    other = Model.train(a_history(2_000, seed=2), ("account",), target_error=0.1)
    assert again.version == trained().version != other.version
    assert len(again.version) == 12


def test_an_empty_model_abstains_and_can_be_saved(tmp_path: Path) -> None:
    Model.empty().save(tmp_path / "model.skops")
    model = Model.load(tmp_path / "model.skops")
    assert model.version == "empty"
    said = model.suggest("account", a_ledger(3)[0])
    assert set(said.codes.ravel()) == {""}
    assert not said.certain.any()


def test_a_live_memory_alone_suggests_and_is_never_certain() -> None:
    cases, codes = a_ledger(500)
    said = Model.empty().suggest("account", cases, Memory.empty(live=True).learn(cases, codes))
    assert (said.codes[:, 0] != "").all()
    assert not said.certain.any()


def test_a_dimension_it_was_not_trained_on_gets_no_suggestion() -> None:
    assert set(trained().suggest("project", a_ledger(3)[0]).codes.ravel()) == {""}


def test_history_without_a_row_gives_an_empty_model() -> None:
    assert Model.train(History(Cases.of([]), {"account": ()}, {}), ("account",)).version == "empty"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\x80\x04K\x01."])
def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(SettingsError, match="train one with"):
        Model.load(tmp_path / "model")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="train one with"):
        Model.load(tmp_path / "none")


@pytest.mark.parametrize("content", [{"format": "other"}, [1, 2], {"format": "kontera-coder-model-1"}])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: object) -> None:
    skops_io.dump(content, tmp_path / "model")
    with pytest.raises(SettingsError, match="no model file"):
        Model.load(tmp_path / "model")


def test_types_that_no_model_needs_are_refused(tmp_path: Path) -> None:
    skops_io.dump({"format": Path("x")}, tmp_path / "model")
    with pytest.raises(SettingsError, match="no model file"):
        Model.load(tmp_path / "model")


def test_trees_that_lead_out_of_themselves_are_refused(tmp_path: Path) -> None:
    """Such a file loads, and would crash the process at the first question."""
    model = Model.train(a_history(2_000), ("account",))
    trees = model.by_dimension["account"].reranker.trees
    assert trees is not None
    for field, value in (("left", 10_000), ("left", 0), ("feature_idx", 10_000), ("is_categorical", 1)):
        nodes = trees._predictors[0][0].nodes
        kept = nodes.copy()
        nodes[field][0] = value
        model.save(tmp_path / "model")
        with pytest.raises(SettingsError, match="damaged"):
            Model.load(tmp_path / "model")
        nodes[:] = kept
    model.save(tmp_path / "model")
    assert Model.load(tmp_path / "model").version == model.version
