"""Texts and numbers as XPath takes them, for rules that are published as XPath and mean it to the letter.

Python and XPath part over what a blank is (XPath knows four) and what a number is; a rule that turns on such
a text has to be broken by the same documents here as there.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.tree import ubl

BLANKS = " \t\r\n"
_BLANKS = re.compile(f"[{BLANKS}]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|\+?INF|-INF", re.ASCII)
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", re.ASCII)


@cache
def finder(path: str) -> Callable[[_Element], list[_Element]]:
    """What gives the elements that a path with prefixes leads to, in document order.

    Half as much work as lxml's `iterfind`. A path must not join several by `|`: their order would have to be
    found out, which is quadratic in a hostile document.
    """
    return cast("Callable[[_Element], list[_Element]]", etree.XPath(path, namespaces=ubl.NAMESPACES))


def raw(element: _Element | None) -> str:
    """The text of an element as written; nothing where there is none."""
    return (element.text or "") if element is not None else ""


def normalized(text: str) -> str:
    """`normalize-space`: no blanks around the text, one between its words. A no-break space is no blank.

    >>> normalized(" a  b\\n"), normalized("\\u00a0")
    ('a b', '\\xa0')
    """
    return text if text.isalnum() else _BLANKS.sub(" ", text).strip(" ")


def says(element: _Element | None) -> bool:
    """Whether there is an element that says more than blanks."""
    return bool(raw(element).strip(BLANKS))


def is_number(text: str) -> bool:
    """Whether `number` takes the text, blanks around it or not.

    >>> is_number(" -1.5e3 "), is_number("12 345"), is_number("")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text.strip(BLANKS)) is not None


def decimal(text: str) -> Decimal | None:
    """`xs:decimal` of the text, blanks around it or not; None where it is no decimal.

    >>> decimal(" +1.50 "), decimal("1e3"), decimal("")
    (Decimal('1.50'), None, None)
    """
    bare = text.strip(BLANKS)
    return Decimal(bare) if _DECIMAL.fullmatch(bare) else None
