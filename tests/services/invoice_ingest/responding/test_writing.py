"""The XML of a response: well-formed, in the order of UBL, the same bytes for the same values."""

import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schemas.party import Identifier
from services.invoice_ingest.formats.ubl import CAC, CBC
from services.invoice_ingest.responding.reasons import Action, Clarification, Detail, Reason
from services.invoice_ingest.responding.states import (
    NEEDS_REASON,
    NEEDS_TEXT,
    State,
    UnlawfulAnswer,
)
from services.invoice_ingest.responding.writing import FORMAT, UBL, Response, Side, tree, written
from services.invoice_ingest.rules.papers import check_paper
from tests.responses import BUYER, SELLER, a_response

ROOT = Path(__file__).resolve().parents[4]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()
ORDER = {
    "ApplicationResponse": (
        "CustomizationID", "ProfileID", "ID", "IssueDate", "SenderParty", "ReceiverParty", "DocumentResponse",
    ),
    "SenderParty": ("EndpointID", "PartyLegalEntity"),
    "ReceiverParty": ("EndpointID", "PartyLegalEntity"),
    "PartyLegalEntity": ("RegistrationName",),
    "DocumentResponse": ("Response", "DocumentReference"),
    "Response": ("ResponseCode", "EffectiveDate", "Status"),
    "Status": ("StatusReasonCode", "StatusReason", "Condition"),
    "Condition": ("AttributeID", "Description"),
    "DocumentReference": ("ID", "IssueDate", "DocumentTypeCode"),
}  # fmt: skip
"""The children that we write, in the order in which UBL 2.1 has them."""


def assert_ordered(element: etree._Element) -> None:
    name = etree.QName(element).localname
    children = [etree.QName(child).localname for child in element]
    if children:
        places = [ORDER[name].index(child) for child in children]
        assert places == sorted(places)
    for child in element:
        assert_ordered(child)


texts = st.text(max_size=30)
reasons = st.builds(
    Clarification,
    st.sampled_from([reason for reason in Reason if reason is not Reason.PARTLY_PAID]),
    texts.map(lambda text: f"a{text}"),
    st.lists(st.builds(Detail, st.sampled_from(["BT-1", "BG-25"]), st.none() | texts), max_size=3).map(tuple),
)
actions = st.builds(Clarification, st.sampled_from(Action), st.none() | texts)
responses = st.builds(
    a_response,
    id=texts.map(lambda text: f"r{text}"),
    issue_date=st.dates(),
    sender=st.just(BUYER) | texts.map(lambda text: Side(f"b{text}", BUYER.endpoint)),
    state=st.sampled_from(State),
    clarifications=st.tuples(reasons, actions),
    invoice_number=texts.map(lambda text: f"n{text}"),
    invoice_date=st.none() | st.dates(),
    effective_date=st.none() | st.dates(),
)


@given(responses)
def test_whatever_is_said_lawfully_is_written_lawfully(response: Response) -> None:
    data = written(response)
    root = etree.fromstring(data)
    assert_ordered(root)
    assert not [finding for finding in check_paper(root, FORMAT) if finding.severity == "fatal"]
    assert data == written(response)


def test_a_response_says_what_it_was_made_of() -> None:
    root = etree.fromstring(written(a_response(effective_date=date(2026, 11, 20))))
    text = dict.fromkeys(ORDER, "")
    for element in root.iter("*"):
        text[etree.QName(element).localname] = element.text or ""
    assert etree.QName(root).namespace == UBL
    assert text["ResponseCode"] == "RE"
    assert text["EffectiveDate"] == "2026-11-20"
    assert (text["AttributeID"], text["Description"]) == ("BT-48", "SE550000002001")
    reference = root.find(f"{{{CAC}}}DocumentResponse/{{{CAC}}}DocumentReference")
    assert reference is not None
    assert [child.text for child in reference] == ["F-1001", "2026-11-02", "380"]
    lists = [(code.get("listID"), code.text) for code in root.iter(f"{{{CBC}}}StatusReasonCode")]
    assert lists == [("OPStatusReason", "LEG"), ("OPStatusAction", "NIN")]
    endpoints = [(one.get("schemeID"), one.text) for one in root.iter(f"{{{CBC}}}EndpointID")]
    assert endpoints == [("0007", "5500000020"), ("0007", "5500000012")]


def test_markup_and_characters_that_xml_cannot_hold_stay_text() -> None:
    data = written(a_response(clarifications=(Clarification(Reason.OTHER, "<b> & \x00\ud800\ufffe"),)))
    (text,) = [element.text for element in etree.fromstring(data).iter(f"{{{CBC}}}StatusReason")]
    assert text == "<b> & \ufffd\ufffd\ufffd"


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("R001", {"clarifications": ()}),
        ("R004", {"state": State.PAID, "clarifications": (Clarification(Reason.PARTLY_PAID),)}),
        ("R005", {"clarifications": (Clarification(Reason.PARTLY_PAID, "half"),)}),
        ("R008", {"profile_id": "urn:other"}),
        ("B00103", {"id": " "}),
        ("B00801", {"sender": Side("Kommunen", Identifier(value="", scheme="0007"))}),
        ("B00901", {"sender": Side("Kommunen", Identifier(value="1"))}),
        ("B00902", {"sender": Side("Kommunen", Identifier(value="1", scheme="4711"))}),
        ("B02601", {"receiver": Side("", SELLER.endpoint)}),
        ("B03901", {"invoice_number": ""}),
        ("R049", {"receiver": Side("Papper", Identifier(value="5500000013", scheme="0007"))}),
    ],
)
def test_an_unlawful_response_is_never_written(rule: str, changed: dict[str, object]) -> None:
    with pytest.raises(UnlawfulAnswer, match=rule):
        written(a_response(**changed))


@pytest.mark.parametrize("state", State)
def test_every_status_can_be_told(state: State) -> None:
    given = (Clarification(Reason.LEGAL, "x"),) if state in NEEDS_REASON else ()
    assert f">{state}<".encode() in written(a_response(state=state, clarifications=given))


@pytest.mark.parametrize("code", [*Reason, *Action])
def test_every_code_can_be_told(code: Reason | Action) -> None:
    words = "in words" if code in NEEDS_TEXT else None
    state = State.PAID if code is Reason.PARTLY_PAID else State.ACCEPTED
    assert f">{code}<".encode() in written(
        a_response(state=state, clarifications=(Clarification(code, words),))
    )


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)")
def test_our_elements_are_those_of_the_corpus_in_the_same_order() -> None:
    theirs = [etree.parse(path).getroot() for path in sorted(CORPUS.glob("peppol-poacc-3/**/*T111*.xml"))]
    lawful = [root for root in theirs if not check_paper(root, FORMAT)]
    words = Clarification(Reason.LEGAL, "in words"), Clarification(Action.NEW_INVOICE)
    ours = pairs(tree(a_response(invoice_date=None, clarifications=words)))
    assert lawful
    assert ours <= {pair for root in lawful for pair in pairs(root)}  # none has the date or a condition


def pairs(root: etree._Element) -> set[tuple[str, str]]:
    """Which element comes right after which."""
    return set(pairwise(str(element.tag) for element in root.iter("*")))
