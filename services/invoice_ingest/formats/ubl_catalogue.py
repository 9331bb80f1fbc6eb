"""Catalogues: Peppol's, its punch-out baskets, OIOUBL 2's and the updates of items and prices there."""

from lxml.etree import _Element

from schemas.catalogue import Catalogue
from services.invoice_ingest.formats.ubl import PRICE, price, root_of, table
from services.invoice_ingest.formats.ubl_papers import TAXED_ITEM, a_party, kind_of, lifted, role
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    attribute,
    day,
    each,
    flag,
    number,
    once,
    text,
    walk,
)

CATALOGUE = root_of("Catalogue")
ROOTS: dict[object, str] = {
    CATALOGUE: "catalogue",
    root_of("CatalogueItemSpecificationUpdate"): "item-update",
    root_of("CataloguePricingUpdate"): "price-update",
}
PUNCH_OUT = "punch-out"

PRICED: Paths = {
    "cbc:MinimumQuantity": number("minimum_quantity"),
    "cbc:MaximumQuantity": number("maximum_quantity"),
    "cac:Price": once("price", table(PRICE), price),
    "cac:Price/cbc:PriceAmount": attribute("currency", "currencyID"),
    "cac:Price/cac:ValidityPeriod/cbc:StartDate": day("valid_from"),
    "cac:Price/cac:ValidityPeriod/cbc:EndDate": day("valid_to"),
}
LINE = table(
    {
        "cbc:ID": text("id"),
        "cbc:ActionCode": text("action"),
        "cbc:OrderableIndicator": flag("orderable"),
        "cbc:OrderableUnit": text("unit"),
        "cbc:ContentUnitQuantity": (number("content_quantity"), attribute("content_unit", "unitCode")),
        "cbc:OrderQuantityIncrementNumeric": number("increment"),
        "cbc:MinimumOrderQuantity": number("minimum_quantity"),
        "cbc:MaximumOrderQuantity": number("maximum_quantity"),
        "cac:LineValidityPeriod/cbc:StartDate": day("valid_from"),
        "cac:LineValidityPeriod/cbc:EndDate": day("valid_to"),
        "cac:RequiredItemLocationQuantity": each("prices", table(PRICED)),
        "cac:Item": once("item", TAXED_ITEM),
    }
)
DOCUMENT = table(
    {
        "cbc:CustomizationID": text("customization_id"),
        "cbc:ProfileID": text("profile_id"),
        "cbc:ID": text("number"),
        "cbc:ActionCode": text("action"),
        "cbc:Name": text("name"),
        "cbc:IssueDate": day("issue_date"),
        "cbc:VersionID": text("catalogue_version"),
        "cac:ValidityPeriod/cbc:StartDate": day("valid_from"),
        "cac:ValidityPeriod/cbc:EndDate": day("valid_to"),
        "cac:ReferencedContract/cbc:ID": text("contract"),
        "cac:SourceCatalogueReference/cbc:ID": text("updates"),
        "cac:RelatedCatalogueReference/cbc:ID": text("updates"),
        "cac:ProviderParty": a_party("provider"),
        "cac:ReceiverParty": a_party("receiver"),
        **role("cac:SellerSupplierParty", "seller"),
        **role("cac:ContractorCustomerParty", "buyer"),
        "cac:CatalogueLine": each("lines", LINE, lifted),
        "cac:CatalogueItemSpecificationUpdateLine": each("lines", LINE, lifted),
        "cac:CataloguePricingUpdateLine": each("lines", LINE, lifted),
    }
)


def claims(root: _Element) -> str | None:
    """`peppol-catalogue-3`, `peppol-punch-out-3`, `oioubl-2-catalogue`, …; None for other documents."""
    kind = kind_of(root) if root.tag in ROOTS else None
    return kind.format if kind is not None else None


def parse(root: _Element, name: str, notes: Notes) -> Catalogue:
    """The catalogue that this tree says; what cannot be read is in the notes."""
    kind = kind_of(root)
    basket = kind is not None and kind.name == PUNCH_OUT
    record: Record = {"format": name, "kind": PUNCH_OUT if basket else ROOTS[root.tag]}
    walk(root, DOCUMENT, record, notes)
    return Catalogue.model_validate(record)
