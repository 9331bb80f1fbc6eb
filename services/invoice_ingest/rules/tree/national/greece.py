"""Peppol, Greek sellers: the parts of the invoice number, MARK and URL of myDATA, tax numbers (GR-R, GR-S).

The number of an invoice has six parts between bars: tax number, date, branch, kind, series and number. What
the tax authority answered stands in supporting documents that are known by their description.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import Judge
from services.invoice_ingest.rules.tree.national.parties import (
    BUYER,
    REPRESENTATIVE,
    SELLER,
    buyer_by_tax,
    country_by_tax,
    is_written,
    seller_by_tax,
    strict_vat_numbers,
    vat_numbers,
)
from services.invoice_ingest.rules.tree.national.rows import (
    Condition,
    NationalRow,
    NationalSet,
    held,
    raw_at,
    row,
    text_at,
)
from services.invoice_ingest.rules.tree.xpath import BLANKS, raw

COUNTRIES = ("GR", "EL")
PREFIX, SCHEME = "EL", "9933"
MARK, URL = "##M.AR.K##", "##INVOICE|URL##"
KINDS = frozenset({"1.1", "1.6", "2.1", "2.4", "5.1", "5.2"})
PARTS, NUMBER_LENGTH = 6, 9
DATE = re.compile(r"(0?[1-9]|[12][0-9]|3[01])[-\\/ ]?(0?[1-9]|1[0-2])[-\\/ ]?(19|20)[0-9]{2}")
WHOLE_NUMBER = re.compile(r"\+?[0-9]+|-0+")

STATEMENTS = (
    Statement("GR-R-001-1", "fatal", "identifier", "A Greek invoice number has six parts between bars."),
    Statement("GR-R-001-2", "fatal", "identifier",
              "The first part of a Greek invoice number is the tax number of the seller or representative."),
    Statement("GR-R-001-3", "fatal", "identifier",
              "The second part of a Greek invoice number is the invoice date, written DD/MM/YYYY."),
    Statement("GR-R-001-4", "fatal", "identifier",
              "The third part of a Greek invoice number is a whole number, 0 or more."),
    Statement("GR-R-001-5", "fatal", "code list",
              "The fourth part of a Greek invoice number is a kind: 1.1, 1.6, 2.1, 2.4, 5.1 or 5.2."),
    Statement("GR-R-001-6", "fatal", "identifier", "The fifth part of a Greek invoice number is not empty."),
    Statement("GR-R-001-7", "fatal", "identifier", "The sixth part of a Greek invoice number is not empty."),
    Statement("GR-R-002", "fatal", "presence", "A Greek seller has a trading name."),
    Statement("GR-S-011", "warning", "identifier",
              "A Greek seller has one VAT number: EL and a valid tax number."),
    Statement("GR-R-003", "fatal", "identifier",
              "The VAT number of a Greek seller is EL and a valid tax number."),
    Statement("GR-R-004-1", "fatal", "presence",
              "One supporting document has the mark (M.AR.K) of a Greek invoice."),
    Statement("GR-S-008-1", "warning", "presence",
              "A supporting document has the web address (INVOICE|URL) of a Greek invoice."),
    Statement("GR-R-008-2", "fatal", "structure",
              "One supporting document at most is for the web address (INVOICE|URL)."),
    Statement("GR-R-004-2", "fatal", "identifier",
              "The mark (M.AR.K) of a Greek invoice begins with 1 to 9."),
    Statement("GR-R-008-3", "fatal", "presence",
              "The supporting document for the web address (INVOICE|URL) has that address."),
    Statement("GR-R-005", "fatal", "presence", "The buyer of a Greek seller has a trading name."),
    Statement("GR-R-009", "fatal", "identifier",
              "The electronic address of a Greek seller is a valid tax number, scheme 9933."),
    Statement("GR-R-006", "fatal", "identifier",
              "A Greek buyer of a Greek seller has one VAT number: EL and a valid tax number."),
    Statement("GR-R-010", "fatal", "identifier",
              "The electronic address of a Greek buyer is a valid tax number, scheme 9933."),
)  # fmt: skip

ISSUE_DATE = ubl.path("cbc:IssueDate")
DOCUMENT, DESCRIPTION = ubl.path("cac:AdditionalDocumentReference"), ubl.path("cbc:DocumentDescription")

_name = raw_at("cac:PartyName/cbc:Name")
_uri = text_at("cac:Attachment/cac:ExternalReference/cbc:URI")


def is_tax_number(text: str) -> bool:
    """Whether a text begins with a Greek tax number: nine digits, the last by powers of two, modulo 11.

    >>> is_tax_number("094259216"), is_tax_number("094259217"), is_tax_number("")
    (True, False, False)
    """
    digits = text[:NUMBER_LENGTH]
    if len(digits) < NUMBER_LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(int(digit) << (8 - place) for place, digit in enumerate(digits[:-1]))
    return weighted % 11 % 10 == int(digits[-1])


def _invoice_numbers(root: _Element, judge: Judge) -> None:
    day, tax_numbers = raw(root.find(ISSUE_DATE)), _tax_numbers(root)
    for number in root.iterfind(ubl.ID):
        for id in _broken_parts(raw(number), day, tax_numbers):
            judge.broken(id, number)


def _broken_parts(number: str, issued: str, tax_numbers: set[str]) -> Iterator[str]:
    """The rules that an invoice number breaks, on the day of issue as the document writes it."""
    parts = number.split("|") if number else []
    tax_number, day, branch, kind, series, serial = (parts + [""] * PARTS)[:PARTS]
    holds = {
        "GR-R-001-1": len(parts) == PARTS,
        "GR-R-001-2": is_tax_number(tax_number) and tax_number in tax_numbers,
        "GR-R-001-3": _is_day(day, issued),
        "GR-R-001-4": WHOLE_NUMBER.fullmatch(branch.strip(BLANKS)) is not None,
        "GR-R-001-5": kind in KINDS,
        "GR-R-001-6": bool(series),
        "GR-R-001-7": bool(serial),
    }
    return (id for id, is_kept in holds.items() if not is_kept)


def _tax_numbers(root: _Element) -> set[str]:
    """Those of the seller and the representative, without the country before them."""
    numbers = [*strict_vat_numbers(root, SELLER), *strict_vat_numbers(root, REPRESENTATIVE)]
    return {raw(number)[2 : 2 + NUMBER_LENGTH] for number in numbers}


def _is_day(day: str, issued: str) -> bool:
    year, month, of_month = (issued.split("-") + [""] * 3)[:3]
    return DATE.match(day) is not None and day.split("/")[:3] == [of_month, month, year]


def _has_vat_number(party: _Element) -> bool:
    numbers = vat_numbers(party)
    return len(numbers) == 1 and _is_vat_number(numbers[0])


def _is_vat_number(number: _Element) -> bool:
    text = raw(number)
    return text[:2] == PREFIX and is_tax_number(text[2:])


def _shown(party: _Element) -> str:
    return " ".join(map(raw, vat_numbers(party)))


def _vat_numbers(party: _Element, judge: Judge) -> None:
    for number in vat_numbers(party):
        if not _is_vat_number(number):
            judge.broken("GR-R-003", number)


def _is_address(endpoint: _Element) -> bool:
    return endpoint.get("schemeID") == SCHEME and is_tax_number(raw(endpoint))


def _documents(root: _Element, description: str) -> Iterator[_Element]:
    for document in root.iterfind(DOCUMENT):
        if any(raw(text) == description for text in document.iterfind(DESCRIPTION)):
            yield document


def _has_one(description: str) -> Condition:
    return lambda root: sum(1 for _ in _documents(root, description)) == 1


def _marks(root: _Element, judge: Judge) -> None:
    for document in _documents(root, MARK):
        for mark in document.iterfind(ubl.ID):
            if raw(mark)[:1] not in tuple("123456789"):
                judge.broken("GR-R-004-2", mark)


def _web_addresses(root: _Element, judge: Judge) -> None:
    for document in _documents(root, URL):
        if not _uri(document):
            judge.broken("GR-R-008-3", document, "")


FROM_GREECE = (
    row("", _invoice_numbers),
    held(SELLER, "GR-R-002", lambda party: bool(_name(party))),
    held(SELLER, "GR-S-011", _has_vat_number, _shown),
    row(SELLER, _vat_numbers),
    row("", _web_addresses),
    held(BUYER, "GR-R-005", lambda party: bool(_name(party))),
)
AT_HOME = (
    held("", "GR-R-004-1", _has_one(MARK)),
    held("", "GR-S-008-1", _has_one(URL)),
    held("", "GR-R-008-2", lambda root: sum(1 for _ in _documents(root, URL)) <= 1),
    row("", _marks),
)
SELLER_ADDRESS = (held(f"{SELLER}/cbc:EndpointID", "GR-R-009", _is_address),)
TO_GREECE = (
    held(BUYER, "GR-R-006", _has_vat_number, _shown),
    held(f"{BUYER}/cbc:EndpointID", "GR-R-010", _is_address),
)


def _rows_for(root: _Element) -> Sequence[NationalRow]:
    """The rows that a document's parties have to keep."""
    address = SELLER_ADDRESS if seller_by_tax(root) in COUNTRIES else ()
    if country_by_tax(root) not in COUNTRIES:  # another country's representative stands for the seller
        return address
    at_home = AT_HOME if is_written("GR", root, SELLER) else ()
    to_greece = TO_GREECE if buyer_by_tax(root) in COUNTRIES else ()
    return (*FROM_GREECE, *at_home, *address, *to_greece)


SET = NationalSet("Greece", COUNTRIES, STATEMENTS, _rows_for)
