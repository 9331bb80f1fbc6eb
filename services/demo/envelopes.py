"""The envelopes that documents travel in: the Peppol network's, and the Swedish one inside or without it."""

from lxml import etree

from services.demo.bills import Bill
from services.demo.elements import Elements
from services.demo.municipality import World
from services.demo.peppol import CUSTOMIZATION, PROFILE
from services.demo.svefaktura import NAMESPACE, object_envelope
from services.demo.ubl import SCHEMA

NETWORK = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
SWEDISH = "urn:sfti:documents:StandardBusinessDocumentHeader"
SWEDISH_PROCESS = "urn:sfti:services:documentprocessing:BasicInvoice:1:0"
WITH_OBJECTS = f"{SWEDISH}::Invoice##{NAMESPACE}:#BasicInvoice_ObjectEnvelope::1.0"


def enveloped(world: World, bill: Bill, document: etree._Element) -> etree._Element:
    """The document in the envelope, or the two envelopes, that the bill says."""
    if bill.envelope == "none":
        return document
    if bill.envelope == "network":
        return _network(world, bill, document)
    swedish = _swedish(world, bill, document)
    return _network(world, bill, swedish) if bill.envelope == "both" else swedish


def _network(world: World, bill: Bill, document: etree._Element) -> etree._Element:
    make = Elements(NETWORK)
    kind = etree.QName(document)
    is_swedish = kind.namespace == SWEDISH
    document_id = (
        WITH_OBJECTS if is_swedish else f"{SCHEMA}{kind.localname}-2::{kind.localname}##{CUSTOMIZATION}::2.1"
    )
    return make(
        "StandardBusinessDocument",
        make(
            "StandardBusinessDocumentHeader",
            make("HeaderVersion", "1.0"),
            _partner(make, "Sender", bill.supplier.number),
            _partner(make, "Receiver", world.number),
            _identification(make, bill, str(kind.namespace), kind.localname, "1.0" if is_swedish else "2.1"),
            make(
                "BusinessScope",
                _scope(make, "DOCUMENTID", document_id),
                _scope(make, "PROCESSID", SWEDISH_PROCESS if is_swedish else PROFILE),
                _scope(make, "COUNTRY_C1", "SE"),
            ),
        ),
        document,
    )


def _swedish(world: World, bill: Bill, document: etree._Element) -> etree._Element:
    """Invoice and attachment stand side by side in it."""
    make = Elements(None, sh=SWEDISH)
    return make(
        "sh:StandardBusinessDocument",
        make(
            "sh:StandardBusinessDocumentHeader",
            make("sh:HeaderVersion", "1.0"),
            make("sh:Sender", make("sh:Identifier", f"0007:{bill.supplier.number}")),
            make("sh:Receiver", make("sh:Identifier", f"0007:{world.number}")),
            _identification(make, bill, NAMESPACE, "BasicInvoice", "1.0", prefix="sh:"),
        ),
        document,
        object_envelope(bill) if bill.specified else None,
    )


def _partner(make: Elements, role: str, number: str) -> etree._Element:
    return make(role, make("Identifier", f"0007:{number}", Authority="iso6523-actorid-upis"))


def _identification(
    make: Elements, bill: Bill, standard: str, kind: str, version: str, *, prefix: str = ""
) -> etree._Element:
    return make(
        f"{prefix}DocumentIdentification",
        make(f"{prefix}Standard", standard),
        make(f"{prefix}TypeVersion", version),
        make(f"{prefix}InstanceIdentifier", f"{bill.supplier.number}-{bill.number}"),
        make(f"{prefix}Type", kind),
        make(f"{prefix}CreationDateAndTime", f"{bill.day.isoformat()}T04:00:00Z"),
    )


def _scope(make: Elements, kind: str, identifier: str) -> etree._Element:
    return make("Scope", make("Type", kind), make("InstanceIdentifier", identifier))
