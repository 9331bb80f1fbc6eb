"""Invoices with large files inside, written piece by piece: never held in memory by those who make them."""

import base64
from hashlib import sha256
from pathlib import Path

from benchmarks.documents import peppol_invoice

PIECE = 57 * 1024
"""Bytes that make whole lines of base64."""


def large_invoice(path: Path, size: int, opening: str = "", closing: str = "") -> str:
    """Write an invoice with an embedded PDF of about this many bytes; the file's sha256.

    `opening` and `closing` stand around the base64 text, for CDATA brackets and comments.
    """
    head, _, rest = peppol_invoice(1).partition(b"<cac:AccountingSupplierParty>")
    digest = sha256()
    with path.open("wb") as file:
        file.write(head + b"<cac:AdditionalDocumentReference><cbc:ID>Ritning</cbc:ID><cac:Attachment>")
        name = b'mimeCode="application/pdf" filename="ritning.pdf"'
        file.write(b"<cbc:EmbeddedDocumentBinaryObject " + name + b">" + opening.encode())
        for number in range(-(-size // PIECE)):
            piece = f"%PDF {number:06d}".encode() * (PIECE // 11 + 1)
            digest.update(piece[:PIECE])
            file.write(base64.b64encode(piece[:PIECE]) + b"\n")
        file.write(closing.encode() + b"</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>")
        file.write(b"</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>" + rest)
    return digest.hexdigest()
