"""How registered documents and settled invoices enter the books. Whole batches become columns here.

An order number registered again replaces what is not yet invoiced: lines with the same id keep what was
booked on them, the others of the older version take no more invoices. What a seller refuses takes no more
either. A contract registered again replaces its prices.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from services.matcher.books import Books
from services.matcher.changes import (
    ContractRegistered,
    Document,
    InvoiceSettled,
    OrderClosed,
    OrderedLine,
    OrderRegistered,
)
from services.matcher.items import items_of
from services.matcher.keys import (
    I64,
    U64,
    digits_of,
    identifier_keys,
    joined,
    scope_key,
)
from services.matcher.names import Names, coding_text


def take_documents(books: Books, names: Names, documents: Sequence[Document]) -> None:
    """Orders, answers and contracts in their order, as many at a time as do not replace each other."""
    part: list[Document] = []
    numbers: set[tuple[str, str]] = set()
    for document in documents:
        number = (document.key, document.number)
        if part and (number in numbers or type(document) is not type(part[0])):
            _take(books, names, part)
            part, numbers = [], set()
        part.append(document)
        numbers.add(number)
    _take(books, names, part)


def _take(books: Books, names: Names, part: Sequence[Document]) -> None:
    orders = [document for document in part if isinstance(document, OrderRegistered)]
    contracts = [document for document in part if isinstance(document, ContractRegistered)]
    if orders:
        _take_orders(books, names, orders)
    if contracts:
        _take_contracts(books, names, contracts)
    for document in part:
        if isinstance(document, OrderClosed):
            _close(books, names, document)


def _take_orders(books: Books, names: Names, orders: Sequence[OrderRegistered]) -> None:
    owner = np.array([scope_key(order.key) for order in orders], np.uint64)
    number = identifier_keys([order.number for order in orders])
    older = books.order_by_number.newest(joined(owner, number))
    digits, digit_count = digits_of([order.number for order in orders])
    sizes = np.array([len(order.lines) for order in orders], np.int64)
    rows = books.add_orders(
        owner=owner,
        number=number,
        day=np.array([order.day for order in orders], np.int32),
        digits=digits,
        digit_count=digit_count,
        lines=sizes,
    )
    names.orders.append(number=names.texts.numbers([order.number for order in orders]))
    _take_lines(books, names, [line for order in orders for line in order.lines], np.repeat(rows, sizes))
    for old, new in zip(older.tolist(), rows.tolist(), strict=True):
        if old >= 0:
            _replace(books, names, old, new)


def _take_lines(books: Books, names: Names, lines: Sequence[OrderedLine], order: I64) -> None:
    if not lines:
        return
    books.add_lines(
        order=order,
        number=identifier_keys([line.id for line in lines]),
        item=items_of(books, [line.what for line in lines], books.orders.owner[order]),
        unit=np.array([line.unit for line in lines], np.int32),
        price=np.array([line.price for line in lines], np.int64),
        quantity=np.array([line.quantity for line in lines], np.int64),
        invoiced=np.zeros(len(lines), np.int64),
    )
    names.lines.append(
        id=names.texts.numbers([line.id for line in lines]),
        codes=names.texts.numbers([coding_text(line.codes) for line in lines]),
    )


def _replace(books: Books, names: Names, old: int, new: int) -> None:
    """The newer version of an order takes over the bookings of the older one, line by line id."""
    before, after = _lines_of(books, old), _lines_of(books, new)
    books.lines.void[before] = 1
    place = {names.lines.id[row]: row for row in after.tolist()}
    kept = [(row, place[names.lines.id[row]]) for row in before.tolist() if names.lines.id[row] in place]
    moves = np.array(list(dict(kept).items()), np.int64).reshape(-1, 2)
    books.replace_lines(moves[:, 0], moves[:, 1])


def _close(books: Books, names: Names, refusal: OrderClosed) -> None:
    """Lines that will not come, of the order as it stands now; an unknown order has none to close."""
    owner = np.array([scope_key(refusal.key)], np.uint64)
    order = int(books.order_by_number.newest(joined(owner, identifier_keys([refusal.number])))[0])
    if order < 0:
        return
    rows = _lines_of(books, order)
    if not refusal.whole:
        refused = [names.texts[int(number)] in refusal.closed for number in names.lines.id[rows]]
        rows = rows[np.array(refused, np.bool_)]
    books.lines.void[rows] = 1


def _lines_of(books: Books, order: int) -> I64:
    first = int(books.orders.first_line[order])
    return np.arange(first, first + int(books.orders.line_count[order]))


def _take_contracts(books: Books, names: Names, contracts: Sequence[ContractRegistered]) -> None:
    owner = np.array([scope_key(contract.key) for contract in contracts], np.uint64)
    key = joined(owner, identifier_keys([contract.number for contract in contracts]))
    for old in names.contract_by_key.newest(key).tolist():
        if old >= 0:
            start = int(names.contracts.first_price[old])
            books.prices.void[start : start + int(names.contracts.price_count[old])] = 1
    sizes = np.array([len(contract.items) for contract in contracts], np.int64)
    first = books.prices.count + np.cumsum(sizes) - sizes
    rows = names.contracts.append(key=key, first_price=first, price_count=sizes)
    names.contract_by_key.add(key, rows)
    _take_prices(books, names, contracts, np.repeat(owner, sizes))


def _take_prices(books: Books, names: Names, contracts: Sequence[ContractRegistered], scope: U64) -> None:
    rows = list(chain.from_iterable(contract.items for contract in contracts))
    if not rows:
        return
    books.add_prices(
        item=items_of(books, [row.what for row in rows], scope),
        unit=np.array([row.unit for row in rows], np.int32),
        price=np.array([row.price for row in rows], np.int64),
        first_day=np.array([row.first_day for row in rows], np.int32),
        last_day=np.array([row.last_day for row in rows], np.int32),
    )
    names.prices.append(
        contract=names.texts.numbers([each.number for each in contracts for _ in each.items]),
        label=names.texts.numbers([row.label for row in rows]),
        codes=names.texts.numbers([coding_text(row.codes) for row in rows]),
    )


def take_invoices(books: Books, settled: Sequence[InvoiceSettled]) -> None:
    """What invoices booked, then what they gave back."""
    booked = [(invoice, each) for invoice in settled for each in invoice.booked]
    columns = np.array([each for _, each in booked], np.int64).reshape(-1, 4).T
    numbers = identifier_keys([invoice.number for invoice, _ in booked])
    books.book(numbers, *columns)
    returned = [each for invoice in settled for each in invoice.returned]
    back = np.array(returned, np.int64).reshape(-1, 2)
    books.give_back(back[:, 0], back[:, 1])
