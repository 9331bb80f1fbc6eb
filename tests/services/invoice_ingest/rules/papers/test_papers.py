"""The rules of documents that are no invoices, as a whole."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from schemas.order import OrderReceived
from services.invoice_ingest.parsing import ingest, read
from services.invoice_ingest.rules import describe
from services.invoice_ingest.rules.papers import TRANSACTIONS, check_paper, sets
from services.invoice_ingest.rules.papers.structure import syntax
from services.invoice_ingest.rules.tree.ubl import path
from tests.builders import NOW
from tests.documents import CANCELLATION, ORDER, between, golden
from tests.paper_cases import Paper, PaperCase, assert_tells_apart, broken_rules, lawful
from tests.paper_documents import (
    a_basket,
    a_catalogue_response,
    a_message_level_response,
    an_agreement,
    an_order,
)
from tests.tree_cases import written

KNOWN = {rule.id: rule.severity for rule in describe()}
FORMATS = tuple(one.format for one in TRANSACTIONS)
OTHER = (written("cbc:CustomizationID", "urn:fdc:peppol.eu:poacc:trns:order:3"),)
NAMES = sorted(
    {step for one in TRANSACTIONS for row in syntax(one.number).paths for step in row.split("/") if step}
)
TEXTS = st.sampled_from(
    (None, "", " ", "x", "CA", "S", "VAT", "true", "1.234", "-1", "2026-01-01", "NaN", "1E+999999")
)
ATTRIBUTES = st.dictionaries(st.sampled_from(("schemeID", "currencyID", "unitCode", "listID")), st.just("x"))


def element(name: str, text: str | None, attributes: dict[str, str], children: list[Any]) -> Any:
    made = etree.Element(path(name), attributes)
    made.text = text
    made.extend(children)
    return made


TREES: st.SearchStrategy[_Element] = st.deferred(
    lambda: st.builds(element, st.sampled_from(NAMES), TEXTS, ATTRIBUTES, INNER)
)
INNER: st.SearchStrategy[list[_Element]] = st.one_of(st.just([]), st.lists(TREES, max_size=4))


@given(TREES, st.sampled_from(FORMATS))
def test_any_tree_gets_an_answer_and_always_the_same(root: _Element, format: str) -> None:
    told = check_paper(root, format)
    assert check_paper(root, format) == told
    assert all(finding.severity == KNOWN[finding.rule] for finding in told)


@pytest.mark.parametrize(
    "paper", [a_catalogue_response(), a_message_level_response(), a_basket(), an_agreement(), an_order()],
    ids=lambda paper: paper.transaction,
)  # fmt: skip
def test_a_lawful_paper_of_each_kind_breaks_nothing(paper: Paper) -> None:
    assert read(paper.data).format == paper.format
    assert broken_rules(paper) == []


@pytest.mark.parametrize(
    ("rule", "paper"),
    [("R001", a_catalogue_response()), ("R001", a_message_level_response()),
     ("R034", lawful(CANCELLATION, "T115"))],
    ids=("T58", "T71", "T115"),
)  # fmt: skip
def test_another_specification_breaks_a_rule_of_kinds_that_have_few(rule: str, paper: Paper) -> None:
    assert_tells_apart(PaperCase(rule, OTHER), paper)


def test_a_cancellation_has_the_profile_of_advanced_ordering() -> None:
    other = (written("cbc:ProfileID", "urn:fdc:peppol.eu:poacc:bis:ordering:3"),)
    assert_tells_apart(PaperCase("R031", other), lawful(CANCELLATION, "T115"))


def test_every_rule_is_listed_once_with_set_version_day_and_source() -> None:
    of_papers = {name: {rule.id for rule in rules} for name, rules in sets()}
    listed = [row for row in describe() if row.rule_set in of_papers]
    assert len(listed) == len({row.id for row in listed}) == sum(map(len, of_papers.values())) > 1800
    assert all(row.version and row.valid_from and row.source for row in listed)
    assert {row.id[:11] for row in listed if row.rule_set == "Peppol despatch advice (T16)"} == {
        "PEPPOL-T16-"
    }


def test_a_finding_has_the_place_the_value_and_what_would_be_right() -> None:
    order = an_order()
    root = etree.fromstring(order.data.replace(b'"SEK">675.00', b'"SEK">676.00'))
    told = {finding.rule: finding for finding in check_paper(root, order.format)}
    line = told["PEPPOL-T01-R024"]
    assert line.place == "/Order/OrderLine[1]/LineItem"
    assert (line.value, line.remedy) == ("676.00", "675.00 would be right")


def test_a_kind_without_rules_is_accepted_as_it_can_be_read() -> None:
    root = etree.fromstring(golden(ORDER))
    assert check_paper(root, "oioubl-2-order") == []
    assert check_paper(root, "peppol-order-3") == []


def test_what_is_only_a_warning_goes_along_with_the_event() -> None:
    data = golden(ORDER, between(ORDER, "<cac:ValidityPeriod>", "</cac:ValidityPeriod>"))
    [event] = ingest(data, "a.xml", NOW)
    assert isinstance(event, OrderReceived)
    assert [(finding.rule, finding.severity) for finding in event.warnings] == [
        ("PEPPOL-T01-R002", "warning")
    ]
    [lawful_event] = ingest(golden(ORDER), "a.xml", NOW)
    assert isinstance(lawful_event, OrderReceived)
    assert lawful_event.warnings == ()


HOSTILE = (
    b"<cac:AnticipatedMonetaryTotal/>" * 10_000,
    b"<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID></cac:LineItem></cac:OrderLine>" * 10_000,
    b"<cac:OrderLine><cac:QuotationLineReference><cbc:LineID>1</cbc:LineID></cac:QuotationLineReference>"
    b"</cac:OrderLine>" * 10_000,
    b"<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator></cac:AllowanceCharge>" * 10_000,
    b"<cbc:UUID>1</cbc:UUID>" * 20_000,
)


@pytest.mark.parametrize("part", HOSTILE, ids=("totals", "lines", "quotations", "allowances", "unknown"))
def test_what_is_repeated_without_end_takes_no_longer_than_it_is_long(part: bytes) -> None:
    root = etree.fromstring(golden(ORDER).replace(b"</Order>", part + b"</Order>"))
    begun = process_time()
    check_paper(root, "peppol-order-3")
    assert process_time() - begun < 4  # a twentieth of what a quadratic check takes
