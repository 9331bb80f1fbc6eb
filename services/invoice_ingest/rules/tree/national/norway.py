"""Peppol, Norwegian sellers: the VAT number and the register of companies (NO-R-001, NO-R-002)."""

import re
from collections.abc import Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.check_digits import is_norwegian
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.national.parties import (
    SCHEMES,
    SELLER,
    country_by_tax,
    vat_numbers,
)
from services.invoice_ingest.rules.tree.national.rows import NationalRow, NationalSet, held
from services.invoice_ingest.rules.tree.xpath import normalized, raw

COUNTRIES = ("NO",)
TAX, REGISTERED = "TAX", "Foretaksregisteret"
VAT_NUMBER = re.compile(r"NO([0-9]{9})MVA")

STATEMENTS = (
    Statement("NO-R-001", "fatal", "identifier",
              "A Norwegian VAT number is NO, nine digits, the last modulo 11, and MVA."),
    Statement("NO-R-002", "warning", "presence",
              "A Norwegian company that is registered says Foretaksregisteret as its tax registration."),
)  # fmt: skip


def _has_vat_number(party: _Element) -> bool:
    norwegian = [text for number in vat_numbers(party) if (text := raw(number))[:2] == "NO"]
    found = [VAT_NUMBER.fullmatch(number) for number in norwegian]
    return all(match is not None and is_norwegian(match[1]) for match in found)


def _shown(party: _Element) -> str:
    return " ".join(map(raw, vat_numbers(party)))


def _is_registered(party: _Element) -> bool:
    return normalized(_tax_registration(party)) == REGISTERED


def _tax_registration(party: _Element) -> str:
    for scheme in party.iterfind(SCHEMES):
        if any(normalized(raw(id)) == TAX for id in scheme.iterfind(ubl.SCHEME_ID)):
            return raw(scheme.find(ubl.COMPANY_ID))
    return ""


ROWS = (
    held(SELLER, "NO-R-001", _has_vat_number, _shown),
    held(SELLER, "NO-R-002", _is_registered, _tax_registration),
)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document's seller has to keep."""
    return ROWS if country_by_tax(root) in COUNTRIES else ()


SET = NationalSet("Norway", COUNTRIES, STATEMENTS, _rows_for)
