"""`kontera rules`: every rule that documents are held against, in words."""

import json
from collections.abc import Mapping
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from services.cli import showing, telling
from services.invoice_ingest.rules import Description, describe
from services.texts import Language

HEADS: Mapping[Language, tuple[str, ...]] = {
    "en": ("rule", "severity", "rule set, its version and day", "what holds in a lawful document", "source"),
    "sv": ("regel", "allvar", "regelverk, version och dag", "vad som gäller i ett riktigt dokument", "källa"),
    "da": ("regel", "alvor", "regelsæt, version og dag", "hvad der gælder i et rigtigt dokument", "kilde"),
}


def rules(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="Only the rules with these official ids.")
    ] = None,
    rule_set: Annotated[
        str | None, typer.Option("--set", help="Only rule sets whose name contains this, in any case.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the sentences.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a rule.")] = False,
) -> None:
    """List the rules: official id, severity, the rule set with its version and day, the sentence, the source.

    Exit code 0: listed. 2: no rule set has such a name, no rule such an id.
    """
    told = [row for row in describe(language) if (rule_set or "").lower() in row.rule_set.lower()]
    if not told:
        sets = ", ".join(dict.fromkeys(row.rule_set for row in describe()))
        raise typer.BadParameter(f"no rule set is called {rule_set!r}; there are {sets}", param_hint="--set")
    if ids:
        told = _with_ids(told, ids)
    if as_json:
        for row in told:
            print(json.dumps(row._asdict(), ensure_ascii=False, default=str))
    else:
        _show(told, language)


def _with_ids(told: list[Description], ids: list[str]) -> list[Description]:
    wanted = [id.upper() for id in ids]
    if unknown := sorted(set(wanted) - {row.id.upper() for row in told}):
        raise typer.BadParameter(f"no rule is called {', '.join(unknown)}", param_hint="ID")
    return [row for row in told if row.id.upper() in wanted]


def _show(told: list[Description], language: Language) -> None:
    table, severities = Table(*HEADS[language], box=None), telling.WORDS[language].severities
    for row in told:
        since = f", {row.valid_from}" if row.valid_from else ""
        rule_set = f"{row.rule_set} {row.version}{since}"
        table.add_row(*map(escape, (row.id, severities[row.severity], rule_set, row.text, row.source)))
    showing.console().print(table)
