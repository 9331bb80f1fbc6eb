"""What is not looked at again breaks no rule: every document gets the verdict that a walk over it gives."""

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest.formats.ubl_invoice import LINES, SHAPES
from services.invoice_ingest.rules.tree import PEPPOL_UBL, check_tree
from services.invoice_ingest.shapes import Shapes
from tests.tree_documents import a_credit_note, a_fuller_invoice, an_invoice

FORMATS = ("peppol-billing-3", "en16931-ubl")
DOCUMENTS = {
    "an invoice": an_invoice().data,
    "a fuller invoice": a_fuller_invoice().data,
    "a credit note": a_credit_note().data,
    "two lines": peppol_invoice(2),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_gets_the_verdict_of_a_walk(document: str, format: str) -> None:
    data = DOCUMENTS[document]
    changed = [("as it is", data), *mutations(data)]
    lawful = 0
    for name, one in changed * 2:  # what came later may have taught something about what came before
        root = etree.fromstring(one)
        told = check_tree(root, format)
        assert check_tree(root, format, SHAPES.pieces_of(root)) == told, name
        lawful += not told
    assert 100 < lawful < 2 * len(changed) - 100


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_everyday_document_is_walked_once(document: str) -> None:
    root = etree.fromstring(DOCUMENTS[document])
    pieces = Shapes(LINES).pieces_of(root)  # none of them seen before
    assert pieces is not None
    usual = PEPPOL_UBL.lawful.usual(pieces, "SEK")
    assert usual
    assert not any(outline.is_lawful for outline in usual)
    assert check_tree(root, "peppol-billing-3", pieces) == []
    assert all(outline.is_lawful for outline in usual)


def test_a_document_with_a_rare_element_is_always_looked_at() -> None:
    rare = b"<cac:PayeeParty><cac:PartyName><cbc:Name>Finans AB</cbc:Name></cac:PartyName></cac:PayeeParty>"
    data = an_invoice().data.replace(b"<cac:PaymentMeans>", rare + b"<cac:PaymentMeans>")
    root = etree.fromstring(data)
    for _ in range(2):
        pieces = SHAPES.pieces_of(root)
        assert pieces is not None
        assert PEPPOL_UBL.lawful.usual(pieces, "SEK") is None
        assert check_tree(root, "peppol-billing-3", pieces) == []
