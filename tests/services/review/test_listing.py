"""The queue as SQL: order, filter, pages, counts."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest

from schemas.coding import ReviewReason, ReviewRequested
from services.review import tables
from services.review.listing import queue
from services.review.queue import PAGE, Filter, Order, SupplierCount
from services.review.store import put
from tests.builders import NOW, a_seller, an_invoice, organisation_number
from tests.review_builders import a_coding, a_request, an_id


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    tables.create(opened)
    yield opened
    opened.close()


def numbered(number: str, supplier: int = 1, **changed: object) -> ReviewRequested:
    invoice = an_invoice(
        number=number,
        seller=a_seller(number=organisation_number(supplier), name=f"Leverantör {supplier}"),
        due_date=changed.pop("due_date", "2026-12-01"),
    )
    return a_request(invoice, **changed)


def shown(connection: sqlite3.Connection, wanted: Filter) -> list[str]:
    return [entry.number for entry in queue(connection, wanted).shown]


def test_money_at_risk_comes_first_then_the_supplier_one_learns_most_from(
    connection: sqlite3.Connection,
) -> None:
    put(
        connection,
        [
            numbered("alone", 1),
            numbered("many", 2, lines=tuple(a_coding(str(n)) for n in range(5))),
            numbered("many-later", 2, due_date="2026-12-24"),
            numbered("deviates", 3, reasons=(ReviewReason.UNCERTAIN, ReviewReason.DEVIATION)),
            numbered("twice", 4, reasons=(ReviewReason.DUPLICATE,)),
            numbered("audit", 2, reasons=(ReviewReason.AUDIT,), due_date=None),
        ],
    )
    assert shown(connection, Filter()) == ["twice", "deviates", "many", "many-later", "audit", "alone"]


def test_the_queue_can_be_read_by_due_date_and_by_age(connection: sqlite3.Connection) -> None:
    put(
        connection,
        [
            numbered("a", due_date=None, occurred_at=NOW - timedelta(days=9)),
            numbered("b", due_date="2026-12-02", occurred_at=NOW),
            numbered("c", due_date="2026-12-01", occurred_at=NOW - timedelta(days=1)),
        ],
    )
    assert shown(connection, Filter(order=Order.DUE)) == ["c", "b", "a"]
    assert shown(connection, Filter(order=Order.AGE)) == ["a", "c", "b"]


def test_a_filter_shows_one_supplier_or_one_reason_and_counts_what_it_lets_through(
    connection: sqlite3.Connection,
) -> None:
    put(
        connection,
        [
            numbered("a", 1),
            numbered("b", 2, reasons=(ReviewReason.DUPLICATE, ReviewReason.UNCERTAIN)),
            numbered("c", 2),
        ],
    )
    of_two = queue(connection, Filter(supplier_id=organisation_number(2)))
    assert [entry.number for entry in of_two.shown] == ["b", "c"]
    assert (of_two.matching, of_two.waiting, of_two.uncertain) == (2, 3, 3)
    assert shown(connection, Filter(reason=ReviewReason.DUPLICATE)) == ["b"]
    assert shown(connection, Filter(supplier_id="' OR 1=1 --")) == []


def test_the_counts_name_every_supplier_and_reason_that_waits(connection: sqlite3.Connection) -> None:
    put(
        connection,
        [numbered("a", 1), numbered("b", 2), numbered("c", 2, reasons=(ReviewReason.DUPLICATE,))],
    )
    found = queue(connection, Filter())
    assert found.suppliers == (
        SupplierCount(organisation_number(1), "Leverantör 1", 1),
        SupplierCount(organisation_number(2), "Leverantör 2", 2),
    )
    assert found.reasons == ((ReviewReason.DUPLICATE, 1), (ReviewReason.UNCERTAIN, 2))


def test_pages_show_every_invoice_once(connection: sqlite3.Connection) -> None:
    put(connection, [a_request(invoice_id=an_id(serial)) for serial in range(PAGE * 2 + 3)])
    seen = [
        entry.invoice_id
        for offset in (0, PAGE, 2 * PAGE)
        for entry in queue(connection, Filter(offset=offset)).shown
    ]
    assert sorted(seen) == sorted(an_id(serial) for serial in range(PAGE * 2 + 3))


def test_an_empty_queue_has_no_counts(connection: sqlite3.Connection) -> None:
    found = queue(connection, Filter())
    assert (found.shown, found.waiting, found.uncertain, found.suppliers, found.reasons) == ((), 0, 0, (), ())
