"""From findings and verdicts to the official codes."""

import re
from itertools import product

import pytest

from schemas.errors import DocumentError
from schemas.invoice import Finding
from schemas.matching import LineMatch, Verdict
from services.invoice_ingest.responding import State, response_to, written
from services.invoice_ingest.responding.clarifying import (
    DUPLICATE,
    OF_DOCUMENTS,
    RULES,
    clarifications_of,
    reason_of,
    term_of,
    verdict_clarifications,
)
from services.invoice_ingest.responding.reasons import Action, Clarification, Reason
from services.invoice_ingest.rules import RULES as OFFICIAL
from services.invoice_ingest.rules import describe
from tests.builders import NOW, an_invoice

IDS = sorted(
    {rule.id for rule in OFFICIAL} | RULES.keys() | {error.code for error in DocumentError.__subclasses__()}
)
SPECIFIC = {Reason.NO_ISSUE, Reason.PARTLY_PAID, Reason.OTHER}


def a_finding(rule: str = "BR-CO-10", place: str | None = None, **fields: object) -> Finding:
    return Finding.model_validate(
        {"rule": rule, "severity": "fatal", "message": "It does not add up.", "place": place, **fields}
    )


@pytest.mark.parametrize("rule", IDS)
def test_every_rule_and_error_is_told_lawfully(rule: str) -> None:
    told = clarifications_of([a_finding(rule)])
    assert reason_of(a_finding(rule)) not in SPECIFIC
    assert told[-1] == Clarification(Action.NEW_INVOICE)
    answer = response_to(an_invoice(), State.REJECTED, told, NOW.date())
    assert answer is not None
    assert rule.encode() in written(answer)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("state", [State.UNDER_QUERY, State.CONDITIONALLY_ACCEPTED, State.REJECTED])
def test_every_verdict_of_the_matcher_is_told_lawfully(verdict: Verdict, state: State) -> None:
    told = verdict_clarifications([LineMatch(line_id="7", verdicts=(verdict,))])
    answer = response_to(an_invoice(), state, told, NOW.date())
    assert answer is not None
    assert b"(line 7)" in written(answer)


@pytest.mark.parametrize(
    ("rule", "place", "reason", "term"),
    [
        ("BR-02", "BT-1", "LEG", "BT-1"),
        ("BR-CO-15", "BT-112", "LEG", "BT-112"),
        ("BR-CO-15", "/Invoice", "LEG", "BT-112"),
        ("BR-03", "/CrossIndustryInvoice", "LEG", "BT-2"),
        ("PEPPOL-EN16931-R001", "/Invoice", "LEG", "BT-23"),
        ("DE-R-001", "/Invoice", "FIN", "BG-16"),
        ("DE-R-015", "/CreditNote", "REF", "BT-10"),
        ("BR-22", "BT-129 of line 3", "QTY", "BT-129"),
        ("BR-27", "BT-146 of line 3", "PRI", "BT-146"),
        ("BR-25", "BT-153 of line no. 2", "ITM", "BT-153"),
        ("BR-50", "BT-84", "FIN", "BT-84"),
        ("PEPPOL-EN16931-R003", None, "REF", "BT-10"),
        ("PEPPOL-EN16931-R010", "BT-49", "REC", "BT-49"),
        ("BR-CO-09", "VAT number of seller", "LEG", "BT-31"),
        ("BR-CO-09", "VAT number of tax representative", "LEG", "BT-63"),
        ("PEPPOL-COMMON-R049", "identifier of buyer, scheme 0007", "LEG", "BT-46"),
        ("SE-R-006", "VAT rate of VAT S 50", "LEG", "BT-119"),
        ("R-7", "VAT rate of line 2", "LEG", "BT-152"),
        ("R-6", "VAT rate of allowance 1", "LEG", "BT-96"),
        ("SE-R-007", "somewhere", "FIN", "BT-84"),
        ("unreadable", "/Invoice/IssueDate", "LEG", "BT-2"),
        ("PEPPOL-EN16931-R043", "/Invoice/InvoiceLine[3]/AllowanceCharge/ChargeIndicator", "LEG", "BG-27"),
        ("PEPPOL-EN16931-R008", "/Invoice/ContractDocumentReference", "REF", "BT-12"),
        ("unreadable", "/Invoice/SellerParty", "LEG", None),
        ("R-99", "somewhere of something else", "LEG", None),
    ],
)
def test_the_reason_follows_from_the_term(
    rule: str, place: str | None, reason: str, term: str | None
) -> None:
    finding = a_finding(rule, place)
    assert (reason_of(finding), term_of(finding)) == (reason, term)


def test_every_rule_about_the_whole_document_is_one_that_there_is_and_has_a_term() -> None:
    assert OF_DOCUMENTS.keys() <= {rule.id for rule in describe()}
    assert all(re.fullmatch(r"B[TG]-\d+", term) for term in OF_DOCUMENTS.values())


def test_a_rule_is_told_once_with_its_first_places_and_what_would_be_right() -> None:
    findings = [
        a_finding("BR-24", f"BT-131 of line {line}", value="1.00", remedy=f"{line}.00 would be right")
        for line in range(1, 31)
    ]
    reason, action = clarifications_of(findings)
    assert reason.text is not None
    first, second, *_ = reason.text.split("; ")
    assert first == (
        "BR-24: It does not add up. (BT-131 Invoice line net amount, line 1: 1.00, 1.00 would be right"
    )
    assert second == "BT-131 of line 2: 1.00, 2.00 would be right"
    assert reason.text.endswith(" and 25 more)")
    assert [detail.right for detail in reason.details] == [f"{line}.00" for line in range(1, 21)]
    assert action.code is Action.NEW_INVOICE


def test_a_rule_is_told_in_the_language_of_who_is_answered() -> None:
    findings = [
        a_finding("BR-24", f"BT-131 of line {line}", value="1.00", remedy="2.00 would be right")
        for line in range(1, 8)
    ]
    (reason, _) = clarifications_of(findings, "sv")
    assert reason.text is not None
    assert reason.text.startswith(
        "BR-24: En rad har ett nettobelopp. (BT-131 radens nettobelopp, rad 1: 1.00, rätt vore 2.00; "
        "BT-131, rad 2: 1.00, rätt vore 2.00; "
    )
    assert reason.text.endswith(" och 2 till)")
    assert {detail.right for detail in reason.details} == {"2.00"}


def test_each_thing_that_cannot_be_read_is_told_with_what_to_do() -> None:
    date = {"message": "IssueDate is not a date", "value": "x", "remedy": "write it as 2026-11-21"}
    file = {
        "message": "the file in A is not base64: oh",
        "remedy": "send the invoice again with the whole file",
    }
    findings = [a_finding("unreadable", "/Invoice/IssueDate", **date), a_finding("unreadable", "/A", **file)]
    assert [one.text for one in clarifications_of(findings, "da")] == [
        "unreadable: IssueDate er ikke en dato (/Invoice/IssueDate: x, skriv den som 2026-11-21)",
        "unreadable: filen i A er ikke base64: oh (/A, send fakturaen igen med hele filen)",
        None,
    ]


def test_a_verdict_is_told_in_a_language() -> None:
    matches = [LineMatch(line_id=str(line), verdicts=(Verdict.OVER_QUANTITY,)) for line in range(1, 8)]
    assert verdict_clarifications(matches, "da")[0].text == "mere end bestilt (linje 1, 2, 3, 4, 5 og 2 til)"
    assert verdict_clarifications(matches)[0].text == "more than was ordered (line 1, 2, 3, 4, 5 and 2 more)"


def test_advice_is_not_taken_for_a_value() -> None:
    (reason, _) = clarifications_of([a_finding("BR-02", "BT-1", remedy="send the file again")])
    assert [detail.right for detail in reason.details] == [None]


def test_nothing_found_asks_for_nothing() -> None:
    assert clarifications_of([]) == () == verdict_clarifications([])


def test_a_harmless_verdict_asks_for_nothing_beside_one_that_asks_for_something() -> None:
    for first, second in product([Verdict.PARTIAL], [Verdict.OVER_QUANTITY, Verdict.PRICE_DEVIATION]):
        told = verdict_clarifications([LineMatch(line_id="1", verdicts=(first, second))])
        assert [one.code for one in told if isinstance(one.code, Action)] == [Action.CREDIT_PARTLY]
    told = verdict_clarifications([LineMatch(line_id="1", verdicts=(Verdict.PARTIAL,))])
    assert told[-1] == Clarification(Action.NONE)


def test_a_duplicate_is_told_in_words() -> None:
    assert response_to(an_invoice(), State.REJECTED, [DUPLICATE], NOW.date()) is not None
