"""What all UBL 2 documents have in common: namespaces, ids, and the tables of party, address, item, price.

Paths are those of formats.md chapter 2. Spec: https://docs.oasis-open.org/ubl/UBL-2.1.html
"""

from decimal import Decimal

from lxml.etree import _Element

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Labelled,
    Paths,
    Record,
    Table,
    attribute,
    compiled,
    each,
    every,
    every_identifier,
    flag,
    identifier,
    joined,
    number,
    once,
    taken,
    text,
)

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC = f"{SCHEMA}CommonBasicComponents-2"
CAC = f"{SCHEMA}CommonAggregateComponents-2"
CUSTOMIZATION_ID, PROFILE_ID, VERSION_ID = (
    f"{{{CBC}}}{name}" for name in ("CustomizationID", "ProfileID", "UBLVersionID")
)

OLDER, PEPPOL = "2.0", ("urn:fdc:peppol.eu:", "urn:peppol:")


def table(paths: Paths) -> Table:
    """A table over the `cbc` and `cac` of UBL 2."""
    return compiled(paths, {"cbc": CBC, "cac": CAC})


def root_of(name: str) -> str:
    """The root element of a UBL 2 document: `Invoice` is `{…:Invoice-2}Invoice`."""
    return f"{{{SCHEMA}{name}-2}}{name}"


def declared(root: _Element, tag: str) -> str | None:
    """The trimmed text of an id that stands as a child of the root; None where it is missing or empty."""
    child = root.find(tag)
    return (child.text or "").strip() or None if child is not None else None


def is_older(root: _Element) -> bool:
    """Whether a document that names no specification is of an older UBL, or of a process that is another's.

    From UBL 2.1 on it is one that forgot to: its sender hears that by the name of the rule.
    """
    version, profile = declared(root, VERSION_ID), declared(root, PROFILE_ID)
    return version is not None and (
        version.startswith(OLDER) or not (profile or PEPPOL[0]).startswith(PEPPOL)
    )


ADDRESS: Paths = {
    "cbc:StreetName": text("street"),
    "cbc:AdditionalStreetName": text("additional_street"),
    "cac:AddressLine/cbc:Line": joined("line", ", "),
    "cbc:CityName": text("city"),
    "cbc:PostalZone": text("post_code"),
    "cbc:CountrySubentity": text("subdivision"),
    "cac:Country/cbc:IdentificationCode": text("country"),
}
CONTACT: Paths = {
    "cbc:Name": text("name"),
    "cbc:Telephone": text("telephone"),
    "cbc:ElectronicMail": text("email"),
}
TAX_SCHEME: Paths = {
    "cbc:CompanyID": text("number"),
    "cac:TaxScheme/cbc:ID": text("scheme"),
}


def party(record: Record, notes: Notes) -> Record:
    """Tell the VAT number (scheme VAT) from the tax registration (any other scheme)."""
    for scheme in taken(record, "tax_schemes"):
        if "number" in scheme and "scheme" in scheme:
            vat = str(scheme["scheme"]).upper() == "VAT"
            record.setdefault("vat_id" if vat else "tax_registration", scheme["number"])
    return record


PARTY: Paths = {
    "cbc:EndpointID": identifier("endpoint", "schemeID"),
    "cac:PartyIdentification/cbc:ID": every_identifier("ids", "schemeID"),
    "cac:PartyName/cbc:Name": text("trading_name"),
    "cac:PartyLegalEntity/cbc:RegistrationName": text("name"),
    "cac:PartyLegalEntity/cbc:CompanyID": identifier("legal_id", "schemeID"),
    "cac:PartyLegalEntity/cbc:CompanyLegalForm": text("legal_form"),
    "cac:PartyTaxScheme": each("tax_schemes", table(TAX_SCHEME)),
    "cac:PostalAddress": once("address", table(ADDRESS)),
    "cac:Contact": once("contact", table(CONTACT)),
}
NAMED_PARTY = {**PARTY, "cac:PartyName/cbc:Name": text("name")}
"""A payee or tax representative: the name of such a party stands in PartyName."""

PARTY_TABLE, NAMED_PARTY_TABLE = table(PARTY), table(NAMED_PARTY)

classification = Labelled("code", (("list_id", "listID"), ("list_version", "listVersionID")))
"""A class with its list and the version of the list."""


def item_attribute(record: Record, notes: Notes) -> tuple[object, object] | None:
    """A (name, value) pair; None where there is neither."""
    return (record.get("name", ""), record.get("value", "")) if record else None


ITEM: Paths = {
    "cbc:Name": text("name"),
    "cbc:Description": joined("description"),
    "cac:SellersItemIdentification/cbc:ID": text("seller_id"),
    "cac:BuyersItemIdentification/cbc:ID": text("buyer_id"),
    "cac:StandardItemIdentification/cbc:ID": identifier("standard_id", "schemeID"),
    "cac:CommodityClassification/cbc:ItemClassificationCode": every("classifications", classification),
    "cac:OriginCountry/cbc:IdentificationCode": text("origin_country"),
    "cac:AdditionalItemProperty": each(
        "attributes", table({"cbc:Name": text("name"), "cbc:Value": text("value")}), item_attribute
    ),
}


def price(record: Record, notes: Notes) -> Record:
    """A charge inside a price (forbidden, but met) is a discount below zero: net = gross - discount holds."""
    if "changes" not in record:
        return record
    for change in taken(record, "changes"):
        amount = change.get("amount")
        if isinstance(amount, Decimal):
            record.setdefault("discount", amount.copy_negate() if change.get("is_charge") else amount)
        if "gross" in change:
            record.setdefault("gross", change["gross"])
    return record


PRICE: Paths = {
    "cbc:PriceAmount": number("net"),
    "cbc:BaseQuantity": (number("base_quantity"), attribute("base_unit", "unitCode")),
    "cac:AllowanceCharge": each(
        "changes",
        table(
            {
                "cbc:ChargeIndicator": flag("is_charge"),
                "cbc:Amount": number("amount"),
                "cbc:BaseAmount": number("gross"),
            }
        ),
    ),
}
