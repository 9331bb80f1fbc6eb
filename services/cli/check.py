"""`kontera check`: what is right and wrong with documents, nothing else done with them."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from schemas.invoice import Finding
from services.cli import showing
from services.invoice_ingest.front import apart
from services.invoice_ingest.parsing import Reading, read_stream
from services.invoice_ingest.rules.texts import Language, message
from services.runtime.folders import files_under


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Documents, or folders of documents.")],
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One JSON object a document; paths relative to the folder given.")
    ] = False,
    language: Annotated[Language, typer.Option(help="Language of the messages.")] = "en",
) -> None:
    """Read documents and hold them against the official rules; say what is wrong, where and what was found.

    Exit code 0: every document would be accepted. 1: some would be rejected. 2: no such file.
    """
    rejected = 0
    for root in paths:
        for path in files_under(root):
            name = path.relative_to(root).as_posix() if root.is_dir() else path.name
            reading, findings = judged(path)
            rejected += any(finding.severity == "fatal" for finding in findings)
            if jsonl:
                print(json.dumps(_line(name, reading, findings), ensure_ascii=False))
            else:
                _show(name, reading, findings, language)
    raise typer.Exit(1 if rejected else 0)


def judged(path: Path) -> tuple[Reading, list[Finding]]:
    """A document's reading and everything that is wrong with it."""
    with path.open("rb") as file:
        reading = apart(lambda: read_stream(file))
    return reading, [*reading.findings, *reading.broken]


def _line(name: str, reading: Reading, findings: list[Finding]) -> dict[str, object]:
    return {
        "path": name,
        "status": reading.status,
        "format": reading.format,
        "rules": dict(Counter(finding.rule for finding in findings)),
        "fatal": sorted({finding.rule for finding in findings if finding.severity == "fatal"}),
        "digest": reading.digest,
    }


def _show(name: str, reading: Reading, findings: list[Finding], language: Language) -> None:
    console = showing.console()
    fatal = sum(finding.severity == "fatal" for finding in findings)
    verdict = f"[red]rejected: {fatal} fatal[/red]" if fatal else "[green]accepted[/green]"
    console.print(f"[bold]{name}[/bold]  {reading.format or reading.status}  {verdict}")
    if not findings:
        return
    table = Table("rule", "severity", "place", "found", "what is wrong, and what would be right", box=None)
    for finding in findings:
        said = message(finding, language) + (f". {finding.remedy}" if finding.remedy else "")
        table.add_row(finding.rule, finding.severity, finding.place or "", (finding.value or "")[:60], said)
    console.print(table)
