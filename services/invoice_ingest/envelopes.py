"""The business documents inside an envelope: Peppol SBDH, Swedish SBDH, ObjectEnvelope, batch.

A Peppol header may wrap a Swedish one (two levels, no more), a Swedish one holds an invoice beside an
ObjectEnvelope with its files, and one known product writes many invoices under a root `Invoices`. Rules see
the bare document: a rule set run on an enveloped file reports nothing at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from services.invoice_ingest.notes import EncodedObject, tag_of

PEPPOL_HEADER = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
SWEDISH_HEADER = "urn:sfti:documents:StandardBusinessDocumentHeader"
OBJECTS = "urn:sfti:documents:ObjectEnvelope:1:0"
SVEFAKTURA = "urn:sfti:documents:BasicInvoice:1:0"

WRAPPERS = {
    f"{{{namespace}}}StandardBusinessDocument": f"{{{namespace}}}StandardBusinessDocumentHeader"
    for namespace in (PEPPOL_HEADER, SWEDISH_HEADER)
}
BATCH = f"{{{SVEFAKTURA}}}Invoices"
OBJECT_ENVELOPE = f"{{{OBJECTS}}}ObjectEnvelope"
MAX_WRAPPERS = 2


@dataclass(frozen=True, slots=True)
class Contents:
    """The documents of a file in the order they stand, and the files that came beside them."""

    documents: tuple[_Element, ...]
    objects: tuple[EncodedObject, ...]


def contents_of(root: _Element) -> Contents:
    """What lies in the envelopes; a bare document is its own contents. An empty envelope holds nothing."""
    if root.tag not in WRAPPERS and root.tag != BATCH:
        return Contents((root,), ())
    inside = list(_unwrapped(root, MAX_WRAPPERS))
    objects = [found for body in inside if body.tag == OBJECT_ENVELOPE for found in _objects(body)]
    documents = [body for body in inside if body.tag != OBJECT_ENVELOPE]
    if not documents:  # an ObjectEnvelope alone in its wrapper is what was sent
        documents = inside
    return Contents(tuple(documents), tuple(objects))


def _unwrapped(element: _Element, levels: int) -> Iterator[_Element]:
    header = WRAPPERS.get(tag_of(element))
    if header is not None and levels:
        for child in element:
            if child.tag != header:
                yield from _unwrapped(child, levels - 1)
    elif element.tag == BATCH:
        yield from element
    else:
        yield element


def _objects(envelope: _Element) -> Iterator[EncodedObject]:
    document_id = _text(envelope.find(f"{{{OBJECTS}}}DocumentReference/{{{OBJECTS}}}DocumentID"))
    for encoded in envelope.iterfind(f"{{{OBJECTS}}}EncodedObject"):
        data = encoded.find(f"{{{OBJECTS}}}EncodedData")
        if data is not None:
            yield EncodedObject(
                object_id=_text(encoded.find(f"{{{OBJECTS}}}ObjectID")) or "",
                document_id=document_id,
                element=data,
                filename=data.get("filename"),
                mime_type=data.get("mimeCode"),
            )


def _text(element: _Element | None) -> str | None:
    return (element.text or "").strip() or None if element is not None else None
