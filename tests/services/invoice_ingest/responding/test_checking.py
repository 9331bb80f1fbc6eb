"""The rules of the message, on messages of our own and on those of the shared corpus."""

import csv
import os
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from services.invoice_ingest.responding.checking import CAC, CBC, SPECIFICATION, UBL, check
from services.invoice_ingest.responding.reasons import Action, Clarification, Reason
from services.invoice_ingest.responding.writing import tree
from tests.responses import a_response

ROOT = Path(__file__).resolve().parents[4]
CORPUS = (ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "corpus").resolve()
HERE = "peppol-poacc-3/"


def fatal(root: etree._Element) -> set[str]:
    return {finding.rule for finding in check(root) if finding.severity == "fatal"}


def corpus() -> list[dict[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["path"].startswith(HERE) and "T111" in row["path"]]


def row_path(row: object) -> str:
    return str(row["path"]) if isinstance(row, dict) else ""


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)")
@pytest.mark.parametrize("row", corpus(), ids=row_path)
def test_the_messages_of_the_corpus_are_judged_as_their_authors_say(row: dict[str, str]) -> None:
    found = fatal(etree.parse(CORPUS / row["path"]).getroot())
    verdict, _, rules = row["expected"].partition(":")
    if verdict == "valid":
        assert not found
    elif verdict == "fails":
        assert set(rules.split(";")) <= found
    else:
        assert not set(rules.split(";")) & found


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here (KONTERA_SHARED)")
def test_our_elements_are_those_of_the_corpus_in_the_same_order() -> None:
    theirs = [
        paths(etree.parse(CORPUS / row["path"]).getroot()) for row in corpus() if row["expected"] == "valid"
    ]
    known = {pair for one in theirs for pair in pairs(one)}
    words = Clarification(Reason.LEGAL, "in words"), Clarification(Action.NEW_INVOICE)
    ours = pairs(paths(tree(a_response(invoice_date=None, clarifications=words))))
    assert ours <= known  # no sample gives the invoice's date or a condition


def paths(root: etree._Element) -> list[str]:
    prefix = {CAC: "cac:", CBC: "cbc:", UBL: ""}
    names = (etree.QName(element) for element in root.iter("*"))
    return [prefix[str(name.namespace)] + name.localname for name in names]


def pairs(names: list[str]) -> set[tuple[str, str]]:
    """Which element comes right after which."""
    return set(pairwise(names))


def changed(path: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A lawful message with one element's text or attribute changed."""
    root = tree(a_response())
    element = root.find(path, {"cac": CAC, "cbc": CBC})
    assert element is not None
    element.text = element.text if text is None else text
    for name, value in attributes.items():
        element.set(name, value)
    return root


STATUS = "cac:DocumentResponse/cac:Response/cac:Status"


@pytest.mark.parametrize(
    ("root", "rule"),
    [
        (changed("cbc:CustomizationID", "urn:other"), "PEPPOL-T111-R003"),
        (changed("cbc:ProfileID", SPECIFICATION), "PEPPOL-T111-R008"),
        (changed(f"{STATUS}/cbc:StatusReasonCode", "NIN"), "PEPPOL-T111-R007"),
        (changed(f"{STATUS}[2]/cbc:StatusReasonCode", "LEG"), "PEPPOL-T111-R006"),
        (changed(f"{STATUS}/cbc:StatusReasonCode", listID="Mine"), "PEPPOL-T111-B03303"),
        (changed("cbc:ID", " "), "PEPPOL-COMMON-R001"),
    ],
)
def test_a_message_that_breaks_a_rule_is_told_so(root: etree._Element, rule: str) -> None:
    assert fatal(root) == {rule}


def test_codes_may_have_space_around_them() -> None:
    assert not fatal(changed("cbc:CustomizationID", f" {SPECIFICATION}.1 "))
    assert not fatal(changed(f"{STATUS}/cbc:StatusReasonCode", " LEG "))


def test_a_reason_that_is_no_code_asks_for_words_lightly() -> None:
    root = changed(f"{STATUS}/cbc:StatusReasonCode", "OTH")
    assert not check(root)
    words = root.find(f"{STATUS}/cbc:StatusReason", {"cac": CAC, "cbc": CBC})
    assert words is not None
    parent = words.getparent()
    assert parent is not None
    parent.remove(words)
    (finding,) = check(root)
    assert (finding.rule, finding.severity) == ("PEPPOL-T111-R002", "warning")


def test_any_tree_at_all_is_judged() -> None:
    assert "PEPPOL-T111-B00101" in fatal(etree.fromstring("<a><b/></a>"))
