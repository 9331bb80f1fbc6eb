"""Embedded files of a document: decoded bytes and their hash."""

import binascii
from dataclasses import dataclass
from hashlib import sha256

WHITE_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that stood inside a document, for the store; the model has only `sha256`."""

    sha256: str
    data: bytes
    filename: str | None
    mime_type: str | None


def decoded(text: str, filename: str | None = None, mime_type: str | None = None) -> Embedded:
    """The file that this base64 text holds; white space in it does not count. Raises ValueError if it is bad.

    >>> decoded("Ymx1\\nZXByaW50").data
    b'blueprint'
    """
    data = binascii.a2b_base64(text.encode("ascii").translate(None, WHITE_SPACE), strict_mode=True)
    return Embedded(sha256=sha256(data).hexdigest(), data=data, filename=filename, mime_type=mime_type)
