"""What invoices and orders in UBL have in common: the two parties, amounts, and the class of an article."""

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from services.demo.check_digits import vat_number
from services.demo.elements import Elements
from services.demo.municipality import Supplier, World

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
F_TAX = "Godkänd för F-skatt"


def ubl(root: str) -> Elements:
    """Elements of a UBL 2.1 document with that root."""
    return Elements(
        f"{SCHEMA}{root}-2",
        cac=f"{SCHEMA}CommonAggregateComponents-2",
        cbc=f"{SCHEMA}CommonBasicComponents-2",
    )


def amount(make: Elements, tag: str, value: Decimal) -> etree._Element:
    """An amount in kronor."""
    return make(tag, f"{value}", currencyID="SEK")


def seller(make: Elements, supplier: Supplier) -> etree._Element:
    """The supplier with its numbers, as an invoice names it."""
    taxes = (_tax_scheme(make, vat_number(supplier.number), "VAT"), _tax_scheme(make, F_TAX, "TAX"))
    return _supplier(make, supplier, taxes, make("cbc:CompanyLegalForm", f"Säte: {supplier.city}"))


def ordered_from(make: Elements, supplier: Supplier) -> etree._Element:
    """The supplier as an order names it: that has no place for its taxes and its seat."""
    return _supplier(make, supplier, (), None)


def _supplier(
    make: Elements, supplier: Supplier, taxes: Sequence[etree._Element], seat: etree._Element | None
) -> etree._Element:
    return make(
        "cac:Party",
        make("cbc:EndpointID", supplier.number, schemeID="0007"),
        make("cac:PartyName", make("cbc:Name", supplier.name)),
        _address(make, supplier.street, supplier.city, supplier.post_code),
        *taxes,
        make(
            "cac:PartyLegalEntity",
            make("cbc:RegistrationName", supplier.name),
            make("cbc:CompanyID", supplier.number, schemeID="0007"),
            seat,
        ),
        make(
            "cac:Contact",
            make("cbc:Name", "Kundtjänst"),
            make("cbc:Telephone", "08-46500400"),
            make("cbc:ElectronicMail", f"faktura@{supplier.key}.example"),
        ),
    )


def buyer(make: Elements, world: World) -> etree._Element:
    """The municipality with its numbers."""
    return make(
        "cac:Party",
        make("cbc:EndpointID", world.number, schemeID="0007"),
        make("cac:PartyName", make("cbc:Name", world.name)),
        _address(make, "Rådhustorget 1", "Ekköping", "99901"),
        _tax_scheme(make, vat_number(world.number), "VAT"),
        make(
            "cac:PartyLegalEntity",
            make("cbc:RegistrationName", world.name),
            make("cbc:CompanyID", world.number, schemeID="0007"),
        ),
    )


def classified(make: Elements, supplier: Supplier) -> etree._Element:
    """The UNSPSC class of what the supplier sells."""
    code = make("cbc:ItemClassificationCode", supplier.unspsc, listID="TST", listVersionID="26.08.01")
    return make("cac:CommodityClassification", code)


def _address(make: Elements, street: str, city: str, post_code: str) -> etree._Element:
    return make(
        "cac:PostalAddress",
        make("cbc:StreetName", street),
        make("cbc:CityName", city),
        make("cbc:PostalZone", post_code),
        make("cac:Country", make("cbc:IdentificationCode", "SE")),
    )


def _tax_scheme(make: Elements, number: str, scheme: str) -> etree._Element:
    return make(
        "cac:PartyTaxScheme",
        make("cbc:CompanyID", number),
        make("cac:TaxScheme", make("cbc:ID", scheme)),
    )
