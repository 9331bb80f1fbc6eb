"""The syntax tables: a document of all a table names keeps its rules, and breaks those broken in it."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.papers import TRANSACTIONS, check_paper
from services.invoice_ingest.rules.papers.structure import (
    PATTERNS,
    Check,
    checks,
    syntax,
)
from services.invoice_ingest.rules.papers.structure import (
    TRANSACTIONS as NUMBERS,
)
from services.invoice_ingest.rules.tree.ubl import NAMESPACES, path
from tests.documents import ORDER, golden
from tests.paper_cases import broken_rules, lawful
from tests.tree_cases import removed, written

FORMATS = {one.number: one.format for one in TRANSACTIONS}


def full(transaction: str) -> _Element:
    """A document with an element at every path of the table, with the codes and attributes it asks for."""
    root, elements = etree.Element("document"), {}
    elements[""] = root
    for place in sorted(syntax(transaction).paths):
        if place:
            parent, _, name = place.rpartition("/")
            elements[place] = etree.SubElement(elements[parent], path(name))
    for check in syntax(transaction).checks:
        kept(check, elements[check.path])
    for element in root.iter():
        if not len(element) and not element.text:
            element.text = "x"
    return root


def kept(check: Check, element: _Element) -> None:
    if check.pattern == "code":
        element.text = min(check.codes)
    elif check.pattern in ("attribute", "attribute code"):
        name = check.words[0].strip("`")
        element.set(name, min(check.codes) if check.codes else element.get(name, "x"))


def broken(check: Check, root: _Element) -> None:
    element = root if not check.path else root.find(path(check.path))
    assert element is not None
    if check.pattern == "has":
        for child in element.findall(path(check.words[0])):
            element.remove(child)
    elif check.pattern == "attribute":
        element.attrib.pop(check.words[0].strip("`"))
    elif check.pattern == "nothing else":
        etree.SubElement(element, path("cbc:Unheard")).text = "x"
    elif check.pattern == "no schemaLocation":
        element.set("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "x y")
    elif check.pattern == "code":
        element.text = "no code"
    else:
        element.set(check.words[0].strip("`"), "no code")


def of_syntax(root: _Element, transaction: str) -> set[str]:
    known = {check.id for check in syntax(transaction).checks}
    return {finding.rule for finding in check_paper(root, FORMATS[transaction])} & known


def together(transaction: str) -> Iterator[list[Check]]:
    """Rules that can be broken in one document, since none of them hides another."""

    def alike(check: Check) -> tuple[str, int]:
        return check.pattern, check.path.count("/") if check.path else -1

    for _, group in groupby(sorted(syntax(transaction).checks, key=alike), key=alike):
        yield list(group)


@pytest.mark.parametrize("transaction", NUMBERS)
def test_a_document_of_all_there_may_be_keeps_the_syntax(transaction: str) -> None:
    assert of_syntax(full(transaction), transaction) == set()


@pytest.mark.parametrize("transaction", NUMBERS)
def test_each_rule_of_the_syntax_is_told_where_it_is_broken_and_no_other(transaction: str) -> None:
    for group in together(transaction):
        root = full(transaction)
        for check in group:
            broken(check, root)
        assert of_syntax(root, transaction) == {check.id for check in group}


def test_there_are_as_many_rules_as_the_tables_say_in_their_heads() -> None:
    assert len(list(checks())) == len({check.id for check in checks()}) == 1647
    assert {check.pattern for check in checks()} == PATTERNS.keys() - {"document"}


def test_a_code_may_have_white_space_around_it_and_an_attribute_may_not() -> None:
    order = lawful(ORDER, "T01")
    currency, endpoint = "cbc:DocumentCurrencyCode", "cac:BuyerCustomerParty/cac:Party/cbc:EndpointID"
    assert "PEPPOL-T01-B01001" not in broken_rules(order, (written(currency, " SEK "),))
    root = etree.fromstring(golden(ORDER))
    found = root.find(endpoint, NAMESPACES)
    assert found is not None
    found.set("schemeID", " 0007 ")
    assert "PEPPOL-T01-B03802" in {finding.rule for finding in check_paper(root, "peppol-order-3")}


def test_a_finding_names_the_element_and_what_was_found() -> None:
    root = etree.fromstring(
        golden(ORDER, ("<cbc:AccountingCost>3120", "<cbc:UUID>x</cbc:UUID><cbc:AccountingCost>3120"))
    )
    [finding] = check_paper(root, "peppol-order-3")
    assert (finding.place, finding.value, finding.severity) == ("/Order/UUID", "x", "fatal")
    assert finding.message == "The document holds no other elements than those of its syntax."
    assert broken_rules(lawful(ORDER, "T01"), (removed("cbc:ID"),)) == ["PEPPOL-T01-B00103"]
