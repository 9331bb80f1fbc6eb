"""What a UBL document is, by its root and its ids."""

import pytest
from lxml import etree

from services.invoice_ingest.formats.ubl import CAC, CBC
from services.invoice_ingest.formats.ubl_papers import kind_of

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
PEPPOL = "urn:fdc:peppol.eu:poacc:trns:"


def format_of(root: str, customization: str | None, version: str | None = None) -> str | None:
    tree = etree.Element(f"{{{UBL}{root}-2}}{root}")
    for name, text in (("UBLVersionID", version), ("CustomizationID", customization)):
        if text is not None:
            etree.SubElement(tree, f"{{{UBL}CommonBasicComponents-2}}{name}").text = text
    kind = kind_of(tree)
    return kind.format if kind is not None else None


@pytest.mark.parametrize(
    ("root", "customization", "name"),
    [
        ("Order", f" {PEPPOL}order:3 ", "peppol-order-3"),
        ("Order", f"{PEPPOL}order:3:restrictive:urn:x", "peppol-order-3"),
        ("OrderResponse", f"{PEPPOL}order_response_advanced:3", "peppol-order-response-advanced-3"),
        ("Catalogue", f"{PEPPOL}punch_out:3", "peppol-punch-out-3"),
        ("ApplicationResponse", f"{PEPPOL}mlr:3@urn:fdc:oioubl.dk:trns:x", "peppol-mlr-3"),
        ("Tender", "urn:fdc:peppol.eu:prac:trns:t005:1.2", "peppol-t005-1"),
        ("CatalogueItemSpecificationUpdate", "OIOUBL-2.02", "oioubl-2-catalogue-item-specification-update"),
        ("Statement", "OIOUBL-2.1", "oioubl-2-statement"),
        ("ReceiptAdvice", None, "ubl-receipt-advice"),
        ("ReceiptAdvice", "urn:anything", "ubl-receipt-advice"),
    ],
)
def test_a_document_has_the_name_of_its_transaction(root: str, customization: str, name: str) -> None:
    assert format_of(root, customization) == name


@pytest.mark.parametrize(
    ("root", "customization"),
    [
        ("Invoice", f"{PEPPOL}order:3"),
        ("CreditNote", "OIOUBL-2.1"),
        ("Order", f"{PEPPOL}catalogue:3"),
        ("Statement", f"{PEPPOL}order:3"),
        ("Order", f"{PEPPOL}order:4"),
        ("Order", "urn:www.cenbii.eu:transaction:biitrns001:ver2.0"),
        ("Statement", None),
    ],
)
def test_a_root_that_does_not_fit_or_another_dialect_is_none_of_these(root: str, customization: str) -> None:
    assert format_of(root, customization) is None


def test_a_fragment_without_any_id_is_judged_as_peppol_but_an_older_document_is_not() -> None:
    assert format_of("OrderChange", None) == "peppol-order-change-3"
    assert format_of("OrderChange", None, version="2.1") == "peppol-order-change-3"
    assert format_of("OrderChange", None, version="2.0") is None


@pytest.mark.parametrize(
    ("root", "part", "name"),
    [
        ("OrderResponse", "<cbc:ProfileID>{}advanced_ordering:3</cbc:ProfileID>", "order-response-advanced"),
        ("OrderResponse", "<cbc:ProfileID>{}ordering:3</cbc:ProfileID>", "order-response"),
        ("OrderResponse", "<cac:TaxTotal/>", "order-agreement"),
        ("OrderResponse", "<cac:OrderLine/>", "order-response"),
        ("Catalogue", "<cbc:ProfileID> {}punch_out:3 </cbc:ProfileID>", "punch-out"),
        ("Catalogue", "<cbc:ProfileID>{}catalogue_only:3</cbc:ProfileID>", "catalogue"),
        ("ApplicationResponse", "<cbc:ProfileID>{}mlr:3</cbc:ProfileID>", "mlr"),
        ("Order", "<cbc:ProfileID>{}advanced_ordering:3</cbc:ProfileID>", "order"),
    ],
)
def test_without_a_transaction_the_profile_or_the_content_tells_it(root: str, part: str, name: str) -> None:
    namespaces = f'xmlns="{UBL}{root}-2" xmlns:cac="{CAC}" xmlns:cbc="{CBC}"'
    content = part.format("urn:fdc:peppol.eu:poacc:bis:")
    kind = kind_of(etree.fromstring(f"<{root} {namespaces}>{content}</{root}>"))
    assert kind is not None
    assert (kind.name, kind.format) == (name, f"peppol-{name}-3")
