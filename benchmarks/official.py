"""The official engine beside our reader: what each costs, and where their verdicts differ.

    python -m benchmarks.official --official DIR                # CPU a 10-line invoice, both in the same run
    python -m benchmarks.official --official DIR --corpus DIR   # and the fatal ids of each file, side by side
    … --corpus DIR --warnings                                   # the ids of warnings too
    … --corpus DIR --counts                                     # and how often each is told

DIR holds the stylesheets and their table (docs/official.md). The engine's CPU is that of its own process for
parsing and judging one document, stylesheets compiled before. Ours is that of `benchmarks.ingest`: bytes to
the bytes of the event, all rules included. Beside it stands verdict against verdict: ours without making the
event, theirs with reading the findings out of the report. A corpus is a folder with a `manifest.csv` (columns
path, format, perhaps fragment and expected), or any folder of XML files. A fragment, a rule test that is no
whole document, is compared on the ids alone that it is expected to tell apart.
"""

import argparse
import csv
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.documents import same_sender
from benchmarks.ingest import NOW, cpu_ms, read
from schemas.invoice import Finding, InvoiceRejected
from services.invoice_ingest import parsing
from services.invoice_ingest.official import OfficialEngine

LINES, TIMES, WARM_UP = 10, 100, 20
Told = Callable[[Iterable[Finding]], frozenset[str]]
FORMATS = ("peppol-billing-3", "en16931-ubl", "svefaktura-1.0")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the corpus; `tests` are the ids that a fragment is about, none for a whole document."""

    path: str
    format: str
    tests: frozenset[str] = frozenset()

    @property
    def is_fragment(self) -> bool:
        """Whether it is a rule test, not a whole document."""
        return bool(self.tests)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rule ids that one file breaks, ours and the official ones."""

    file: File
    status: str
    ours: frozenset[str]
    official: frozenset[str]

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.ours == self.official


def main() -> None:
    """Measure and print."""
    options = _options()
    with OfficialEngine(options.official, options.time_limit) as engine:
        print_costs(engine)
        if options.corpus is not None:
            files = [file for file in files_of(options.corpus) if file.format in options.formats]
            told = partial(ids_of, with_warnings=options.warnings, with_counts=options.counts)
            print_agreement(list(compare(engine, options.corpus, files, told)))


def print_costs(engine: OfficialEngine) -> None:
    """CPU of one 10-line invoice, ours and the engine's, and how many times ours fits into it.

    First from the bytes to those of our event, beside the engine, whose report is XML of its own. Then
    verdict beside verdict: what is wrong with the invoice, as findings, for which their report is read.
    """
    theirs, own = same_sender(LINES), same_sender(LINES)
    for _ in range(WARM_UP):
        engine.verdict(next(theirs))
    judging, reading = [], []
    for _ in range(TIMES):
        data, begun = next(theirs), time.process_time()
        verdict = engine.verdict(data)
        reading.append((time.process_time() - begun) * 1e3)
        assert verdict.status == "judged"
        assert not verdict.fatal, verdict
        judging.append(verdict.cpu_ms)
    event, said = cpu_ms(lambda: read(next(own)), TIMES), cpu_ms(lambda: parsing.read(next(own)), TIMES)
    official = statistics.median(judging)
    verdict_ms = official + statistics.median(reading)
    print("| lines | our event, CPU ms | the engine | times | our verdict, CPU ms | the engine's | times |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {LINES} | {event:.3f} | {official:.2f} | {official / event:.1f} "
        f"| {said:.3f} | {verdict_ms:.2f} | {verdict_ms / said:.1f} |"
    )


def compare(engine: OfficialEngine, corpus: Path, files: Iterable[File], told: Told) -> Iterator[Comparison]:
    """Both verdicts on each file, in the order given: what is `told` of the findings.

    A corpus may file kinds of documents under one name that no stylesheet is listed for; they are told apart.
    """
    for file in files:
        data = (corpus / file.path).read_bytes()
        is_listed = file.format in engine.stylesheets.of_format
        verdict = engine.verdict(data, file.format if is_listed else None)
        if not is_listed and verdict.format is not None:
            file = replace(file, format=verdict.format)
        official, ours = told(verdict.findings), told(our_findings(data))
        if file.is_fragment:
            ours, official = (
                file.tests.intersection(id.partition("*")[0] for id in ids) for ids in (ours, official)
            )
        yield Comparison(file, verdict.status, ours, official)


def our_findings(data: bytes) -> list[Finding]:
    """What we say is wrong with a file: what could not be read and the rules that it breaks."""
    found: list[Finding] = []
    for event in parsing.ingest(data, "a file", NOW):
        if isinstance(event, InvoiceRejected):
            found += event.findings
        else:
            found += event.warnings
    return found


def ids_of(
    findings: Iterable[Finding], with_warnings: bool = False, with_counts: bool = False
) -> frozenset[str]:
    """The ids of the rules that are fatal, or of all; `BR-S-08*2` is one that is told twice."""
    times = Counter(one.rule for one in findings if with_warnings or one.severity == "fatal")
    return frozenset(f"{id}*{n}" if with_counts and n > 1 else id for id, n in times.items())


def files_of(corpus: Path) -> list[File]:
    """What the manifest lists, or every XML file under the folder with the format we take it for."""
    manifest = corpus / "manifest.csv"
    if manifest.is_file():
        with manifest.open(encoding="utf-8", newline="") as rows:
            return [File(row["path"], row["format"], _tests(row)) for row in csv.DictReader(rows)]
    paths = sorted(corpus.rglob("*.xml"))
    return [
        File(path.relative_to(corpus).as_posix(), parsing.read(path.read_bytes()).format or "")
        for path in paths
    ]


def _tests(row: dict[str, str]) -> frozenset[str]:
    """The ids that a fragment of a manifest is about: `fails:BR-01;BR-02` or `passes:…`."""
    if row.get("fragment") != "yes":
        return frozenset()
    return frozenset(row["expected"].partition(":")[2].split(";"))


def print_agreement(comparisons: list[Comparison]) -> None:
    """The share of files that agree, by format and kind, then every file that does not."""
    print("\n| format | files | judged | same ids | ours only | official only |")
    print("|---|---|---|---|---|---|")
    for name, group in _groups(comparisons):
        judged = [one for one in group if one.status == "judged"]
        same = sum(one.agrees for one in judged)
        share = f"{same} ({same / len(judged):.1%})" if judged else "0"
        extra, missed = (sum(ids.values()) for ids in _differences(judged))
        print(f"| {name} | {len(group)} | {len(judged)} | {share} | {extra} | {missed} |")
    whole = [one for one in comparisons if one.status == "judged" and not one.file.is_fragment]
    for words, counted in zip(("ours only", "official only"), _differences(whole), strict=True):
        print(
            f"\nids in whole documents, {words}: " + ", ".join(f"{i}*{n}" for i, n in counted.most_common())
        )
    print("\n| file | status | ours only | official only |")
    print("|---|---|---|---|")
    for one in comparisons:
        if not one.agrees or one.status != "judged":
            _print_difference(one)


def _print_difference(one: Comparison) -> None:
    extra, missed = " ".join(sorted(one.ours - one.official)), " ".join(sorted(one.official - one.ours))
    kind = " (fragment)" if one.file.is_fragment else ""
    print(f"| {one.file.path}{kind} | {one.status} | {extra} | {missed} |")


def _groups(comparisons: list[Comparison]) -> Iterator[tuple[str, list[Comparison]]]:
    kinds = dict.fromkeys((one.file.format, one.file.is_fragment) for one in comparisons)
    for name, is_fragment in kinds:
        found = [one for one in comparisons if (one.file.format, one.file.is_fragment) == (name, is_fragment)]
        yield f"{name}, {'fragments' if is_fragment else 'whole'}", found


def _differences(comparisons: Iterable[Comparison]) -> tuple[Counter[str], Counter[str]]:
    """How often each id is ours only, and how often official only."""
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in comparisons:
        extra.update(one.ours - one.official)
        missed.update(one.official - one.ours)
    return extra, missed


class _Options(argparse.Namespace):
    official: Path
    corpus: Path | None
    formats: list[str]
    time_limit: float
    warnings: bool
    counts: bool


def _options() -> _Options:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--official", type=Path, required=True, help="folder with rules.csv")
    parser.add_argument("--corpus", type=Path, help="folder of documents to compare verdicts on")
    parser.add_argument(
        "--formats", nargs="+", default=list(FORMATS), help="formats of the corpus to compare"
    )
    parser.add_argument(
        "--time-limit", type=float, default=30.0, help="seconds the engine has for a document"
    )
    parser.add_argument(
        "--warnings", action="store_true", help="compare warnings too, not only what is fatal"
    )
    parser.add_argument("--counts", action="store_true", help="compare how often each id is told, too")
    return parser.parse_args(namespace=_Options())


if __name__ == "__main__":
    main()
