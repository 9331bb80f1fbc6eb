"""Seeds with the changes that matter to the reader: numbers, padding, references, encodings, tags.

Quicker than a fuzzer led by coverage, and the same inputs for the same seed on every machine.
"""

import re
from collections.abc import Callable, Iterator
from random import Random

from tests.fuzz.seeds import seeds, with_file, words

LONGEST = 60_000
_NUMBER = re.compile(rb"[0-9]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\r\n]{40,}")
_TAG = re.compile(rb"</?[A-Za-z][^<>]*>")
_REFERENCE = re.compile(rb"&[^;<]{1,20};")
_ENCODING = re.compile(rb'(?:encoding|version)="([^"]*)"')
NUMBERS = (
    *(b"0", b"1", b"9", b"10", b"13", b"32", b"38", b"60", b"65", b"127", b"128", b"197", b"55296", b"65534"),
    *(b"65535", b"1114111", b"1114112", b"99999999999999999999", b"0000000000000000013", b"-1", b""),
)
PIECES = (
    *(b"&#13;", b"&#x41;", b"&#0;", b"&#1;", b"&#;", b"&#x;", b"&amp;", b"&lt;", b"&b;", b"&", b"#0;", b"#"),
    *(
        b"<![CDATA[",
        b"]]>",
        b"<![CDATA[QUJD]]>",
        b"<!-- c -->",
        b"<!--",
        b"-->",
        b"--",
        b"<?p q?>",
        b"<?",
        b"?>",
    ),
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"<b/>",
        b"<b>QUJD</b>",
        b"=",
        b"==",
        b"-",
        b" ",
        b"\n",
        b"\r\n",
        b"\t" * 300,
    ),
    *(
        b"\x00",
        b"\x01",
        b"\x0b",
        b"\x0c",
        b"\x85",
        b"\xc3",
        b"\xa5",
        b"\xc3\xa5",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ),
    *(b'"', b"'", b"QUJD" * 200, b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xef\xbf\xbe"),
    *(b"<EncodedData>QUJD</EncodedData>", b"<EncodedData/>", b'<x:EncodedData a=">"/>', b"<!DOCTYPE a>"),
    *(b"<EncodedData", b"BinaryContent ", b"<EmbeddedDocumentBinaryObject\n>", b" xmlns:x='y'", b"\xe5"),
)
DECLARED = (
    b"ISO-8859-1",
    b"ISO-8859-15",
    b"windows-1252",
    b"US-ASCII",
    b"UTF-16",
    b"utf-8",
    b"1.1",
    b"2.0",
    b"",
)
CODECS = ("utf-16", "utf-16-be", "iso-8859-1", "utf-8-sig", "cp1252")

Change = Callable[[Random, bytes], bytes]


def mutated(seed: int) -> Iterator[bytes]:
    """Documents without end, the same for the same seed."""
    random = Random(seed)
    beginnings = [*seeds(), *_with_files()]
    pieces = (*PIECES, *words())
    while True:
        data = random.choice(beginnings)
        for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
            data = (
                random.choice(CHANGES)(random, data)
                if random.random() < 0.8
                else _inserted(random, data, pieces)
            )
        yield data[:LONGEST]


def _with_files() -> Iterator[bytes]:
    """Documents in which files stand as few write them; these are begun with more often than others."""
    text = b"QUJDREVGR0hJ" * 120
    for file in (
        text,
        text + b"QQ==",
        b"\n      ".join(text[at : at + 76] for at in range(0, len(text), 76)),
        b"&#13;\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
        b"<![CDATA[" + text + b"]]>" + text,
        text[:8] + b"<!-- c -->" + text + b"<?p?>" + text[:4],
        text[:600] + b"-" + text[600:],
        text[:600] + b"\xc3\xa5" + text[600:] + b"<b>" + text + b"</b>",
        text + b"</cbc:EmbeddedDocumentBinaryObject><cbc:EmbeddedDocumentBinaryObject>" + text,
    ):
        document = with_file("@").replace(b">@<", b">" + file + b"<")
        yield from (
            document,
            document,
            document.replace(b"<cac:InvoiceLine>", b"<!-- c --><cac:InvoiceLine>"),
        )


def _number(random: Random, data: bytes) -> bytes:
    """A number, within base64 and references too, becomes another one."""
    return _replaced(random, data, _NUMBER, lambda _: random.choice(NUMBERS))


def _one_digit(random: Random, data: bytes) -> bytes:
    return _replaced(random, data, _NUMBER, lambda old: old[:-1] + random.choice(b"0123456789").to_bytes())


def _reference(random: Random, data: bytes) -> bytes:
    return _replaced(random, data, _REFERENCE, lambda _: b"&#" + random.choice(NUMBERS) + b";")


def _base64(random: Random, data: bytes) -> bytes:
    """Something is put into a text of base64, or some of it taken away."""

    def change(old: bytes) -> bytes:
        at, length = random.randrange(len(old)), random.choice((0, 0, 1, 2, 700))
        return old[:at] + random.choice(PIECES) + old[at + length :]

    return _replaced(random, data, _BASE64, change)


def _tag(random: Random, data: bytes) -> bytes:
    """A tag changes, goes, or comes twice."""

    def change(old: bytes) -> bytes:
        at = random.randrange(len(old))
        return random.choice(
            (b"", old * 2, old[:at] + random.choice(PIECES) + old[at:], b"<!--" + old + b"-->")
        )

    return _replaced(random, data, _TAG, change)


def _declaration(random: Random, data: bytes) -> bytes:
    return _replaced(
        random, data, _ENCODING, lambda old: old.split(b'"')[0] + b'"' + random.choice(DECLARED) + b'"'
    )


def _encoded(random: Random, data: bytes) -> bytes:
    return data.decode("utf-8", "ignore").encode(random.choice(CODECS), "ignore")


def _byte(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(1) + data[at + 1 :]


def _cut_short(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _moved(random: Random, data: bytes) -> bytes:
    """A stretch stands elsewhere, or twice."""
    start, at = random.randrange(len(data) + 1), random.randrange(len(data) + 1)
    return data[:at] + data[start : start + random.choice((5, 60, 700, 2000))] + data[at:]


def _before(random: Random, data: bytes) -> bytes:
    return (
        random.choice((b" " * 1200, b"\n", b"<!-- " + b"c" * 1200 + b" -->", b"<?p?>", b"\xef\xbb\xbf"))
        + data
    )


CHANGES: tuple[Change, ...] = (
    *(
        _number,
        _one_digit,
        _reference,
        _base64,
        _base64,
        _base64,
        _tag,
        _declaration,
        _encoded,
        _byte,
        _cut_short,
    ),
    *(_moved, _before),
)


def _inserted(random: Random, data: bytes, pieces: tuple[bytes, ...]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(pieces) + data[at:]


def _replaced(
    random: Random, data: bytes, what: re.Pattern[bytes], change: Callable[[bytes], bytes]
) -> bytes:
    """The data with one occurrence changed, where there is any."""
    found = list(what.finditer(data))
    if not found:
        return data
    one = random.choice(found)
    return data[: one.start()] + change(one[0]) + data[one.end() :]
