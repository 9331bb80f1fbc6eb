"""The verdict on a document as a table that can be forwarded to its supplier, in three languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from schemas.invoice import Finding
from services.cli import showing
from services.invoice_ingest.official import Verdict
from services.invoice_ingest.responding.clarifying import RIGHT
from services.invoice_ingest.rules.texts import Language, message

SHOWN = 60
"""Characters of a value that are shown."""
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the sentences of the rules, in one language."""

    accepted: str
    rejected: str
    severities: Mapping[str, str]
    heads: tuple[str, ...]
    right: str
    errors: Mapping[str, str]
    official: tuple[str, ...]
    """Heads of the table of both verdicts, then its rows: both, ours, theirs, the engine, nothing."""


WORDS: Mapping[Language, Words] = {
    "en": Words(
        accepted="accepted",
        rejected="rejected: {} fatal",
        severities={"fatal": "fatal", "warning": "warning"},
        heads=("rule", "severity", "place", "found", "what is wrong, and what would be right"),
        right="{} would be right.",
        errors={},
        official=(
            *("verdicts", "fatal rules", "both"),
            *("only ours", "only the official", "official engine", "none"),
        ),
    ),
    "sv": Words(
        accepted="godtas",
        rejected="avvisas: {} fel",
        severities={"fatal": "fel", "warning": "varning"},
        heads=("regel", "allvar", "plats", "funnet", "vad som är fel, och vad som vore rätt"),
        right="Rätt vore {}.",
        errors={
            "malformed": "Filen är inte hel XML i den teckenkodning som den uppger.",
            "refused": "Filen har något som inte tas emot.",
            "unrecognised": "Filen är inget dokument av ett slag som läses här.",
            "unreadable": "Ett värde kan inte läsas.",
            "bad-row": "En rad i CSV-filen kan inte läsas.",
        },
        official=(
            *("omdömen", "brutna regler", "båda"),
            *("bara vårt", "bara det officiella", "officiella motorn", "inga"),
        ),
    ),
    "da": Words(
        accepted="godtages",
        rejected="afvises: {} fejl",
        severities={"fatal": "fejl", "warning": "advarsel"},
        heads=("regel", "alvor", "sted", "fundet", "hvad der er forkert, og hvad der ville være rigtigt"),
        right="Rigtigt ville være {}.",
        errors={
            "malformed": "Filen er ikke hel XML i den tegnkodning, som den angiver.",
            "refused": "Filen har noget, som ikke modtages.",
            "unrecognised": "Filen er ikke et dokument af en slags, som læses her.",
            "unreadable": "En værdi kan ikke læses.",
            "bad-row": "En række i CSV-filen kan ikke læses.",
        },
        official=(
            *("domme", "brudte regler", "begge"),
            *("kun vores", "kun den officielle", "den officielle motor", "ingen"),
        ),
    ),
}


def show(name: str, kind: str, findings: Sequence[Finding], language: Language) -> None:
    """Print the verdict on a document, and a row for each finding."""
    words, console = WORDS[language], showing.console()
    fatal = sum(finding.severity == "fatal" for finding in findings)
    verdict = Text(words.rejected.format(fatal), "red") if fatal else Text(words.accepted, "green")
    console.print(Text("  ").join((Text(_plain(name), "bold"), Text(kind), verdict)), soft_wrap=True)
    if not findings:
        return
    table = Table(box=None)
    for head in words.heads:
        table.add_column(head, overflow="fold")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for finding in findings:
        cells = finding.rule, words.severities[finding.severity], finding.place or "", _found(finding)
        table.add_row(*(Text(_plain(cell)) for cell in (*cells, said(finding, language))))
    console.print(table)


def said(finding: Finding, language: Language) -> str:
    """What is wrong, and what would be right, in sentences."""
    words = WORDS[language]
    sentences = [words.errors.get(finding.rule, ""), _sentence(message(finding, language))]
    if remedy := finding.remedy:
        is_value = remedy.endswith(RIGHT)
        sentences.append(words.right.format(remedy.removesuffix(RIGHT)) if is_value else _sentence(remedy))
    return " ".join(filter(None, sentences))


def show_official(ours: Iterable[str], theirs: Verdict, language: Language) -> None:
    """Print the official verdict beside ours: the fatal rules that both, or only one of them, see broken."""
    verdicts, rules, both, only_ours, only_theirs, engine, none = WORDS[language].official
    table, mine = Table(verdicts, rules, box=None), set(ours)
    table.add_row(both, " ".join(sorted(mine & theirs.fatal)) or none)
    for whose, some in ((only_ours, mine - theirs.fatal), (only_theirs, theirs.fatal - mine)):
        if some:
            table.add_row(whose, " ".join(sorted(some)))
    if theirs.status != "judged":
        table.add_row(engine, theirs.status)
    showing.console().print(table)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _found(finding: Finding) -> str:
    value = finding.value or ""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def _plain(text: str) -> str:
    """A sender's text without what would steer a terminal or turn the reading order."""
    return _INVISIBLE.sub(" ", text)
