"""Whose rules a document follows: the countries of its parties, as the national rule sets tell them.

The sets do not agree. Norway, Italy and Greece go by the VAT number, first the seller's, then that of a tax
representative, and by the address only where there is none; the others go by the address alone.
"""

from lxml.etree import _Element

from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.xpath import finder, normalized, raw

VAT = "VAT"
SCHEMES = ubl.path("cac:PartyTaxScheme")
SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
REPRESENTATIVE = "cac:TaxRepresentativeParty"
COUNTRY = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"
STRICT_SCHEME = f"cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='{VAT}']"
_SELLER_COUNTRIES = finder(f"{SELLER}/{COUNTRY}")
_TAX_NUMBERS = [finder(f"{party}/cac:PartyTaxScheme/cbc:CompanyID") for party in (SELLER, REPRESENTATIVE)]


def candidates(root: _Element) -> set[str]:
    """Every country whose rules may be meant: the seller's, and what tax numbers begin with.

    No more than a sieve: each national set then decides by its own test.
    """
    found = {raw(code) for code in _SELLER_COUNTRIES(root)}
    found.update([raw(number)[:2] for numbers in _TAX_NUMBERS for number in numbers(root)])
    return {normalized(code).upper() for code in found}


def country_by_tax(root: _Element) -> str:
    """The seller's country by VAT number, else by the representative's, else by address."""
    return _first(_prefix(root, SELLER), _prefix(root, REPRESENTATIVE), country(root, SELLER))


def seller_by_tax(root: _Element) -> str:
    """The seller's country by VAT number, else by address."""
    return _first(_prefix(root, SELLER), country(root, SELLER))


def buyer_by_tax(root: _Element) -> str:
    """The buyer's country by VAT number, else by address."""
    return _first(_prefix(root, BUYER), country(root, BUYER))


def country(root: _Element, party: str) -> str:
    """The country of a party's address in capitals; nothing where there is none, or several."""
    return normalized(written_country(root, party)).upper()


def written_country(root: _Element, party: str) -> str:
    """The country of a party's address as written; nothing where there is none, or several."""
    found = finder(f"{party}/{COUNTRY}")(root)
    return raw(found[0]) if len(found) == 1 else ""


def is_written(code: str, root: _Element, party: str) -> bool:
    """Whether an address of the party has this country, to the letter."""
    return any(raw(found) == code for found in finder(f"{party}/{COUNTRY}")(root))


def only(element: _Element, path: str) -> _Element | None:
    """The one element that the path leads to; None where it leads nowhere or to several.

    Where a published condition takes one value, several make it an error, and the rule is for nobody.
    """
    found = element.findall(path)
    return found[0] if len(found) == 1 else None


def vat_numbers(party: _Element) -> list[_Element]:
    """The numbers of a party's registrations for VAT, blanks around the word or not."""
    schemes = party.iterfind(SCHEMES)
    of_vat = (scheme for scheme in schemes if normalized(raw(only(scheme, ubl.SCHEME_ID))) == VAT)
    return [number for scheme in of_vat for number in scheme.iterfind(ubl.COMPANY_ID)]


def strict_vat_schemes(root: _Element, party: str) -> list[_Element]:
    """The registrations of a party whose scheme is VAT to the letter."""
    return finder(f"{party}/{STRICT_SCHEME}")(root)


def strict_vat_numbers(root: _Element, party: str) -> list[_Element]:
    """The numbers of a party's registrations whose scheme is VAT to the letter."""
    return finder(f"{party}/{STRICT_SCHEME}/cbc:CompanyID")(root)


def _prefix(root: _Element, party: str) -> str | None:
    """The country of a party's VAT number; None where it has none, nothing where it has several."""
    numbers = [raw(number) for number in strict_vat_numbers(root, party)]
    if len(numbers) > 1 or len(strict_vat_schemes(root, party)) > 1:
        return ""
    return normalized(numbers[0][:2]).upper() if numbers and numbers[0] else None


def _first(*countries: str | None) -> str:
    return next((country for country in countries if country is not None), "")
