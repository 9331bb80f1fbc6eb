"""Requests for review as the coder makes them, each a valid one with what is said changed."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from schemas.base import derived_id
from schemas.coding import (
    Code,
    DimensionCoding,
    InvoiceCoded,
    LineCoding,
    PostingRow,
    ReviewReason,
    ReviewRequested,
    Source,
    Suggestion,
)
from schemas.invoice import Invoice
from schemas.matching import LineMatch
from tests.builders import NOW, a_document_ref, an_invoice

ACCOUNTS = (("6410", "Kontorsmaterial"), ("6420", "Trycksaker"), ("5410", "Förbrukningsinventarier"))
CENTRES = (("3120", "Björkskolan"), ("3130", "Ekskolan"))


def a_suggestion(code: str = "6410", probability: float = 0.62, **changed: object) -> Suggestion:
    """A suggestion of the model with a reason."""
    fields: dict[str, object] = {
        "code": code,
        "name": dict((*ACCOUNTS, *CENTRES)).get(code),
        "probability": probability,
        "source": Source.MODEL,
        "reasons": ("8 of 11 earlier lines of this supplier",),
    }
    return Suggestion.model_validate({**fields, **changed})


def a_dimension(
    dimension: str = "account", codes: Sequence[str] = ("6410", "6420", "5410"), *, certain: bool = False
) -> DimensionCoding:
    """A dimension with these codes suggested, the first with .62, or .99 where it is certain."""
    first = 0.99 if certain else 0.62
    suggestions = (a_suggestion(code, round(first / (4**place), 4)) for place, code in enumerate(codes))
    return DimensionCoding(dimension=dimension, suggestions=tuple(suggestions), certain=certain)


def a_coding(line_id: str = "1", **changed: object) -> LineCoding:
    """A line of 100.00 whose account is uncertain."""
    fields: dict[str, object] = {
        "line_id": line_id,
        "text": "Kopieringspapper A4 80 g",
        "amount": Decimal("100.00"),
        "dimensions": (a_dimension(),),
    }
    return LineCoding.model_validate({**fields, **changed})


def a_request(invoice: Invoice | None = None, **changed: object) -> ReviewRequested:
    """A request for an invoice (`an_invoice()` where none is given), first revision, one uncertain line."""
    invoice = invoice or an_invoice()
    document = a_document_ref(invoice.model_dump_json().encode(), f"{invoice.number}.xml")
    invoice_id = changed.get("invoice_id", derived_id("invoice", document.id, "0"))
    revision = changed.get("revision", 1)
    fields: dict[str, object] = {
        "event_id": derived_id(ReviewRequested.topic, str(invoice_id), str(revision)),
        "occurred_at": NOW,
        "key": invoice.key,
        "invoice_id": invoice_id,
        "revision": revision,
        "document": document,
        "invoice": invoice,
        "matches": tuple(LineMatch(line_id=line.id) for line in invoice.lines),
        "lines": tuple(
            a_coding(line.id, text=line.item.name, amount=line.net_amount) for line in invoice.lines
        ),
        "reasons": (ReviewReason.UNCERTAIN,),
        "model_version": "test",
    }
    return ReviewRequested.model_validate({**fields, **changed})


def a_coded(request: ReviewRequested, **changed: object) -> InvoiceCoded:
    """The request's invoice, released with the first suggestion of every line."""
    rows = tuple(
        PostingRow(
            line_id=line.line_id,
            text=line.text,
            amount=line.amount,
            codes=tuple(
                Code(
                    dimension=dimension.dimension,
                    code=dimension.suggestions[0].code,
                    source=Source.MODEL,
                    probability=0.99,
                )
                for dimension in line.dimensions
            ),
        )
        for line in request.lines
    )
    fields: dict[str, object] = {
        "event_id": derived_id(InvoiceCoded.topic, request.invoice_id),
        "occurred_at": NOW,
        "key": request.key,
        "invoice_id": request.invoice_id,
        "document": request.document,
        "invoice": request.invoice,
        "matches": request.matches,
        "rows": rows,
        "route": "released",
        "model_version": "test",
    }
    return InvoiceCoded.model_validate({**fields, **changed})


def an_id(serial: int) -> UUID:
    """An invoice id of its own for every number."""
    return derived_id("invoice", "test", str(serial))
