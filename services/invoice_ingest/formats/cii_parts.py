"""What CII documents and their lines have in common: namespaces, days, tables of party, period, allowance.

Days are digits, `20261121` (format 102).
"""

import re
from datetime import date

from lxml.etree import _Element

from services.invoice_ingest.formats.ubl_invoice_map import allowance_charge, embedded_file
from services.invoice_ingest.notes import Notes, local_name
from services.invoice_ingest.walking import (
    Paths,
    Record,
    Step,
    Table,
    compiled,
    each,
    every_identifier,
    flag,
    identifier,
    joined,
    leaf,
    number,
    once,
    taken,
    text,
)

_UNECE = "urn:un:unece:uncefact:data:standard:"
RSM = f"{_UNECE}CrossIndustryInvoice:100"
NAMESPACES = {
    "rsm": RSM,
    "ram": f"{_UNECE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_UNECE}UnqualifiedDataType:100",
    "qdt": f"{_UNECE}QualifiedDataType:100",
}
VAT_REGISTRATION = "VA"
_DAY = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?")


def table(paths: Paths) -> Table:
    """A table over the namespaces of CII."""
    return compiled(paths, NAMESPACES)


def below(head: str, paths: Paths) -> Paths:
    """The same paths from one element further up."""
    return {f"{head}/{path}": steps for path, steps in paths.items()}


def day_of_digits(element: _Element, notes: Notes) -> date | None:
    """The day of `20261121`, also where hours and minutes follow."""
    found = _DAY.fullmatch((element.text or "").strip())
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass  # 30 February: said below like any other
    notes.unreadable(element, f"{local_name(element)} is not a date", "write it as 20261121, format 102")
    return None


def day(field: str) -> Step:
    """A day written in digits."""
    return leaf(field, day_of_digits)


def contact(record: Record, notes: Notes) -> Record:
    """The person, or the department where no person is named."""
    department = record.pop("department", None)
    if department is not None:
        record.setdefault("name", department)
    return record


def party(record: Record, notes: Notes) -> Record:
    """Tell the VAT number (scheme VA) from the tax registration (any other scheme, FC)."""
    for given in taken(record, "tax_numbers"):
        of_vat = given["scheme"] == VAT_REGISTRATION
        record.setdefault("vat_id" if of_vat else "tax_registration", given["value"])
    return record


ADDRESS = table(
    {
        "ram:PostcodeCode": text("post_code"),
        "ram:LineOne": text("street"),
        "ram:LineTwo": text("additional_street"),
        "ram:LineThree": text("line"),
        "ram:CityName": text("city"),
        "ram:CountryID": text("country"),
        "ram:CountrySubDivisionName": text("subdivision"),
    }
)
CONTACT = table(
    {
        "ram:PersonName": text("name"),
        "ram:DepartmentName": text("department"),
        "ram:TelephoneUniversalCommunication/ram:CompleteNumber": text("telephone"),
        "ram:EmailURIUniversalCommunication/ram:URIID": text("email"),
    }
)
PARTY = table(
    {
        "ram:ID": every_identifier("ids", "schemeID"),
        "ram:GlobalID": every_identifier("ids", "schemeID"),
        "ram:Name": text("name"),
        "ram:Description": text("legal_form"),
        "ram:SpecifiedLegalOrganization/ram:ID": identifier("legal_id", "schemeID"),
        "ram:SpecifiedLegalOrganization/ram:TradingBusinessName": text("trading_name"),
        "ram:DefinedTradeContact": once("contact", CONTACT, contact),
        "ram:PostalTradeAddress": once("address", ADDRESS),
        "ram:URIUniversalCommunication/ram:URIID": identifier("endpoint", "schemeID"),
        "ram:SpecifiedTaxRegistration/ram:ID": every_identifier("tax_numbers", "schemeID"),
    }
)
PERIOD = table(
    {
        "ram:StartDateTime/udt:DateTimeString": day("start"),
        "ram:EndDateTime/udt:DateTimeString": day("end"),
    }
)
ALLOWANCE_CHARGE = table(
    {
        "ram:ChargeIndicator/udt:Indicator": flag("is_charge"),
        "ram:CalculationPercent": number("percentage"),
        "ram:BasisAmount": number("base_amount"),
        "ram:ActualAmount": number("amount"),
        "ram:ReasonCode": text("reason_code"),
        "ram:Reason": joined("reason"),
        "ram:CategoryTradeTax/ram:CategoryCode": text("vat_category"),
        "ram:CategoryTradeTax/ram:RateApplicablePercent": number("vat_rate"),
    }
)
DOCUMENT_REFERENCE = table(
    {
        "ram:IssuerAssignedID": text("id"),
        "ram:URIID": text("uri"),
        "ram:TypeCode": text("code"),
        "ram:Name": joined("description"),
        "ram:AttachmentBinaryObject": leaf("file", embedded_file),
        "ram:ReferenceTypeCode": text("scheme"),
    }
)
CHANGES = each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge)
