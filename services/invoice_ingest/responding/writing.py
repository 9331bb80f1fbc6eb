"""The XML of an Invoice Response: values go in, the bytes of a UBL ApplicationResponse come out.

The same values give the same bytes. Elements stand in the order of UBL, none is empty.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lxml import etree
from lxml.etree import _Element

from schemas.party import Identifier
from services.invoice_ingest.formats.ubl import CAC, CBC, SCHEMA
from services.invoice_ingest.responding.reasons import Clarification
from services.invoice_ingest.responding.states import State, UnlawfulAnswer
from services.invoice_ingest.rules.papers import check_paper

FORMAT = "peppol-invoice-response-3"
SPECIFICATION = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:invoice_response:3"
WITH_RESPONSE = "urn:peppol:bis:billing_with_response"
UBL = f"{SCHEMA}ApplicationResponse-2"
NAMESPACES = {None: UBL, "cac": CAC, "cbc": CBC}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two parties of the message: its name and electronic address."""

    name: str
    endpoint: Identifier


@dataclass(frozen=True, slots=True)
class Response:
    """Everything an Invoice Response says."""

    id: str
    issue_date: date
    sender: Side
    receiver: Side
    state: State
    clarifications: tuple[Clarification, ...]
    invoice_number: str
    invoice_date: date | None
    invoice_type: str
    effective_date: date | None = None
    profile_id: str = PROFILE


def written(response: Response) -> bytes:
    """The message as UTF-8 XML. Raises UnlawfulAnswer, with the rule, where it breaks a fatal one."""
    root = tree(response)
    for finding in check_paper(root, FORMAT):
        if finding.severity == "fatal":
            raise UnlawfulAnswer(f"{finding.rule}: {finding.message}", place=finding.place)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def tree(response: Response) -> _Element:
    """The message as a tree, lawful or not."""
    root = etree.Element(f"{{{UBL}}}ApplicationResponse", nsmap=NAMESPACES)
    _text(root, "CustomizationID", SPECIFICATION)
    _text(root, "ProfileID", response.profile_id)
    _text(root, "ID", response.id)
    _text(root, "IssueDate", response.issue_date.isoformat())
    _party(_group(root, "SenderParty"), response.sender)
    _party(_group(root, "ReceiverParty"), response.receiver)
    document = _group(root, "DocumentResponse")
    _response(_group(document, "Response"), response)
    _reference(_group(document, "DocumentReference"), response)
    return root


def _party(party: _Element, side: Side) -> None:
    _text(party, "EndpointID", side.endpoint.value, schemeID=side.endpoint.scheme)
    _text(_group(party, "PartyLegalEntity"), "RegistrationName", side.name)


def _response(element: _Element, response: Response) -> None:
    _text(element, "ResponseCode", response.state)
    if response.effective_date is not None:
        _text(element, "EffectiveDate", response.effective_date.isoformat())
    _statuses(element, response.clarifications)


def _statuses(element: _Element, clarifications: Iterable[Clarification]) -> None:
    for one in clarifications:
        status = _group(element, "Status")
        _text(status, "StatusReasonCode", one.code, listID=one.list_id)
        _text(status, "StatusReason", one.text)
        for detail in one.details:
            condition = _group(status, "Condition")
            _text(condition, "AttributeID", detail.term)
            _text(condition, "Description", detail.right)


def _reference(element: _Element, response: Response) -> None:
    _text(element, "ID", response.invoice_number)
    if response.invoice_date is not None:
        _text(element, "IssueDate", response.invoice_date.isoformat())
    _text(element, "DocumentTypeCode", response.invoice_type)


def _group(parent: _Element, name: str) -> _Element:
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: _Element, name: str, value: str | None, **attributes: str | None) -> None:
    """A text element, unless there is nothing to say. What XML cannot hold becomes the replacement mark."""
    text = _FORBIDDEN.sub("\ufffd", value or "").strip()
    if text:
        element = etree.SubElement(parent, f"{{{CBC}}}{name}")
        element.text = text
        for key, given in attributes.items():
            if given:
                element.set(key, _FORBIDDEN.sub("\ufffd", given))
