"""Renew code lists, the table of what is outside the core and the syntax of papers, from official artefacts:

    python -m services.invoice_ingest.rules.renew FOLDER --release 2026.11 --dated "November 2026"

FOLDER holds what the operator got from the standards bodies: schematrons (`.sch`), compiled ones (`.xslt`),
or code lists in genericode, named like ours (`currencies.gc`). A list that is not found there stays as it is.
What changed is printed, to be looked through before it is committed.
"""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.door import tree_of
from services.invoice_ingest.notes import local_name
from services.invoice_ingest.rules.renew_papers import OWN, Found, found_in, lines_of

HERE = Path(__file__).parent
WIDTH = 100
LISTS = re.compile(r"(?:contains|tokenize)\(\s*'([^']*\w[^']*)'")
VALUES = re.compile(r"=\s*'([^']*)'")
VARIABLE = re.compile(r"\$(\w+)\s+satisfies")
FORBIDDEN = re.compile(r"not\(((?:\(cac:InvoiceLine\|cac:CreditNoteLine\)|/?/?@?\w)[\w:/@]*)\)")
EITHER_LINE = "(cac:InvoiceLine|cac:CreditNoteLine)"
HEAD = re.compile(r"; \d+ (codes|paths|rows); release [^;]*?\([^)]*\)\.")

SOURCES: dict[str, tuple[tuple[str, int], ...]] = {
    "allowance_reasons": (("BR-CL-19", 0),),
    "attachment_types": (("BR-CL-24", 0),),
    "charge_reasons": (("BR-CL-20", 0),),
    "countries": (("BR-CL-14", 0),),
    "credit_note_types": (("BR-CL-01", 1),),
    "credit_note_types_peppol": (("PEPPOL-EN16931-P0101", 0),),
    "currencies": (("BR-CL-04", 0), ("PEPPOL-EN16931-CL007", 0)),
    "endpoint_schemes": (("BR-CL-25", 0),),
    "endpoint_schemes_peppol": (("PEPPOL-EN16931-CL008", 0),),
    "exemption_reasons": (("BR-CL-22", 0),),
    "identifier_schemes": (("BR-CL-10", 0),),
    "invoice_types": (("BR-CL-01", 0),),
    "invoice_types_peppol": (("PEPPOL-EN16931-P0100", 0),),
    "item_classifications": (("BR-CL-13", 0),),
    "note_subjects": (("BR-CL-08", 0),),
    "object_schemes": (("BR-CL-07", 0),),
    "payment_means": (("BR-CL-16", 0),),
    "tax_point_codes": (("BR-CL-06", 0),),
    "units": (("BR-CL-23", 0),),
    "vat_categories": (("BR-CL-17", 0),),
}
"""Our list -> the assertions whose test holds it, and the how-manieth list of it that is; all are joined."""


class Artefacts(NamedTuple):
    """What the files of a folder say: tests by the id of their assertion, variables, and genericode lists."""

    tests: dict[str, str]
    variables: dict[str, str]
    lists: dict[str, list[str]]


class Change(NamedTuple):
    """A file whose content is no longer what it was, and what came and went."""

    path: Path
    content: str
    added: list[str]
    gone: list[str]


def artefacts_of(folder: Path) -> Artefacts:
    """Everything in a folder that a list could be renewed from. Raises DocumentError for what is not XML."""
    found = Artefacts({}, {}, {})
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xslt", ".xsl", ".sch"):
            _read_schematron(tree_of(path.read_bytes()), found)
        elif path.suffix == ".gc":
            found.lists[path.stem] = list(_genericode(tree_of(path.read_bytes())))
    return found


def changes(artefacts: Artefacts, release: str, here: Path = HERE) -> list[Change]:
    """The files that the artefacts change, with their new content; nothing is written."""
    made = []
    for name in SOURCES:
        codes = _codes(name, artefacts)
        if codes:
            made.append(_list_change(name, codes, release, here))
    outside = [f"{id};{path}" for id, path in _outside(artefacts.tests)]
    if outside:
        made.append(_change(here / "tree" / "outside_core.csv", outside, outside, release))
    return [change for change in made if change.added or change.gone]


def paper_changes(found: Found, release: str, here: Path = HERE) -> list[Change]:
    """The same of what the papers' rule sets say: their syntax tables, and the lists that only they use."""
    lists = ((name, codes) for name, codes in sorted(found.lists.items()) if name in OWN)
    made = [_list_change(name, codes, release, here) for name, codes in lists]
    for transaction, rows in found.tables.items():
        lines = lines_of(rows)
        made.append(_change(here / "papers" / f"{transaction}.csv", lines, lines, release))
    return [change for change in made if change.added or change.gone]


def differing(found: Found, here: Path = HERE) -> list[str]:
    """The lists that invoices and papers share, where the papers' version is another."""
    return [
        name
        for name, codes in found.lists.items()
        if name not in OWN and set(codes) != _codes_in(here / "codes" / f"{name}.txt")
    ]


def _codes_in(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {code for line in lines if not line.startswith("#") for code in line.split()}


def _list_change(name: str, codes: list[str], release: str, here: Path) -> Change:
    body = textwrap.wrap(" ".join(codes), WIDTH, break_long_words=False, break_on_hyphens=False)
    return _change(here / "codes" / f"{name}.txt", codes, body, release)


def _read_schematron(root: _Element, found: Artefacts) -> None:
    for element in root.iter():
        name = local_name(element)
        if name in ("assert", "failed-assert", "report", "successful-report"):
            id = element.get("id") or _id_of(element)
            if id:
                found.tests[id] = " ".join((element.get("test") or "").split())
        elif name in ("variable", "let") and element.get("name"):
            found.variables[element.get("name", "")] = element.get("select") or element.get("value") or ""


def _id_of(element: _Element) -> str | None:
    """The id that a compiled schematron writes in an attribute instruction."""
    named = (child for child in element if local_name(child) == "attribute" and child.get("name") == "id")
    return next(("".join(str(text) for text in child.itertext()).strip() for child in named), None)


def _genericode(root: _Element) -> Iterator[str]:
    """The values of the first column of every row."""
    for row in root.iter():
        if local_name(row) == "Row" and len(row):
            yield "".join(str(text) for text in row[0].itertext()).strip()


def _codes(name: str, artefacts: Artefacts) -> list[str]:
    if name in artefacts.lists:
        return artefacts.lists[name]
    found: list[str] = []
    for id, position in SOURCES[name]:
        test = artefacts.tests.get(id)
        if test:
            found += _list_in(test, position, artefacts.variables)
    return list(dict.fromkeys(found))


def _list_in(test: str, position: int, variables: Mapping[str, str]) -> list[str]:
    variable = VARIABLE.search(test)
    if variable:
        test = variables.get(variable[1], test)
    lists = LISTS.findall(test)
    return lists[position].split() if len(lists) > position else VALUES.findall(test)


def _outside(tests: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The paths that a test forbids outright; tests with conditions are functions of ours."""
    for id in sorted(tests):
        path = FORBIDDEN.fullmatch(tests[id]) if id.startswith("UBL-CR-") else None
        if path:
            yield id, path[1].replace(EITHER_LINE, "LINE")


def _change(path: Path, entries: Iterable[str], body: Iterable[str], release: str) -> Change:
    title, source, *before = path.read_text(encoding="utf-8").splitlines()
    new = list(entries)
    separator = None if path.suffix == ".txt" else "\n"
    old = "\n".join(before).split(separator)
    head = HEAD.sub(lambda found: f"; {len(new)} {found[1]}; release {release}.", source)
    content = "\n".join((title, head, *body)) + "\n"
    return Change(path, content, sorted(set(new) - set(old)), sorted(set(old) - set(new)))


def main(arguments: list[str] | None = None, here: Path = HERE) -> int:
    """Write what changed and print it; exit code 1 where the folder holds nothing to renew from."""
    parser = argparse.ArgumentParser(description="Renew code lists from official artefacts.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", required=True, help="of the artefacts, such as 2026.11")
    parser.add_argument("--dated", required=True, help='when it was published, such as "November 2026"')
    given = parser.parse_args(arguments)
    try:
        found, papers = artefacts_of(given.folder), found_in(given.folder)
    except ValueError as error:
        print(f"nothing is renewed: {error}", file=sys.stderr)
        return 1
    if not found.tests and not found.lists:
        print(f"{given.folder} holds no schematron and no code list", file=sys.stderr)
        return 1
    release = f"{given.release} ({given.dated})"
    for change in (*changes(found, release, here), *paper_changes(papers, release, here)):
        change.path.write_text(change.content, encoding="utf-8")
        print(f"{change.path.name}: added {change.added or 'nothing'}, gone {change.gone or 'nothing'}")
    for name in differing(papers, here):
        print(f"{name}.txt: the rule sets of papers have another version; give them a list of their own")
    return 0


if __name__ == "__main__":
    sys.exit(main())
