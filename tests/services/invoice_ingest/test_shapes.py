"""A document is cut into head and lines; the same markup is the same shape, whatever the texts."""

import pytest
from lxml import etree

from services.invoice_ingest.shapes import (
    LONGEST_FRAME,
    LONGEST_MARKUP,
    MOST_BYTES,
    MOST_FRAMES,
    MOST_NEW,
    MOST_SHAPES,
    Pieces,
    Shapes,
)

LINES = {"r": "l"}
PARSER = etree.XMLParser(remove_comments=True)


def learnt(*documents: str) -> Shapes:
    shapes = Shapes(LINES)
    for document in documents:
        shapes.learn(document.encode(), etree.fromstring(document.encode(), PARSER))
    return shapes


def pieces(shapes: Shapes, document: str) -> Pieces:
    found = shapes.pieces_of(document.encode())
    assert found is not None
    return found


def test_documents_of_the_same_markup_have_the_same_shapes() -> None:
    shapes = learnt("<r><a>1</a><l><b u='1'>2</b></l></r>")
    one = pieces(shapes, "<r><a>3</a><l><b u='1'>4</b></l> <l><b u='1'>5</b></l></r>")
    two = pieces(shapes, "<r><a>6</a><l><b u='1'>7</b></l></r>\n")
    (head, *_), (line, _, times) = one.runs
    assert [run.shape for run in two.runs] == [head, line]
    assert (times, two.runs[1].times) == (2, 1)
    assert one.runs[1].column(one.texts, line.places[1]) == ["4", "5"]
    assert (line.tags, line.children, line.attributes) == (("l", "b"), (1, 0), ({}, {"u": "1"}))
    assert (one.root, head.tags, head.tops) == ("r", ("r", "a"), (1,))


@pytest.mark.parametrize(
    "other",
    [
        "<r><b>1</b><l><b u='1'>2</b></l></r>",
        "<r><a>1</a><l><b u='2'>2</b></l></r>",
        "<r><a>1</a><l><b>2</b></l></r>",
        "<r><a>1</a><l></l></r>",
        "<r><l><b u='1'>2</b></l><a>1</a></r>",
        "<r><a>1</a><l><b u='1'>2</b></l><a>1</a></r>",
        "<r><a>1<l><b u='1'>2</b></l></a></r>",
        "<r x='1'><a>1</a><l><b u='1'>2</b></l></r>",
        "<q><a>1</a><l><b u='1'>2</b></l></q>",
        "<r><a>1</a><l><b u='1'>2</b></l></r ><x",
    ],
)
def test_a_document_of_other_markup_has_no_known_shape(other: str) -> None:
    assert learnt("<r><a>1</a><l><b u='1'>2</b></l></r>").pieces_of(other.encode()) is None


@pytest.mark.parametrize(
    "text",
    [b"a>b", b"a<b", b"&#65;", b"&x;", b"& ", b"]]>", b"\x00", b"\x0b", b"\x1f", b"\xff",
     b"\xed\xa0\x80", "\ufffe".encode(), "\uffff".encode(), b"a</a><a>b", b"<![CDATA[a]]>", b"<?p?>",
     b"<!-- -- -->", b"<!-- --->", b"<!-->", b"<!--", b"-->", b"<!--\x00-->", b"<!--\xff-->",
     "<!--\ufffe-->".encode(), b"<![CDATA[<!-- -->]]>", b"<!-- -->" * 200, b"<!--%b-->" % (b"x" * 40_000)],
)  # fmt: skip
def test_what_the_parser_would_refuse_or_read_otherwise_is_not_plain(text: bytes) -> None:
    document = b"<r><a>1</a><l>2</l></r>"
    shapes = learnt(document.decode())
    assert shapes.pieces_of(document) is not None
    assert shapes.pieces_of(document.replace(b"1", text)) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("&amp;&lt;&gt;&quot;&apos;", "&<>\"'"),
        ("&amp;amp;", "&amp;"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("å", "å"),
        ("a<!-- - <b> &x; -->b<!---->c", "abc"),
        ("<!--å\r\n-->a", "a"),
    ],
)
def test_a_text_says_what_the_parser_says(written: str, said: str) -> None:
    document = f"<r><a>{written}</a><l>2</l></r>"
    found = pieces(learnt(document), document)
    assert found.texts[1] == said
    parsed = etree.fromstring(document.encode(), PARSER)[0].text
    assert parsed == said


@pytest.mark.parametrize(
    "text",
    ["x", "&#32;", "\f", "\u00a0", "<?p?>"],
    ids=["letter", "entity", "ff", "nbsp", "pi"],
)
def test_nothing_stands_before_or_after_the_root(text: str) -> None:
    document = "<?xml version='1.0'?><r><a>1</a><l>2</l></r>"
    shapes = learnt(document)
    assert shapes.pieces_of(document.encode()) is not None
    for other in (text + document, document + text, document.replace("?><r", f"?>{text}<r")):
        assert shapes.pieces_of(other.encode()) is None


@pytest.mark.parametrize(
    "document",
    [
        "<!-- --><?xml version='1.0'?><r><a>1</a><l>2</l></r>",
        "<?xml version='1.0' <!-- --> ?><r><a>1</a><l>2</l></r>",
        "<?xml version='1.0'?><r <!-- --> ><a>1</a><l>2</l></r>",
        "<?xml version='1.0'?><r><!-- x --<a>1</a><l>2</l></r>",
    ],
)
def test_a_comment_where_none_may_stand_is_for_the_parser_to_tell(document: str) -> None:
    assert learnt("<?xml version='1.0'?><r><a>1</a><l>2</l></r>").pieces_of(document.encode()) is None


def test_a_comment_may_stand_between_tags_and_after_the_root() -> None:
    document = "<?xml version='1.0'?><r><a>1</a><l>2</l></r>"
    shapes = learnt(document)
    commented = document.replace("<r>", "<!-- a -->\n<r><!-- <b> -->") + "<!-- c -->"
    assert pieces(shapes, commented).runs == pieces(shapes, document).runs


@pytest.mark.parametrize(
    "document",
    [
        "<r><a/><l>1</l></r>",
        "<r><?p?><l>1</l></r>",
        "<r><l>1</l><a>1</a></r>",
        "<r><a><l>1</l></a></r>",
        "<r><l><l>1</l></l></r>",
        "<r><a>1</a></r>",
        "<l>1</l>",
    ],
)
def test_a_document_that_is_no_plain_head_with_lines_is_not_learnt(document: str) -> None:
    assert learnt(document).pieces_of(document.encode()) is None


def test_a_shape_knows_the_children_of_an_element() -> None:
    document = "<r><a><b>1</b><c><d>2</d></c><e>3</e></a><f>4</f><l>5</l></r>"
    head = pieces(learnt(document), document).runs[0].shape
    assert head.tops == (1, 6)
    assert list(head.below(0)) == [1, 6]
    assert list(head.below(1)) == [2, 3, 5]


def test_the_oldest_shapes_are_forgotten_and_very_long_ones_not_kept() -> None:
    documents = [f"<r><l><a{number}>1</a{number}></l></r>" for number in range(MOST_SHAPES)]
    shapes = learnt(*documents)
    assert shapes.pieces_of(documents[0].encode()) is None
    assert shapes.pieces_of(documents[-1].encode()) is None  # the head is the oldest
    name = "a" * LONGEST_MARKUP
    long = f"<r><l><{name}>1</{name}></l></r>"
    assert learnt(long).pieces_of(long.encode()) is None


def test_the_oldest_frames_are_forgotten_and_very_long_ones_not_kept() -> None:
    documents = [f"<r a='{number}'><a>1</a><l>1</l></r>" for number in range(MOST_FRAMES + 1)]
    shapes = learnt(*documents)
    assert shapes.pieces_of(documents[0].encode()) is None
    assert shapes.pieces_of(documents[1].encode()) is not None
    long = f"<r a='{'1' * LONGEST_FRAME}'><l>1</l></r>"
    assert learnt(long).pieces_of(long.encode()) is None


def test_shapes_of_many_elements_are_forgotten_before_they_take_too_much() -> None:
    elements = 5_000
    documents = [f"<r><l>{'<a>1</a>' * elements}<b{number}>1</b{number}></l></r>" for number in range(20)]
    shapes = learnt(*documents)
    kept = sum(shapes.pieces_of(document.encode()) is not None for document in documents)
    assert kept == 0  # the head, which they share, is the oldest
    shapes.learn(documents[-1].encode(), etree.fromstring(documents[-1]))
    assert shapes.pieces_of(documents[-1].encode()) is not None
    assert 200 * elements * len(documents) < MOST_BYTES < 800 * elements * len(documents)


def test_a_document_whose_lines_are_all_different_is_not_learnt() -> None:
    def document(lines: int) -> str:
        return "<r>" + "".join(f"<l><a{number}>1</a{number}></l>" for number in range(lines)) + "</r>"

    few, many = document(MOST_NEW - 1), document(MOST_NEW)
    assert learnt(few).pieces_of(few.encode()) is not None
    assert learnt(many).pieces_of(many.encode()) is None


def test_a_large_document_is_taken_apart_as_a_small_one_is() -> None:
    document = "<r><a>1</a><l>å&amp;😀</l></r>"
    shapes = learnt(document)
    large = document.replace("<l>å&amp;😀</l>", "<l>å&amp;😀</l>\r\n" * 60_000)
    found = pieces(shapes, large)
    assert found.texts[2:6] == ["", "å&😀", "\n", "å&😀"]
    assert shapes.pieces_of(large.encode().replace(b"\xc3\xa5", b"\xc3")) is None
