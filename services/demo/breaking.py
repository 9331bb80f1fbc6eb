"""Documents broken in the ways that real ones are, each of which must be rejected with its reason."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from lxml import etree

Breaking = Callable[[bytes], bytes]

LINE_SUMS = ("{*}LegalMonetaryTotal/{*}LineExtensionAmount", "{*}LegalTotal/{*}LineExtensionTotalAmount")
BUYERS = ("{*}AccountingCustomerParty", "{*}BuyerParty")
DECLARATION_END = b"?>"
UNKNOWN = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="urn:example:egen-faktura:1">
  <Nummer>77</Nummer>
  <Mottagare>Ekköpings kommun</Mottagare>
  <Belopp valuta="SEK">1250.00</Belopp>
</Faktura>
"""
A_LETTER = """Hej!

Fakturan kommer som bilaga i nästa brev, vår fakturering ligger nere i dag.

Vänliga hälsningar
Kundtjänst
"""


def _without_sums(document: bytes) -> bytes:
    """A sum of the lines that is 100 kronor too high."""
    root = _parsed(document)
    for place in LINE_SUMS:
        for element in root.findall(place):
            element.text = str(Decimal(element.text or "0") + 100)
    return _written(root)


def _without_buyer(document: bytes) -> bytes:
    """No party to send the invoice to."""
    root = _parsed(document)
    for place in BUYERS:
        for element in root.findall(place):
            root.remove(element)
    return _written(root)


def _with_doctype(document: bytes) -> bytes:
    """A document type with an entity, which no invoice format has."""
    head, end, rest = document.partition(DECLARATION_END)
    return head + end + b'\n<!DOCTYPE Invoice [<!ENTITY namn "Ekbacken">]>' + rest


def _mislabelled(document: bytes) -> bytes:
    """ISO 8859-1 that says it is UTF-8."""
    return document.decode().encode("iso-8859-1")


def _parsed(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


BREAKINGS: Mapping[str, Breaking] = {
    "wrong-sums": _without_sums,
    "truncated": lambda document: document[: len(document) * 3 // 5],
    "doctype": _with_doctype,
    "missing-buyer": _without_buyer,
    "not-xml": lambda document: A_LETTER.encode(),
    "wrong-encoding": _mislabelled,
    "unknown-root": lambda document: UNKNOWN.encode(),
    "empty": lambda document: b"",
}
"""How a document can be broken; each is given a lawful one in UTF-8."""
