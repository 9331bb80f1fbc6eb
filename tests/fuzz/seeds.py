"""What the fuzzers begin with: every golden document, documents of the tests' builders, and hostile ones.

python -m tests.fuzz.seeds FOLDER      writes them as files, for a corpus folder
"""

import base64
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks.documents import peppol_invoice
from tests.documents import GOLDEN, SVEFAKTURA, golden

BINARY = (
    "<cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID><cac:Attachment>"
    '<cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="a.csv">{}'
    "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
)
HOSTILE = (
    b"",
    b"<a/>",
    b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///x">%b;]><a/>',
    b"<a>" * 70 + b"</a>" * 70,
    b'<?xml version="1.0" encoding="UTF-7"?><a>+AOU-</a>',
    "<a>Å</a>".encode("utf-16"),
    b"\x1f\x8b\x08\x00",
    b"<a xmlns:b='c' b:d='e'><![CDATA[<x>]]><!-- y --><?z?>&#13;</a>",
    b"order_number;order_line;quantity;net_price\n1;1;2;3,50\n",
)


def seeds() -> Iterator[bytes]:
    """Documents to begin with."""
    yield from (path.read_bytes() for path in sorted(GOLDEN.iterdir()) if path.suffix in {".xml", ".csv"})
    yield peppol_invoice(1)
    yield with_file(base64.b64encode(b"a;b\n1;2\n").decode())
    yield with_file("<![CDATA[QUJD]]><!-- c -->REVG&#13;\n=")
    long = base64.encodebytes(bytes(range(256)) * 6).decode()
    yield with_file(long)
    yield with_file(long.replace("\n", "&#13;\n"))
    yield with_file(f"<![CDATA[{long[:1200]}]]><!-- c --><![CDATA[{long[1200:]}]]>")
    for encoding in ("utf-16", "utf-8-sig"):
        yield golden(SVEFAKTURA).decode().replace('encoding="UTF-8"', "").encode(encoding)
    yield from HOSTILE


def with_file(text: str) -> bytes:
    """A lawful invoice with an embedded file of this text."""
    before = "<cac:AccountingSupplierParty>"
    return peppol_invoice(1).decode().replace(before, BINARY.format(text) + before).encode()


def words() -> list[bytes]:
    """Pieces of markup that mean something to the reader: names, attributes, encodings, boundaries."""
    found: set[bytes] = {
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?",
        b"?>",
        b"<!DOCTYPE",
        b"&#13;",
        b"&amp;",
    }
    for seed in seeds():
        text = seed.replace(b"\x00", b"")
        found.update(
            b"<" + name.split()[0] for piece in text.split(b"<")[1:] if (name := piece.split(b">")[0])
        )
    return sorted(word for word in found if word.strip())


def write(folder: Path) -> None:
    """Write every seed as a file named after its bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds():
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
