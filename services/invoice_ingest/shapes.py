"""The shape of a document: its markup, tag by tag and attribute by attribute, without the texts between.

A supplier's documents are all alike. A document whose head and lines have the markup of documents that went
through the parser before is as well-formed as they were; its texts are all that is new in it. So it need not
be parsed: where each field of the model stands (`walking`) and most of what the rules on the tree ask
(`rules.tree.lawful`) were worked out once for the shape, and are kept in its memory.

What makes markup plain enough for this is checked character by character (`_marks`): `<` and `>` in turn and
nowhere else, no character that XML forbids, no entity but the five. Comments, processing instructions, CDATA
and empty tags are in no shape. Whatever is not plain or not known goes the usual way, and may be learnt.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.bounds import MAX_TEXT
from services.invoice_ingest.notes import tag_of

LONGEST_MARKUP, MOST_SHAPES = 40_000, 1_000
"""Characters of markup in a shape that is kept, and how many are: 80 MB if all senders were hostile."""

LONGEST_TEXT = MAX_TEXT // 4
"""Characters of a text beyond which the front door has to look whether it has too many bytes."""

_USUAL = bytes(sign for sign in range(256) if sign not in b"<>" and (sign >= ord(" ") or sign in b"\t\n"))
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_MEANING = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SPACE = " \t\n"


class Marks(NamedTuple):
    """A document taken apart: what stands between `<` and `>`, and the text that follows each of these."""

    markup: list[str]
    texts: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A head (up to the first line) or a line.

    Of each of its elements in document order: the name, the attributes, the number of children, and the place
    of its text, counted from the beginning of the shape. `tops` are the indices of the root's children.
    """

    tags: tuple[str, ...]
    attributes: tuple[dict[str, str], ...]
    children: tuple[int, ...]
    places: tuple[int, ...]
    tops: tuple[int, ...]
    memory: dict[object, object] = field(default_factory=dict)

    def below(self, index: int) -> Iterator[int]:
        """The indices of an element's children."""
        child = index + 1
        for _ in range(self.children[index]):
            yield child
            child = _after(self.children, child)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document as shapes, each with the place in `texts` where it begins, and the name of its root."""

    root: str
    texts: list[str]
    shapes: list[tuple[Shape, int]]


class _Frame(NamedTuple):
    """What documents with the same root tag have in common: its name, the tag of a line, the last tag."""

    root: str
    line: str
    end: str


class Shapes:
    """The newest of the shapes that were learnt. `lines` is the name of a line, by the name of the root."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._frames: dict[str, _Frame] = {}
        self._shapes: dict[tuple[str, str], Shape] = {}

    def pieces_of(self, plain: bytes) -> Pieces | None:
        """A document in UTF-8 as shapes; None where it is not plain, or has a shape that was not learnt."""
        marks = _marks(plain)
        if marks is None:
            return None
        root = _root(marks.markup)
        frame = self._frames.get(root)
        if frame is None or marks.markup[-1] != frame.end:
            return None
        shapes: list[tuple[Shape, int]] = []
        for begin, end in _cut(marks.markup, frame.line):
            shape = self._shapes.get((root, _key(marks.markup[begin:end])))
            if shape is None:
                return None
            shapes.append((shape, begin))
        return Pieces(frame.root, marks.texts, shapes)

    def learn(self, plain: bytes, root: _Element) -> Pieces | None:
        """The shapes of a document that was parsed, kept; None where it is not made of plain pieces."""
        marks, elements = _marks(plain), list(root.iter())
        name = self._lines.get(tag_of(root))
        line = next((i for i, element in enumerate(elements) if element.tag == name), None)
        if marks is None or line is None:
            return None
        opening = [place for place, mark in enumerate(marks.markup) if mark[:1] not in "/?"]
        if len(opening) != len(elements) or not _is_plain(marks.markup):
            return None
        frame = _Frame(tag_of(root), marks.markup[opening[line]], marks.markup[-1])
        learnt: dict[tuple[str, str], Shape] = {}
        shapes: list[tuple[Shape, int]] = []
        for begin, end in _cut(marks.markup, frame.line):
            key = (_root(marks.markup), _key(marks.markup[begin:end]))
            first, last = bisect_left(opening, begin), bisect_left(opening, end)
            places = [place - begin for place in opening[first:last]]
            shape = learnt.get(key) or self._shapes.get(key) or _shape_of(elements[first:last], places, begin)
            if shape is None:
                return None
            learnt[key] = shape
            shapes.append((shape, begin))
        self._frames[_root(marks.markup)] = frame
        for key, shape in learnt.items():
            self._keep(key, shape)
        return Pieces(frame.root, marks.texts, shapes)

    def _keep(self, key: tuple[str, str], shape: Shape) -> None:
        if key in self._shapes or sum(map(len, key)) > LONGEST_MARKUP:
            return
        if len(self._shapes) >= MOST_SHAPES:
            self._shapes.pop(next(iter(self._shapes)), None)
        self._shapes[key] = shape


def _marks(plain: bytes) -> Marks | None:
    """A document taken apart; None where its markup is not plain."""
    if b"\r" in plain:
        plain = plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    signs = plain.translate(None, _USUAL)
    if not signs or signs != b"<>" * (len(signs) // 2):
        return None
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return None
    if "\ufffe" in text or "\uffff" in text:
        return None
    parts = text.replace(">", "<").split("<")
    markup, texts = parts[1::2], parts[2::2]
    if len(text) > LONGEST_TEXT and max(map(len, texts)) > LONGEST_TEXT:
        return None
    outside = texts[-1] + texts[0] if markup[0][:1] == "?" else texts[-1]
    if parts[0] or outside.strip(_SPACE):
        return None
    said = _said(texts) if b"&" in plain else texts
    return None if said is None else Marks(markup, said)


def _said(texts: list[str]) -> list[str] | None:
    """The texts with what their entities stand for; None where there are others than the five."""
    said = [_ENTITY.sub(lambda found: _MEANING[found[1]], text) if "&" in text else text for text in texts]
    strange = any(text.count("&") != len(_ENTITY.findall(text)) for text in texts if "&" in text)
    return None if strange else said


def _key(markup: list[str]) -> str:
    return "<".join(markup)


def _root(markup: list[str]) -> str:
    return markup[1] if markup[0][:1] == "?" and len(markup) > 1 else markup[0]


def _is_plain(markup: list[str]) -> bool:
    """Whether there are tags with their end tags only, but for the declaration at the very beginning."""
    return not any(mark[:1] in "!?" or mark[-1:] == "/" for mark in markup[markup[0][:1] == "?" :])


def _cut(markup: list[str], line: str) -> Iterator[tuple[int, int]]:
    """Where the head and each line begin and end; the last tag is in none of them."""
    last = len(markup) - 1
    begin, end = 0, _next(markup, line, 0)
    while begin < last:
        yield begin, end
        begin, end = end, _next(markup, line, end + 1)


def _next(markup: list[str], mark: str, start: int) -> int:
    try:
        return markup.index(mark, start)
    except ValueError:
        return len(markup) - 1


def _shape_of(elements: list[_Element], places: list[int], begin: int) -> Shape | None:
    """The shape of a head (from 0) or a line; None where it does not end with its last element, or has more
    than a line."""
    is_head = not begin
    counts = list(map(len, elements))
    tops = _tops(counts, is_head)
    if tops is None or (len(tops) > 1 and not is_head):
        return None
    if is_head:
        counts[0] = len(tops)
    return Shape(
        tuple(tag_of(element) for element in elements),
        tuple({str(name): str(value) for name, value in element.attrib.items()} for element in elements),
        tuple(counts),
        tuple(places),
        tuple(tops),
    )


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
