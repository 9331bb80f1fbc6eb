"""`kontera check`: what is right and wrong with documents, nothing else done with them."""

import json
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from schemas.invoice import Finding
from services import texts
from services.cli import showing, telling
from services.invoice_ingest.door import apart
from services.invoice_ingest.official import OfficialEngine, Verdict
from services.invoice_ingest.parsing import Reading, read_stream, readable
from services.runtime.folders import files_under
from services.texts import Language

FINDINGS = 1000
"""Findings of a document that a line of --jsonl tells."""


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Documents, or folders of documents.")],
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON object a document; paths relative to the folder given.")
    ] = False,
    language: Annotated[
        Language, typer.Option(help="Language of the table, and of `findings` in --jsonl.")
    ] = "en",
    official: Annotated[
        Path | None, typer.Option(help="Folder of official stylesheets to run as well (docs/official.md).")
    ] = None,
) -> None:
    """Read documents and hold them against the official rules; say what is wrong, where and what was found.

    Exit code 0: every document would be accepted. 1: some would be rejected, or could not be opened; they are
    named. 2: no such file.
    """
    rejected = unread = 0
    with OfficialEngine(official) if official else nullcontext() as engine:
        for root in paths:
            for path in files_under(root):
                name = readable(path.relative_to(root).as_posix() if root.is_dir() else path.name)
                try:
                    reading, findings = judged(path)
                except OSError as error:
                    showing.say(f"kontera: {name} could not be opened: {error.strerror}")
                    unread += 1
                    continue
                rejected += any(finding.severity == "fatal" for finding in findings)
                theirs = engine.verdict(path.read_bytes()) if engine else None
                if jsonl:
                    line = _line(name, reading, findings, theirs) | _told(findings, language)
                    print(json.dumps(line, ensure_ascii=False))
                else:
                    telling.show(name, reading.format, findings, language)
                    if theirs is not None:
                        telling.show_official(_fatal(findings), theirs, language)
    raise typer.Exit(1 if rejected or unread else 0)


def judged(path: Path) -> tuple[Reading, list[Finding]]:
    """A document's reading and everything that is wrong with it."""
    with path.open("rb") as file:
        reading = apart(lambda: read_stream(file))
    return reading, [*reading.findings, *reading.broken]


def _line(name: str, reading: Reading, findings: list[Finding], theirs: Verdict | None) -> dict[str, object]:
    ours: dict[str, object] = {
        "path": name,
        "status": reading.status,
        "format": reading.format,
        "rules": dict(Counter(finding.rule for finding in findings)),
        "fatal": _fatal(findings),
        "digest": reading.digest,
    }
    if theirs is None:
        return ours
    rules = dict(Counter(finding.rule for finding in theirs.findings))
    return ours | {"official": {"status": theirs.status, "rules": rules, "fatal": sorted(theirs.fatal)}}


def _told(findings: list[Finding], language: Language) -> dict[str, object]:
    """The first findings in a language, the fatal ones before the warnings, and how many there are."""
    first = sorted(findings, key=lambda finding: finding.severity)[:FINDINGS]
    told = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "message": texts.message(finding, language),
            "place": texts.place(finding, language),
            "place_name": texts.place_name(finding, language),
            "value": finding.value,
            "remedy": texts.remedy(finding, language),
        }
        for finding in first
    ]
    return {"findings": told, "findings_total": len(findings)}


def _fatal(findings: list[Finding]) -> list[str]:
    return sorted({finding.rule for finding in findings if finding.severity == "fatal"})
