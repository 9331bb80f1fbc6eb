"""The little of XML that one must know to find a file's text in a stream of bytes, as tables of patterns."""

import re
from dataclasses import dataclass, field

from services.invoice_ingest.door.bounds import (
    FILE_ELEMENTS,
    MAX_COMMENT,
    MAX_TAG,
    MAX_TEXT,
    Counted,
    Measured,
    too_many,
)

BASE64 = rb"A-Za-z0-9+/="
NAMES = tuple(name.encode() for name in FILE_ELEMENTS)
CDATA_END = b"]]>"
SHORT = 200
"""Bytes of base64 up to which a run between other characters is no run of its own."""
MOST: dict[Counted, int] = {"character references": 262_144}
MOST_OF_OTHERS = 100_000
"""How much of each kind is passed one by one. Comments and instructions are bounded so anyway; of the others,
a document that is small enough to be read as a whole (1 MiB) has no room for so many."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A kind of markup that is no element: how it ends, and how many bytes of it are accepted."""

    name: Measured
    names: Counted
    closing: bytes
    most: int


ASIDES = {
    b"<!--": Aside("a comment", "comments", b"-->", MAX_COMMENT),
    b"<![CDATA[": Aside("a CDATA section", "CDATA sections", CDATA_END, MAX_TEXT),
    b"<?": Aside("a processing instruction", "processing instructions", b"?>", MAX_COMMENT),
}
"""By their opening signs."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a file's text is made of: runs of what base64 has, and stretches of anything else."""

    run: re.Pattern[bytes]
    foreign: re.Pattern[bytes]


_BLANK_REFERENCE = rb"&#(?:13|10|9|32|x(?:0?[dDaA9]|20));"
ORDINARY = Syntax(
    run=re.compile(rb"(?:[" + BASE64 + rb" \t\r\n]++|" + _BLANK_REFERENCE + rb")++"),
    foreign=re.compile(rb"(?:[" + BASE64 + rb" \t\r\n]{0,%d}+[^" % SHORT + BASE64 + rb" \t\r\n<&])++"),
)
LITERAL = Syntax(
    run=re.compile(rb"[" + BASE64 + rb" \t\r\n]++"),
    foreign=re.compile(
        rb"(?:["
        + BASE64
        + rb" \t\r\n]{0,%d}+" % SHORT
        + rb"(?:[^"
        + BASE64
        + rb" \t\r\n\]]|\](?=[^\]]|\][^>])))++"
    ),
)
"""In a CDATA section no reference is one, and nothing but its closing sign is markup."""

BLANK_REFERENCES = re.compile(_BLANK_REFERENCE)
REFERENCE = re.compile(rb"&[#A-Za-z0-9_.:-]*+;?")
_NUMBER = re.compile(rb"&#(?:([0-9]+)|x([0-9a-fA-F]+));")
_CHARACTERS = re.compile(rb"[" + BASE64 + rb" \t\r\n]")

TAG = re.compile(rb"<[^\"'>]*+(?:\"[^\"]*+\"[^\"'>]*+|'[^']*+'[^\"'>]*+)*+>")
_OF_INTEREST = re.compile(
    rb"<(?:!--|!\[CDATA\[|\?|(?:[^\s<>/:]++:)?(?:" + b"|".join(NAMES) + rb")(?=[\s>/]))"
)
_IN_NAMES = (b"Binary", b"EncodedData")
"""What the names of all elements for files have in them, one or the other."""


@dataclass(slots=True)
class Counts:
    """How many of what there were, each kind within its bound."""

    found: dict[Counted, int] = field(default_factory=dict)

    def add(self, what: Counted) -> int:
        """The number of this one, from 0. Raises Refused where there are too many."""
        number = self.found.get(what, 0)
        most = MOST.get(what, MOST_OF_OTHERS)
        if number == most:
            raise too_many(what, most)
        self.found[what] = number + 1
        return number


def next_of_interest(buffer: bytes, at: int) -> tuple[int, bytes] | None:
    """Where the next comment, instruction, CDATA section or file's start tag begins, and its first bytes."""
    if not at and not _may_be_of_interest(buffer):
        return None
    found = _OF_INTEREST.search(buffer, at)
    return (found.start(), found[0]) if found else None


def _may_be_of_interest(buffer: bytes) -> bool:
    """Whether it is worth while to search by the pattern, which takes four times as long as these."""
    if any(name in buffer for name in _IN_NAMES):
        return True
    return (b"!" in buffer and b"<!" in buffer) or (b"?" in buffer and b"<?" in buffer)


def seen_end(buffer: bytes, at: int) -> int:
    """Where that ends in which nothing of interest can begin, whatever comes after it."""
    last = buffer.rfind(b"<", at)
    is_open = last >= 0 and buffer.find(b">", last) < 0 and len(buffer) - last <= MAX_TAG
    return last if is_open else len(buffer)


def base64_character(reference: bytes) -> bytes | None:
    """The character that a reference stands for, where it is one of base64 or white space."""
    found = _NUMBER.fullmatch(reference)
    if found is None:
        return None
    digits = (found[1] or found[2]).lstrip(b"0")
    code = int(digits or b"0", 10 if found[1] else 16) if len(digits) < 4 else 0
    return bytes((code,)) if code < 128 and _CHARACTERS.match(bytes((code,))) else None
