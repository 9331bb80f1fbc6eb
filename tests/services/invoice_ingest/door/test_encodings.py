"""A document in chunks becomes the same UTF-8 as in one piece, or meets the same error at the same byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from services.invoice_ingest.door.encodings import utf_8, utf_8_chunks

NAMES = {"UTF-16": "utf-16", "ISO-8859-1": "iso-8859-1", "windows-1252": "cp1252", "UTF-8": "utf-8-sig"}


@given(st.sampled_from(sorted(NAMES)), st.text("aåé€\U0001f600<>", max_size=60), st.integers(1, 9))
def test_chunks_give_what_the_whole_gives(name: str, text: str, size: int) -> None:
    data = f'<?xml version="1.0" encoding="{name}"?><a>{text}</a>'.encode(NAMES[name], "replace")
    rest = data[100:]
    chunks = [rest[start : start + size] for start in range(0, len(rest), size)]
    assert b"".join(utf_8_chunks(data[:100], chunks)) == utf_8(data)


@pytest.mark.parametrize("head", [80, 200, 301])
def test_a_bad_byte_has_its_place_wherever_the_chunks_are_cut(head: int) -> None:
    data = "<a>{}</a>".format("å" * 200).encode("utf-16")
    data = data[:300] + b"\x00\xd8" + data[300:]
    with pytest.raises(Malformed) as whole:
        utf_8(data)
    with pytest.raises(Malformed) as chunked:
        list(utf_8_chunks(data[:head], [data[head : head + 3], data[head + 3 :]]))
    assert whole.value.place == chunked.value.place == "byte 301"
