"""The shape of a document: its markup, tag by tag and attribute by attribute, without the texts between.

A supplier's documents are all alike. A document whose head and lines have the markup of documents that went
through the parser before is as well-formed as they were; its texts are all that is new in it. So it need not
be parsed: where each field of the model stands (`following`) and most of what the rules on the tree ask
(`rules.tree.lawful`) were worked out once for the shape, and are kept in its memory.

What makes markup plain enough for this is checked sign by sign (`marks`). Processing instructions, CDATA and
empty tags are in no shape. Whatever is not plain or not known goes the usual way, and may be learnt.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from sys import getsizeof
from threading import Lock
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.marks import marks_of, with_line_feeds
from services.invoice_ingest.notes import tag_of

LONGEST_MARKUP, LONGEST_FRAME = 40_000, 4_000
"""Characters of markup in a shape that is kept, and in the tags that are kept of a document's frame."""
MOST_SHAPES, MOST_FRAMES, MOST_NEW = 1_000, 500, 100
"""How many are kept, and from how many new ones on a document is not learnt from: it is like no other."""
MOST_BYTES, BYTES_OF_ELEMENT = 40_000_000, 2_000
"""What all shapes together may take, and what is known of an element at the most, whoever asks."""

_OPENING = re.compile(rb"(?:<\?[^<>]*>[ \t\r\n]*)?<([^<>!?][^<>]*)>")
"""The declaration, and the root tag."""
NONE: Mapping[str, str] = {}
"""The attributes of an element that has none."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A head (up to the first line) or a line.

    Its tags as written, and of each of its elements in document order: the name, the attributes, the number
    of children, and the place of its text, counted from the beginning of the shape. `tops` are the indices of
    the root's children.
    """

    markup: list[str]
    tags: tuple[str, ...]
    attributes: tuple[Mapping[str, str], ...]
    children: tuple[int, ...]
    places: tuple[int, ...]
    tops: tuple[int, ...]
    memory: dict[object, object] = field(default_factory=dict)

    @property
    def is_head(self) -> bool:
        """Whether it begins with the root, and so a document."""
        return not self.tops or self.tops[0] > 0

    def below(self, index: int) -> Iterator[int]:
        """The indices of an element's children."""
        child = index + 1
        for _ in range(self.children[index]):
            yield child
            child = _after(self.children, child)


class Run(NamedTuple):
    """A head, or lines that follow each other and have the same shape: so many times from `begin` on."""

    shape: Shape
    begin: int
    times: int

    def column(self, texts: list[str], place: int) -> list[str]:
        """The text at this place of each of them, in a document's texts."""
        width = len(self.shape.markup)
        return texts[self.begin + place : self.begin + self.times * width : width]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document as shapes in runs, its texts, and the name of its root."""

    root: str
    texts: list[str]
    runs: list[Run]


class _Frame(NamedTuple):
    """What documents with the same root tag have in common: its name, the tag of a line, the last tag."""

    root: str
    line: str
    end: str


class _Source(NamedTuple):
    """A parsed document: its marks, at which of them an element begins, and the elements."""

    markup: list[str]
    opening: list[int]
    elements: list[_Element]


class Shapes:
    """The newest of the shapes that were learnt. `lines` is the name of a line, by the name of the root.

    A document is made of shapes that come from different documents if these had the same root tag: each shape
    is whole, so what they say in turn is well-formed, and prefixes mean the same in all of them.
    """

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._frames: dict[str, _Frame] = {}
        self._shapes: dict[tuple[str, str], Shape] = {}
        self._bytes = 0
        self._learning = Lock()

    def pieces_of(self, plain: bytes) -> Pieces | None:
        """A document in UTF-8 as shapes; None where it is not plain, or has a shape that was not learnt."""
        opening = _OPENING.match(plain)
        if opening is not None and with_line_feeds(opening[1]).decode(errors="replace") not in self._frames:
            return None  # it is not taken apart in vain
        marks = marks_of(plain)
        if marks is None:
            return None
        root = _root(marks.markup)
        frame = self._frames.get(root)
        if frame is None or marks.markup[-1] != frame.end:
            return None
        runs = self._runs(marks.markup, root, frame.line)
        return None if runs is None else Pieces(frame.root, marks.texts, runs)

    def _runs(self, markup: list[str], root: str, line: str) -> list[Run] | None:
        """The runs of a document; None where one of its pieces was not learnt."""
        runs: list[Run] = []
        begin, end, last = 0, _next(markup, line, 0), len(markup) - 1
        while begin < last:
            shape = self._shapes.get((root, _key(markup[begin:end])))
            if shape is None:
                return None
            run = _run(shape, markup, begin)
            runs.append(run)
            begin += run.times * len(shape.markup)
            if begin < last and markup[begin] != line:
                return None  # the last line of the run goes on, so it is of another shape
            end = _next(markup, line, begin + 1)
        return runs

    def learn(self, plain: bytes, root: _Element) -> Pieces | None:
        """The shapes of a document that was parsed, kept; None where it is not made of plain pieces."""
        name = self._lines.get(tag_of(root))
        marks = None if name is None else marks_of(plain)
        if name is None or marks is None or not _is_plain(marks.markup):
            return None
        line = _line_of(marks.markup, name)
        if line is None or any(_is_too_long(marks.markup[slice(*cut)]) for cut in _cut(marks.markup, line)):
            return None
        opening = [place for place, mark in enumerate(marks.markup) if mark[:1] not in "/?"]
        source = _Source(marks.markup, opening, list(root.iter()))
        first = bisect_left(opening, marks.markup.index(line))
        if len(opening) != len(source.elements) or source.elements[first].tag != name:
            return None
        frame = _Frame(tag_of(root), line, marks.markup[-1])
        if len(_root(marks.markup)) + len(line) + len(frame.end) > LONGEST_FRAME:
            return None
        with self._learning:  # what is forgotten for it must not be forgotten twice; reading needs no lock
            return self._learn(frame, source, marks.texts)

    def _learn(self, frame: _Frame, source: _Source, texts: list[str]) -> Pieces | None:
        root = _root(source.markup)
        learnt: dict[tuple[str, str], Shape] = {}
        runs: list[Run] = []
        for begin, end in _cut(source.markup, frame.line):
            key = (root, _key(source.markup[begin:end]))
            shape = self._shapes.get(key) or learnt.get(key)
            if shape is None:
                shape = _shape_of(source, begin, end)
                if shape is None or len(learnt) == MOST_NEW:
                    return None
                learnt[key] = shape
            runs.append(Run(shape, begin, 1))
        self._frames[root] = frame
        _forget(self._frames, len(self._frames) - MOST_FRAMES)
        for key, shape in learnt.items():
            self._keep(key, shape)
        return Pieces(frame.root, texts, runs)

    def _keep(self, key: tuple[str, str], shape: Shape) -> None:
        self._shapes[key] = shape
        self._bytes += _size(key, shape)
        while len(self._shapes) > MOST_SHAPES or self._bytes > MOST_BYTES:
            oldest = next(iter(self._shapes))
            self._bytes -= _size(oldest, self._shapes.pop(oldest))


def _size(key: tuple[str, str], shape: Shape) -> int:
    """About how many bytes a shape takes, with all that will be known of it."""
    return sum(map(getsizeof, key)) + BYTES_OF_ELEMENT * len(shape.tags)


def _forget(frames: dict[str, _Frame], number: int) -> None:
    """Drop the oldest, where there are too many."""
    for oldest in list(islice(frames, max(number, 0))):
        del frames[oldest]


def _key(markup: list[str]) -> str:
    return "<".join(markup)


def _root(markup: list[str]) -> str:
    return markup[1] if markup[0][:1] == "?" and len(markup) > 1 else markup[0]


def _is_plain(markup: list[str]) -> bool:
    """Whether there are tags with their end tags only, but for the declaration at the very beginning."""
    return not any(mark[:1] in "!?" or mark[-1:] == "/" for mark in markup[markup[0][:1] == "?" :])


def _line_of(markup: list[str], name: str) -> str | None:
    """The first tag that has the name of a line, under whatever prefix."""
    local = name.rpartition("}")[2]
    likely = (mark for mark in markup if local in mark)
    return next((mark for mark in likely if mark.split(None, 1)[0].rpartition(":")[2] == local), None)


def _is_too_long(markup: list[str]) -> bool:
    return sum(map(len, markup)) + len(markup) > LONGEST_MARKUP


def _cut(markup: list[str], line: str) -> Iterator[tuple[int, int]]:
    """Where the head and each line begin and end; the last tag is in none of them."""
    last = len(markup) - 1
    begin, end = 0, _next(markup, line, 0)
    while begin < last:
        yield begin, end
        begin, end = end, _next(markup, line, end + 1)


def _run(shape: Shape, markup: list[str], begin: int) -> Run:
    """As many lines of this shape as follow each other; a head is alone, since a document has one root."""
    width = len(shape.markup)
    end = begin + width
    while markup[end : end + width] == shape.markup:
        end += width
    return Run(shape, begin, (end - begin) // width)


def _next(markup: list[str], mark: str, start: int) -> int:
    try:
        return markup.index(mark, start)
    except ValueError:
        return len(markup) - 1


def _shape_of(source: _Source, begin: int, end: int) -> Shape | None:
    """The shape of a head (from 0) or a line; None where it does not end with its last element, or has more
    than a line."""
    first, last = bisect_left(source.opening, begin), bisect_left(source.opening, end)
    elements = source.elements[first:last]
    is_head = not begin
    counts = list(map(len, elements))
    tops = _tops(counts, is_head)
    if tops is None or (len(tops) > 1 and not is_head):
        return None
    if is_head:
        counts[0] = len(tops)
    return Shape(
        source.markup[begin:end],
        tuple(tag_of(element) for element in elements),
        tuple(_attributes(element) for element in elements),
        tuple(counts),
        tuple(place - begin for place in source.opening[first:last]),
        tuple(tops),
    )


def _attributes(element: _Element) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()} if element.attrib else NONE


def _tops(children: list[int], begin: int) -> list[int] | None:
    """Where elements begin that lie in no other; None where the last is not whole."""
    tops, index = [], begin
    while index < len(children):
        tops.append(index)
        index = _after(children, index)
    return tops if index == len(children) else None


def _after(children: Sequence[int], index: int) -> int:
    """The index after an element and everything in it; beyond the end where it is not whole."""
    missing = 1
    while missing and index < len(children):
        missing += children[index] - 1
        index += 1
    return index + missing
