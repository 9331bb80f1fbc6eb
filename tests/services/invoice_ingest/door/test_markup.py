"""What one must know of XML to find a file in a stream: where it begins or may begin, what is base64."""

import pytest

from schemas.errors import Refused
from services.invoice_ingest.door import markup
from services.invoice_ingest.door.bounds import FILE_ELEMENTS
from services.invoice_ingest.door.markup import Counts, base64_character, next_of_interest, seen_end


@pytest.mark.parametrize(
    ("buffer", "at", "sign"),
    [
        (b"<a><!-- c -->", 3, b"<!--"),
        (b"a<?b?>", 1, b"<?"),
        (b"<a><![CDATA[", 3, b"<![CDATA["),
        (b"<EncodedDatas/><x:EncodedData a='b'>", 15, b"<x:EncodedData"),
        (b"</EncodedData><BinaryContent/>", 14, b"<BinaryContent"),
    ],
)
def test_the_next_of_interest_is_found(buffer: bytes, at: int, sign: bytes) -> None:
    assert next_of_interest(buffer, 0) == (at, sign)


@pytest.mark.parametrize("name", FILE_ELEMENTS)
def test_every_element_for_files_is_found(name: str) -> None:
    assert next_of_interest(f"<a><{name}>".encode(), 0) == (3, f"<{name}".encode())


@pytest.mark.parametrize(
    "buffer", [b"EncodedData", b"<a:b:EncodedDatas>", b"<a/>", b"</BinaryContent>", b"<!A"]
)
def test_what_only_looks_like_it_is_passed_over(buffer: bytes) -> None:
    assert next_of_interest(buffer, 0) is None


@pytest.mark.parametrize(
    ("buffer", "end"), [(b"<a>b", 4), (b"<a>b<", 4), (b"<a>b<cbc:Enc", 4), (b"a > b", 5), (b"<!", 0)]
)
def test_what_may_still_become_a_tag_is_waited_for(buffer: bytes, end: int) -> None:
    assert seen_end(buffer, 0) == end


@pytest.mark.parametrize(
    ("reference", "character"),
    [
        (b"&#65;", b"A"),
        (b"&#x41;", b"A"),
        (b"&#x0000000000000041;", b"A"),
        (b"&#13;", b"\r"),
        *(
            (other, None)
            for other in (b"&#1;", b"&#0;", b"&#197;", b"&#" + b"9" * 5_000 + b";", b"&lt;", b"&#65")
        ),
    ],
)
def test_a_reference_to_base64_stands_for_its_character(reference: bytes, character: bytes | None) -> None:
    assert base64_character(reference) == character


def test_of_each_kind_there_may_be_only_so_many() -> None:
    counts = Counts({"comments": markup.MOST_OF_OTHERS - 1})
    assert counts.add("embedded files") == 0
    assert counts.add("comments") == markup.MOST_OF_OTHERS - 1
    with pytest.raises(Refused, match="too many comments"):
        counts.add("comments")
