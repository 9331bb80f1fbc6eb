from dataclasses import replace

import pytest
from lxml import etree

from services.demo.billing import Biller
from services.demo.envelopes import NETWORK, SWEDISH, enveloped
from services.demo.municipality import world
from services.demo.peppol import peppol
from services.demo.svefaktura import svefaktura

PEPPOL, SVEFAKTURA = (Biller(world(), 1).spare(syntax) for syntax in ("peppol", "svefaktura"))


def test_without_an_envelope_the_document_is_itself() -> None:
    document = peppol(world(), PEPPOL)
    assert enveloped(world(), PEPPOL, document) is document


def test_the_network_envelope_names_sender_receiver_and_document() -> None:
    bill = replace(PEPPOL, envelope="network")
    root = enveloped(world(), bill, peppol(world(), bill))
    assert root.tag == f"{{{NETWORK}}}StandardBusinessDocument"
    partners = [element.text for element in root.iter(f"{{{NETWORK}}}Identifier")]
    assert partners == [f"0007:{bill.supplier.number}", f"0007:{world().number}"]
    assert etree.QName(root[-1]).localname == "Invoice"


def test_the_swedish_envelope_holds_invoice_and_attachment_side_by_side() -> None:
    bill = replace(SVEFAKTURA, envelope="swedish", specified=True)
    root = enveloped(world(), bill, svefaktura(world(), bill))
    names = [etree.QName(child).localname for child in root]
    assert names == ["StandardBusinessDocumentHeader", "Invoice", "ObjectEnvelope"]


@pytest.mark.parametrize("specified", [True, False])
def test_the_swedish_envelope_may_lie_in_the_networks(specified: bool) -> None:
    bill = replace(SVEFAKTURA, envelope="both", specified=specified)
    root = enveloped(world(), bill, svefaktura(world(), bill))
    assert root.tag == f"{{{NETWORK}}}StandardBusinessDocument"
    assert root[-1].tag == f"{{{SWEDISH}}}StandardBusinessDocument"
