"""The published contract is the one the code keeps."""

import json

import pytest
from jsonschema import Draft202012Validator

from schemas.events import EVENTS
from schemas.publish import FOLDER, RECEIVES, SENDS, documents


def test_the_committed_files_are_what_the_models_say() -> None:
    committed = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    assert committed == documents(), "the contract changed: look at the change, then run `make schemas`"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_every_schema_is_a_lawful_json_schema(event: type) -> None:
    Draft202012Validator.check_schema(documents()[f"{event.topic}.1.json"])  # type: ignore[attr-defined]


def test_every_topic_has_one_sender_and_the_asyncapi_document_names_it() -> None:
    """But responses: rejections are told by ingest, everything later by the responder."""
    senders = [topic for topics in SENDS.values() for topic in topics]
    assert sorted(senders) == sorted([*(event.topic for event in EVENTS), "invoice.response"])
    operations = documents()["asyncapi.json"]["operations"]
    assert all(
        f"{service}.send.{topic}" in operations for service, topics in SENDS.items() for topic in topics
    )
    assert all(topic in senders for topics in RECEIVES.values() for topic in topics)


def test_invoice_fields_carry_their_business_terms() -> None:
    invoice = documents()["invoice.received.1.json"]["$defs"]["Invoice"]["properties"]
    assert invoice["number"]["x-en16931"] == "BT-1"
    assert invoice["order_ref"]["x-en16931"] == "BT-13"
