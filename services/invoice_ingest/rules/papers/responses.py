"""Rules of the Peppol invoice response (T111), for those that come in."""

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.asking import starts_with
from services.invoice_ingest.rules.papers.orders import POACC
from services.invoice_ingest.rules.rule import Kind, Severity
from services.invoice_ingest.rules.tree import looking, ubl
from services.invoice_ingest.rules.tree.automaton import Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

PREFIX = "PEPPOL-T111-"
PROFILES = (f"{POACC}bis:invoice_response:3", "urn:peppol:bis:billing_with_response")
NEED_REASON = frozenset({"CA", "UQ", "RE"})
OTHER, PART_PAYMENT, PAID = "OTH", "PPD", "PD"
_REASON_CODES = "NON REF LEG REC QUA DEL PRI QTY ITM PAY UNR FIN PPD OTH"
_ACTION_CODES = "NOA PIN NIN CNF CNP CNA OTH"
LISTS = (
    ("R006", "OPStatusAction", frozenset(_ACTION_CODES.split())),
    ("R007", "OPStatusReason", frozenset(_REASON_CODES.split())),
)
STATUS, RESPONSE_CODE = ubl.path("cac:Status"), ubl.path("cbc:ResponseCode")
REASON_CODE, REASON = ubl.path("cbc:StatusReasonCode"), ubl.path("cbc:StatusReason")

TEXTS: tuple[tuple[str, Severity, Kind, str], ...] = (
    ("R001", "fatal", "presence", "CA, UQ and RE come with a reason or an action."),
    ("R002", "warning", "presence", "The code OTH comes with a text."),
    ("R003", "fatal", "code list", "The specification is that of the document's kind."),
    ("R004", "fatal", "presence", "A part payment comes with a text."),
    ("R005", "fatal", "code list", "A part payment comes with the code PD."),
    ("R006", "fatal", "code list", "An action is a code of its list."),
    ("R007", "fatal", "code list", "A reason is a code of its list."),
    ("R008", "fatal", "code list", "The profile is one of invoice responses."),
)


def rows() -> tuple[Row, ...]:
    """The rules for the automaton."""
    return (
        Row("//cbc:CustomizationID", starts_with(f"{PREFIX}R003", f"{POACC}trns:invoice_response:3")),
        Row("//cbc:ProfileID", looking.one_of(f"{PREFIX}R008", *PROFILES)),
        Row("//cac:Response", _response),
        Row("//cac:Status", _text),
        Row("//cac:Status", _code),
    )


def _response(response: _Element, judge: Judge) -> None:
    code = text_of(response.find(RESPONSE_CODE))
    if code in NEED_REASON and response.find(f"{STATUS}/{REASON_CODE}") is None:
        judge.broken(f"{PREFIX}R001", response, code)


def _text(status: _Element, judge: Judge) -> None:
    """A status that is both OTH and a part payment is judged as OTH alone, as in the rule set."""
    codes = {code.text for code in status.iterfind(REASON_CODE)}
    has_text = status.find(REASON) is not None
    if OTHER in codes:
        if not has_text:
            judge.broken(f"{PREFIX}R002", status, OTHER)
    elif PART_PAYMENT in codes:
        if not has_text:
            judge.broken(f"{PREFIX}R004", status, PART_PAYMENT)
        _paid(status, judge)


def _paid(status: _Element, judge: Judge) -> None:
    response = status.getparent()
    code = None if response is None else response.find(RESPONSE_CODE)
    if code is not None and text_of(code) != PAID:
        judge.broken(f"{PREFIX}R005", code, right=PAID)


def _code(status: _Element, judge: Judge) -> None:
    """Of a status with codes from both lists, the first list is asked, as in the rule set."""
    lists = {code.get("listID") for code in status.iterfind(REASON_CODE)}
    for number, name, allowed in LISTS:
        if name in lists:
            if text_of(status.find(REASON_CODE)) not in allowed:
                judge.broken(PREFIX + number, status, text_of(status.find(REASON_CODE)))
            return
