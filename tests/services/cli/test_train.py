"""`kontera train`: history in, model file out."""

import json
from pathlib import Path

import pytest

from services.coder.model import Model
from tests.commands import kontera
from tests.towns import a_town


def test_the_file_holds_a_model_of_the_history_and_its_figures_are_printed(tmp_path: Path) -> None:
    model = tmp_path / "model.skops"
    said = kontera("train", "--history", str(a_town().history), "--out", str(model), "--json")
    assert said.code == 0, said.err
    (figures,) = (json.loads(line) for line in said.out.splitlines())
    assert figures["dimension"] == "account"
    assert figures["right"] > 0.8
    assert Model.load(model).version in said.err


@pytest.mark.parametrize(
    ("content", "said_of_it"),
    [
        (b"", "column"),
        (b"date,supplier,amount\n2026-01-01,A,1\n", "account"),
        (b"date,supplier,account\nyesterday,A,6410\n", "no row that can be read"),
        ("date,supplier,account\n2026-01-01,Blå,6410\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_history_that_cannot_be_used_is_a_sentence(content: bytes, said_of_it: str, tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_bytes(content)
    said = kontera("train", "--history", str(tmp_path / "h.csv"), "--out", str(tmp_path / "m.skops"))
    assert said.code == 2
    assert said_of_it in said.err
    assert not (tmp_path / "m.skops").exists()


def test_a_place_that_is_none_is_said_before_the_work(tmp_path: Path) -> None:
    out = str(tmp_path / "no" / "m.skops")
    said = kontera("train", "--history", str(a_town().history), "--out", out)
    assert said.code == 2
    assert "is not a folder" in said.err
