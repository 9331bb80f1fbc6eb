"""The official rule sets, run as they are published: documents go in, their stylesheets' verdicts come out.

An option for those who want both verdicts side by side, and the peer of our own rules in the benchmark. The
stylesheets are compiled Schematron (XSLT) that the operator supplies in a folder with a table `rules.csv`;
`docs/official.md` says how to lay it out. The XSLT engine (saxonche) runs in a child process only, with a
time limit for each document, and is started again when it dies; a document it dies on gets that as a finding.

Not pure: this module starts a process. Nothing of the services uses it; the command line and benchmarks do.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from lxml import etree
from lxml.etree import _Element

from schemas.errors import DocumentError, SettingsError
from schemas.invoice import Finding
from services.invoice_ingest.door import tree_of
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.formats import format_of, recognised
from services.invoice_ingest.official.process import Answer, Engine

TABLE, COLUMNS = "rules.csv", ("format", "stylesheet")
ABORTED, LATE = "official-aborted", "official-late"

SVRL = "http://purl.oclc.org/dsdl/svrl"
FAILED = (f"{{{SVRL}}}failed-assert", f"{{{SVRL}}}successful-report")
_ID_IN_TEXT = re.compile(r"\[([A-Za-z][\w.-]*\d[\w.-]*)\]")
_STEP = re.compile(r"\*:([\w.-]+)\[namespace-uri\(\)='[^']*'\]|\*\[local-name\(\)='([\w.-]+)'\]")
"""How stylesheets write a step of a path: `*:ID[namespace-uri()='…']` or `*[local-name()='ID']`."""


Status = Literal["aborted", "late", "unjudged", "judged"]
STATUSES: tuple[Status, ...] = ("aborted", "late", "unjudged", "judged")
"""From the worst to the best."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the official rule sets say of one file.

    `judged`: `findings` is all they found. `aborted`, `late`: the engine gave up; a fatal finding says so.
    `unjudged`: not XML that is let in, or no stylesheet is listed for its format. `cpu_ms`: of the engine.
    """

    status: Status
    format: str | None
    findings: tuple[Finding, ...] = ()
    cpu_ms: float = 0.0

    @property
    def fatal(self) -> frozenset[str]:
        """The ids of the fatal rules that fired."""
        return frozenset(finding.rule for finding in self.findings if finding.severity == "fatal")


@dataclass(frozen=True, slots=True)
class Stylesheets:
    """The operator's table: the files, and for each format their places among them."""

    files: tuple[Path, ...]
    of_format: dict[str, tuple[int, ...]]


class OfficialEngine:
    """The engine while it is open: `with OfficialEngine(folder) as engine: engine.verdicts(documents)`.

    Raises SettingsError where saxonche, the table or a stylesheet is missing or cannot be used.
    """

    def __init__(self, folder: Path, time_limit_s: float = 30.0) -> None:
        self.stylesheets = stylesheets_in(folder)
        self.time_limit_s = time_limit_s
        self._engine: Engine | None = None
        if find_spec("saxonche") is None:
            raise SettingsError("saxonche is not installed", remedy="pip install 'kontera[official]'")

    def __enter__(self) -> Self:
        self._engine = Engine(self.stylesheets.files)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    @property
    def process_id(self) -> int | None:
        """The child process that runs now; None where none does."""
        return self._engine.id if self._engine is not None else None

    def verdicts(self, documents: Iterable[bytes]) -> Iterator[Verdict]:
        """One verdict for each file, in the order given, whatever happens to the engine."""
        for data in documents:
            yield self.verdict(data)

    def verdict(self, data: bytes, format: str | None = None) -> Verdict:
        """The verdict on one file: on the business documents in it, without their envelopes.

        The rules are those of `format` where it is given (a rule test may say nothing of its own), else those
        of the format that each document is.
        """
        try:
            documents = contents_of(tree_of(data)).documents
        except DocumentError as error:
            finding = Finding(rule=error.code, severity="fatal", message=error.message, place=error.place)
            return Verdict("unjudged", None, (finding,))
        return _together([self._judged(document, format or format_name(document)) for document in documents])

    def _judged(self, document: _Element, name: str | None) -> Verdict:
        places = self.stylesheets.of_format.get(name or "", ())
        if not places:
            return Verdict("unjudged", name)
        data = etree.tostring(document, with_tail=False)  # ASCII: no encoding to disagree about
        engine, is_fresh = self._running()
        answer = engine.ask(places, data, self.time_limit_s)
        if answer.status == "died" and not is_fresh:  # what came before must not decide what is said of it
            engine, _ = self._running()
            answer = engine.ask(places, data, self.time_limit_s)
        return _verdict(name, answer, self.time_limit_s)

    def _running(self) -> tuple[Engine, bool]:
        """A living engine, and whether it has judged nothing yet."""
        if self._engine is None or not self._engine.is_alive:
            if self._engine is not None:
                self._engine.close()
            self._engine = Engine(self.stylesheets.files)
        return self._engine, self._engine.asked == 0


def stylesheets_in(folder: Path) -> Stylesheets:
    """The table of a folder, its paths resolved. Raises SettingsError that says what is missing."""
    table = folder / TABLE
    remedy = "lay the folder out as docs/official.md says"
    if not table.is_file():
        raise SettingsError(f"there is no {TABLE}", place=str(folder), remedy=remedy)
    files: dict[Path, int] = {}
    of_format: dict[str, tuple[int, ...]] = {}
    with table.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            name, written = ((row.get(column) or "").strip() for column in COLUMNS)
            path = (folder / written).resolve()
            if not name or not written or not path.is_file():
                raise SettingsError(
                    f"no stylesheet {written!r} for {name!r}", place=str(table), remedy=remedy
                )
            place = files.setdefault(path, len(files))
            of_format[name] = (*of_format.get(name, ()), place)
    return Stylesheets(tuple(files), of_format)


def format_name(root: _Element) -> str | None:
    """The name that the table is asked by: that of the format, read here or only recognised."""
    found = format_of(root)
    return found[1] if found is not None else recognised.name_of(root)


def findings_of(report: bytes) -> list[Finding]:
    """Every assertion of an SVRL report that failed, with id, severity and place. Unparsable: ValueError."""
    try:
        root = etree.fromstring(
            report, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the report is not XML: {error}") from error
    return [_finding(element) for element in root.iter(*FAILED)]


def _finding(element: _Element) -> Finding:
    text = " ".join("".join(element.itertext()).split())
    named = _ID_IN_TEXT.search(text)
    return Finding(
        rule=element.get("id") or (named[1] if named else "unnamed"),
        severity="fatal" if (element.get("flag") or element.get("role") or "fatal") == "fatal" else "warning",
        message=text,
        place=_STEP.sub(r"\1\2", element.get("location") or "") or None,
    )


def _verdict(name: str | None, answer: Answer, limit_s: float) -> Verdict:
    if answer.status == "late":
        found = Finding(
            rule=LATE, severity="fatal", message=f"the official engine took more than {limit_s:g} s"
        )
        return Verdict("late", name, (found,))
    try:
        findings = [finding for report in answer.reports for finding in findings_of(report)]
    except ValueError as error:
        answer = Answer("aborted", message=str(error))
    if answer.status != "judged":
        message = " ".join(f"official engine aborted: {answer.message or 'it died'}".split())
        return Verdict("aborted", name, (Finding(rule=ABORTED, severity="fatal", message=message),))
    return Verdict("judged", name, tuple(findings), answer.cpu_ms)


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict of several documents in a file: the worst status, all findings."""
    if not verdicts:
        return Verdict("unjudged", None)
    worst = min((one.status for one in verdicts), key=STATUSES.index)
    found = tuple(finding for one in verdicts for finding in one.findings)
    return Verdict(worst, verdicts[0].format, found, sum(one.cpu_ms for one in verdicts))
