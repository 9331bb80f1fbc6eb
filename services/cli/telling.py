"""The verdict on a document as a table that can be forwarded to its supplier, in three languages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.invoice import Finding
from services import texts
from services.cli import showing
from services.invoice_ingest.official import Verdict
from services.invoice_ingest.responding.clarifying import RIGHT
from services.texts import Language

SHOWN = 60
"""Characters of a value that are shown."""
PLACES = 20
"""Places of one rule that are shown; how many more there are, is said."""
NARROW = 100
"""Columns below which a finding is told in lines, not in a row: a table would be cut into syllables."""
_ELEMENT = re.compile(r"\w+:\w")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the sentences of the rules, in one language."""

    accepted: str
    rejected: str
    severities: Mapping[str, str]
    heads: tuple[str, str, str, str, str]
    unknown: str
    more: str
    official: tuple[str, ...]
    """Heads of the table of both verdicts, then its rows: both, ours, theirs, the engine, nothing."""


WORDS: Mapping[Language, Words] = {
    "en": Words(
        accepted="accepted",
        rejected="rejected: {} fatal",
        severities={"fatal": "fatal", "warning": "warning"},
        heads=("rule", "severity", "place", "found", "what is asked or wrong, and what would be right"),
        unknown="no known format",
        more="and {} more places",
        official=(
            *("verdicts", "fatal rules", "both"),
            *("only ours", "only the official", "official engine", "none"),
        ),
    ),
    "sv": Words(
        accepted="godtas",
        rejected="avvisas: {} fel",
        severities={"fatal": "fel", "warning": "varning"},
        heads=("regel", "allvar", "plats", "funnet", "vad som krävs eller är fel, och vad som vore rätt"),
        unknown="inget känt format",
        more="och {} ställen till",
        official=(
            *("omdömen", "brutna regler", "båda"),
            *("bara vårt", "bara det officiella", "officiella motorn", "inga"),
        ),
    ),
    "da": Words(
        accepted="godtages",
        rejected="afvises: {} fejl",
        severities={"fatal": "fejl", "warning": "advarsel"},
        heads=(
            "regel",
            "alvor",
            "sted",
            "fundet",
            "hvad der kræves eller er forkert, og hvad der ville være rigtigt",
        ),
        unknown="intet kendt format",
        more="og {} steder til",
        official=(
            *("domme", "brudte regler", "begge"),
            *("kun vores", "kun den officielle", "den officielle motor", "ingen"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as it is shown."""

    rule: str
    severity: str
    place: str
    found: str
    words: str


def show(name: str, format: str | None, findings: Sequence[Finding], language: Language) -> None:
    """Print the verdict on a document, and what is wrong with it: fatal first, a rule's places together."""
    words, console = WORDS[language], showing.console()
    fatal = sum(finding.severity == "fatal" for finding in findings)
    verdict = Text(words.rejected.format(fatal), "red") if fatal else Text(words.accepted, "green")
    heading = Text(_plain(name), "bold"), Text(format or words.unknown), verdict
    console.print(Text("  ").join(heading), soft_wrap=True)
    if findings and console.width < NARROW:
        _show_lines(console, (Row(*words.heads), *rows_of(findings, language)))
    elif findings:
        _show_table(console, rows_of(findings, language), words.heads)


def rows_of(findings: Sequence[Finding], language: Language) -> Iterator[Row]:
    """What is shown of each finding. A sentence that the row above has is not said again."""
    by_rule: dict[tuple[bool, str], list[Finding]] = {}
    for finding in sorted(findings, key=_is_warning):
        by_rule.setdefault((_is_warning(finding), finding.rule), []).append(finding)
    words = WORDS[language]
    for found in by_rule.values():
        said = ""
        for finding in islice(found, PLACES):
            sentence = _sentence(texts.message(finding, language))
            told = (sentence if sentence != said else "", _remedy(finding, language))
            yield Row(
                rule=finding.rule,
                severity=words.severities[finding.severity],
                place=_plain(texts.place_in_words(finding, language) or ""),
                found=_plain(_found(finding)),
                words=_plain(" ".join(filter(None, told))),
            )
            said = sentence
        if len(found) > PLACES:
            yield Row(found[0].rule, "", "", "", words.more.format(len(found) - PLACES))


def _is_warning(finding: Finding) -> bool:
    return finding.severity == "warning"


def _show_table(console: Console, rows: Iterable[Row], heads: Sequence[str]) -> None:
    table = Table(box=None)
    for head in heads:
        table.add_column(head, overflow="fold")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for row in rows:
        table.add_row(*map(Text, (row.rule, row.severity, row.place, row.found, row.words)))
    console.print(table)


def _show_lines(console: Console, rows: Iterable[Row]) -> None:
    """Each rule once, below it place and value, then the sentences: for narrow terminals."""
    above = ""
    for row in rows:
        if row.rule != above:
            console.print(Text(f"{row.rule}  {row.severity}", "bold"))
        where = ": ".join(filter(None, (row.place, row.found)))
        for line in filter(None, (where, row.words)):
            console.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 4)))
        above = row.rule


def _remedy(finding: Finding, language: Language) -> str:
    """What would be right, as a sentence; a value that it begins with stays as it is."""
    said = texts.remedy(finding, language) or ""
    return f"{said}." if said.endswith(RIGHT) else _sentence(said)


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
    """With a full stop and a capital, unless it begins with the name of an element."""
    begun = text if _ELEMENT.match(text) else text[:1].upper() + text[1:]
    return begun and begun + ("" if begun.endswith((".", "?", "!")) else ".")


def _found(finding: Finding) -> str:
    value = finding.value or ""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def _plain(text: str) -> str:
    """A sender's text without what would steer a terminal or turn the reading order."""
    return _INVISIBLE.sub(" ", text)
