"""`kontera run`: a folder in, three files of outcomes out."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import kontera
from tests.towns import a_town, environment


def events(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outcomes of the town's inbox, coded with its orders and its history."""
    out, town = tmp_path_factory.mktemp("run") / "out", a_town()
    orders = ["--orders", str(town.orders), "--history", str(town.history)]
    said = kontera("run", str(town.inbox), "--out", str(out), *orders)
    assert said.code == 0, said.err
    return out


def test_every_invoice_is_in_exactly_one_file(out: Path) -> None:
    coded, review = events(out / "coded.jsonl"), events(out / "review.jsonl")
    rejected = events(out / "rejected.jsonl")
    names = [event["document"]["name"] for event in (*coded, *review, *rejected)]  # type: ignore[index]
    assert sorted(set(names)) == sorted(names)
    assert len(names) == a_town().files - a_town().copies
    assert coded
    assert len(rejected) == a_town().broken


def test_again_is_acknowledged_and_changes_nothing(out: Path) -> None:
    before = {path.name: path.read_bytes() for path in out.glob("*.jsonl")}
    said = kontera("run", str(a_town().inbox), "--out", str(out), "--json")
    assert said.code == 0
    assert json.loads(said.out)["again"] >= a_town().files
    assert {path.name: path.read_bytes() for path in out.glob("*.jsonl")} == before


def test_what_is_printed_adds_up(out: Path) -> None:
    figures = json.loads(kontera("run", str(a_town().inbox), "--out", str(out), "--json").out)
    assert figures["received"] == figures["released"] + figures["review"] + figures["rejected"]


def test_the_model_learnt_once_is_used_by_the_next_start(out: Path) -> None:
    versions = {event["model_version"] for event in events(out / "coded.jsonl")}
    empty = out.parent / "one"
    empty.mkdir()
    kontera("run", str(empty), "--out", str(out))
    assert versions == {event["model_version"] for event in events(out / "coded.jsonl")}
    assert "empty" not in versions


def test_nothing_is_drawn_and_nothing_coloured_where_no_person_sits(out: Path) -> None:
    said = kontera("run", str(a_town().inbox), "--out", str(out))
    assert "\x1b" not in said.out + said.err
    assert said.err == ""


@pytest.mark.parametrize(
    ("arguments", "said_of_it"),
    [
        (("nowhere", "--out", "o"), "neither a folder nor a file"),
        ((".", "--out", "a-file"), "is not a folder"),
        ((".", "--out", "o", "--history", "nowhere.csv"), "nowhere.csv does not exist"),
        ((".", "--out", "o", "--data", "a-file"), "cannot be opened as a database"),
        ((".", "--out", "o", "--orders", "nowhere"), "neither a folder nor a file"),
    ],
)
def test_a_wrong_argument_is_a_sentence_and_exit_code_2(
    arguments: tuple[str, ...], said_of_it: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_bytes(b"no database at all" * 100)
    monkeypatch.chdir(tmp_path)
    said = kontera("run", *arguments)
    assert said.code == 2
    assert said_of_it in said.err
    assert "Traceback" not in said.err


def test_a_history_with_unreadable_rows_is_used_without_them(tmp_path: Path) -> None:
    rows = a_town().history.read_text("utf-8").splitlines()[:60]
    history = tmp_path / "history.csv"
    history.write_text(
        "\n".join([*rows, rows[1].replace(rows[1].split(",")[0], "yesterday")]) + "\n", "utf-8"
    )
    (tmp_path / "in").mkdir()
    said = kontera("run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--history", str(history))
    assert said.code == 0
    assert "left out" in said.err
    assert "line 61" in said.err


def test_a_link_to_nothing_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "a.xml").symlink_to(tmp_path / "nowhere")
    (inbox / "b.xml").write_bytes(b"hello")
    said = kontera("run", str(inbox), "--out", str(tmp_path / "out"))
    assert said.code == 1
    assert "a.xml could not be opened" in said.err
    assert len(events(tmp_path / "out" / "rejected.jsonl")) == 1


def test_watching_takes_a_file_once_it_is_whole_and_ends_when_asked(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    command = [sys.executable, "-m", "services.cli", "run", str(inbox), "--out", str(out), "--watch"]
    with subprocess.Popen(
        command, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as run:
        try:
            assert run.stderr is not None
            assert b"watching" in run.stderr.readline()
            (inbox / ".part.xml").write_bytes(b"<half")
            (inbox / "a.xml").write_bytes(b"<whole/>")
            assert b"took 1 files" in run.stderr.readline()
            run.send_signal(signal.SIGTERM)
            assert b"stopped" in run.stderr.readline()
            assert run.wait(30) == 0
        finally:
            run.kill()
    assert [event["document"]["name"] for event in events(out / "rejected.jsonl")] == ["a.xml"]  # type: ignore[index]
