"""What an Invoice Response must keep: T111-R001 to -R008, its required elements, its identifiers' formats.

The checks read the message as it will be sent, not the values it was made of, and speak the official ids.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.responding.reasons import ACTION_LIST, REASON_LIST, Action, Reason
from services.invoice_ingest.responding.states import NEEDS_REASON, State
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.peppol_identifiers import SCHEMES

UBL = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
PREFIXES = {"cac": CAC, "cbc": CBC}

SPECIFICATION = "urn:fdc:peppol.eu:poacc:trns:invoice_response:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:invoice_response:3"
WITH_RESPONSE = "urn:peppol:bis:billing_with_response"

STATUS, STATUS_CODE = "//cac:Status", "//cac:Status/cbc:StatusReasonCode"
RESPONSE = "cac:DocumentResponse/cac:Response"
REFERENCE = "cac:DocumentResponse/cac:DocumentReference"
REQUIRED: tuple[tuple[str, str], ...] = (
    ("B00101", "cbc:CustomizationID"),
    ("B00102", "cbc:ProfileID"),
    ("B00103", "cbc:ID"),
    ("B00104", "cbc:IssueDate"),
    ("B00105", "cac:SenderParty"),
    ("B00106", "cac:ReceiverParty"),
    ("B00107", "cac:DocumentResponse"),
    ("B00801", "cac:SenderParty/cbc:EndpointID"),
    ("B00901", "cac:SenderParty/cbc:EndpointID/@schemeID"),
    ("B01401", "cac:SenderParty/cac:PartyLegalEntity/cbc:RegistrationName"),
    ("B02001", "cac:ReceiverParty/cbc:EndpointID"),
    ("B02101", "cac:ReceiverParty/cbc:EndpointID/@schemeID"),
    ("B02601", "cac:ReceiverParty/cac:PartyLegalEntity/cbc:RegistrationName"),
    ("B02802", f"{REFERENCE}"),
    ("B02901", f"{RESPONSE}/cbc:ResponseCode"),
    ("B03901", f"{REFERENCE}/cbc:ID"),
    ("B03902", f"{REFERENCE}/cbc:DocumentTypeCode"),
)
"""What must be there, once for the whole message: cardinality check and path."""

Broken = Iterator[tuple[str, str | None]]


class Check(NamedTuple):
    """A rule of the message: `places` gives path and value where it is broken."""

    id: str
    severity: Literal["fatal", "warning"]
    text: str
    places: Callable[[_Element], Broken]


def check(root: _Element) -> list[Finding]:
    """A finding for each place where a response breaks a rule, fatal or warning. Total over any tree."""
    return [
        Finding(rule=rule.id, severity=rule.severity, message=rule.text, place=path, value=value)
        for rule in CHECKS
        for path, value in rule.places(root)
    ]


def _reason_is_given(root: _Element) -> Broken:
    for response in _elements(root, "//cac:Response"):
        state = _said(response, "cbc:ResponseCode")
        if state in NEEDS_REASON and not _elements(response, "cac:Status/cbc:StatusReasonCode"):
            yield "cac:Response", state


def _has_words(code: Reason) -> Callable[[_Element], Broken]:
    def places(root: _Element) -> Broken:
        for status in _elements(root, STATUS):
            if _said(status, "cbc:StatusReasonCode") == code and not _said(status, "cbc:StatusReason"):
                yield "cac:Status", code

    return places


def _specification(root: _Element) -> Broken:
    for element in _elements(root, "cbc:CustomizationID"):
        if not _trimmed(element).startswith(SPECIFICATION):
            yield "cbc:CustomizationID", element.text


def _partial_payment_is_a_payment(root: _Element) -> Broken:
    for response in _elements(root, "//cac:Response"):
        codes_given = {_trimmed(code) for code in _elements(response, "cac:Status/cbc:StatusReasonCode")}
        state = _said(response, "cbc:ResponseCode")
        if Reason.PARTLY_PAID in codes_given and state and state != State.PAID:
            yield "cac:Response", state


def _in_list(list_id: str, allowed: Iterable[str]) -> Callable[[_Element], Broken]:
    known = frozenset(allowed)

    def places(root: _Element) -> Broken:
        for code in _elements(root, STATUS_CODE):
            if code.get("listID") == list_id and _trimmed(code) not in known:
                yield "cbc:StatusReasonCode", code.text

    return places


def _profile(root: _Element) -> Broken:
    for element in _elements(root, "cbc:ProfileID"):
        if _trimmed(element) not in (PROFILE, WITH_RESPONSE):
            yield "cbc:ProfileID", element.text


def _required(path: str) -> Callable[[_Element], Broken]:
    def places(root: _Element) -> Broken:
        if not root.xpath(path, namespaces=PREFIXES):
            yield path, None

    return places


def _nothing_is_empty(root: _Element) -> Broken:
    for element in root.iter("*"):
        if not len(element) and not _trimmed(element):
            yield str(element.tag).rpartition("}")[2], None


def _code_list_is_named(root: _Element) -> Broken:
    for code in _elements(root, STATUS_CODE):
        if code.get("listID") not in (REASON_LIST, ACTION_LIST):
            yield "cbc:StatusReasonCode/@listID", code.get("listID")


def _endpoint_schemes(root: _Element) -> Broken:
    allowed = codes("endpoint_schemes_peppol")
    for endpoint in _elements(root, "//cbc:EndpointID[@schemeID]"):
        if endpoint.get("schemeID") not in allowed:
            yield "cbc:EndpointID/@schemeID", endpoint.get("schemeID")


def _identifiers(scheme: str, is_valid: Callable[[str], bool]) -> Callable[[_Element], Broken]:
    def places(root: _Element) -> Broken:
        for endpoint in _elements(root, "//cbc:EndpointID"):
            if endpoint.get("schemeID") == scheme and not is_valid(_trimmed(endpoint)):
                yield "cbc:EndpointID", endpoint.text

    return places


def _elements(element: _Element, path: str) -> list[_Element]:
    found = element.xpath(path, namespaces=PREFIXES)
    assert isinstance(found, list)  # every path here selects nodes
    return [one for one in found if isinstance(one, _Element)]


def _said(element: _Element, name: str) -> str:
    found = _elements(element, name)
    return _trimmed(found[0]) if found else ""


def _trimmed(element: _Element) -> str:
    return (element.text or "").strip()


CHECKS: tuple[Check, ...] = (
    Check("PEPPOL-T111-R001", "fatal", "Statuses CA, UQ and RE come with a clarification.", _reason_is_given),
    Check("PEPPOL-T111-R002", "warning", "Clarification OTH comes with words.", _has_words(Reason.OTHER)),
    Check("PEPPOL-T111-R003", "fatal", "The specification is the Invoice Response's.", _specification),
    Check("PEPPOL-T111-R004", "fatal", "A partial payment comes with words.",
          _has_words(Reason.PARTLY_PAID)),
    Check("PEPPOL-T111-R005", "fatal", "A partial payment is told with status PD only.",
          _partial_payment_is_a_payment),
    Check("PEPPOL-T111-R006", "fatal", "An action is a code of its list.", _in_list(ACTION_LIST, Action)),
    Check("PEPPOL-T111-R007", "fatal", "A reason is a code of its list.", _in_list(REASON_LIST, Reason)),
    Check("PEPPOL-T111-R008", "fatal", "The process is Invoice Response or billing with response.", _profile),
    *(Check(f"PEPPOL-T111-{number}", "fatal", f"`{path}` is given.", _required(path))
      for number, path in REQUIRED),
    Check("PEPPOL-T111-B03303", "fatal", "A clarification names its code list.", _code_list_is_named),
    Check("PEPPOL-T111-B00902", "fatal", "An endpoint's scheme is in the list.", _endpoint_schemes),
    Check("PEPPOL-COMMON-R001", "fatal", "No element is empty.", _nothing_is_empty),
    *(Check(f"PEPPOL-COMMON-{number}", "fatal", text, _identifiers(scheme, is_valid))
      for number, severity, scheme, text, is_valid in SCHEMES if severity == "fatal"),
)  # fmt: skip
