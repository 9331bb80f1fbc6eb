import pytest
from kafka.consumer.fetcher import ConsumerRecord

from schemas.base import Event
from schemas.errors import RecordError, Unavailable
from services.runtime.outcomes import MOST_DEFECTS_IN_A_ROW, Transform
from services.runtime.records import partition_of
from tests.builders import an_invoice, ordered, received
from tests.chains import POISON, Chain, Link, chain_service

SERVICE = chain_service()
ORDERS, INVOICES = SERVICE.stages


def a_record(event: Event, offset: int = 0, partitions: int = 8) -> ConsumerRecord:
    """The event as it lies on Kafka."""
    key, value = event.key.encode(), event.to_json()
    fields = {"topic": event.topic, "partition": partition_of(event.key, partitions), "offset": offset}
    rest = dict.fromkeys(ConsumerRecord._fields)
    return ConsumerRecord(**{**rest, **fields, "key": key, "value": value, "headers": []})


@pytest.fixture
def transform() -> Transform[Chain, Link]:
    return Transform(SERVICE, partitions=8)


def test_records_come_to_events_and_a_change_and_the_state_stays_as_it_was(
    transform: Transform[Chain, Link],
) -> None:
    state, event = Chain(), received()
    outcome = transform.outcome(INVOICES, [a_record(event)], state)
    assert [one.event_id for one, _ in outcome.events] == [event.event_id]
    assert all(value == one.to_json() for one, value in outcome.events)
    assert outcome.change == Link(invoices=(event.invoice_id,))
    assert Link.model_validate_json(outcome.change_json) == outcome.change
    assert state.invoices == []


def test_where_nothing_changes_there_is_no_change_to_write(transform: Transform[Chain, Link]) -> None:
    event = received()
    outcome = transform.outcome(INVOICES, [a_record(event)], Chain([event.invoice_id]))
    assert (outcome.events, outcome.change, outcome.change_json) == ([], None, b"")


def test_a_bad_record_is_set_aside_and_the_others_count(transform: Transform[Chain, Link]) -> None:
    bad = a_record(ordered(), 7)._replace(value=b"{}")
    outcome = transform.outcome(ORDERS, [a_record(ordered(), 6), bad], Chain())
    assert outcome.change == Link(orders=1)
    (rejected,) = outcome.rejected
    assert (rejected.place.offset, rejected.value, rejected.code) == (7, b"{}", "bad-record")


def test_a_batch_of_bad_records_only_calls_nothing(transform: Transform[Chain, Link]) -> None:
    bad = a_record(ordered())._replace(value=None)
    outcome = transform.outcome(ORDERS, [bad], Chain())
    assert (outcome.events, outcome.change, len(outcome.rejected)) == ((), None, 1)


def test_a_record_that_breaks_the_service_is_set_aside_without_its_contents(
    transform: Transform[Chain, Link],
) -> None:
    poison = a_record(received(an_invoice(number=POISON)))
    with pytest.raises(ZeroDivisionError) as caught:
        transform.outcome(INVOICES, [poison], Chain())
    (rejected,) = transform.set_aside(poison, caught.value).rejected
    assert (rejected.code, rejected.reason) == ("defect", "the service failed: ZeroDivisionError")
    assert rejected.value == poison.value


def test_an_error_of_ours_keeps_its_code_and_words(transform: Transform[Chain, Link]) -> None:
    (rejected,) = transform.set_aside(a_record(received()), RecordError("too large")).rejected
    assert (rejected.code, rejected.reason) == ("bad-record", "too large")


def test_when_many_in_a_row_fail_it_is_the_service_that_is_broken(transform: Transform[Chain, Link]) -> None:
    record = a_record(received())
    for _ in range(MOST_DEFECTS_IN_A_ROW):
        transform.set_aside(record, ZeroDivisionError())
    transform.outcome(INVOICES, [record], Chain())
    for _ in range(MOST_DEFECTS_IN_A_ROW):
        transform.set_aside(record, ZeroDivisionError())
    with pytest.raises(Unavailable, match="ZeroDivisionError"):
        transform.set_aside(record, ZeroDivisionError())


def test_an_event_that_no_broker_would_take_is_an_error_of_its_record() -> None:
    text = "x" * (65 * 1024 * 1024)
    transform = Transform(SERVICE, partitions=8)
    with pytest.raises(RecordError, match=r"bytes are too many for a record of invoice\.matched"):
        transform.outcome(INVOICES, [a_record(received(an_invoice(notes=(text,))))], Chain())
