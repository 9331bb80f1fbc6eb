"""kafka-python's clients, made in one place with the settings that correctness and security need."""

from kafka import KafkaConsumer, KafkaProducer
from kafka.coordinator.assignors.range import RangePartitionAssignor

from services.runtime import security
from services.runtime.settings import KafkaSettings
from services.runtime.topics import MAX_MESSAGE_BYTES

PRODUCE_BATCH_BYTES = 128 * 1024


def group_consumer(settings: KafkaSettings, group: str) -> KafkaConsumer:
    """A member of a consumer group that commits nothing by itself and reads only what was committed.

    The range assignor gives the same partition numbers of all topics to one member, which is what brings an
    order and its invoice together. It must be an eager one: cooperative rebalances fence healthy workers.
    """
    return KafkaConsumer(
        **security.connection(settings),
        group_id=group,
        client_id=f"{group}-{settings.slot}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        partition_assignment_strategy=[RangePartitionAssignor],
        max_poll_records=settings.batch_size,
        max_poll_interval_ms=settings.max_poll_interval_ms,
        session_timeout_ms=settings.session_timeout_ms,
        request_timeout_ms=settings.request_timeout_ms,
        bootstrap_timeout_ms=settings.request_timeout_ms,
        fetch_max_wait_ms=min(settings.poll_timeout_ms, 500),
        max_partition_fetch_bytes=4 * 1024 * 1024,
        allow_auto_create_topics=False,
    )


def reader(settings: KafkaSettings, isolation: str = "read_committed") -> KafkaConsumer:
    """A consumer outside any group: told which partitions, and from where."""
    return KafkaConsumer(
        **security.connection(settings),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level=isolation,
        request_timeout_ms=settings.request_timeout_ms,
        bootstrap_timeout_ms=settings.request_timeout_ms,
        fetch_max_wait_ms=100,
        max_partition_fetch_bytes=4 * 1024 * 1024,
        allow_auto_create_topics=False,
    )


def transactional_producer(settings: KafkaSettings, group: str) -> KafkaProducer:
    """A producer that has fenced whoever had its transactional id, and settled what that one left open."""
    producer = KafkaProducer(
        **security.connection(settings),
        client_id=f"{group}-{settings.slot}",
        transactional_id=f"{group}-{settings.slot}",
        transaction_timeout_ms=settings.transaction_timeout_ms,
        request_timeout_ms=settings.request_timeout_ms,
        bootstrap_timeout_ms=settings.request_timeout_ms,
        max_block_ms=settings.request_timeout_ms,
        delivery_timeout_ms=settings.request_timeout_ms + settings.linger_ms,
        linger_ms=settings.linger_ms,
        batch_size=PRODUCE_BATCH_BYTES,
        max_request_size=MAX_MESSAGE_BYTES,
        allow_auto_create_topics=False,
    )
    try:
        producer.init_transactions()
    except BaseException:
        producer.close(timeout=0)
        raise
    return producer
