"""Taxes and totals of OIOUBL 2 in the terms of EN 16931.

There `TaxExclusiveAmount` is the total of all taxes (rule F-INV127), VAT and duties stand side by side, and
the total with tax may have the rounding in it. Here duties are charges, as Danish suppliers on Peppol write
them: lines + charges - allowances = total without VAT, that + VAT = total with VAT, with or without rounding.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import cast

from services.invoice_ingest.formats.oioubl_map import EXACT, is_vat
from services.invoice_ingest.walking import Record, taken
from services.invoice_ingest.walking.values import fits

AGREED = "ZZZ"
"""Reason code of a charge that is a tax other than VAT (DK-R-004)."""
BREAKDOWN = (
    *("taxable_amount", "tax_amount", "category", "rate"),
    *("exemption_reason", "exemption_code"),
)


def taxes_and_totals(record: Record) -> None:
    """Breakdown, charges and totals from the tax totals and the total of all taxes."""
    groups = [(total, taken(total, "parts")) for total in taken(record, "tax_totals")]
    parts = [part for _, inside in groups for part in inside]
    vat, duties = [part for part in parts if is_vat(part)], [part for part in parts if not is_vat(part)]
    record["vat"] = [{field: part[field] for field in BREAKDOWN if field in part} for part in vat]
    totals = cast(Record, record.setdefault("totals", {}))
    of_duties = _sum(_amount(part, "tax_amount") for part in duties)
    totals["vat"] = _sum(_vat_of(total, inside) for total, inside in groups)
    totals["vat_in_tax_currency"] = _sum(_amount(part, "in_tax_currency") for part in vat)
    if duties:
        changes = cast("list[Record]", record.setdefault("allowances_charges", []))
        rates = {part.get("category"): part.get("rate") for part in reversed(vat)}
        changes.extend(_charge(duty, rates) for duty in duties)
        totals["charges"] = _sum((_amount(totals, "charges"), of_duties))
    total_tax = cast("Decimal | None", record.pop("total_tax", None))
    totals["without_vat"] = _without_vat(totals, total_tax, of_duties)


def _vat_of(total: Record, parts: list[Record]) -> Decimal | None:
    """What of a tax total is VAT: as it says, unless it has duties in it."""
    if all(is_vat(part) for part in parts) and "amount" in total:
        return _amount(total, "amount")
    return _sum(_amount(part, "tax_amount") for part in parts if is_vat(part))


def _charge(duty: Record, rates: dict[object, object]) -> Record:
    """A duty as a charge, with the VAT category its scheme gives and that category's rate."""
    category = duty.get("duty_category")
    return {
        "is_charge": True,
        "amount": duty.get("tax_amount"),
        "base_amount": duty.get("taxable_amount"),
        "percentage": duty.get("rate"),
        "vat_category": category,
        "vat_rate": None if category is None else rates.get(category),
        "reason": duty.get("scheme_name") or duty.get("scheme"),
        "reason_code": AGREED,
    }


def _without_vat(totals: Record, total_tax: Decimal | None, duties: Decimal | None) -> Decimal | None:
    """The total with tax less all tax but the duties; from the lines where it cannot be had so."""
    with_tax = _amount(totals, "with_vat")
    if with_tax is None or total_tax is None:
        less = _less(_amount(totals, "allowances"))
        return _sum((_amount(totals, "lines"), _amount(totals, "charges"), less))
    rounding = _amount(totals, "rounding") if has_rounding_inside(totals) else None
    return _sum((with_tax, _less(total_tax), _less(rounding), duties))


def has_rounding_inside(totals: Record) -> bool:
    """Whether the rounding is in the total with tax already: then that less prepaid is to be paid."""
    expected = _sum((_amount(totals, "with_vat"), _less(_amount(totals, "prepaid"))))
    return expected is not None and expected == _amount(totals, "payable")


def _amount(record: Record, field: str) -> Decimal | None:
    return cast("Decimal | None", record.get(field))


def _less(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.copy_negate()


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The exact sum; None of nothing, or of what no field can hold."""
    total: Decimal | None = None
    for amount in amounts:
        if amount is not None:
            total = amount if total is None else EXACT.add(total, amount)
    return total if total is not None and fits(total) else None
