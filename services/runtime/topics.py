"""The table of topics, and the two things done with it: make them, and say where a cluster differs from it.

All topics have the same number of partitions: an order and its invoice have the same key, and so the same
partition number, and so the same worker. The number cannot be changed later without moving keys apart.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import AuthorizationError, KafkaError, TopicAlreadyExistsError

from schemas.errors import SettingsError, Unavailable
from services.runtime import security
from services.runtime.reaching import reach
from services.runtime.settings import KafkaSettings

FOREVER, MONTH_MS, YEAR_MS = "-1", str(30 * 86_400_000), str(365 * 86_400_000)
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
"""An invoice of ten thousand lines with suggestions for each; most are a thousandth of it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: who reads it, and how long a record stays."""

    name: str
    description: str
    retention_ms: str = FOREVER

    def configs(self, replication: int) -> dict[str, str]:
        """The topic's configuration, where it is not the broker's default to decide.

        Nothing is compacted. A changelog's records have no key, which compaction refuses; and with one it
        would keep only the last change, where a state is the sum of all of them.
        """
        return {
            "cleanup.policy": "delete",
            "retention.ms": self.retention_ms,
            "retention.bytes": "-1",
            "max.message.bytes": str(MAX_MESSAGE_BYTES),
            "min.insync.replicas": "2" if replication > 2 else "1",
        }


TOPICS = (
    Topic("document.submitted", "bytes of a document, name in a header; kept elsewhere once read", MONTH_MS),
    Topic("invoice.received", "lawful invoices, for the matcher"),
    Topic("invoice.rejected", "documents refused, with every reason"),
    Topic("invoice.response", "Invoice Responses, for whoever sends over Peppol"),
    Topic("order.received", "purchase orders, their changes and cancellations, for the matcher"),
    Topic("order.answered", "sellers' answers to orders, for the matcher"),
    Topic("delivery.received", "despatch advices and receipts of goods"),
    Topic("contract.received", "contracts and price lists, for the matcher"),
    Topic("catalogue.received", "catalogues and updates of them"),
    Topic("notice.received", "responses, reminders, statements and other documents that only inform"),
    Topic("invoice.matched", "invoices held against orders and contracts, for the coder"),
    Topic("invoice.coded", "final codings: what finance systems read"),
    Topic("review.requested", "invoices that need a person, for the review pages"),
    Topic("review.decided", "what people decided, for the coder to release and learn from"),
    # State is snapshot plus replay. A snapshot is a cache on one worker's disk and may be lost; with a change
    # missing here the quantities booked could never be known again, so changes are kept for ever.
    Topic("matcher.changelog", "changes of the matcher's state, by partition number"),
    Topic("coder.changelog", "changes of the coder's state, by partition number"),
    Topic("responder.changelog", "changes of the responder's state, by partition number"),
    Topic("dead.letter", "records set aside as unreadable, reason and place in headers", YEAR_MS),
)


def create(settings: KafkaSettings) -> list[str]:
    """Make the topics that are missing and give their names; existing ones are left as they are."""
    with _admin(settings) as admin:
        existing = {topic["name"] for topic in admin.describe_topics()}
        missing = [topic for topic in TOPICS if topic.name not in existing]
        if missing:
            wanted = {topic.name: _wanted(topic, settings) for topic in missing}
            try:
                admin.create_topics(wanted, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                # Another worker was quicker; all that counts is that they are there.
                admin.wait_for_topics(list(wanted))
        return [topic.name for topic in missing]


def check(settings: KafkaSettings) -> list[str]:
    """A sentence for every difference between the cluster and the table; empty where all is well."""
    with _admin(settings) as admin:
        found = {topic["name"]: topic for topic in admin.describe_topics()}
        present = [topic for topic in TOPICS if topic.name in found]
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in present]
        described = admin.describe_configs(resources, config_filter="all") if resources else {}
    by_name = {name: _values(entries) for kind in described.values() for name, entries in kind.items()}
    differences = [f"{topic.name} is missing" for topic in TOPICS if topic.name not in found]
    for topic in present:
        differences += _differences(topic, settings, found[topic.name]["partitions"], by_name[topic.name])
    return differences


def answering(settings: KafkaSettings) -> None:
    """Return once the broker has answered; else Unavailable or SettingsError says what to do."""
    with _admin(settings):
        pass


def _wanted(topic: Topic, settings: KafkaSettings) -> dict[str, object]:
    return {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": topic.configs(settings.replication),
    }


def _differences(
    topic: Topic, settings: KafkaSettings, partitions: list[Mapping[str, list[int]]], found: Mapping[str, str]
) -> Iterator[str]:
    if len(partitions) != settings.partitions:
        yield f"{topic.name} has {len(partitions)} partitions, not {settings.partitions}"
    copies = min(len(partition["replica_nodes"]) for partition in partitions)
    if copies != settings.replication:
        yield f"{topic.name} has {copies} copies, not {settings.replication}"
    for name, value in topic.configs(settings.replication).items():
        if found.get(name) != value:
            yield f"{topic.name} has {name}={found.get(name)}, not {value}"


def _values(entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: entry["value"] for name, entry in entries.items()}


@contextmanager
def _admin(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    reach(settings)
    try:
        client = KafkaAdminClient(
            **security.connection(settings),
            request_timeout_ms=settings.request_timeout_ms,
            bootstrap_timeout_ms=settings.request_timeout_ms,
        )
        try:
            yield client
        finally:
            client.close()
    except AuthorizationError as error:
        raise SettingsError(
            f"the cluster does not allow this user to do it ({type(error).__name__})",
            place=settings.bootstrap_servers,
            remedy="give it the rights that stand in the README under Operations",
        ) from error
    except KafkaError as error:
        raise Unavailable(
            f"the broker does not answer ({error})",
            place=settings.bootstrap_servers,
            remedy="start it (make kafka), or correct KONTERA_KAFKA__BOOTSTRAP_SERVERS",
        ) from error
