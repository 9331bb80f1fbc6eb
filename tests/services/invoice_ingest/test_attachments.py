"""Embedded files are decoded and hashed; bad base64 is said, not swallowed."""

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.attachments import decoded


@given(st.binary(max_size=300))
def test_what_was_encoded_comes_back_whatever_the_line_breaks(data: bytes) -> None:
    file = decoded(base64.encodebytes(data).decode().replace("\n", "\r\n  "), "a.bin", "application/x")
    assert (file.data, file.sha256) == (data, sha256(data).hexdigest())
    assert (file.filename, file.mime_type) == ("a.bin", "application/x")


@pytest.mark.parametrize("text", ["QQ=", "Q", "Q===", "å", "QQ==QQ==", "Q!Q="])
def test_bad_base64_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decoded(text)
