"""Checks that many rules share: a term that may occur once, a value from a code list, one text for all."""

from collections.abc import Callable, Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.tree.automaton import SHAPE, Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of


def at_most(id: str, limit: int = 1) -> Look:
    """Breaks the rule at the first element beyond the limit; counting begins anew with `afresh`."""

    def look(element: _Element, judge: Judge) -> None:
        if judge.count(id) == limit + 1:
            judge.broken(id, element)

    return look


def afresh(*names: str) -> Look:
    """Counting of these names begins anew: another line, party or period has begun."""

    def look(element: _Element, judge: Judge) -> None:
        for name in names:
            judge.tally.pop(name, None)

    return look


def once(id: str, counted: str, contexts: Sequence[str] = ("",), limit: int = 1) -> list[Row]:
    """Rows for a term that occurs once in each element of the contexts; no context is the document.

    The contexts themselves need a row with `afresh`.
    """
    look = at_most(id, limit)
    return [Row(f"{context}/{counted}" if context else counted, look, given=SHAPE) for context in contexts]


def tallied(name: str) -> Look:
    """Counts the elements."""

    def look(element: _Element, judge: Judge) -> None:
        judge.count(name)

    return look


def one_text(id: str) -> Look:
    """Breaks the rule, once, where elements of the document have different texts."""

    def look(element: _Element, judge: Judge) -> None:
        text = element.text or ""
        if judge.seen.setdefault(id, text) != text:
            judge.once(id, element)

    return look


def listed_attribute(name: str, *rules: tuple[str, str], spelling: Callable[[str], str] = str.strip) -> Look:
    """Breaks each (rule, list) whose list has not the attribute's value; without attribute none."""
    lists = [(id, codes(list_name)) for id, list_name in rules]

    def look(element: _Element, judge: Judge) -> None:
        value = element.get(name)
        if value is not None:
            for id, allowed in lists:
                if value not in allowed and spelling(value) not in allowed:
                    judge.broken(id, element, value)

    return look


def listed_text(*rules: tuple[str, str], spelling: Callable[[str], str] = str.strip) -> Look:
    """Breaks each (rule, list) whose list has not the element's text."""
    lists = [(id, codes(list_name)) for id, list_name in rules]

    def look(element: _Element, judge: Judge) -> None:
        value = element.text or ""
        for id, allowed in lists:
            if value not in allowed and spelling(value) not in allowed:
                judge.broken(id, element)

    return look


def required(id: str, *paths: str) -> Look:
    """Breaks the rule where one of the paths leads to nothing."""

    def look(element: _Element, judge: Judge) -> None:
        if any(element.find(path) is None for path in paths):
            judge.broken(id, element)

    return look


def required_attribute(id: str, name: str) -> Look:
    """Breaks the rule where the attribute is missing."""

    def look(element: _Element, judge: Judge) -> None:
        if element.get(name) is None:
            judge.broken(id, element, "")

    return look


def one_of(id: str, *allowed: str) -> Look:
    """Breaks the rule where the trimmed text is none of these."""
    return lambda element, judge: None if text_of(element) in allowed else judge.broken(id, element)
