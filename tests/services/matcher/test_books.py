"""What is left on order lines as quantities are booked, given back and moved to a newer version."""

import numpy as np

from services.matcher.books import Books
from services.matcher.columns import LIMIT, UNKNOWN
from services.matcher.keys import I64


def column(*values: int) -> I64:
    return np.array(values, np.int64)


def books_over(*quantities: int) -> Books:
    """One order with lines over these quantities."""
    books, lines = Books(), len(quantities)
    key, none = np.ones(1, np.uint64), np.zeros(lines, np.int64)
    digits, count = np.zeros((1, 16), np.uint8), np.zeros(1, np.int64)
    books.add_orders(key, key, np.ones(1, np.int32), digits, count, column(lines))
    unit = none.astype(np.int32)
    books.add_lines(none, none.astype(np.uint64), none, unit, none, column(*quantities), none.copy())
    return books


def book(books: Books, line: int, quantity: int) -> I64:
    return books.book(np.ones(1, np.uint64), column(line), column(0), column(0), column(quantity))


def test_what_is_booked_leaves_less_room_and_what_is_given_back_more() -> None:
    books = books_over(10, 5)
    booking = book(books, 0, 7)
    assert books.room(column(0, 1)).left.tolist() == [3, 5]
    books.give_back(booking, column(4))
    assert books.room(column(0, 1)).left.tolist() == [7, 5]


def test_bookings_follow_an_order_line_to_its_newer_version() -> None:
    books = books_over(10, 12, 15)
    booking = book(books, 0, 7)
    books.replace_lines(column(0), column(1))
    books.replace_lines(column(1), column(2))
    assert books.room(column(2)).left.tolist() == [8]
    books.give_back(booking, column(7))
    book(books, 1, 2)
    assert books.room(column(2)).left.tolist() == [13]


def test_an_order_line_without_a_quantity_has_no_bound() -> None:
    room = books_over(UNKNOWN, 5).room(column(0, 1))
    assert room.bounded.tolist() == [False, True]
    assert room.left[0] == LIMIT
