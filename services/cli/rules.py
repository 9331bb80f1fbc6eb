"""`kontera rules`: every rule that documents are held against, in words."""

import json
from typing import Annotated

import typer
from rich.table import Table

from services.cli import showing
from services.invoice_ingest.rules import Description, describe
from services.invoice_ingest.rules.texts import Language


def rules(
    rule_set: Annotated[
        str | None, typer.Option("--set", help="Only rule sets whose name contains this, in any case.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a rule.")] = False,
) -> None:
    """List the rules: official id, severity, the rule set with its version and day, the sentence, the source.

    Exit code 0: listed. 2: no rule set has such a name.
    """
    told = [row for row in describe(language) if (rule_set or "").lower() in row.rule_set.lower()]
    if not told:
        sets = ", ".join(dict.fromkeys(row.rule_set for row in describe()))
        raise typer.BadParameter(f"no rule set is called {rule_set!r}; there are {sets}", param_hint="--set")
    if as_json:
        for row in told:
            print(json.dumps(row._asdict(), ensure_ascii=False, default=str))
    else:
        _show(told)


def _show(told: list[Description]) -> None:
    table = Table("rule", "severity", "rule set", "what holds in a lawful document", "source", box=None)
    for row in told:
        since = f", from {row.valid_from}" if row.valid_from else ""
        table.add_row(row.id, row.severity, f"{row.rule_set} {row.version}{since}", row.text, row.source)
    showing.console().print(table)
