"""State from the log, on a real broker: a snapshot is a cache, and a hole in the log is never read over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, TopicPartition

from schemas.errors import SettingsError
from services.runtime.changelog import Changelog
from services.runtime.clients import transactional_producer
from services.runtime.settings import KafkaSettings
from services.runtime.snapshots import Snapshot, Snapshots
from tests.builders import an_invoice, received
from tests.chains import Chain, Link, chain_service
from tests.kafka_broker import fresh_topics, quick, shared_broker

pytestmark = pytest.mark.kafka

TOPIC = "matcher.changelog"
IDS = [received(an_invoice(number=f"F-{number}")).invoice_id for number in range(6)]


@pytest.fixture
def settings() -> Iterator[KafkaSettings]:
    with fresh_topics(quick(shared_broker())) as settings:
        yield settings


@pytest.fixture
def changelog(settings: KafkaSettings, tmp_path: Path) -> Iterator[Changelog[Chain, Link]]:
    changelog = Changelog(chain_service().kind, settings, Snapshots(tmp_path, "matcher"))
    yield changelog
    changelog.close()


def write(settings: KafkaSettings, *numbers: int, commit: bool = True) -> None:
    """Changes in partition 1, one transaction each."""
    producer = transactional_producer(settings, "writer")
    for number in numbers:
        producer.begin_transaction()
        producer.send(TOPIC, value=Link(invoices=(IDS[number],)).to_json(), partition=1)
        producer.flush()
        if commit:
            producer.commit_transaction()
        else:
            producer.abort_transaction()
    producer.close(timeout=5)


def test_a_state_is_the_sum_of_the_committed_changes(
    settings: KafkaSettings, changelog: Changelog[Chain, Link]
) -> None:
    write(settings, 0, 1)
    write(settings, 2, commit=False)
    write(settings, 3)
    held = changelog.load([0, 1])
    assert held[0].state.invoices == []
    assert held[1].state.invoices == [IDS[0], IDS[1], IDS[3]]


def test_a_state_is_caught_up_from_where_it_was(
    settings: KafkaSettings, changelog: Changelog[Chain, Link]
) -> None:
    write(settings, 0)
    held = changelog.load([1])
    changelog.catch_up(held)
    write(settings, 1, 2)
    changelog.catch_up(held)
    changelog.catch_up(held)
    assert held[1].state.invoices == IDS[:3]


def test_a_snapshot_saves_the_replay_of_what_it_covers(
    settings: KafkaSettings, changelog: Changelog[Chain, Link]
) -> None:
    write(settings, 0, 1, 2)
    held = changelog.load([1])
    changelog.save(held, at_least=4)
    assert held[1].unsaved == 3
    changelog.save(held, at_least=3)
    assert held[1].unsaved == 0
    write(settings, 3)
    again = changelog.load([1])
    assert again[1].state.invoices == IDS[:4]
    assert again[1].unsaved == 1


def test_a_snapshot_that_the_service_cannot_read_is_left_for_the_changelog(
    settings: KafkaSettings, changelog: Changelog[Chain, Link]
) -> None:
    write(settings, 0, 1)
    changelog.snapshots.write(1, changelog._topic_id, Snapshot(2, b"of another version"))
    assert changelog.load([1])[1].state.invoices == IDS[:2]


def test_deleted_changes_are_an_error_unless_a_snapshot_covers_them(
    settings: KafkaSettings, changelog: Changelog[Chain, Link]
) -> None:
    write(settings, 0, 1)
    changelog.save(changelog.load([1]), at_least=1)
    admin = KafkaAdminClient(bootstrap_servers=settings.servers)
    admin.delete_records({TopicPartition(TOPIC, 1): 3})
    admin.close()
    write(settings, 2)
    assert changelog.load([1])[1].state.invoices == IDS[:3]
    changelog.snapshots.discard(1)
    with pytest.raises(SettingsError, match=r"matcher\.changelog, partition 1.*retention\.ms=-1"):
        changelog.load([1])


def test_a_missing_changelog_topic_says_which_command_makes_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"matcher\.changelog.*kontera topics create"):
        Changelog(chain_service().kind, quick(shared_broker()), Snapshots(tmp_path, "matcher"))
