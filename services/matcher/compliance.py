"""What is to be said of a line against its order and against the price list that holds on its date.

A price list row counts from its first to its last day; of several that hold, the one registered last. A fee
(freight, an invoice fee) is neither off contract nor missing an order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matcher import batch as said
from services.matcher.books import Books, Room, item_keys
from services.matcher.columns import UNKNOWN
from services.matcher.keys import I32, I64, U8, U32, Bools

_PRICE_ROWS: Final = 64
"""Rows of price lists of one item that are looked at, the newest."""

_FEE: Final = re.compile(
    r"(frakt|fragt|freight|shipping|postage|porto\b|faktura(avgift|gebyr)|fakturerings|invoice fee"
    r"|gebyr|expeditions|ekspeditions|emballage|miljö(avgift|tillägg)|miljø(afgift|gebyr|tillæg)"
    r"|environmental (fee|charge)|öresa?(vrundning|utjämning)|öresutj|øreafrunding|rounding"
    r"|drivmedelstillägg|bränsletillägg|brændstof|fuel (surcharge|charge)|leveransavgift|leveringsgebyr"
    r"|delivery (fee|charge)|påminnelse|rykker|reminder fee|administrations?(avgift|gebyr)|administrativ"
    r"|admin(istration)? fee|hanteringsavgift|håndteringsgebyr|handling (fee|charge)|serviceavgift"
    r"|dröjsmålsränta|packaging (fee|charge))"
)
"""How the text of a fee begins, in Swedish, Danish and English."""

_FIRST: Final = 2
_BEGINNINGS: Final = "fr sh po fa in ge ex ek em mi en ör ør ro dr br fu le de på ry re ad ha hå se pa"
_BEGINNING_CODES: Final = np.array(
    [ord(two[0]) << 16 | ord(two[1]) for two in _BEGINNINGS.split()], np.uint32
)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What may differ unsaid: unit prices in thousandths of the agreed one, quantities in 10⁻⁶."""

    price_thousandths: int = 5
    quantity: int = 1_000


def fees(texts: Sequence[str], letters: U32) -> Bools:
    """Which lines (n,) are fees by their text. `letters` (n, width) are those of the same texts."""
    found = np.zeros(len(texts), np.bool_)
    if letters.shape[1] < _FIRST:
        return found
    begins = np.isin(letters[:, 0] << np.uint32(16) | letters[:, 1], _BEGINNING_CODES)
    for row in np.flatnonzero(begins).tolist():
        found[row] = _FEE.match(texts[row].lower()) is not None
    return found


def valid_prices(books: Books, item: I64, day: I32) -> I64:
    """The row of the price list that holds for each item on the day, or -1: (n,) int64."""
    which, row = books.price_by_item.rows(item_keys(item), _PRICE_ROWS)
    holds = (books.prices.first_day[row] <= day[which]) & (books.prices.last_day[row] >= day[which])
    holds &= books.prices.void[row] == 0
    found = np.full(len(item), -1, np.int64)
    np.maximum.at(found, which[holds], row[holds])
    return found


def against_order(
    quantity: I64, price: I64, row: I64, room: Room, books: Books, tolerances: Tolerances
) -> U8:
    """Flags (k,) uint8 of linked lines: quantity against the room on the order line, price as ordered."""
    ordered = books.lines.price[row]
    flags = np.where((quantity < room.left - tolerances.quantity) & room.bounded, said.PARTIAL, 0)
    flags |= np.where(quantity > room.left + tolerances.quantity, said.OVER_QUANTITY, 0)
    flags |= np.where(quantity > room.received + tolerances.quantity, said.UNDELIVERED, 0)
    apart = np.abs(price - ordered) * 1000 > ordered * tolerances.price_thousandths
    flags |= np.where(apart & (price != UNKNOWN) & (ordered != UNKNOWN), said.PRICE_DEVIATION, 0)
    return flags.astype(np.uint8)


def against_contract(
    price: I64, price_row: I64, fee: Bools, linked: Bools, books: Books, tolerances: Tolerances
) -> U8:
    """Flags (n,) uint8 of all lines: above the price list, outside of it, without an order, or a fee."""
    has = price_row >= 0
    agreed = books.prices.price[price_row[has]]
    above = np.zeros(len(price), np.bool_)
    paid = price[has]
    known = (paid != UNKNOWN) & (agreed != UNKNOWN)
    above[has] = known & ((paid - agreed) * 1000 > agreed * tolerances.price_thousandths)
    is_fee = fee & ~linked & ~has
    flags = np.where(above, said.CONTRACT_PRICE_EXCEEDED, 0)
    flags |= np.where(~has & ~is_fee, said.OFF_CONTRACT, 0)
    flags |= np.where(~linked & ~is_fee, said.NOT_ORDERED, 0)
    flags |= np.where(is_fee, said.FEE, 0)
    return flags.astype(np.uint8)
