"""Business terms by name: the id of a term of EN 16931 goes in, what it is called comes out.

The names are data, a `terms.csv` for each language with every term and group of the standard: in English its
own names, in the other languages the words that the rules have for the same.
"""

import re
from collections.abc import Mapping
from functools import cache

from services.texts.sentences import rows_of

IDS = re.compile(r"B[TG]-\d+(?:, B[TG]-\d+)*")
"""What a finding is about, where that is said by ids."""


@cache
def names(language: str) -> Mapping[str, str]:
    """The names of a language by id."""
    return dict(rows_of(language, "terms.csv"))


def ids_in(subject: str) -> list[str]:
    """The ids of a text that is made of nothing else; none of any other.

    >>> ids_in("BT-34, BT-49"), ids_in("VAT rate")
    (['BT-34', 'BT-49'], [])
    """
    return subject.split(", ") if IDS.fullmatch(subject) else []
