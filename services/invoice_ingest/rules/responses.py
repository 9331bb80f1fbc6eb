"""Rules of the Peppol invoice response (T111), for those that come in."""

from collections.abc import Callable, Iterable, Iterator

from schemas.notice import Notice, NoticeStatus
from services.invoice_ingest.rules.paper_rule import PaperRule, at, fatal, warning
from services.invoice_ingest.rules.rule import Place

REASONS, ACTIONS = "OPStatusReason", "OPStatusAction"
NEED_REASON = frozenset({"CA", "UQ", "RE"})
_REASON_CODES = "NON REF LEG REC QUA DEL PRI QTY ITM PAY UNR FIN PPD OTH"
_ACTION_CODES = "NOA PIN NIN CNF CNP CNA OTH"
LISTS = {REASONS: frozenset(_REASON_CODES.split()), ACTIONS: frozenset(_ACTION_CODES.split())}


def _statuses(term: str, breaks: Callable[[NoticeStatus], bool]) -> Callable[[Notice], Iterator[Place]]:
    """Ask every status of the response."""

    def ask(notice: Notice) -> Iterator[Place]:
        for number, status in enumerate(notice.statuses, 1):
            if breaks(status):
                yield at(f"DocumentResponse/Response/Status[{number}]/{term}", status.code)

    return ask


def _reason(notice: Notice) -> Iterable[Place]:
    if notice.response_code not in NEED_REASON or any(status.code for status in notice.statuses):
        return ()
    return [at("DocumentResponse/Response/Status/StatusReasonCode")]


def _is_part_payment(status: NoticeStatus) -> bool:
    return status.code == "PPD" and status.list_id == REASONS


def _paid(notice: Notice) -> Iterable[Place]:
    if notice.response_code in (None, "PD") or not any(map(_is_part_payment, notice.statuses)):
        return ()
    return [at("DocumentResponse/Response/ResponseCode", notice.response_code, "PD")]


def _is_outside(list_id: str) -> Callable[[NoticeStatus], bool]:
    return lambda status: (
        status.list_id == list_id and status.code is not None and status.code not in LISTS[list_id]
    )


RULES: tuple[PaperRule[Notice], ...] = (
    fatal("PEPPOL-T111-R001", "CA, UQ and RE come with a reason or an action", _reason),
    warning(
        "PEPPOL-T111-R002",
        "the code OTH should come with a text",
        _statuses("StatusReason", lambda status: status.code == "OTH" and status.text is None),
    ),
    fatal(
        "PEPPOL-T111-R004",
        "a part payment comes with a text",
        _statuses("StatusReason", lambda status: _is_part_payment(status) and status.text is None),
    ),
    fatal("PEPPOL-T111-R005", "a part payment comes with the code PD", _paid),
    fatal(
        "PEPPOL-T111-R006",
        "an action is a code of its list",
        _statuses("StatusReasonCode", _is_outside(ACTIONS)),
    ),
    fatal(
        "PEPPOL-T111-R007",
        "a reason is a code of its list",
        _statuses("StatusReasonCode", _is_outside(REASONS)),
    ),
)
