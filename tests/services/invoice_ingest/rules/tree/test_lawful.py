"""What is not looked at again breaks no rule: every document gets the verdict that a walk over it gives."""

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.rules.tree import PEPPOL_UBL, check_tree, is_familiar, learn, ubl
from services.invoice_ingest.rules.tree.automaton import Automaton, Premise, Row
from services.invoice_ingest.rules.tree.lawful import Lawful
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
def test_what_is_familiar_breaks_no_rule(document: str, format: str) -> None:
    changed = [("as it is", DOCUMENTS[document]), *mutations(DOCUMENTS[document])]
    shapes, familiar = Shapes(LINES), 0
    for name, one in changed * 2:  # what came later may have taught something about what came before
        root = etree.fromstring(one)
        told = check_tree(root, format)
        shapes.learn(one, root)
        pieces = shapes.pieces_of(one)
        currency = (root.findtext(ubl.path("cbc:DocumentCurrencyCode")) or "").strip()
        if pieces is not None and is_familiar(pieces, format, currency):
            assert not told, name
            familiar += 1
        if pieces is not None and not told:
            learn(pieces, format, currency)
    assert familiar > 100


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_everyday_document_is_familiar_once_it_was_learnt(document: str) -> None:
    data = DOCUMENTS[document]
    root, shapes = etree.fromstring(data), Shapes(LINES)
    shapes.learn(data, root)
    pieces = shapes.pieces_of(data)
    assert pieces is not None
    assert check_tree(root, "peppol-billing-3") == []
    assert not is_familiar(pieces, "peppol-billing-3", "SEK")
    learn(pieces, "peppol-billing-3", "SEK")
    assert is_familiar(pieces, "peppol-billing-3", "SEK")
    assert not is_familiar(pieces, "peppol-billing-3", "EUR")


def test_a_document_with_a_rare_element_is_always_looked_at() -> None:
    rare = b"<cac:PayeeParty><cac:PartyName><cbc:Name>Finans AB</cbc:Name></cac:PartyName></cac:PayeeParty>"
    data = an_invoice().data.replace(b"<cac:PaymentMeans>", rare + b"<cac:PaymentMeans>")
    shapes = Shapes(LINES)
    shapes.learn(data, etree.fromstring(data))
    pieces = shapes.pieces_of(data)
    assert pieces is not None
    assert PEPPOL_UBL.lawful.usual(pieces, "SEK") is None


@pytest.mark.parametrize(
    ("inside", "usual"),
    [
        ("<b:ID>1</b:ID><b:Name>2</b:Name>", True),
        ("<b:ID>1</b:ID><b:Name>2</b:Name><x>3</x><b:ID>4</b:ID><b:Name>5</b:Name>", True),
        ("<b:Name>2</b:Name><b:ID>1</b:ID>", False),
        ("<b:ID>1</b:ID>", False),
        ("<b:ID>1</b:ID><b:ID>1</b:ID><b:Name>2</b:Name><b:Name>2</b:Name>", False),
        ("<b:ID>1<x>2</x></b:ID><b:Name>2</b:Name>", False),
        ("<x>1<x>2</x></x>", True),
    ],
)
def test_a_pattern_is_kept_and_what_holds_a_text_has_no_children(inside: str, usual: bool) -> None:
    in_turn = (Premise(None, lambda values, currency: True, pattern=(ubl.ID, ubl.path("cbc:Name"))),)
    rows = [Row(f"//cbc:{name}", given=in_turn) for name in ("ID", "Name")]
    shapes, lawful = Shapes({"r": "l"}), Lawful(Automaton(rows, ubl.NAMESPACES))
    data = f"<r xmlns:b='{ubl.NAMESPACES['cbc']}'>{inside}<l>1</l></r>".encode()
    pieces = shapes.learn(data, etree.fromstring(data))
    assert pieces is not None
    assert (lawful.usual(pieces, None) is not None) == usual
