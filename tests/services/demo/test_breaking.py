import pytest
from lxml import etree

from services.demo.breaking import BREAKINGS

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
WHOLE = f"""<?xml version='1.0' encoding='UTF-8'?>
<Invoice xmlns="{UBL}"><AccountingCustomerParty>Ekköping</AccountingCustomerParty>
<LegalMonetaryTotal><LineExtensionAmount>12.50</LineExtensionAmount></LegalMonetaryTotal></Invoice>
""".encode()


def broken(how: str) -> bytes:
    return BREAKINGS[how](WHOLE)


def test_every_breaking_changes_the_document() -> None:
    assert len({BREAKINGS[how](WHOLE) for how in BREAKINGS} | {WHOLE}) == len(BREAKINGS) + 1


@pytest.mark.parametrize("how", ["truncated", "not-xml", "wrong-encoding", "empty"])
def test_these_are_not_well_formed(how: str) -> None:
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(broken(how))


@pytest.mark.parametrize("how", ["wrong-sums", "missing-buyer", "unknown-root", "doctype"])
def test_these_are_well_formed(how: str) -> None:
    assert etree.fromstring(broken(how)) is not None


def test_the_sum_of_the_lines_is_a_hundred_kronor_too_high() -> None:
    assert b"<LineExtensionAmount>112.50</LineExtensionAmount>" in broken("wrong-sums")


def test_the_buyer_is_gone() -> None:
    assert b"AccountingCustomerParty" not in broken("missing-buyer")


def test_a_doctype_stands_after_the_declaration() -> None:
    lines = broken("doctype").splitlines()
    assert lines[0].startswith(b"<?xml")
    assert lines[1].startswith(b"<!DOCTYPE")


def test_the_declaration_says_utf_8_of_other_bytes() -> None:
    assert b"UTF-8" in broken("wrong-encoding")
    with pytest.raises(UnicodeDecodeError):
        broken("wrong-encoding").decode("utf-8")
