"""Write the contract for readers in other languages: `python -m schemas.publish` (or `make schemas`).

`schemas/json/<topic>.<version>.json` is the JSON Schema (2020-12) of an event as it stands on Kafka,
`schemas/json/asyncapi.json` an AsyncAPI 3 document of all topics: who sends, who receives. A test compares
the committed files with what this module makes, so that a change of the contract shows in the diff.
"""

import json
from pathlib import Path
from typing import Any

from schemas.base import Event
from schemas.events import EVENTS

FOLDER = Path(__file__).parent / "json"

SENDS: dict[str, tuple[str, ...]] = {
    "invoice_ingest": (
        *("invoice.received", "invoice.rejected", "order.received", "order.answered", "delivery.received"),
        *("contract.received", "catalogue.received", "notice.received", "invoice.response"),
    ),
    "matcher": ("invoice.matched",),
    "coder": ("invoice.coded", "review.requested"),
    "responder": ("invoice.response",),
    "review": ("review.decided",),
}
RECEIVES: dict[str, tuple[str, ...]] = {
    "matcher": ("order.received", "order.answered", "contract.received", "invoice.received"),
    "coder": ("invoice.matched", "review.decided"),
    "responder": ("review.requested", "invoice.coded"),
    "review": ("review.requested", "invoice.coded"),
    "finance_system": ("invoice.coded",),
    "access_point": ("invoice.response",),
}


def documents() -> dict[str, dict[str, Any]]:
    """File name to content, of everything that is published."""
    files = {schema_file(event): schema_of(event) for event in EVENTS}
    return {**files, "asyncapi.json": asyncapi()}


def schema_file(event: type[Event]) -> str:
    """Name of an event's schema file, such as `invoice.coded.1.json`."""
    return f"{event.topic}.{event.model_fields['version'].default}.json"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of one event, as a reader meets it on the topic."""
    schema = event.model_json_schema(mode="serialization")
    schema["required"] = sorted({*schema["required"], "version"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kontera:{event.topic}:1",
    } | schema


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document of all topics."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kontera",
            "version": "1",
            "description": "From the bytes of an invoice to its coding. Records are keyed `buyer|supplier`.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {event.topic: _channel(event) for event in EVENTS},
        "operations": _operations("send", SENDS) | _operations("receive", RECEIVES),
        "components": {"messages": {event.__name__: _message(event) for event in EVENTS}},
    }


def _channel(event: type[Event]) -> dict[str, Any]:
    name = event.__name__
    return {
        "address": event.topic,
        "description": (event.__doc__ or "").strip(),
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.__name__,
        "summary": (event.__doc__ or "").strip(),
        "bindings": {"kafka": {"key": {"type": "string", "description": "buyer|supplier"}}},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"./{schema_file(event)}"},
        },
    }


def _operations(action: str, table: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        f"{service}.{action}.{topic}": {"action": action, "channel": {"$ref": f"#/channels/{topic}"}}
        for service, topics in table.items()
        for topic in topics
    }


def main() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in documents().items():
        (FOLDER / name).write_text(
            json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
