"""The sentence of each rule in other languages: a file each, `id;sentence`. English stands with the rule."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from schemas.invoice import Finding
from services.invoice_ingest.rules.papers import structure

Language = Literal["en", "sv", "da"]
TRANSLATED: tuple[Language, ...] = ("sv", "da")


PATTERN = "structure-"
"""Starts the id of a sentence that the rules on a paper's syntax share; `{}` are places and codes."""


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """The sentences of a language by rule id; none in English, which every rule has itself."""
    if language not in TRANSLATED:
        return {}
    text = files(__package__).joinpath(f"{language}.csv").read_text(encoding="utf-8")
    rows = (line.partition(";") for line in text.splitlines() if not line.startswith("#"))
    said = {id: sentence for id, _, sentence in rows}
    patterns = {id.removeprefix(PATTERN): said.pop(id) for id in tuple(said) if id.startswith(PATTERN)}
    return said | {check.id: check.sentence(patterns) for check in structure.checks()}


def message(finding: Finding, language: Language) -> str:
    """What a finding says, in a language; what names no rule (a value that cannot be read) stays English."""
    return sentences(language).get(finding.rule, finding.message)
