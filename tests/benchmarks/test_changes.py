"""Changes of elements and of whole documents: each does what its name says, and nothing where it cannot."""

from lxml import etree

from benchmarks.changes import changes_of, documents_of
from benchmarks.documents import peppol_invoice


def test_an_attribute_is_left_out_emptied_and_changed() -> None:
    names = {name for name, _ in changes_of(etree.fromstring('<a unit="EA">1</a>'))}
    assert {"without @unit of", "emptied @unit of", "spaced @unit of", "other @unit of"} <= names


def test_a_code_becomes_each_of_the_others() -> None:
    element = etree.fromstring("<Percent>25</Percent>")
    changes = dict(changes_of(element))
    assert not changes["25 as"](element)
    assert changes["6 as"](element)
    assert element.text == "6"


def test_two_elements_of_a_name_change_places() -> None:
    root = etree.fromstring("<a><b><c>1</c></b><b>2</b></a>")
    assert dict(changes_of(root[0]))["swapped"](root[0])
    assert etree.tostring(root) == b"<a><b>2</b><b><c>1</c></b></a>"


def test_an_addition_is_in_the_currency_of_the_document_and_where_there_is_a_place() -> None:
    found = dict(documents_of(etree.fromstring(peppol_invoice(1))))
    charged = etree.tostring(found["with a charge in InvoiceLine"])
    assert b'currencyID="SEK">10.00<' in charged
    assert "with a charge in CreditNoteLine" not in found
    assert b">AE<" in etree.tostring(found["all AE at 0"])
