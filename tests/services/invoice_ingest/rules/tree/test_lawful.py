"""What is not looked at again breaks no rule: every document gets the verdict that a walk over it gives."""

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.rules.tree import PEPPOL_UBL, check_tree, is_familiar, learn, ubl
from services.invoice_ingest.rules.tree.automaton import Automaton, Premise, Row
from services.invoice_ingest.rules.tree.lawful import Lawful
from services.invoice_ingest.rules.tree.national import at_home, check_national
from services.invoice_ingest.shapes import Shapes
from tests.national_documents import (
    a_danish_credit_note,
    a_danish_invoice,
    a_danish_invoice_by_fik,
    a_danish_invoice_by_giro,
    a_danish_invoice_by_transfer,
    a_danish_invoice_to_sweden,
    a_finnish_invoice,
    a_german_invoice_to_sweden,
)
from tests.tree_documents import a_credit_note, a_fuller_invoice, a_sold_invoice, an_invoice

FORMATS = ("peppol-billing-3", "en16931-ubl")
DOCUMENTS = {
    "an invoice": an_invoice().data,
    "a fuller invoice": a_fuller_invoice().data,
    "a sold invoice": a_sold_invoice().data,
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
        if pieces is not None and is_familiar(pieces, format, currency, at_home.SWEDISH):
            assert not told, name
            familiar += 1
        if pieces is not None and not told:
            learn(pieces, format, currency, at_home.SWEDISH)
    assert familiar > 100


AT_HOME = {
    "Denmark": (a_danish_invoice, at_home.DANISH),
    "giro": (a_danish_invoice_by_giro, at_home.DANISH_BY_GIRO),
    "FIK": (a_danish_invoice_by_fik, at_home.DANISH_BY_FIK),
    "transfer": (a_danish_invoice_by_transfer, at_home.DANISH_BY_TRANSFER),
    "credit note": (a_danish_credit_note, at_home.DANISH),
    "Denmark to Sweden": (a_danish_invoice_to_sweden, at_home.DANISH_ABROAD),
    "Finland": (a_finnish_invoice, at_home.ELSEWHERE),
    "Germany to Sweden": (a_german_invoice_to_sweden, at_home.ELSEWHERE),
}
"""Not Sweden: a rate that is missing, the model minds too."""


@pytest.mark.parametrize("where", AT_HOME)
def test_what_is_familiar_at_home_breaks_no_national_rule(where: str) -> None:
    make, home = AT_HOME[where]
    changed = [("as it is", make().data), *mutations(make().data)]
    shapes, lawful, familiar = Shapes(LINES), PEPPOL_UBL.lawful[home], 0
    for name, one in changed * 2:
        root = etree.fromstring(one)
        shapes.learn(one, root)
        pieces = shapes.pieces_of(one)
        outlines = lawful.usual(pieces, "SEK") if pieces is not None else None
        told = check_national(root) if outlines is not None else []
        if outlines and all(outline.is_lawful for outline in outlines):
            assert not told, name
            familiar += 1
        if not told:
            for outline in outlines or ():
                outline.is_lawful = True
    assert familiar > 100


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_everyday_document_is_familiar_once_it_was_learnt(document: str) -> None:
    data = DOCUMENTS[document]
    root, shapes = etree.fromstring(data), Shapes(LINES)
    shapes.learn(data, root)
    pieces = shapes.pieces_of(data)
    assert pieces is not None
    assert check_tree(root, "peppol-billing-3") == []
    assert not is_familiar(pieces, "peppol-billing-3", "SEK", at_home.SWEDISH)
    learn(pieces, "peppol-billing-3", "SEK", at_home.SWEDISH)
    assert is_familiar(pieces, "peppol-billing-3", "SEK", at_home.SWEDISH)
    assert not is_familiar(pieces, "peppol-billing-3", "EUR", at_home.SWEDISH)


def test_a_document_with_a_rare_element_is_always_looked_at() -> None:
    rare = b"<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode><cbc:BuyerReference>"
    data = an_invoice().data.replace(b"<cbc:BuyerReference>", rare)
    shapes = Shapes(LINES)
    shapes.learn(data, etree.fromstring(data))
    pieces = shapes.pieces_of(data)
    assert pieces is not None
    assert PEPPOL_UBL.lawful[at_home.SWEDISH].usual(pieces, "SEK") is None


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


@pytest.mark.parametrize(
    ("place", "other"),
    [
        (b">FC<", b">95<"),
        (b">95<", b">FC<"),
        (b">95<", b"> 95<"),
        (b">95<", b">XXX<"),
        (b">Finans AB<", b"> <"),
        (b">Finans AB<", b">Pappersboden i Ekk\xc3\xb6ping<"),
        (b"<cac:PayeeParty>", b"<cac:PayeeParty>x"),
        (b"<cac:AllowanceCharge>", b"<cac:AllowanceCharge>x"),
    ],
)
def test_codes_of_the_other_list_and_a_payee_who_is_the_seller_are_looked_at(
    place: bytes, other: bytes
) -> None:
    data = a_sold_invoice().data
    shapes = Shapes(LINES)
    shapes.learn(data, etree.fromstring(data))
    lawful, usual = PEPPOL_UBL.lawful[at_home.SWEDISH], shapes.pieces_of(data)
    changed = shapes.pieces_of(data.replace(place, other))
    assert usual is not None
    assert changed is not None
    assert lawful.usual(usual, "SEK") is not None
    assert lawful.usual(changed, "SEK") is None
