"""Documents that are known but not read yet are called by their name."""

import pytest
from lxml import etree

from services.invoice_ingest.formats.recognised import name_of

PEPPOL = "urn:fdc:peppol.eu:poacc:trns:"
BIS = "urn:www.cenbii.eu:transaction:biitrns{}:ver2.0:extended:urn:www.peppol.eu:bis:peppol{}:ver2.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def named(root: str, namespace: str, customization: str = "") -> str | None:
    child = f'<b:CustomizationID xmlns:b="{UBL}CommonBasicComponents-2"> {customization} </b:CustomizationID>'
    return name_of(etree.fromstring(f'<{root} xmlns="{namespace}">{child}</{root}>'))


@pytest.mark.parametrize(
    ("root", "customization", "name"),
    [
        ("DespatchAdvice", f"{PEPPOL}despatch_advice:3", "peppol-despatch-advice-3"),
        ("OrderResponse", f"{PEPPOL}order_agreement:3:x", "peppol-order-agreement-3"),
        (
            "ApplicationResponse",
            f"{PEPPOL}invoice_response:3",
            "peppol-invoice-response-3",
        ),
        ("Reminder", "OIOUBL-2.02", "oioubl-2"),
        ("Order", "", "legacy-ubl"),
        ("Invoice", BIS.format("010", "4a"), "peppol-bis-4a"),
        ("Invoice", BIS.format("010", "5a"), "peppol-bis-5a"),
        ("Order", BIS.format("001", "03a"), "peppol-bis-3a"),
        ("CreditNote", BIS.format("014", "5a") + ":extended:urn:www.difi.no:ehf:kreditnota:ver2.0", "ehf-2"),
        ("Invoice", "urn:www.cenbii.eu:transaction:biicoretrdm010:ver1.0", "legacy-ubl"),
    ],
)
def test_ubl_documents_are_named_by_their_customisation(root: str, customization: str, name: str) -> None:
    assert named(root, f"{UBL}{root}-2", customization) == name


def test_other_roots_are_named_by_themselves() -> None:
    zugferd = "urn:ferd:CrossIndustryDocument:invoice:1p0"
    assert named("CrossIndustryDocument", zugferd) == "zugferd-1"
    assert named("ObjectEnvelope", "urn:sfti:documents:ObjectEnvelope:1:0") == "object-envelope-1.0"
    assert named("Invoice", f"{UBL}Invoice-3") is None
    assert named("html", "http://www.w3.org/1999/xhtml") is None
