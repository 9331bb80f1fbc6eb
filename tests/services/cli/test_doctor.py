"""`kontera doctor`, and the commands whose machine lacks something."""

import json
from pathlib import Path

import pytest

from tests.commands import kontera

NOBODY = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def lonely(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KONTERA_KAFKA__BOOTSTRAP_SERVERS", NOBODY)
    monkeypatch.setenv("KONTERA_KAFKA__REQUEST_TIMEOUT_MS", "500")
    monkeypatch.setenv("KONTERA_DATA_FOLDER", str(tmp_path / "data"))


def test_a_missing_broker_is_a_note_where_none_is_needed_and_else_a_problem() -> None:
    assert kontera("doctor").code == 0
    said = kontera("doctor", "--kafka", "--json")
    assert said.code == 1
    (kafka,) = (line for line in map(json.loads, said.out.splitlines()) if line["what"] == "kafka")
    assert kafka["state"] == "problem"
    assert NOBODY in kafka["said"]


def test_a_model_that_is_none_is_a_problem_that_names_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "model.skops").write_bytes(b"\x80\x04")
    monkeypatch.setenv("KONTERA_CODER__MODEL", str(tmp_path / "model.skops"))
    said = kontera("doctor")
    assert said.code == 1
    assert "no model file" in said.out


def test_a_setting_that_cannot_be_read_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTERA_REVIEW__PORT", "high")
    said = kontera("doctor")
    assert said.code == 2
    assert "KONTERA_REVIEW__PORT" in said.err


def test_every_setting_is_listed() -> None:
    assert "KONTERA_KAFKA__BOOTSTRAP_SERVERS" in kontera("doctor", "--settings", "--json").out


@pytest.mark.parametrize("command", ["topics check", "worker ingest", "worker review"])
def test_without_a_broker_there_is_a_sentence(command: str) -> None:
    said = kontera(*command.split())
    assert said.code == 2
    assert "the broker does not answer" in said.err


@pytest.mark.parametrize("arguments", [(), ("worker",), ("topics",)])
def test_without_a_command_there_is_help(arguments: tuple[str, ...]) -> None:
    said = kontera(*arguments)
    assert "Usage" in said.out + said.err


COMMANDS = """demo; run; check; train; explain; serve; doctor; worker ingest; worker matcher; worker coder;
worker review; topics create; topics check; rules; respond"""


@pytest.mark.parametrize("command", COMMANDS.split(";"))
def test_every_command_explains_itself(command: str) -> None:
    said = kontera(*command.split(), "--help")
    assert said.code == 0
    assert "Usage" in said.out
