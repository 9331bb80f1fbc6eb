"""The shape of a document: the names in its head and in each of its lines, without any value.

A supplier's documents are all alike. What depends on names alone need be worked out once for all documents of
a shape: where the values of the field map stand (`walking`), and most of what the rules on the tree ask
(`rules.tree.lawful`). Whoever works something out keeps it in the memory of the shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from typing import cast

from lxml.etree import _Element

MOST_ELEMENTS = 20_000
"""Elements of a document beyond which it has no shape: to hold them all costs memory."""
LONGEST_NAMES, MOST_SHAPES = 40_000, 1_000
"""Characters of all names in a shape that is kept, and how many shapes are: 40 MB if all were hostile."""

Key = tuple[str, tuple[str, ...], tuple[int, ...], tuple[str, ...]]


@dataclass(slots=True, eq=False)
class Shape:
    """A head (`begin` 0: the root and what stands before the lines) or a line.

    `tags` and `children` are name and number of children of each element, in document order; `tops` are the
    offsets of those that are children of the root. `times`: how often it was seen.
    """

    tags: tuple[str, ...]
    children: tuple[int, ...]
    tops: tuple[int, ...]
    times: int = 0
    memory: dict[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document cut into head and lines: its elements in their order, and each shape with its beginning.

    While it is held, so are the elements, which spares whoever walks the tree from making them anew.
    """

    elements: list[_Element]
    shapes: list[tuple[Shape, int]]


class Shapes:
    """The newest of the shapes that were seen. `lines` is the name of a line, by the name of the root."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._seen: dict[Key, Shape] = {}

    def pieces_of(self, root: _Element) -> Pieces | None:
        """The document cut; None where it is too large, or no head with lines after it."""
        elements = list(islice(root.iter(), MOST_ELEMENTS + 1))
        if len(elements) > MOST_ELEMENTS:
            return None
        tags = cast("list[str]", [element.tag for element in elements])
        children = list(map(len, elements))
        attributes = list(map(" ".join, [element.keys() for element in elements]))
        begins = [0, *_places(self._lines.get(tags[0], ""), tags), len(elements)]
        shapes: list[tuple[Shape, int]] = []
        for begin, end in pairwise(begins):
            # How many children the root has is no part of a shape: it depends on the lines.
            counts = children[begin:end] if begin else [0, *children[1:end]]
            key = (tags[0], tuple(tags[begin:end]), tuple(counts), tuple(attributes[begin:end]))
            shape = self._seen.get(key) or self._new(key, is_head=not begin)
            if shape is None:
                return None
            shape.times += 1
            shapes.append((shape, begin))
        return (
            Pieces(elements, shapes) if sum(len(shape.tops) for shape, _ in shapes) == children[0] else None
        )

    def _new(self, key: Key, is_head: bool) -> Shape | None:
        """The shape of a key that was not seen before; None where a line does not end where it should."""
        tops = _tops(key[2], 1 if is_head else 0)
        if tops is None or (len(tops) > 1 and not is_head):
            return None
        children = (len(tops), *key[2][1:]) if is_head else key[2]
        shape = Shape(key[1], children, tuple(tops))
        if sum(map(len, chain(key[1], key[3]))) <= LONGEST_NAMES:
            if len(self._seen) >= MOST_SHAPES:
                self._seen.pop(next(iter(self._seen)), None)
            self._seen[key] = shape
        return shape


def below(shape: Shape, offset: int) -> Iterator[int]:
    """The offsets of an element's children."""
    child = offset + 1
    for _ in range(shape.children[offset]):
        yield child
        child = after(shape, child)


def after(shape: Shape, offset: int) -> int:
    """The offset after an element and everything in it."""
    missing = 1
    while missing:
        missing += shape.children[offset] - 1
        offset += 1
    return offset


def _places(name: str, tags: list[str]) -> Iterator[int]:
    at = -1
    for _ in range(tags.count(name)):
        at = tags.index(name, at + 1)
        yield at


def _tops(children: tuple[int, ...], begin: int) -> list[int] | None:
    """Where elements begin that lie in no other; None where the last is not whole."""
    tops, missing = [], 0
    for offset in range(begin, len(children)):
        if not missing:
            tops.append(offset)
            missing = 1
        missing += children[offset] - 1
    return None if missing else tops
