"""The product's coder over a ledger, week by week: predictions for `score_coder.py`, and what it costs.

    python -m benchmarks.coder LEDGER.csv[.gz] --target account --predictions P.csv

The first half of the rows (in order of date) warms up. Then each ISO week is predicted whole before any of
its labels is seen, and only then learnt; every four weeks everything is refitted. A blank label counts as a
code of its own ("none"). With `--target unit` the unit's name is hidden too: it would tell.
"""

import argparse
import csv
import gzip
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

import numpy as np

from services.coder.features import I64, Cases
from services.coder.history import read_history
from services.coder.suggesting import DimensionModel
from services.coder.training import Trainer, week_of

TARGETS = {"95": 0.05, "98": 0.02, "99": 0.01}
BLANK = "\x00none"
REFIT_WEEKS = 4


@dataclass
class Costs:
    """Seconds and rows of each kind of work."""

    seconds: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def of(self, work: str, rows: int) -> Iterator[None]:
        """Count what is done inside."""
        start = time.perf_counter()
        yield
        self.seconds[work] = self.seconds.get(work, 0.0) + time.perf_counter() - start
        self.rows[work] = self.rows.get(work, 0) + rows


def main() -> None:
    """Read, predict, write, and print the costs."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("ledger", type=Path)
    arguments.add_argument("--target", default="account")
    arguments.add_argument("--predictions", type=Path, required=True)
    given = arguments.parse_args()
    cases, labels = read_ledger(given.ledger, given.target)
    costs = Costs()
    with given.predictions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        released = [f"released_{name}{kind}" for kind in ("", "_emp") for name in TARGETS]
        writer.writerow(["row", "code1", "code2", "code3", "confidence", *released])
        writer.writerows(prequential(cases, labels, costs))
    report(costs)


def read_ledger(path: Path, target: str) -> tuple[Cases, tuple[str, ...]]:
    """The cases and labels of a ledger, in the order of its rows; every row must be readable."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    history = read_history(StringIO(data.decode("utf-8"), newline=""), path.name, [target])
    if history.errors:
        sys.exit(f"{len(history.errors)} rows cannot be read, the first: {history.errors[0]}")
    cases = history.cases
    if target in ("unit", "unit_text"):
        blank = ("",) * len(cases)
        cases = replace(cases, unit=blank, unit_text=blank)
    else:  # in these ledgers only code and name together tell a buying unit
        both = zip(cases.unit, cases.unit_text, strict=True)
        cases = replace(cases, unit=tuple(f"{code} {text}".strip() for code, text in both))
    return cases, tuple(label or BLANK for label in history.labels[target])


def prequential(cases: Cases, labels: tuple[str, ...], costs: Costs) -> Iterator[list[object]]:
    """The rows of the predictions file, week by week."""
    order = np.argsort(cases.day, kind="stable")
    week = week_of(cases.day)[order]
    half = int(np.searchsorted(week, week[len(order) // 2]))
    first = order[:half]
    with costs.of("train at half", half):
        trainer = Trainer.over(cases.take(first), [labels[row] for row in first.tolist()])
    for number, rows in enumerate(weeks(order[half:], week[half:])):
        part, truth = cases.take(rows), [labels[row] for row in rows.tolist()]
        if number % REFIT_WEEKS == REFIT_WEEKS - 1:
            with costs.of("refit", len(trainer.codes)):
                trainer.fit()
        with costs.of("predict", len(rows)):
            lines = predicted(trainer.model(), part, rows)
        yield from lines
        with costs.of("learn", len(rows)):  # what a decision costs in service; then the trainer's own round
            trainer.memory.learn(part, truth)
        trainer.learn(part, truth)


def weeks(rows: I64, week: I64) -> Iterable[I64]:
    """The rows of each week."""
    return np.split(rows, np.flatnonzero(np.diff(week)) + 1)


def predicted(model: DimensionModel, cases: Cases, rows: I64) -> list[list[object]]:
    """One line of the predictions file for every case."""
    said = model.suggest(cases, float("inf"))
    limits = [model.outcomes.bounded(target) for target in TARGETS.values()]
    limits += [model.outcomes.empirical(target) for target in TARGETS.values()]
    released = (said.score[:, None] >= np.array(limits)).astype(int)
    codes = np.where(said.codes == BLANK, "", said.codes)
    return [
        [int(row), *codes[at], f"{said.probability[at, 0]:.4f}", *released[at].tolist()]
        for at, row in enumerate(rows)
    ]


def report(costs: Costs) -> None:
    """Print what it cost, on standard error."""
    for work, seconds in costs.seconds.items():
        rows = costs.rows[work]
        print(
            f"{work:14} {rows:>9,} rows {seconds:8.2f} s {rows / max(seconds, 1e-9):>12,.0f} rows/s",
            file=sys.stderr,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':14} {peak:,.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
