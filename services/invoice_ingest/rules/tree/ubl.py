"""Names of UBL elements that the checks look up, and small questions about VAT categories and indicators."""

from typing import Literal

from lxml.etree import _Element

from services.invoice_ingest.rules.tree.judge import text_of

SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cbc": f"{SCHEMA}CommonBasicComponents-2",
    "cac": f"{SCHEMA}CommonAggregateComponents-2",
    "ext": f"{SCHEMA}CommonExtensionComponents-2",
}
CREDIT_NOTE = f"{{{SCHEMA}CreditNote-2}}CreditNote"
VAT = "VAT"
BASIC = f"{{{NAMESPACES['cbc']}}}"
"""How the names of elements begin that hold a text, and no children."""


def path(steps: str) -> str:
    """A path as lxml's `find` takes it."""
    for prefix, namespace in NAMESPACES.items():
        steps = steps.replace(f"{prefix}:", f"{{{namespace}}}")
    return steps


ID, INDICATOR, TYPE_CODE = path("cbc:ID"), path("cbc:ChargeIndicator"), path("cbc:DocumentTypeCode")
ALLOWANCE_CHARGE, TAX_REGISTRATION = path("cac:AllowanceCharge"), path("cac:PartyTaxScheme")
COMPANY_ID, SCHEME_ID = path("cbc:CompanyID"), path("cac:TaxScheme/cbc:ID")
PERCENT, TAX_CATEGORY, SUBTOTAL = path("cbc:Percent"), path("cac:TaxCategory"), path("cac:TaxSubtotal")
COUNTRY = path("cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode")
SELLER, BUYER = path("cac:AccountingSupplierParty"), path("cac:AccountingCustomerParty")


def is_vat(owner: _Element) -> bool:
    """Whether a category or registration is one of VAT, by its tax scheme."""
    return any(text_of(scheme).upper() == VAT for scheme in owner.iterfind(SCHEME_ID))


def vat_categories(owner: _Element) -> list[_Element]:
    """The tax categories below an element that are of VAT."""
    return [category for category in owner.iterfind(TAX_CATEGORY) if is_vat(category)]


def charge_or_allowance(entry: _Element) -> Literal["charge", "allowance"] | None:
    """What an AllowanceCharge is; None where its indicator does not tell."""
    indicator = text_of(entry.find(INDICATOR))
    if indicator in ("true", "1"):
        return "charge"
    return "allowance" if indicator in ("false", "0") else None


def country_of(root: _Element, role: str) -> str:
    """The country code of a party's address in capitals, or nothing."""
    return text_of(root.find(f"{role}/{COUNTRY}")).upper()
