"""EN 16931 in CII: the structure that its own rules ask for (CII-SR, CII-DT), as far as it is fatal.

The rows are data (`cii_structure.csv`): a rule and the elements that break it. They are asked of every
document in CII, since nothing else would notice them.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement

NAMESPACES = {
    prefix: f"urn:un:unece:uncefact:data:standard:{name}:100"
    for prefix, name in (
        ("rsm", "CrossIndustryInvoice"),
        ("ram", "ReusableAggregateBusinessInformationEntity"),
        ("udt", "UnqualifiedDataType"),
    )
}
WORDS = {
    "unused": "{} is not used in EN 16931.",
    "once": "{} stands once at most.",
    "exactly": "{} stands exactly once.",
    "same": "All {} say the same.",
    "CII-DT-037": "The tax is VAT: {} is VAT.",
    "CII-SR-046": "{} has a scheme.",
    "CII-SR-470": "A credit transfer has an account: {}.",
}
DATE = "normalize-space(.)"
WRONG_DATE = (
    f".//udt:DateTimeString[@format = '102']"
    f"[string-length({DATE}) != 8 or translate({DATE}, '0123456789', '')"
    f" or not(substring({DATE}, 5, 2) >= 1 and substring({DATE}, 5, 2) <= 12)"
    f" or not(substring({DATE}, 7, 2) >= 1 and substring({DATE}, 7, 2) <= 31)]"
)


class Structure(NamedTuple):
    """A rule, what it asks of what, and the elements that break it."""

    id: str
    asks: str
    name: str
    path: str


def _structures() -> Iterator[Structure]:
    text = files(__package__).joinpath("cii_structure.csv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield Structure(*line.split(";"))


STRUCTURES = tuple(_structures())
STATEMENTS = (
    *(Statement(id, "fatal", "structure", WORDS.get(id, WORDS.get(asks, "{}")).format(name))
      for id, asks, name, _ in STRUCTURES),
    Statement("CII-DT-097", "fatal", "structure", "A date is written YYYYMMDD (format 102)."),
)  # fmt: skip
GATES: dict[str, etree.XPath] = {
    group: etree.XPath(f"boolean({path})", namespaces=NAMESPACES)
    for group, path in (
        ("PostalTradeAddress/", ".//ram:PostalTradeAddress/*[not(self::ram:PostcodeCode or"
         " self::ram:LineOne or self::ram:LineTwo or self::ram:LineThree or self::ram:CityName or"
         " self::ram:CountryID or"
         " self::ram:CountrySubDivisionName)]"),
        ("BillingSpecifiedPeriod/", ".//ram:BillingSpecifiedPeriod/*[not((self::ram:StartDateTime or"
         " self::ram:EndDateTime) and udt:DateTimeString and not(udt:DateTime))]"),
        ("ReferencedDocument/", ".//*[substring(local-name(), string-length(local-name()) - 17) ="
         " 'ReferencedDocument']/*[not(self::ram:IssuerAssignedID or self::ram:LineID)]"),
        ("@", ".//@*[name() != 'unitCode' and name() != 'schemeID' and name() != 'currencyID' and"
         " name() != 'format' and name() != 'mimeCode' and name() != 'filename']"),
        ("ram:*[@currencyID]", ".//*[@currencyID][not(self::ram:TaxTotalAmount)]"),
    )
}  # fmt: skip
"""Is there anything that a group of rows could be about? A lawful document has little of it."""
ALWAYS = "CII-DT-005"


def _group(row: Structure) -> str:
    if row.id == ALWAYS:
        return ""
    found = (group for group in GATES if row.name.startswith(group))
    return "ram:*[@currencyID]" if row.name == "@currencyID" else next(found, "")


GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = tuple(
    (group, tuple((row.id, row.path) for row in STRUCTURES if _group(row) == group)) for group in ("", *GATES)
)


def paths(root: _Element) -> Iterator[tuple[str, str]]:
    """A rule and the elements that break it, for all rules that this document could break."""
    yield "CII-DT-097", WRONG_DATE
    for group, rows in GROUPS:
        if not group or GATES[group](root):
            yield from rows
