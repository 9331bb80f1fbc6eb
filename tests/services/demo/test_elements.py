import pytest
from lxml import etree

from services.demo.elements import Elements, serialised

MAKE = Elements("urn:d", cbc="urn:c")


def test_elements_stand_in_the_namespaces_of_their_prefixes() -> None:
    root = MAKE("Invoice", MAKE("cbc:ID", "7", schemeID="0088"))
    assert [element.tag for element in root.iter()] == ["{urn:d}Invoice", "{urn:c}ID"]
    assert root[0].items() == [("schemeID", "0088")]


def test_a_child_that_is_none_is_left_out() -> None:
    assert len(MAKE("Invoice", None, MAKE.maybe("cbc:Note", None), MAKE.maybe("cbc:Note", ""))) == 0


def test_namespaces_are_declared_once() -> None:
    data = serialised(MAKE("Invoice", MAKE("cbc:ID", "7"), MAKE("cbc:Note", "8")))
    assert data.count(b"xmlns") == 2


def test_an_unknown_prefix_is_an_error() -> None:
    with pytest.raises(KeyError):
        MAKE("cac:Party")


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_bytes_say_their_own_encoding(encoding: str) -> None:
    data = serialised(MAKE("Invoice", MAKE("cbc:ID", "Ekköping")), encoding)
    assert encoding.encode() in data.splitlines()[0]
    assert "Ekköping".encode(encoding) in data
    assert etree.fromstring(data)[0].text == "Ekköping"
