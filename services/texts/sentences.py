"""English sentences with names, numbers and values in them, and the same in another language.

A row of a language's `sentences.csv` is `English;translation`, with `{}` where something stands that is not
part of the sentence; `{1}`, `{0}` in a translation where the order is another. What stands there is told in
its turn where it is a row itself: `a text` of `{} of more than {} bytes`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LONGEST = 1000
"""Longer texts stay as they came: what is in them is the sender's, and matching must stay quick."""
_GAP = re.compile(r"{\d?}")


class Table(NamedTuple):
    """The sentences of a language: those without gaps, and patterns for the others, the longest first."""

    whole: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]


def told(english: str, language: str) -> str:
    """The sentence in a language, or as it came where that has none for it.

    >>> told("line 3, column 14", "sv")
    'rad 3, kolumn 14'
    """
    return english if len(english) > LONGEST else _told(english, language)


@lru_cache(4096)
def _told(english: str, language: str) -> str:
    whole, patterns = _table(language)
    if english in whole:
        return whole[english]
    for pattern, translation in patterns:
        found = pattern.fullmatch(english)
        if found:
            return translation.format(*(whole.get(part, part) for part in found.groups()))
    return english


@cache
def _table(language: str) -> Table:
    rows = dict(rows_of(language, "sentences.csv"))
    whole = {english: said for english, said in rows.items() if not _GAP.search(english)}
    with_gaps = sorted(rows.keys() - whole.keys(), key=lambda text: (-len(_GAP.sub("", text)), text))
    return Table(whole, [(_pattern(english), rows[english]) for english in with_gaps])


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, _GAP.split(english))), re.DOTALL)


def rows_of(language: str, name: str) -> Iterator[tuple[str, str]]:
    """Key and text of each row of one of a language's files; none of a language that has no such file."""
    file = files(__package__).joinpath(language, name)
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                key, _, text = line.partition(";")
                yield key, text
