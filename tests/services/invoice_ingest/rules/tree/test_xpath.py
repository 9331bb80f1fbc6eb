import doctest

import pytest
from lxml import etree

from services.invoice_ingest.rules.tree import ubl, xpath
from services.invoice_ingest.rules.tree.xpath import decimal, finder, is_number, normalized, raw, says


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(xpath).failed == 0


def test_a_finder_gives_elements_in_document_order() -> None:
    root = etree.fromstring(
        b'<a xmlns:cbc="%s"><cbc:ID>2</cbc:ID><cbc:ID>1</cbc:ID></a>' % ubl.NAMESPACES["cbc"].encode()
    )
    assert [raw(element) for element in finder("cbc:ID")(root)] == ["2", "1"]
    assert finder("self::*")(root) == [root]


@pytest.mark.parametrize("text", ["1", "+1.", ".5", "-0", "1e5", "1E-5", "INF", "-INF", "\t1\n"])
def test_what_xpath_takes_for_a_number(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["", " ", "1,5", "1 5", "0x1", "1_0", "nan", "infinity", "١", "\u00a01", "."]
)
def test_what_only_python_takes_for_a_number_is_none(text: str) -> None:
    assert not is_number(text)
    assert decimal(text) is None


def test_only_four_characters_are_blanks() -> None:
    assert normalized("\r\n a \t b\u2003") == "a b\u2003"
    assert says(etree.fromstring("<a>\u00a0</a>"))
    assert not says(etree.fromstring("<a>\t \n</a>"))
    assert not says(None)
