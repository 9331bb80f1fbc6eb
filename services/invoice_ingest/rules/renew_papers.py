"""The syntax tables of the papers, and the code lists they use, read out of their rule sets; part of `renew`.

The rule sets of post-award documents are made from syntax tables: a rule for each element that must be there,
for each place where nothing else may be, for each coded value. This reads them back out of the rule sets, as
rows `path;number;check`; `papers.structure` says what a check may be.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.door import tree_of
from services.invoice_ingest.notes import local_name

SHORT = 14
"""A list of so many codes at most is written out in the row."""
LISTS = {
    "cleas": "endpoint_schemes_peppol",
    "clICD": "identifier_schemes",
    "clISO3166": "countries",
    "clISO4217": "currencies_peppol",
    "clImage": "item_images",
    "clMimeCode": "attachment_types_post_award",
    "clPackagingMarkedLabelAccreditationCode": "packaging_labels",
    "clUNCL1001": "document_types",
    "clUNCL5189": "allowance_reasons",
    "clUNCL5387": "price_types",
    "clUNCL7143": "item_classifications",
    "clUNCL7161": "charge_reasons",
    "clUNCL8273": "dangerous_goods_regulations",
    "clUNECERec20": "units",
    "clUNECERec21": "package_types",
}
"""Variable of the rule sets -> our list."""
OWN = frozenset(
    {
        *("currencies_peppol", "attachment_types_post_award", "packaging_labels", "document_types"),
        *("item_images", "price_types", "dangerous_goods_regulations", "package_types", "vat_prefixes"),
    }
)
"""Lists that only papers use; the others are renewed from the rule sets of invoices, and must be the same."""

_PATH = re.compile(r"/ubl:\w+(/(?:c[ab]c|ext):[\w/:]+)?(/\*)?")
_NUMBER = re.compile(r"PEPPOL-T0*(\d+)-(B\d{5})")
_TOKENS = re.compile(r"tokenize\(\s*'([^']*)'")
_HAS = re.compile(r"@?[\w:]+")
_LISTED = re.compile(r"\$code in \$([\w-]+) satisfies")
_ATTRIBUTE = re.compile(r"not\((@\w+)\)")
_IS = re.compile(r"normalize-space\(text\(\)\) = '([^']*)'")
_PREFIXES = re.compile(r"contains\(\s*'([^']*)'")


class Row(NamedTuple):
    """A path from the root, the number of a rule on it and what the rule asks; no number: it may be there."""

    path: str
    number: str = ""
    check: str = ""


class Found(NamedTuple):
    """What a folder's rule sets say: rows by transaction (`T01`), and the lists of the papers."""

    tables: dict[str, list[Row]]
    lists: dict[str, list[str]]


def found_in(folder: Path) -> Found:
    """The syntax tables and lists of all post-award rule sets in a folder."""
    found = Found({}, {})
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xslt", ".xsl", ".sch"):
            _read(tree_of(path.read_bytes()), found)
    return found


def lines_of(rows: list[Row]) -> list[str]:
    """The rows as they are written."""
    return [";".join(row).rstrip(";") if row.number else row.path for row in rows]


def _read(root: _Element, found: Found) -> None:
    variables = dict(_variables(root))
    tests = [(_context(rule), id, test) for rule in root.iter() for id, test in _asserted(rule)]
    numbered = [match for _, id, _ in tests if id and (match := _NUMBER.fullmatch(id))]
    if not numbered:
        return
    rows = [row for context, id, test in tests for row in _row(context, id, test, variables)]
    found.tables[f"T{int(numbered[0][1]):02}"] = _needed(rows)
    for variable, values in variables.items():
        if variable in LISTS:
            found.lists[LISTS[variable]] = values
    for _, id, test in tests:
        if id == "PEPPOL-T01-R026" and (prefixes := _PREFIXES.search(test)):
            found.lists["vat_prefixes"] = prefixes[1].split()


def _needed(rows: list[Row]) -> list[Row]:
    """The rows in order, each once; where a path has a rule, that says already that it may be there."""
    ruled = {row.path for row in rows if row.number}
    return sorted({row for row in rows if row.number or row.path not in ruled})


def _variables(root: _Element) -> Iterator[tuple[str, list[str]]]:
    for element in root.iter():
        if local_name(element) in ("variable", "let"):
            tokens = _TOKENS.match(element.get("select") or element.get("value") or "")
            if tokens:
                yield element.get("name", ""), tokens[1].split()


def _context(rule: _Element) -> str:
    return rule.get("match") or rule.get("context") or ""


def _asserted(rule: _Element) -> Iterator[tuple[str | None, str]]:
    """Id and test of everything a rule asserts; once without where it asserts nothing."""
    if local_name(rule) not in ("template", "rule") or not _context(rule):
        return
    yield None, ""
    for element in rule.iter():
        if local_name(element) in ("assert", "failed-assert"):
            named = (child for child in element if child.get("name") == "id")
            id = element.get("id") or "".join(str(text) for one in named for text in one.itertext()).strip()
            yield id, " ".join((element.get("test") or "").split())


def _row(context: str, id: str | None, test: str, variables: dict[str, list[str]]) -> Iterator[Row]:
    path = _PATH.fullmatch(context)
    if path is None:
        return
    below = (path[1] or "").removeprefix("/")
    if id is None:
        if not path[2] and below:
            yield Row(below)
    elif numbered := _NUMBER.fullmatch(id):
        yield Row(below, numbered[2], "nothing else" if path[2] else _check(test, variables))


def _check(test: str, variables: dict[str, list[str]]) -> str:
    if _HAS.fullmatch(test):
        return f"has {test}"
    if test == "not(@*:schemaLocation)":
        return "no schemaLocation"
    if fixed := _IS.fullmatch(test):
        return f"one of {fixed[1]}"
    names = _LISTED.findall(test)
    if not names:
        raise ValueError(f"a test of a kind that is not known: {test}")
    attribute = _ATTRIBUTE.match(test)
    start = f"{attribute[1]} " if attribute else ""
    lists = [LISTS[name] for name in names if name in LISTS]
    short = dict.fromkeys(value for name in names if name not in LISTS for value in variables[name])
    if len(short) > SHORT * len(names):
        raise ValueError(f"the list {names} is new and too long to be written out: name it in LISTS")
    told = f"listed {' '.join(lists)}" if lists else ""
    return start + " or ".join(part for part in (told, f"one of {' '.join(short)}" if short else "") if part)
