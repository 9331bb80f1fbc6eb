"""Peppol, Italian sellers: the tax number beside VAT and a whole address (IT-R-001 to -004)."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.national.parties import SELLER, VAT, country_by_tax
from services.invoice_ingest.rules.tree.national.rows import NationalRow, NationalSet, has, held, text_at
from services.invoice_ingest.rules.tree.xpath import normalized, raw

COUNTRIES = ("IT",)
TAX_NUMBER = re.compile(r"[A-Z0-9]{11,16}")

STATEMENTS = (
    Statement("IT-R-001", "fatal", "identifier",
              "The tax number of an Italian seller has 11 to 16 capitals or digits."),
    Statement("IT-R-002", "fatal", "presence", "The address of an Italian seller has a street."),
    Statement("IT-R-003", "fatal", "presence", "The address of an Italian seller has a city."),
    Statement("IT-R-004", "fatal", "presence", "The address of an Italian seller has a post code."),
)  # fmt: skip

_number = text_at("cbc:CompanyID")


def _is_vat_or_tax_number(scheme: _Element) -> bool:
    """A registration without scheme is not one of VAT; one with several is not judged."""
    schemes = [normalized(raw(id)) for id in scheme.iterfind(ubl.SCHEME_ID)]
    return len(schemes) > 1 or schemes == [VAT] or TAX_NUMBER.fullmatch(_number(scheme)) is not None


ROWS = (
    held(f"{SELLER}/cac:PartyTaxScheme", "IT-R-001", _is_vat_or_tax_number, _number),
    held(SELLER, "IT-R-002", has("cac:PostalAddress/cbc:StreetName")),
    held(SELLER, "IT-R-003", has("cac:PostalAddress/cbc:CityName")),
    held(SELLER, "IT-R-004", has("cac:PostalAddress/cbc:PostalZone")),
)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document's seller has to keep."""
    return ROWS if country_by_tax(root) in COUNTRIES else ()


SET = NationalSet("Italy", COUNTRIES, STATEMENTS, _rows_for)
