"""A document of 100 MB goes through the whole chain at the memory of a small one."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from benchmarks.documents import peppol_invoice
from benchmarks.large_documents import large_invoice
from tests.commands import kontera
from tests.resources import cost_of
from tests.towns import environment

MEGABYTES = 64.0


def run(folder: Path) -> int:
    """`kontera run` over the folder's inbox; its exit code."""
    os.environ.clear()
    os.environ.update(environment())
    return kontera("run", str(folder / "in"), "--out", str(folder / "out"), "--json").code


@pytest.fixture
def small(tmp_path: Path) -> float:
    """Megabytes that a run with a small document needs."""
    inbox = tmp_path / "small" / "in"
    inbox.mkdir(parents=True)
    (inbox / "invoice.xml").write_bytes(peppol_invoice(1))
    cost = cost_of(run, inbox.parent)
    assert cost.outcome == 0
    return cost.megabytes


def test_a_run_over_a_document_of_100_mb_needs_little_more_than_over_a_small_one(
    tmp_path: Path, small: float
) -> None:
    inbox = tmp_path / "large" / "in"
    inbox.mkdir(parents=True)
    digest = large_invoice(inbox / "invoice.xml", 75_000_000)
    cost = cost_of(run, inbox.parent, patience_s=120)
    assert cost.outcome == 0
    assert cost.megabytes <= small + MEGABYTES
    (line,) = (inbox.parent / "out" / "review.jsonl").read_bytes().splitlines()
    event = json.loads(line)
    (attachment,) = event["invoice"]["attachments"]
    assert (attachment["sha256"], attachment["filename"]) == (digest, "ritning.pdf")
    files = inbox.parent / "out" / "kontera.files"
    assert (files / "attachments" / digest[:2] / digest).stat().st_size == attachment["size"]
    document = event["document"]["sha256"]
    assert (files / "documents" / document[:2] / document).stat().st_size == event["document"]["size"]
    assert (inbox.parent / "out" / "kontera.db").stat().st_size < 1_000_000
    assert run_again(inbox.parent) == 2


def run_again(folder: Path) -> int:
    """How often the document was delivered, once the run was repeated."""
    assert cost_of(run, folder).outcome == 0
    with sqlite3.connect(folder / "out" / "kontera.db") as connection:
        return int(connection.execute("SELECT deliveries FROM document").fetchone()[0])
