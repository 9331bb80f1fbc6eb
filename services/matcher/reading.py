"""From documents to numbers: scaled quantities and prices, units, days, and how an item is written.

Absent is not zero: what a document does not give is UNKNOWN. A price is that of one unit after the allowances
and charges of its line; where no price is written, the amount and the quantity give it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final
from zlib import crc32

import numpy as np

from schemas.invoice import Invoice, InvoiceLine, Item, Price
from schemas.order import OrderLine
from services.matcher.batch import Batch
from services.matcher.changes import What
from services.matcher.columns import LIMIT, SCALE, UNKNOWN
from services.matcher.compliance import fees
from services.matcher.keys import U64, identifier_keys, letters_of, mixed, scope_key, signatures_of

_HALF: Final = Decimal("0.5")
_MINOR: Final = 100
_UNIT_NAMES: Final = {
    "piece": "EA H87 C62 ST STK STYCK PCE PCS PC NMB",
    "kilogram": "KGM KG",
    "litre": "LTR L LT",
    "metre": "MTR M",
    "hour": "HUR H HR TIM TIMME",
    "pack": "PK PA XPK XPA FRP PKT FP FÖRP",
    "box": "BX XBX CT XCT KRT KARTONG",
    "month": "MON MÅN",
    "day": "DAY DAG",
}
_UNITS: Final = {code: name for name, codes in _UNIT_NAMES.items() for code in codes.split()}
_BY_NAME: Final = np.uint64(0x6E616D65)


def scaled(value: Decimal | None, scale: int = SCALE) -> int:
    """The size of a number in 10⁻⁶ (or another scale), halves upwards; UNKNOWN if absent or beyond LIMIT.

    >>> scaled(Decimal("-1.5")), scaled(None), scaled(Decimal("1E+30"))
    (1500000, -1, -1)
    """
    if value is None:
        return UNKNOWN
    size = abs(value)
    if size > LIMIT:
        return UNKNOWN
    number = int((size * scale + _HALF).to_integral_value(ROUND_FLOOR))
    return number if number <= LIMIT else UNKNOWN


def plain(number: int) -> Decimal:
    """A scaled number as a decimal again."""
    return Decimal(number) / SCALE


def unit_of(code: str | None) -> int:
    """A number for a unit of measure, the same for synonyms; UNKNOWN where none is given."""
    if not code or not code.strip():
        return UNKNOWN
    name = code.strip().upper()
    return crc32(_UNITS.get(name, name).encode()) & 0x7FFFFFFF


def day_of(day: date | None) -> int:
    """A day as an ordinal number, 0 where none is given."""
    return day.toordinal() if day else 0


def what_of(item: Item, other: str | None = None) -> What:
    """How an item is written; a description or another text stands in for a missing name."""
    name = item.name.strip() or (item.description or "").strip() or (other or "").strip()
    standard = item.standard_id.value if item.standard_id else ""
    return What((item.seller_id or "").strip(), standard.strip(), name)


def item_columns(whats: Sequence[What]) -> tuple[U64, U64]:
    """Keys of article numbers and of GTINs (n,) uint64; an item with neither goes by its whole name."""
    article = identifier_keys([what.article for what in whats])
    gtin = identifier_keys([what.gtin for what in whats])
    name = identifier_keys([what.name for what in whats])
    by_name = np.where(name == 0, np.uint64(0), mixed(name ^ _BY_NAME))
    return np.where((article == 0) & (gtin == 0), by_name, article), gtin


def order_line_price(line: OrderLine) -> int:
    """The ordered price of one unit, scaled."""
    return _of_one(line.price, line.net_amount, line.quantity)


def item_price(price: Price) -> int:
    """The price of one unit in a price list, scaled."""
    return _of_one(price, None, None)


def line_price(line: InvoiceLine) -> int:
    """The invoiced price of one unit after the line's own allowances and charges, scaled."""
    if line.allowances_charges and line.net_amount is not None and line.quantity:
        return scaled(line.net_amount / line.quantity)
    return _of_one(line.price, line.net_amount, line.quantity)


def _of_one(price: Price, amount: Decimal | None, quantity: Decimal | None) -> int:
    if price.net is not None:
        return scaled(price.net / price.base_quantity if price.base_quantity else price.net)
    if amount is not None and quantity:
        return scaled(amount / quantity)
    return UNKNOWN


def line_quantity(line: InvoiceLine) -> int:
    """The invoiced quantity without its sign, scaled; from amount and price where none is written."""
    if line.quantity is None and line.net_amount is not None and line.price.net:
        return scaled(line.net_amount * (line.price.base_quantity or 1) / line.price.net)
    return scaled(line.quantity)


def gives_back(invoice: Invoice, line: InvoiceLine) -> bool:
    """Whether a line reduces what is owed: a line of a credit note, or a negative line of an invoice."""
    size = line.net_amount or line.quantity or Decimal()
    return size * invoice.sign < 0


def line_text(line: InvoiceLine) -> str:
    """What the line says was bought."""
    return what_of(line.item, line.note).name


@dataclass(frozen=True, slots=True)
class Bought:
    """Some lines of an invoice, in their order."""

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]


def columns_of(bought: Sequence[Bought]) -> Batch:
    """The lines of many invoices as the engine reads them."""
    owner = np.array([scope_key(each.invoice.key) for each in bought], np.uint64)
    lines = [line for each in bought for line in each.lines]
    texts = [line_text(line) for line in lines]
    letters = letters_of(texts)
    article, gtin = item_columns([what_of(line.item, line.note) for line in lines])
    return Batch(
        owner=owner,
        scope=owner,
        day=np.array([day_of(each.invoice.issue_date) for each in bought], np.int32),
        order_text=[each.invoice.order_ref or "" for each in bought],
        other_text=[_other_references(each.invoice) for each in bought],
        invoice=np.repeat(np.arange(len(bought)), [len(each.lines) for each in bought]),
        line_text=[_line_reference(line) for line in lines],
        article=article,
        gtin=gtin,
        letters=letters,
        signature=signatures_of(letters),
        quantity=np.array([line_quantity(line) for line in lines], np.int64),
        unit=np.array([unit_of(line.unit) for line in lines], np.int32),
        price=np.array([line_price(line) for line in lines], np.int64),
        amount=np.array([scaled(line.net_amount, _MINOR) for line in lines], np.int64),
        fee=fees(texts, letters),
    )


def _line_reference(line: InvoiceLine) -> str:
    own = line.order_line_ref or ""
    return f"{line.order_ref}/{own}" if line.order_ref else own


def _other_references(invoice: Invoice) -> str:
    """Where else senders write an order number."""
    return " ; ".join([invoice.buyer_reference or "", invoice.sales_order_ref or "", *invoice.notes])
