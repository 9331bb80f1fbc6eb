"""`kontera demo`: the first thing a newcomer sees."""

import json
from pathlib import Path

import pytest

from tests.commands import kontera


def test_the_demo_codes_its_invoices_and_what_came_in_came_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = kontera("demo", "--once", "--json")
    assert said.code == 0, said.err
    figures = json.loads(said.out)
    assert figures["received"] == figures["released"] + figures["review"] + figures["rejected"] == 399
    assert figures["released"] > figures["received"] / 4
    assert figures["linked"] > 300
    assert figures["rejected"] == 8


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = kontera("demo", "--once", "--folder", str(tmp_path))
    assert said.code == 2
    assert "no demo made it" in said.err
    assert (tmp_path / "mine.txt").read_text() == "mine"
