"""Svefaktura 1.0 (BasicInvoice), alone or in a batch, with its ObjectEnvelope. Spec: https://sfti.se/svefaktura"""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import cast

from lxml.etree import _Element

from schemas.invoice import Invoice
from services.invoice_ingest.formats.svefaktura_map import DOCUMENT, SF
from services.invoice_ingest.notes import EncodedObject, Notes
from services.invoice_ingest.walking import Record, taken, taken_text, walk
from services.invoice_ingest.walking.values import fits

NAME = "svefaktura-1.0"
ROOT = f"{{{SF}}}Invoice"
CREDIT = "381"
OBJECT_REFERENCE = "urn:sfti:documents:object:"
CONTRACT, DESPATCH_ADVICE, OBJECT, ATTACHMENT = "CT", "DQ", "ACD", "ATS"
VAT_FIELDS = (("category", "vat_category"), ("rate", "vat_rate"))
_EXACT = Context(prec=400)
"""Sums of 38-digit numbers without rounding; what the model cannot hold afterwards is left out."""


def claims(root: _Element) -> str | None:
    """`svefaktura-1.0`, or None for another root."""
    return NAME if root.tag == ROOT else None


def parse(root: _Element, name: str, notes: Notes) -> Invoice:
    """The invoice or credit note (type 381) that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name}
    walk(root, DOCUMENT, record, notes)
    record["is_credit"] = record.get("type_code") == CREDIT
    _currency(record)
    _requisitionists(record)
    _references(record, notes)
    _payments(record)
    _totals(record)
    _lines(record)
    return Invoice.model_validate(record)


def _currency(record: Record) -> None:
    """The currency code is optional; the amounts carry it too."""
    of_amounts = taken_text(record, "amount_currency")
    if of_amounts is not None:
        record.setdefault("currency", of_amounts)


def _requisitionists(record: Record) -> None:
    """The first is the buyer's reference, the second the accounting cost."""
    fields = ("buyer_reference", "accounting_cost")
    record.update(zip(fields, taken(record, "requisitionists"), strict=False))


def _references(record: Record, notes: Notes) -> None:
    """Contract, despatch advice, object and attachments by their kind; files of the envelope come in."""
    attachments: list[Record] = []
    waiting = {found.object_id: found for found in notes.objects}
    for reference in cast("list[dict[str, str]]", taken(record, "references")):
        kind, value = reference["kind"], reference["value"]
        if kind == CONTRACT:
            record.setdefault("contract", value)
        elif kind == DESPATCH_ADVICE:
            record.setdefault("despatch_ref", value)
        elif kind == OBJECT:
            record.setdefault("object_id", {"value": value, "scheme": OBJECT})
        elif kind == ATTACHMENT and value.startswith(OBJECT_REFERENCE):
            name = value.removeprefix(OBJECT_REFERENCE)
            attachments.append(_attachment(name, waiting.pop(name, None), notes))
        elif kind == ATTACHMENT:
            attachments.append({"reference": value, "uri": value})
        else:
            attachments.append({"reference": value})
    mine = [it for it in waiting.values() if notes.alone or it.document_id == record.get("number")]
    attachments.extend(_attachment(it.object_id, it, notes) for it in mine)
    record["attachments"] = attachments


def _attachment(name: str, found: EncodedObject | None, notes: Notes) -> Record:
    """The fields of a file of the ObjectEnvelope; only its name where the envelope lacks it."""
    if found is None:
        return {"reference": name}
    record: Record = {"reference": name, "filename": found.filename, "mime_type": found.mime_type}
    file = notes.embed(found.element, found.filename, found.mime_type)
    return {**record, "sha256": file.sha256, "size": file.size} if file is not None else record


def _payments(record: Record) -> None:
    """Up to three ways to pay with one due date; the payee's name and the penalty interest stand beside."""
    payments: list[Record] = []
    for payment in taken(record, "payments"):
        due, payee = payment.pop("due_date", None), taken_text(payment, "payee")
        if due is not None:
            record.setdefault("due_date", due)
        if payee is not None:
            record.setdefault("payee", {"name": payee})
        account, provider = taken_text(payment, "account"), taken_text(payment, "service_provider")
        if account or provider:
            payment["accounts"] = [{"id": account or "", "service_provider": provider}]
        payments.append(payment)
    record["payments"] = payments
    penalty = taken_text(record, "penalty")
    if penalty is not None:
        terms = [cast(str, record[field]) for field in ("payment_terms",) if field in record]
        record["payment_terms"] = "\n".join((*terms, f"Dröjsmålsränta {penalty} %"))


def _totals(record: Record) -> None:
    """The total with VAT is what is to be paid, round-off included; allowances and charges are added up."""
    totals = cast(Record, record.setdefault("totals", {}))
    if "with_vat" in totals:
        totals["payable"] = totals["with_vat"]
    amounts: dict[bool, list[Decimal]] = {False: [], True: []}
    for change in cast("list[Record]", record.get("allowances_charges", [])):
        if "amount" in change:
            amounts[change["is_charge"] is True].append(cast(Decimal, change["amount"]))
    totals["allowances"], totals["charges"] = _sum(amounts[False]), _sum(amounts[True])
    breakdown = cast("list[Record]", record.get("vat", []))
    totals["vat_in_tax_currency"] = _sum(
        [cast(Decimal, part.pop("in_tax_currency")) for part in breakdown if "in_tax_currency" in part]
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal | None:
    """The exact sum; None of nothing, or of what no field can hold."""
    total: Decimal | None = None
    for amount in amounts:
        total = amount if total is None else _EXACT.add(total, amount)
    return total if total is not None and fits(total) else None


def _lines(record: Record) -> None:
    """A line without VAT category has that of the document, if the document has but one."""
    breakdown = cast("list[Record]", record.get("vat", []))
    single = breakdown[0] if len(breakdown) == 1 else {}
    for line in cast("list[Record]", record.get("lines", [])):
        if "vat_category" not in line and "vat_rate" not in line:
            line |= {field: single[of] for of, field in VAT_FIELDS if of in single}
