from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from benchmarks.documents import peppol_invoice
from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules import describe
from services.invoice_ingest.rules.tree import check_tree, judged, outside, svefaktura, ubl
from services.invoice_ingest.rules.tree.judge import MOST
from tests.tree_documents import a_credit_note, a_svefaktura, an_invoice

FORMATS = ("peppol-billing-3", "peppol-selfbilling-3", "en16931-ubl", "svefaktura-1.0", "peppol-order-3")
STEPS = sorted(
    {step for _, path in outside.PATHS for step in path.split("/") if step[:4] in ("cac:", "cbc:")}
)
NAMES = [ubl.path(step) for step in STEPS if ":" in step] + [
    f"{{{namespace}}}{name}"
    for namespace in svefaktura.NAMESPACES.values()
    for name in (
        "TaxTotal",
        "TaxSubTotal",
        "ID",
        "ExchangeRate",
        "CalculationRate",
        "LineItemCountNumeric",
        "Item",
    )
]
TEXTS = st.sampled_from((None, "", " ", "x", "130", "true", "VAT", "1.234", "2026-01-01", "NaN", "1E+999999"))
ATTRIBUTES = st.dictionaries(
    st.sampled_from(("schemeID", "currencyID", "listID", "name", "mimeCode", "amountCurrencyID")),
    st.just("x"),
)


def element(name: str, text: str | None, attributes: dict[str, str], children: list[Any]) -> Any:
    made = etree.Element(name, attributes)
    made.text = text
    made.extend(children)
    return made


def name_of(index: int) -> str:
    return NAMES[index]


NAMED = st.integers(0, len(NAMES) - 1).map(name_of)
TREES: st.SearchStrategy[_Element] = st.deferred(lambda: st.builds(element, NAMED, TEXTS, ATTRIBUTES, INNER))
INNER: st.SearchStrategy[list[_Element]] = st.one_of(st.just([]), st.lists(TREES, max_size=4))


@given(TREES, st.sampled_from(FORMATS))
def test_any_tree_gets_an_answer_and_always_the_same(root: _Element, format: str) -> None:
    known = {rule.id: rule.severity for rule in describe()}
    told = check_tree(root, format)
    assert check_tree(root, format) == told
    assert all(finding.severity == known[finding.rule] for finding in told)


@pytest.mark.parametrize(
    "base", [an_invoice(), a_credit_note(), a_svefaktura()], ids=lambda base: base.format
)
def test_a_lawful_document_breaks_nothing(base: Any) -> None:
    told = check_tree(etree.fromstring(base.data), base.format)
    assert [finding for finding in told if finding.severity == "fatal"] == []


def test_a_document_of_another_format_is_not_judged() -> None:
    assert check_tree(etree.fromstring(an_invoice().data), "peppol-order-3") == []
    assert judged("peppol-order-3") == frozenset()


def test_a_finding_says_rule_sentence_path_value_and_what_is_right() -> None:
    data = peppol_invoice(2).replace(
        b'<cbc:PriceAmount currencyID="SEK">', b'<cbc:PriceAmount currencyID="EUR">'
    )
    first, second = read(data).broken
    assert (first.rule, first.severity) == ("PEPPOL-EN16931-R051", "fatal")
    assert second.place == "/Invoice/InvoiceLine[2]/Price/PriceAmount"
    assert (second.value, second.remedy) == ("EUR", "SEK would be right")


def test_a_rule_that_tree_and_model_can_judge_is_told_once() -> None:
    data = peppol_invoice(1).replace(b'unitCode="EA"', b'unitCode="st"')
    assert [finding.rule for finding in read(data).broken] == ["BR-CL-23"]


def test_a_document_full_of_faults_tells_each_rule_and_a_thousand_places() -> None:
    data = peppol_invoice(1).replace(b"</Invoice>", b"<cbc:Note/>" * (MOST + 500) + b"<cbc:UUID/></Invoice>")
    told = check_tree(etree.fromstring(data), "peppol-billing-3")
    assert len(told) == MOST + 1
    assert told[-1].rule == "UBL-CR-005"


HOSTILE = (
    b"<cac:TaxTotal>" + b'<cbc:TaxAmount currencyID="EUR">1</cbc:TaxAmount>' * 20_000 + b"</cac:TaxTotal>",
    b"<cac:AllowanceCharge>"
    + b"<cbc:AllowanceChargeReasonCode>x</cbc:AllowanceChargeReasonCode>" * 20_000
    + b"<cbc:ChargeIndicator>true</cbc:ChargeIndicator></cac:AllowanceCharge>",
    b"<cac:PayeeParty><cac:PartyName><cbc:Name>x</cbc:Name></cac:PartyName></cac:PayeeParty>" * 10_000,
    b"<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>" * 20_000,
)


@pytest.mark.parametrize("part", HOSTILE, ids=("totals", "reasons", "payees", "currencies"))
def test_what_is_repeated_without_end_takes_no_longer_than_it_is_long(part: bytes) -> None:
    root = etree.fromstring(peppol_invoice(1).replace(b"</Invoice>", part + b"</Invoice>"))
    begun = process_time()
    check_tree(root, "peppol-billing-3")
    assert process_time() - begun < 4  # a twentieth of what a quadratic check takes
