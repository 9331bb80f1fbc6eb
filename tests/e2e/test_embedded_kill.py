"""SIGKILL at any moment loses nothing: the outcomes are those of an undisturbed run, none twice."""

import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from services.demo import Municipality
from tests.commands import kontera
from tests.towns import a_town, environment

KILLS = 20
OUTPUTS = ("coded.jsonl", "review.jsonl", "rejected.jsonl")


def run(out: Path, town: Municipality) -> None:
    """`kontera run` over the town, four documents to a transaction; in a process of its own."""
    os.environ.clear()
    os.environ.update(environment(KONTERA_RESPONSES="all"))
    orders = ["--orders", str(town.orders), "--batch", "4", "--json"]
    said = kontera("run", str(town.inbox), "--out", str(out), *orders)
    assert said.code == 0, said.err


def started(out: Path) -> BaseProcess:
    """The run on its way, in a process from a server that has imported everything already.

    So what is killed is the work, and not twenty starts of the interpreter.
    """
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["services.cli.run", "tests.commands", "tests.towns"])
    process = server.Process(target=run, args=(out, a_town()))
    process.start()
    return process


def documents_done(database: Path) -> int:
    """How many documents have their outcome, by the file itself; 0 before there is one."""
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def kill_at(out: Path, moment: int, pause: float) -> None:
    """Start the run, and kill it a little after so many documents are done."""
    process = started(out)
    until = time.monotonic() + 60
    while documents_done(out / "kontera.db") < moment and process.is_alive():
        assert time.monotonic() < until, "the run makes no progress"
        time.sleep(0.002)
    time.sleep(pause)
    process.kill()
    process.join()


def finish(out: Path) -> None:
    """Let the run come to its end."""
    process = started(out)
    process.join(120)
    assert process.exitcode == 0


def responses(out: Path) -> dict[str, bytes]:
    """The Invoice Responses, by the names of their files."""
    return {path.name: path.read_bytes() for path in (out / "responses").iterdir()}


@pytest.fixture
def moments() -> Iterator[tuple[int, float]]:
    """Twenty moments spread over the run, the same every time; some before anything was done."""
    dice = random.Random(20)
    total = len(list(a_town().inbox.iterdir()))
    return iter([(moment, dice.uniform(0, 0.02)) for moment in sorted(dice.choices(range(total), k=KILLS))])


@pytest.mark.timeout(240)
def test_outcomes_after_twenty_kills_equal_those_of_an_undisturbed_run(
    tmp_path: Path, moments: Iterator[tuple[int, float]]
) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    finish(calm)
    for moment, pause in moments:
        kill_at(killed, moment, pause)
    finish(killed)
    for name in OUTPUTS:
        assert (killed / name).read_bytes() == (calm / name).read_bytes(), name
    assert responses(killed) == responses(calm) != {}
    assert (calm / "coded.jsonl").stat().st_size + (calm / "review.jsonl").stat().st_size > 0
