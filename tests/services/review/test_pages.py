"""Addresses and the queue as a value."""

from datetime import timedelta
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from schemas.coding import ReviewReason
from services.review.formatting import Language
from services.review.pages import filter_of, query, queue_page
from services.review.queue import Filter, Order, Queue, SupplierCount, waiting
from services.review.translations import Words
from tests.builders import NOW
from tests.review_builders import a_request

WORDS = Words(Language.SWEDISH)
filters = st.builds(
    Filter,
    supplier_id=st.none() | st.text(min_size=1, max_size=20),
    reason=st.none() | st.sampled_from(ReviewReason),
    order=st.sampled_from(Order),
    offset=st.integers(0, 9_999_999),
)


@given(filters)
def test_a_filter_survives_its_address(wanted: Filter) -> None:
    address = query(wanted)
    assert filter_of(dict(parse_qsl(address.removeprefix("?")))) == wanted


@given(st.dictionaries(st.sampled_from(["supplier", "reason", "order", "from"]), st.text(max_size=12)))
def test_any_address_asks_for_something(values: dict[str, str]) -> None:
    assert filter_of(values).offset >= 0


def test_a_page_of_the_queue_says_where_it_is_and_what_is_overdue() -> None:
    entry = waiting(a_request(occurred_at=NOW - timedelta(days=1)))
    queue = Queue(
        shown=(entry,),
        matching=51,
        waiting=60,
        uncertain=1,
        suppliers=(SupplierCount(entry.supplier_id, entry.supplier, 60),),
        reasons=((ReviewReason.UNCERTAIN, 60),),
    )
    page = queue_page(queue, Filter(offset=50), WORDS, NOW + timedelta(days=30))
    assert (page.waiting, page.uncertain, page.shown) == (
        "60 fakturor väntar",
        "1 osäker rad",
        "Visar 51–51 av 51",
    )
    assert (page.previous, page.following, page.filtered) == ("/", None, True)
    (row,) = page.rows
    assert (row.overdue, row.waited, row.uncertain) == (True, "31 dagar", "1 av 1")
    assert [choice.label for choice in page.reasons] == ["Osäker kontering (60)"]
