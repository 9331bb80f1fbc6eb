"""What findings say, in the languages of those who are told: a finding goes in, its words come out.

Rules and errors speak English, in the module that raises them, and so do the events. A folder for each other
language has the same as data: `rules.csv` the sentence of each rule under its official id, `sentences.csv`
everything else, under its English (see `sentences`). So events that are old can be told in any language too.
They name business terms by id alone; `terms.csv`, which English has as well, says what each is called.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from schemas.invoice import Finding
from services.texts.sentences import rows_of, told
from services.texts.terms import ids_in, names

__all__ = [
    "TRANSLATED",
    "Language",
    "message",
    "place",
    "place_in_words",
    "place_name",
    "remedy",
    "rule",
    "told",
]

Language = Literal["en", "sv", "da"]
TRANSLATED: tuple[Language, ...] = ("sv", "da")
OF = " of "
"""Stands between what a finding is about and where that is: `BT-131 of line 3`."""


def rule(id: str, english: str, language: str) -> str:
    """The sentence of a rule in a language."""
    return rules(language).get(id) or told(english, language)


def message(finding: Finding, language: str) -> str:
    """What is wrong, or what the rule asks."""
    return rule(finding.rule, finding.message, language)


def remedy(finding: Finding, language: str) -> str | None:
    """What would be right, or what to do."""
    return None if finding.remedy is None else told(finding.remedy, language)


def place(finding: Finding, language: str) -> str | None:
    """Where it is: a path as it stands, a business term by its id, a line or party in words."""
    named = finding.place
    if named is None or named.startswith("/"):
        return named
    if language not in TRANSLATED:
        return named
    return ", ".join(told(part, language) for part in named.split(OF, 1))


def place_in_words(finding: Finding, language: str) -> str | None:
    """Where it is, each business term with its name: `BT-131 Invoice line net amount, line 3`."""
    subject, _, where = (finding.place or "").partition(OF)
    called = names(language)
    named = [f"{id} {called.get(id, '')}".strip() for id in ids_in(subject)]
    if not named:
        return place(finding, language)
    return ", ".join([*named, told(where, language)] if where else named)


def place_name(finding: Finding, language: str) -> str | None:
    """What the business term is called that the place names, where it names one."""
    subject, called = (finding.place or "").partition(OF)[0], names(language)
    return ", ".join(called[id] for id in ids_in(subject) if id in called) or None


@cache
def rules(language: str) -> Mapping[str, str]:
    """The sentences of a language by rule id; none in English, which every rule has itself."""
    return dict(rows_of(language, "rules.csv"))
