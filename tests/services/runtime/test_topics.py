import time
from collections.abc import Iterator

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from schemas.base import Event
from schemas.catalogue import CatalogueReceived
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.delivery import DeliveryReceived
from schemas.errors import Unavailable
from schemas.invoice import InvoiceReceived, InvoiceRejected
from schemas.matching import InvoiceMatched
from schemas.notice import NoticeReceived
from schemas.order import ContractReceived, OrderAnswered, OrderReceived
from schemas.response import InvoiceResponse
from schemas.review import ReviewDecided
from services.runtime import topics
from services.runtime.records import DEAD_LETTERS
from services.runtime.settings import KafkaSettings
from tests.kafka_broker import delete_topics, free_ports, quick, shared_broker

EVENTS: tuple[type[Event], ...] = (
    InvoiceReceived,
    InvoiceRejected,
    InvoiceResponse,
    OrderReceived,
    OrderAnswered,
    DeliveryReceived,
    ContractReceived,
    CatalogueReceived,
    NoticeReceived,
    InvoiceMatched,
    InvoiceCoded,
    ReviewRequested,
    ReviewDecided,
)


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    settings = quick(shared_broker(), partitions=2)
    yield settings
    delete_topics(settings)


def test_every_event_has_its_topic_in_the_table() -> None:
    names = {topic.name for topic in topics.TOPICS}
    changelogs = {f"{service}.changelog" for service in ("matcher", "coder", "responder")}
    own = {"document.submitted", *changelogs, DEAD_LETTERS}
    assert names == {event.topic for event in EVENTS} | own


def test_what_state_is_made_of_is_never_deleted_and_nothing_is_compacted() -> None:
    for topic in topics.TOPICS:
        configs = topic.configs(replication=3)
        assert configs["cleanup.policy"] == "delete"
        assert configs["min.insync.replicas"] == "2"
        if topic.name.endswith(".changelog"):
            assert configs["retention.ms"] == configs["retention.bytes"] == "-1"


@pytest.mark.kafka
def test_topics_are_made_once_and_differences_are_named(settings: KafkaSettings) -> None:
    assert topics.check(settings) == [f"{topic.name} is missing" for topic in topics.TOPICS]
    assert topics.create(settings) == [topic.name for topic in topics.TOPICS]
    assert topics.create(settings) == []
    assert topics.check(settings) == []
    _change(settings, "matcher.changelog", {"retention.ms": "1000"})
    deadline = time.monotonic() + 20
    while not topics.check(settings):  # a change of configuration takes a moment to be seen
        assert time.monotonic() < deadline
    assert topics.check(settings) == ["matcher.changelog has retention.ms=1000, not -1"]
    more = settings.model_copy(update={"partitions": 3})
    assert "invoice.received has 2 partitions, not 3" in topics.check(more)


def test_a_broker_that_is_not_there_says_what_to_do() -> None:
    (port,) = free_ports(1)
    with pytest.raises(Unavailable, match="KONTERA_KAFKA__BOOTSTRAP_SERVERS"):
        topics.create(quick(f"127.0.0.1:{port}", request_timeout_ms=300))


def _change(settings: KafkaSettings, topic: str, configs: dict[str, str]) -> None:
    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs)])
    admin.close()
