"""Every text of the pages in Swedish, English and Danish, and which of them a reader gets.

A text whose key ends in `.one` is used instead of its plain key where the count is one. The texts themselves
are tables in `texts_to_read` and `texts_to_decide`.
"""

from dataclasses import dataclass

from services.review.formatting import Language
from services.review.texts_to_decide import DECIDED, FORM, UNITS
from services.review.texts_to_read import FRAME, INVOICE, LINES, QUEUE, Texts

__all__ = ["TEXTS", "UNITS", "Words", "language_of"]

TEXTS: Texts = {**FRAME, **QUEUE, **INVOICE, **LINES, **FORM, **DECIDED}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language.

    >>> Words(Language.SWEDISH)("queue.title")
    'Fakturor att granska'
    >>> Words(Language.ENGLISH).count("queue.days", 1)
    '1 day'
    """

    language: Language

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of a key, with these values in it."""
        return TEXTS[key][self._place].format(**values)

    def count(self, key: str, n: int, **values: str | int) -> str:
        """The text of a key for so many."""
        one = f"{key}.one"
        return self(one if n == 1 and one in TEXTS else key, n=n, **values)

    def named(self, group: str, name: str) -> str:
        """The word for a name of the contract, or of a tenant's own: then the name itself."""
        text = TEXTS.get(f"{group}.{name}")
        return name if text is None else text[self._place]

    def unit(self, code: str | None) -> str:
        """The word for a unit of measure, or the code itself; `""` where there is none."""
        known = UNITS.get(code or "")
        return known[self._place] if known else (code or "")

    @property
    def _place(self) -> int:
        return list(Language).index(self.language)


def language_of(asked: str | None, remembered: str | None, accepted: str | None) -> Language:
    """The language asked for in the address, else remembered in a cookie, else best in `Accept-Language`.

    >>> language_of(None, None, "de, da;q=0.8, en;q=0.5").value
    'da'
    """
    for value in (asked, remembered):
        if value is not None and value in list(Language):
            return Language(value)
    return next(iter(_accepted(accepted or "")), Language.SWEDISH)


def _accepted(header: str) -> list[Language]:
    """The languages we have of those accepted, the most wanted first."""
    wanted: list[tuple[float, int, Language]] = []
    for entry in header.split(","):
        tag, _, quality = entry.partition(";q=")
        primary = tag.strip().lower().partition("-")[0]
        if primary in list(Language) and _weight(quality) > 0:
            wanted.append((-_weight(quality), len(wanted), Language(primary)))
    return [language for _, _, language in sorted(wanted)]


def _weight(quality: str) -> float:
    """The weight of an accepted language, 1 where none is given, 0 where it is no number."""
    if not quality.strip():
        return 1.0
    whole, _, fraction = quality.strip().partition(".")
    return float(f"{whole}.{fraction or 0}") if f"{whole}{fraction}".isdecimal() and len(quality) < 8 else 0.0
