"""A document taken apart without a parser: its tags, and the texts between them.

That it is plain enough for this is checked sign by sign: `<` and `>` in turn and nowhere else, no character
that XML forbids, no entity but the five. Comments are left out, as the parser leaves them out.
"""

import re
from typing import NamedTuple

from services.invoice_ingest.door.bounds import LARGE, MAX_COMMENT, MAX_TEXT

LONGEST_TEXT = MAX_TEXT // 4
"""Characters of a text beyond which the front door has to look whether it has too many bytes."""

_USUAL = bytes(sign for sign in range(256) if sign not in b"<>" and (sign >= ord(" ") or sign in b"\t\n"))
_NO_CHARACTERS = ("\ufffe", "\uffff")
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_MEANING = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SPACE = " \t\n"
_COMMENT = re.compile(rb"<!--(?:[^-]|-[^-])*+-->")
MOST_COMMENTS = 100


class Marks(NamedTuple):
    """A document taken apart: what stands between `<` and `>`, and the text that follows each of these."""

    markup: list[str]
    texts: list[str]


def marks_of(plain: bytes) -> Marks | None:
    """A document taken apart; None where its markup is not plain."""
    plain = with_line_feeds(plain)
    try:
        uncommented = _without_comments(plain) if b"<!--" in plain else plain
        parts = _parts(uncommented) if _has_tags_only(uncommented) else None
    except UnicodeDecodeError:
        return None
    if parts is None:
        return None
    markup, texts = parts[1::2], parts[2::2]
    if len(plain) > LONGEST_TEXT and max(map(len, texts)) > LONGEST_TEXT:
        return None
    outside = texts[-1] + texts[0] if markup[0][:1] == "?" else texts[-1]
    if parts[0] or outside.strip(_SPACE):
        return None
    said = _said(texts) if b"&" in plain else texts
    return None if said is None else Marks(markup, said)


def with_line_feeds(plain: bytes) -> bytes:
    """The bytes with each line ended as the parser hands it on."""
    return plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in plain else plain


def _has_tags_only(plain: bytes) -> bool:
    signs = plain.translate(None, _USUAL)
    return bool(signs) and signs == b"<>" * (len(signs) // 2)


def _without_comments(plain: bytes) -> bytes:
    """What the parser reads of it; nothing where a comment is not as it must be, or there are too many.

    Raises UnicodeDecodeError.
    """
    parts = _COMMENT.split(plain, MOST_COMMENTS)
    kept = b"".join(parts)
    is_text = not any(one in plain.decode() for one in _NO_CHARACTERS)
    if not is_text or plain.translate(None, _USUAL + b"<>") or len(plain) - len(kept) > MAX_COMMENT:
        return b""
    before = b""
    for part in parts[:-1]:
        before = part if b"<" in part or b">" in part else before
        if before.rfind(b">") <= before.rfind(b"<"):
            return b""  # it stands within a tag, or before the first, which may be the declaration
    return kept


def _parts(plain: bytes) -> list[str] | None:
    """What stands before, between and after all `<` and `>`; None where there is what is no character.

    Raises UnicodeDecodeError.
    """
    if len(plain) > LARGE:  # a single rare character would make the whole four times as large as its bytes
        if any(one.encode() in plain for one in _NO_CHARACTERS):
            return None
        return list(map(bytes.decode, plain.replace(b">", b"<").split(b"<")))
    text = plain.decode()
    return None if any(one in text for one in _NO_CHARACTERS) else text.replace(">", "<").split("<")


def _said(texts: list[str]) -> list[str] | None:
    """The texts with what their entities stand for; None where there are others than the five."""
    said = [_ENTITY.sub(lambda found: _MEANING[found[1]], text) if "&" in text else text for text in texts]
    strange = any(text.count("&") != len(_ENTITY.findall(text)) for text in texts if "&" in text)
    return None if strange else said
