"""What UBL documents beside invoices have in common: kinds, parties, items, allowances, periods.

The kind of a document is its Peppol transaction (`order-response-advanced`) or the name of its OIOUBL root
(`order-response-simple`). Peppol: https://docs.peppol.eu/poacc/upgrade-3/, OIOUBL: http://oioubl.info/.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.formats.oioubl_map import CATEGORIES, EXACT, SCHEMES, VAT_SCHEMES
from services.invoice_ingest.formats.ubl import (
    CAC,
    CUSTOMIZATION_ID,
    ITEM,
    PARTY,
    PROFILE_ID,
    SCHEMA,
    declared,
    is_older,
    party,
    root_of,
    table,
)
from services.invoice_ingest.formats.ubl_invoice_map import ALLOWANCE_CHARGE, PERIOD
from services.invoice_ingest.notes import Notes, local_name, tag_of
from services.invoice_ingest.walking import Paths, Record, Step, each, number, once, text
from services.invoice_ingest.walking.values import fits

POST_AWARD = "urn:fdc:peppol.eu:poacc:"
OIOUBL = "OIOUBL-2"
HUNDRED = Decimal(100)
INVOICES = frozenset({root_of("Invoice"), root_of("CreditNote")})
RECEIPT_ADVICE = root_of("ReceiptAdvice")
KINDS = {
    "Order": ("order",),
    "OrderResponse": ("order-response", "order-response-advanced", "order-agreement"),
    "OrderChange": ("order-change",),
    "OrderCancellation": ("order-cancellation",),
    "Catalogue": ("catalogue", "punch-out"),
    "DespatchAdvice": ("despatch-advice",),
    "ApplicationResponse": ("invoice-response", "catalogue-response", "mlr"),
}
"""Root of a Peppol post-award document -> its transactions; the first is taken where nothing tells."""
PROFILED = {
    "order_agreement": "order-agreement",
    "advanced_ordering": "order-response-advanced",
    "catalogue_only": "catalogue-response",
    "punch_out": "punch-out",
    "mlr": "mlr",
}
"""Peppol profile -> the transaction that it tells from others with the same root, where none is named."""
OF_AGREEMENT = tuple(f"{{{CAC}}}{name}" for name in ("AllowanceCharge", "TaxTotal", "LegalMonetaryTotal"))
"""What no order response has but an order agreement."""
_TRANSACTION = re.compile(r"urn:fdc:peppol\.eu:[a-z]+:trns:([A-Za-z0-9_-]+):([0-9])")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Kind(NamedTuple):
    """What a document is, and the name of its format."""

    name: str
    format: str


def kind_of(root: _Element) -> Kind | None:
    """The kind of a Peppol or OIOUBL 2 document that is no invoice, or of a receipt advice in plain UBL.

    None for others. A document without ids of its own is taken for Peppol's, so that its sender hears what is
    missing in the words of the rules.
    """
    tag = tag_of(root)
    if tag in INVOICES or not tag.startswith(f"{{{SCHEMA}") or not tag.partition("}")[0].endswith("-2"):
        return None
    customization = declared(root, CUSTOMIZATION_ID)
    if customization is None:
        return _unnamed(root)
    if customization.startswith(OIOUBL):
        name = _CAPITAL.sub("-", local_name(root)).lower()
        return Kind(name, f"oioubl-2-{name}")
    found = _TRANSACTION.match(customization)
    if found is None:
        return _plain(tag)
    name, version = found[1].replace("_", "-").lower(), found[2]
    if customization.startswith(POST_AWARD) and (version != "3" or not _fits(root, name)):
        return None
    return Kind(name, f"peppol-{name}-{version}")


def _unnamed(root: _Element) -> Kind | None:
    kinds = KINDS.get(local_name(root))
    if kinds is None or is_older(root):
        return _plain(tag_of(root))
    name = _by_content(root, kinds)
    return Kind(name, f"peppol-{name}-3")


def _by_content(root: _Element, kinds: tuple[str, ...]) -> str:
    """The transaction that fits what a document says, although it names none; else the first."""
    profile = (declared(root, PROFILE_ID) or "").removeprefix(f"{POST_AWARD}bis:").partition(":")[0]
    named = PROFILED.get(profile)
    if named in kinds:
        return named
    if "order-agreement" in kinds and any(root.find(tag) is not None for tag in OF_AGREEMENT):
        return "order-agreement"
    return kinds[0]


def _plain(tag: str) -> Kind | None:
    return Kind("receipt-advice", "ubl-receipt-advice") if tag == RECEIPT_ADVICE else None


def _fits(root: _Element, name: str) -> bool:
    """Whether a transaction has this root; of transactions that are not listed none is known to be wrong."""
    kinds = KINDS.get(local_name(root))
    return name in kinds if kinds else not any(name in known for known in KINDS.values())


def trader(record: Record, notes: Notes) -> Record:
    """A party of a document that is no invoice: identifiers and VAT number as OIOUBL writes them count too.

    These documents often have a party's name in PartyName alone; then that is its name.
    """
    for scheme in _records(record.get("tax_schemes")):
        if scheme.get("scheme") in VAT_SCHEMES:
            scheme["scheme"] = "VAT"
    for given in (record.get("endpoint"), record.get("legal_id"), *_records(record.get("ids"))):
        if isinstance(given, dict):
            given["scheme"] = SCHEMES.get(str(given["scheme"]), given["scheme"])
    if "trading_name" in record:
        record.setdefault("name", record["trading_name"])
    return party(record, notes)


TRADER = table(PARTY)


def a_party(field: str) -> Step:
    """A party, from the element that holds its parts."""
    return once(field, TRADER, trader)


def role(element: str, field: str) -> Paths:
    """The party in a role such as `cac:BuyerCustomerParty`. A role without its party is an empty party."""

    def present(_: _Element, record: Record, notes: Notes) -> None:
        record.setdefault(field, {})

    return {element: present, f"{element}/cac:Party": a_party(field)}


MANUFACTURER: Paths = {"cac:ManufacturersItemIdentification/cbc:ID": text("manufacturer_item")}
VAT: Paths = {
    "cac:ClassifiedTaxCategory/cbc:ID": text("vat_category"),
    "cac:ClassifiedTaxCategory/cbc:Percent": number("vat_rate"),
}
MADE_ITEM = table({**ITEM, **MANUFACTURER})
TAXED_ITEM = table({**ITEM, **MANUFACTURER, **VAT})
OF_THE_LINE = ("manufacturer_item", "vat_category", "vat_rate")


def lifted(record: Record, notes: Notes) -> Record:
    """A line: what stands in its item but belongs to the line is lifted up, VAT categories by their codes."""
    item = record.get("item")
    if isinstance(item, dict):
        record |= {field: item.pop(field) for field in OF_THE_LINE if field in item}
    category = record.get("vat_category")
    if isinstance(category, str):
        record["vat_category"] = CATEGORIES.get(category, category)
    return record


def allowance_charge(record: Record, notes: Notes) -> Record:
    """Without an indicator it counts as an allowance; OIOUBL writes 0.1 where others write 10 percent."""
    record.setdefault("is_charge", False)
    factor = record.get("percentage")
    if isinstance(factor, Decimal) and (declared(notes.root, CUSTOMIZATION_ID) or "").startswith(OIOUBL):
        percentage = EXACT.multiply(factor, HUNDRED)
        record["percentage"] = percentage if fits(percentage) else None
    return record


ALLOWANCES = each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge)
PERIOD_TABLE = table(PERIOD)


def a_period(field: str) -> Step:
    """A period of days."""
    return once(field, PERIOD_TABLE)


def _records(value: object) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
