"""`kontera explain`: why an invoice became what it became."""

import json
from pathlib import Path

import pytest

from tests.commands import kontera
from tests.towns import a_town


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out, town = tmp_path_factory.mktemp("explain"), a_town()
    assert kontera("run", str(town.inbox), "--out", str(out), "--orders", str(town.orders)).code == 0
    return out / "kontera.db"


def first(data: Path, name: str) -> dict[str, dict[str, str]]:
    event: dict[str, dict[str, str]] = json.loads((data.parent / name).read_bytes().splitlines()[0])
    return event


def test_an_invoice_that_waits_says_why_with_its_suggestions(data: Path) -> None:
    invoice = first(data, "review.jsonl")["invoice"]
    said = kontera("explain", invoice["number"], "--data", str(data))
    assert said.code == 0
    assert "waits for a person" in said.out
    assert "line" in said.out


def test_a_rejected_document_says_its_rules_by_file_name(data: Path) -> None:
    name = first(data, "rejected.jsonl")["document"]["name"]
    said = kontera("explain", name, "--data", str(data))
    assert said.code == 0
    assert "was rejected" in said.out


def test_a_rejection_that_nobody_can_be_sent_says_why(data: Path) -> None:
    lines = (data.parent / "rejected.jsonl").read_text("utf-8").splitlines()
    name = next(json.loads(line)["document"]["name"] for line in lines if "unanswered" in json.loads(line))
    said = kontera("explain", name, "--data", str(data))
    assert "its sender is not told: it could not be read as an invoice" in said.out


def test_json_is_the_event_as_in_the_outcome_file(data: Path) -> None:
    line = (data.parent / "review.jsonl").read_text("utf-8").splitlines()[0]
    said = kontera("explain", json.loads(line)["invoice_id"], "--data", str(data), "--json")
    assert said.out.strip() == line


@pytest.mark.parametrize("arguments", [("no-such", "--data", "DATA"), ("1", "--data", "nowhere.db")])
def test_what_is_not_there_is_a_sentence(data: Path, arguments: tuple[str, ...]) -> None:
    said = kontera("explain", *(str(data) if word == "DATA" else word for word in arguments))
    assert said.code == 2
    assert said.err.startswith("kontera: settings: ")
