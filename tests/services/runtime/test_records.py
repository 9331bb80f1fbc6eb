import json
from uuid import UUID

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from schemas.invoice import InvoiceReceived
from services.runtime.records import Place, RecordRejected, divide, misplaced, partition_of, read
from tests.builders import received

PLACE = Place("invoice.received", 3, 42)
keys = st.text(st.characters(codec="utf-8"), min_size=1)


def test_a_good_record_is_its_event() -> None:
    event = received()
    assert read(InvoiceReceived, b"k", event.to_json(), PLACE) == event


def test_what_is_no_event_is_kept_as_it_came_with_a_reason() -> None:
    for value, reason in (
        (b"{", "not a InvoiceReceived: the record: not JSON"),
        (b"\xff\xfe", "not a InvoiceReceived: the record: not JSON"),
        (b"[]", "not a InvoiceReceived: the record: model type"),
    ):
        assert read(InvoiceReceived, b"k", value, PLACE) == RecordRejected(
            PLACE, b"k", value, "bad-record", reason
        )


def test_a_reason_names_the_place_and_repeats_nothing_of_the_record() -> None:
    fields = json.loads(received().to_json())
    fields["invoice_id"] = "Anna Andersson"
    fields["surplus"] = "Anna Andersson"
    rejected = read(InvoiceReceived, None, json.dumps(fields).encode(), PLACE)
    assert isinstance(rejected, RecordRejected)
    assert rejected.reason == "not a InvoiceReceived: invoice_id: uuid parsing (and 1 more)"


def test_a_record_without_value_is_rejected() -> None:
    rejected = read(InvoiceReceived, None, None, PLACE)
    assert isinstance(rejected, RecordRejected)
    assert (rejected.value, rejected.reason) == (b"", "the record is empty")


def test_headers_say_why_and_from_where() -> None:
    rejected = RecordRejected(PLACE, None, b"", "bad-record", "the record is empty")
    assert dict(rejected.headers()) == {
        "code": b"bad-record",
        "reason": b"the record is empty",
        "source-topic": b"invoice.received",
        "source-partition": b"3",
        "source-offset": b"42",
    }


@given(keys, st.integers(1, 64))
def test_both_clients_put_a_key_into_the_same_partition(key: str, partitions: int) -> None:
    """kafka-python's murmur2 and aiokafka's: an order through one meets an invoice through the other."""
    everywhere = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key.encode(), everywhere, everywhere)


def test_partitions_are_those_of_the_java_client() -> None:
    """Kafka's own test vectors of murmur2 (`UtilsTest`): a hash for ever."""
    hashes = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536}
    for key, expected in hashes.items():
        assert partition_of(key, 1_000) == (expected & 0x7FFFFFFF) % 1_000


def test_an_event_under_another_key_or_in_another_partition_is_misplaced() -> None:
    event = received()
    right = partition_of(event.key, 8)
    key = event.key.encode()
    assert misplaced(event, key, Place("invoice.received", right, 0), 8) is None
    assert "murmur2" in str(misplaced(event, key, Place("invoice.received", (right + 1) % 8, 0), 8))
    assert "key" in str(misplaced(event, b"other", Place("invoice.received", right, 0), 8))
    assert "key" in str(misplaced(event, None, Place("invoice.received", right, 0), 8))


def test_a_batch_divides_into_events_and_rejected_records_in_order() -> None:
    bad = RecordRejected(PLACE, None, b"", "bad-record", "the record is empty")
    one, two = received(), received(invoice_id=UUID(int=1))
    batch: list[InvoiceReceived | RecordRejected] = [one, bad, two]
    assert divide(batch) == ([one, two], [bad])
