"""A document is cut into head and lines; equal names are one shape, whatever the values."""

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.shapes import LONGEST_NAMES, MOST_ELEMENTS, MOST_SHAPES, Shapes, after, below

LINES = {"r": "l"}


def tree(xml: str) -> _Element:
    return etree.fromstring(f"<r>{xml}</r>")


def test_documents_of_the_same_names_have_the_same_shapes() -> None:
    shapes = Shapes(LINES)
    one = shapes.pieces_of(tree("<a>1</a><l><b u='1'/></l><l><b u='2'/></l>"))
    two = shapes.pieces_of(tree("<a>2</a><l><b u='3'/></l>"))
    assert one is not None
    assert two is not None
    assert [begin for _, begin in one.shapes] == [0, 2, 4]
    assert [element.tag for element in one.elements] == ["r", "a", "l", "b", "l", "b"]
    assert one.shapes[:2] == [(shape, begin) for shape, begin in two.shapes]
    assert one.shapes[1][0] is one.shapes[2][0]
    assert one.shapes[1][0].times == 3


def test_other_names_nesting_or_attributes_are_another_shape() -> None:
    shapes = Shapes(LINES)
    heads = [
        shapes.pieces_of(tree(xml))
        for xml in ("<a/><b/>", "<a><b/></a>", "<b/><a/>", "<a u='1'/><b/>", "<a v='1'/><b/>", "<a/>")
    ]
    assert len({head.shapes[0][0] for head in heads if head is not None}) == 6


def test_a_document_that_is_no_head_with_lines_after_it_has_none() -> None:
    shapes = Shapes(LINES)
    for xml in ("<l/><a/>", "<a><l/></a>", "<l><l/></l>", "<l/><a/><l/>", "<a><b/><l/></a><l/>"):
        assert shapes.pieces_of(tree(xml)) is None, xml
        assert shapes.pieces_of(tree(xml)) is None, xml


def test_a_document_of_very_many_elements_has_none() -> None:
    assert Shapes(LINES).pieces_of(tree("<l/>" * MOST_ELEMENTS)) is None


def test_a_shape_knows_where_children_are() -> None:
    pieces = Shapes(LINES).pieces_of(tree("<a><b/><c><d/></c><e/></a><f/><l/>"))
    assert pieces is not None
    head, _ = pieces.shapes[0]
    assert head.tops == (1, 6)
    assert list(below(head, 0)) == [1, 6]
    assert list(below(head, 1)) == [2, 3, 5]
    assert after(head, 1) == 6


def test_the_oldest_shapes_are_forgotten_and_very_long_names_are_not_kept() -> None:
    shapes = Shapes(LINES)
    first = shapes.pieces_of(tree("<a/>"))
    for number in range(MOST_SHAPES):
        shapes.pieces_of(tree(f"<a{number}/>"))
    again = shapes.pieces_of(tree("<a/>"))
    assert first is not None
    assert again is not None
    assert first.shapes[0][0] is not again.shapes[0][0]
    for _ in range(2):
        long = shapes.pieces_of(tree(f"<{'a' * LONGEST_NAMES}/>"))
        assert long is not None
        assert long.shapes[0][0].times == 1
