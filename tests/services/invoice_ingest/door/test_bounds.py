"""What a document may cost is known before a tree is built; an honest one is never refused for its shape."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.documents import peppol_invoice
from schemas.errors import Refused
from services.invoice_ingest.door import bounds
from services.invoice_ingest.door.bounds import check_beginning, check_plain


@pytest.mark.parametrize("lines", [1, 100, 2_000])
def test_an_honest_invoice_passes_however_long(lines: int) -> None:
    check_plain(peppol_invoice(lines))


@pytest.mark.parametrize(
    ("most", "make"),
    [
        (bounds.MAX_ATTRIBUTES_OF_ONE, lambda count: b"<a " + b'bc="" ' * count + b"/>"),
        (bounds.MAX_NAMESPACES_OF_ONE, lambda count: b"<a " + b'xmlns:b="c" ' * count + b"/>"),
        (bounds.MAX_TEXT, lambda count: b"<a>" + b"x" * count + b"</a>"),
        (bounds.MAX_TAG, lambda count: (b'<a b="' + b"x" * (count - 8) + b'" >').ljust(count) + b"</a>"),
        (bounds.MAX_COMMENT, lambda count: b"<a><!--" + b"x" * (count - 7) + b"--></a>"),
        (bounds.MAX_COMMENT, lambda count: b"<a><!--" + b"<" * (count - 7) + b"--></a>"),
    ],
    ids=["attributes", "namespaces", "text", "tag", "comment", "comment of markup"],
)
@pytest.mark.parametrize("before", [0, 1, 4_095, 4_096, 5_000])
def test_a_bound_is_where_it_is_said_to_be(most: int, make: Callable[[int], bytes], before: int) -> None:
    begin = b"<x>" + b"y" * before
    check_plain(begin + make(most))
    with pytest.raises(Refused):
        check_plain(begin + make(most + 1))


@given(st.lists(st.sampled_from([b"<", b">", b"=", b"'", b'"', b"a", b"!--", b"-->", b"?", b"x" * 5_000])))
def test_any_bytes_are_looked_at_without_end_or_error(parts: list[bytes]) -> None:
    check_plain(b"".join(parts))


def test_the_place_of_a_doctype_is_its_line() -> None:
    with pytest.raises(Refused) as caught:
        check_beginning(b"<!-- one -->\n<?two?>\n<!DOCTYPE a><a/>")
    assert caught.value.place == "line 3"
