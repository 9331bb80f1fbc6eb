"""`kontera demo`: the first thing a newcomer sees."""

import json
import socket
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
    responses = list((tmp_path / "demo-data" / "out" / "responses").iterdir())
    assert figures["responses"] == len(responses) > 0


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = kontera("demo", "--once", "--folder", str(tmp_path))
    assert said.code == 2
    assert "no demo made it" in said.err
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_port_that_is_taken_is_said_before_any_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = kontera("demo", "--port", port, "--folder", str(tmp_path / "town"))
    assert said.code == 2
    assert "name another with --port" in said.err
    assert not (tmp_path / "town").exists()
