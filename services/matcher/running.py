"""One run of `match`: settles invoices stage by stage against the state and what the run itself booked."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

import numpy as np

from schemas.invoice import InvoiceReceived
from schemas.matching import LineMatch
from services.matcher.batch import Batch, Outcome
from services.matcher.changes import Booked, GivenBack, InvoiceSettled
from services.matcher.compliance import Tolerances, valid_prices
from services.matcher.crediting import Bookings, Credit
from services.matcher.keys import identifier_keys
from services.matcher.outcomes import Writer, credit_match
from services.matcher.reading import Bought, columns_of, gives_back
from services.matcher.settling import Taken, settle
from services.matcher.state import State


class Run:
    """What a batch booked and said so far; the state is only read."""

    def __init__(self, state: State, tolerances: Tolerances) -> None:
        self.lines: dict[UUID, tuple[LineMatch, ...]] = {}
        self.settled: list[InvoiceSettled] = []
        self._state = state
        self._tolerances = tolerances
        self._taken = Taken()
        self._bookings = Bookings(state.books)

    def settle(self, events: Sequence[InvoiceReceived]) -> None:
        """Settle invoices that need nothing of each other but quantities; what is credited comes last."""
        taking = self._taking([_part(event, back=False) for event in events])
        giving = self._giving([_part(event, back=True) for event in events])
        for event, (taken, booked), (given, returned) in zip(events, taking, giving, strict=True):
            said = {True: iter(given), False: iter(taken)}
            lines = event.invoice.lines
            self.lines[event.invoice_id] = tuple(
                next(said[gives_back(event.invoice, line)]) for line in lines
            )
            self.settled.append(_settled(event, booked, returned))

    def _taking(self, bought: Sequence[Bought]) -> list[tuple[list[LineMatch], list[Booked]]]:
        """What is said of the lines that take quantities, and what they book, by invoice."""
        batch = columns_of(bought)
        outcome = settle(batch, self._state.books, self._taken, self._tolerances)
        writer = Writer(self._state.books, self._state.names, outcome)
        lines = [line for each in bought for line in each.lines]
        said = [
            writer.line(row, line, price)
            for row, (line, price) in enumerate(zip(lines, batch.price.tolist(), strict=True))
        ]
        booked = _booked(outcome)
        result = []
        stops = np.cumsum([len(each.lines) for each in bought]).tolist()
        numbers = identifier_keys([each.invoice.number for each in bought]).tolist()
        owners = batch.owner.tolist()
        for place, (start, stop) in enumerate(pairwise([0, *stops])):
            mine = [each for each in booked[start:stop] if each is not None]
            self._bookings.add(owners[place], numbers[place], mine)
            result.append((said[start:stop], mine))
        return result

    def _giving(self, credited: Sequence[Bought]) -> list[tuple[list[LineMatch], list[GivenBack]]]:
        """What is said of the lines that give back, and to which bookings, by invoice."""
        batch = columns_of(credited)
        books, names = self._state.books, self._state.names
        item = books.known_items(batch.scope[batch.invoice], batch.article, batch.gtin)
        prices = valid_prices(books, item, batch.day[batch.invoice]).tolist()
        result: list[tuple[list[LineMatch], list[GivenBack]]] = [([], []) for _ in credited]
        rows = ((each, line) for each in credited for line in each.lines)
        for row, (each, line) in enumerate(rows):
            said, returned = result[int(batch.invoice[row])]
            back = self._bookings.give_back(_credit(each, batch, row, int(item[row])))
            said.append(credit_match(books, names, line, back, prices[row]))
            if back is not None:
                returned.append(GivenBack(back.booking, back.quantity))
                self._taken.add(np.array([back.line]), np.array([-back.quantity]))
        return result


def _part(event: InvoiceReceived, *, back: bool) -> Bought:
    """The lines of an invoice that give back, or those that do not."""
    invoice = event.invoice
    return Bought(invoice, tuple(line for line in invoice.lines if gives_back(invoice, line) is back))


def _booked(outcome: Outcome) -> list[Booked | None]:
    """What each line books, None where it is not linked."""
    columns = (outcome.line, outcome.item, outcome.price, outcome.quantity)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Booked(*row) if row[0] >= 0 else None for row in rows]


def _credit(credited: Bought, batch: Batch, row: int, item: int) -> Credit:
    named = identifier_keys([reference.number for reference in credited.invoice.preceding])
    return Credit(
        owner=int(batch.owner[batch.invoice[row]]),
        invoices=[key for key in named.tolist() if key],
        item=item,
        signature=batch.signature[row],
        quantity=int(batch.quantity[row]),
        price=int(batch.price[row]),
    )


def _settled(event: InvoiceReceived, booked: list[Booked], returned: list[GivenBack]) -> InvoiceSettled:
    return InvoiceSettled(
        invoice_id=event.invoice_id,
        key=event.invoice.key,
        number=event.invoice.number,
        header="",
        booked=tuple(booked),
        returned=tuple(returned),
    )
