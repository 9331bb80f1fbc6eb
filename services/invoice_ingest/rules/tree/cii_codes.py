"""EN 16931 in CII: every occurrence of a code against its list (BR-CL-01 to -26), and VAT numbers."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.tree.cii import NAMESPACES

TAX_POINTS = frozenset({"5", "29", "72"})
COUNTRIES = codes("countries")
PREFIXES = COUNTRIES | {"EL", "AN"}


class _Coded(NamedTuple):
    id: str
    path: str
    allowed: frozenset[str]
    attribute: str | None = None
    spelling: Callable[[str], str] = str.strip


ENTRY = (
    ".//ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator[udt:Indicator = '{}' or udt:Indicator = '{}']]"
)
SCHEMES = codes("identifier_schemes")
ROWS = (
    _Coded("BR-CL-01", "rsm:ExchangedDocument/ram:TypeCode",
           codes("invoice_types") | codes("credit_note_types")),
    _Coded("BR-CL-03", ".//ram:TaxTotalAmount[@currencyID]", codes("currencies"), "currencyID"),
    _Coded("BR-CL-04", ".//ram:InvoiceCurrencyCode", codes("currencies")),
    _Coded("BR-CL-05", ".//ram:TaxCurrencyCode", codes("currencies")),
    _Coded("BR-CL-06", ".//ram:DueDateTypeCode", TAX_POINTS),
    _Coded("BR-CL-07", ".//ram:ReferenceTypeCode", codes("object_schemes")),
    _Coded("BR-CL-08", ".//ram:SubjectCode", codes("note_subjects")),
    _Coded("BR-CL-10", ".//ram:GlobalID[@schemeID]"
           "[not(ancestor::ram:SpecifiedTradeProduct or ancestor::ram:ShipToTradeParty)]", SCHEMES,
           "schemeID"),
    _Coded("BR-CL-11", ".//ram:ID[@schemeID][not(ancestor::ram:SpecifiedTaxRegistration)]", SCHEMES,
           "schemeID"),
    _Coded("BR-CL-13", ".//ram:ClassCode[@listID]", codes("item_classifications"), "listID"),
    _Coded("BR-CL-14", ".//ram:CountryID", COUNTRIES),
    _Coded("BR-CL-15", ".//ram:OriginTradeCountry/ram:ID", COUNTRIES),
    _Coded("BR-CL-16", ".//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode", codes("payment_means")),
    _Coded("BR-CL-17", ".//ram:CategoryTradeTax/ram:CategoryCode", codes("vat_categories")),
    _Coded("BR-CL-18", ".//ram:ApplicableTradeTax/ram:CategoryCode", codes("vat_categories")),
    _Coded("BR-CL-19", f"{ENTRY.format('false', '0')}/ram:ReasonCode", codes("allowance_reasons")),
    _Coded("BR-CL-20", f"{ENTRY.format('true', '1')}/ram:ReasonCode", codes("charge_reasons")),
    _Coded("BR-CL-21", ".//ram:SpecifiedTradeProduct/ram:GlobalID[@schemeID]", SCHEMES, "schemeID"),
    _Coded("BR-CL-22", ".//ram:ExemptionReasonCode", codes("exemption_reasons"), None,
           lambda text: text.strip().upper()),
    _Coded("BR-CL-23", ".//ram:BasisQuantity[@unitCode] | .//ram:BilledQuantity[@unitCode]", codes("units"),
           "unitCode"),
    _Coded("BR-CL-24", ".//ram:AttachmentBinaryObject[@mimeCode]", codes("attachment_types"), "mimeCode",
           str),
    _Coded("BR-CL-25", ".//ram:URIUniversalCommunication/ram:URIID[@schemeID]", codes("endpoint_schemes"),
           "schemeID"),
    _Coded("BR-CL-26", ".//ram:ApplicableHeaderTradeDelivery/ram:ShipToTradeParty/ram:GlobalID[@schemeID]",
           SCHEMES, "schemeID"),
    _Coded("BR-CO-09", ".//ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']", PREFIXES, None,
           lambda text: text[:2]),
)  # fmt: skip


def wrong_codes(root: _Element, ids: frozenset[str] = frozenset()) -> Iterator[tuple[str, list[_Element]]]:
    """Each of these rules, or each rule there is, with the elements whose code is not in its list."""
    for row in ROWS:
        if ids and row.id not in ids:
            continue
        found = cast("list[_Element]", _compiled(row.path)(root))
        yield row.id, [element for element in found if row.spelling(_value(element, row)) not in row.allowed]


def _value(element: _Element, row: _Coded) -> str:
    return (element.text if row.attribute is None else element.get(row.attribute)) or ""


@cache
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NAMESPACES)
