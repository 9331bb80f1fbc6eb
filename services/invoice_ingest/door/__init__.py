"""The only door from bytes to a tree: bounded, without entities, network or files.

What stands here has been tried on hostile input (tests/services/invoice_ingest/door/test_hostile.py):

- a DOCTYPE is refused before the parser sees anything, whatever the encoding: no supported format has one;
- encodings come from an allow-list (`encodings`), and the parser gets UTF-8 and nothing else;
- what a tree would cost is bounded before one is built (`bounds`), because a node costs some hundred bytes;
- out of a large document, embedded files are cut while it streams by (`cutting`);
- the parser lifts its own limits (10 MB of text, 256 levels) only for documents that are larger than that.
  Depth is bounded again on the tree.

libxml2 keeps every element and attribute name it has ever seen in a dictionary that belongs to the thread and
goes with it. So parsers belong to threads here, and whoever reads what others send for longer than a moment
reads each batch in a thread of its own (`apart`): a hostile sender's names are forgotten with the batch.
"""

import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

from lxml import etree
from lxml.etree import _Element

from schemas.errors import Malformed, Refused
from services.invoice_ingest.door.bounds import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_TAGS,
    check_beginning,
    check_head,
    check_plain,
    check_size,
)
from services.invoice_ingest.door.encodings import utf_8

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_TAGS", "apart", "plain_of", "tree_of", "tree_of_plain"]

HUGE = 10_000_000
"""Bytes from which one text may exceed what libxml2 takes without being asked."""
_LINE_AND_COLUMN = re.compile(r", line \d+, column \d+.*$")
_FIRST_TOO_DEEP = etree.XPath("(" + "/*" * (MAX_DEPTH + 1) + ")[1]")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")

T = TypeVar("T")


def tree_of(data: bytes) -> _Element:
    """The root element of an XML document, without comments and processing instructions, files and all.

    Raises Malformed and Refused, with place and remedy.
    """
    return tree_of_plain(plain_of(data))


def plain_of(data: bytes) -> bytes:
    """An XML document as UTF-8 without BOM. Raises Malformed and Refused, with place and remedy."""
    check_head(data)
    check_size(len(data))
    return utf_8(data)


def tree_of_plain(plain: bytes) -> _Element:
    """The same as `tree_of` of a document that is UTF-8 without BOM already."""
    check_beginning(plain)
    check_plain(plain)
    return _parsed(plain)


def apart(work: Callable[[], T]) -> T:
    """What `work` gives, done in a thread that ends with it, and with it the names that libxml2 has kept."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    thread = threading.Thread(target=copy_context().run, args=(run,), name="apart")
    thread.start()
    thread.join()
    return done.result()


class _Parsers(threading.local):
    """A thread's parsers, so that its names are its own."""

    def __init__(self) -> None:
        self.plain, self.huge = _parser(huge=False), _parser(huge=True)


def _parser(huge: bool) -> etree.XMLParser:
    """A parser with nothing switched on. Its encoding overrides the declaration: the bytes are UTF-8."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
        huge_tree=huge,
    )


_parsers = _Parsers()


def _parsed(data: bytes) -> _Element:
    try:
        root = etree.fromstring(data, _parsers.huge if len(data) > HUGE else _parsers.plain)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise Refused(_limit(error), place=_place(error), remedy="send a simpler document") from error
        if error.code == etree.ErrorTypes.ERR_INVALID_ENCODING:
            message, remedy = (
                "the bytes are not the UTF-8 that they should be",
                "declare the encoding the file has",
            )
            raise Malformed(message, place=_place(error), remedy=remedy) from error
        raise Malformed(
            _message(error),
            place=_place(error),
            remedy="check that the file is whole, and send well-formed XML",
        ) from error
    if _TOO_DEEP(root):
        raise _too_deep(root)
    return root


def _too_deep(root: _Element) -> Refused:
    (first,) = _FIRST_TOO_DEEP(root)
    message = f"elements lie more than {MAX_DEPTH} deep"
    return Refused(message, place=f"line {first.sourceline}", remedy="send a simpler document")


def _message(error: etree.XMLSyntaxError) -> str:
    if not error.msg:
        return "not well-formed XML: the document ends at once"
    return f"not well-formed XML: {_LINE_AND_COLUMN.sub('', error.msg)}"


def _limit(error: etree.XMLSyntaxError) -> str:
    """Which of its own limits the parser met, in our words."""
    if "depth" in (error.msg or ""):
        return f"elements lie more than {MAX_DEPTH} deep"
    return "a text or a name is longer than the parser takes"


def _place(error: etree.XMLSyntaxError) -> str:
    line, column = error.position
    return f"line {line}, column {column}" if line else "line 1"
