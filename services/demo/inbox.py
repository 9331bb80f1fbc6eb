"""The files of the inbox: lawful invoices, some sent twice, some broken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.demo.billing import Biller
from services.demo.bills import Bill
from services.demo.breaking import BREAKINGS
from services.demo.dice import Dice
from services.demo.elements import serialised
from services.demo.envelopes import enveloped
from services.demo.judging import judged
from services.demo.municipality import World
from services.demo.ordering import PurchaseOrder
from services.demo.peppol import peppol
from services.demo.svefaktura import svefaktura
from services.demo.truth import Outcome

BROKEN = 0.02
DUPLICATES = 0.0075
COPIES = 0.0025


@dataclass(frozen=True, slots=True)
class Sent:
    """A file on its way in. `reason` says how it is broken."""

    day: date
    bill: Bill
    outcome: Outcome
    data: bytes
    reason: str = ""


def inbox(world: World, seed: int, orders: Sequence[PurchaseOrder], count: int) -> list[Sent]:
    """`count` files in the order they come in."""
    dice = Dice(seed, "sending")
    biller = Biller(world, seed)
    broken, duplicates, copies = (round(count * share) for share in (BROKEN, DUPLICATES, COPIES))
    bills = judged(world, orders, biller.bills(orders, count - broken - duplicates - copies))
    whole = [Sent(bill.day, bill, "coded", document(world, bill)) for bill in bills]
    repeated = dice.some([each for each in whole if not each.bill.is_credit], duplicates + copies)
    sent = [
        *whole,
        *(_duplicate(dice, world, each) for each in repeated[copies:]),
        *(replace(each, day=_later(dice, each), outcome="same-bytes") for each in repeated[:copies]),
        *_broken(world, biller, broken),
    ]
    return sorted(
        sent, key=lambda each: (each.day, each.outcome, each.bill.supplier.number, each.bill.number)
    )


def document(world: World, bill: Bill) -> bytes:
    """The bill's file: in its syntax, its envelope and its encoding."""
    make = peppol if bill.syntax == "peppol" else svefaktura
    return serialised(enveloped(world, bill, make(world, bill)), "ISO-8859-1" if bill.latin_1 else "UTF-8")


def _duplicate(dice: Dice, world: World, first: Sent) -> Sent:
    """The same invoice in another file."""
    again = replace(first.bill, note="Kopia på tidigare skickad faktura")
    return Sent(_later(dice, first), first.bill, "duplicate", document(world, again))


def _later(dice: Dice, first: Sent) -> date:
    return first.day + timedelta(days=dice.whole(1, 6))


def _broken(world: World, biller: Biller, count: int) -> Iterator[Sent]:
    kinds = list(BREAKINGS.items())
    for place in range(count):
        reason, breaking = kinds[place % len(kinds)]
        bill = biller.spare("svefaktura" if place % 3 == 1 else "peppol")
        yield Sent(bill.day, bill, "rejected", breaking(document(world, bill)), reason)
