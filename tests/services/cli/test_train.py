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
    assert "no place for a file" in said.err


def test_a_history_as_a_swedish_spreadsheet_writes_it_is_read(tmp_path: Path) -> None:
    rows = [
        "date;supplier;account;amount",
        *(f"2026-01-{day:02};Blå Papper;6410;10.00" for day in range(1, 30)),
    ]
    (tmp_path / "h.csv").write_bytes("\r\n".join(rows).encode("cp1252"))
    said = kontera("train", "--history", str(tmp_path / "h.csv"), "--out", str(tmp_path / "m.skops"))
    assert said.code == 0, said.err
    assert "29 rows" in said.err


def test_a_folder_is_no_place_for_the_file(tmp_path: Path) -> None:
    said = kontera("train", "--history", str(a_town().history), "--out", str(tmp_path))
    assert said.code == 2
    assert "no place for a file" in said.err
