"""EN 16931 in UBL: elements and attributes outside the core (UBL-CR-001 to -682, UBL-DT-08 to -28).

All but two are warnings, told once a document: what stands there is passed over by most receivers. The paths
are data (`outside_core.csv`). Which attributes there are is found out once, and only those among them that
should not be there are looked for.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import premises, ubl
from services.invoice_ingest.rules.tree.automaton import LINE, SHAPE, Look, Row
from services.invoice_ingest.rules.tree.judge import Judge

ATTRIBUTES = (
    "schemeName", "schemeAgencyName", "schemeDataURI", "schemeURI", "format", "unitCodeListIdentifier",
    "unitCodeListAgencyIdentifier", "unitCodeListAgencyName", "listAgencyName", "listName", "name",
    "languageID", "listURI", "listSchemeURI", "languageLocaleID", "uri", "currencyCodeListVersionID",
    "characterSetCode", "encodingCode", "schemeAgencyID", "listAgencyID",
)  # fmt: skip
"""Those of UBL-DT-08 to -28, in this order."""
UBL_VERSION, OBJECT = "2.1", "130"
ATTACHMENT, DESCRIPTION = ubl.path("cac:Attachment"), ubl.path("cbc:DocumentDescription")


def _paths() -> Iterator[tuple[str, str]]:
    text = files(__package__).joinpath("outside_core.csv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            id, _, path = line.partition(";")
            yield id, path


PATHS: tuple[tuple[str, str], ...] = tuple(_paths())
OUTSIDE = "{} is outside the core of EN 16931 and may be passed over."
OUTSIDE_ON_LINE = f"On a line, {OUTSIDE}"
ANYWHERE = "//"
ATTRIBUTE = "The attribute {} is not used in EN 16931 and may be passed over."


def _sentence(path: str) -> str:
    """What is said of a path: nobody but the table needs to know its `LINE` and `//`."""
    if path.startswith(f"{ANYWHERE}@"):
        return ATTRIBUTE.format(path.removeprefix(f"{ANYWHERE}@"))
    below_line = path.removeprefix(f"{LINE}/")
    return (OUTSIDE if below_line == path else OUTSIDE_ON_LINE).format(below_line.removeprefix(ANYWHERE))


STATEMENTS = (
    *(Statement(id, "warning", "structure", _sentence(path)) for id, path in PATHS),
    Statement("UBL-CR-002", "warning", "structure", "cbc:UBLVersionID is left out, or it is 2.1."),
    Statement("UBL-CR-412", "warning", "structure",
              "cac:PaymentMeans/cbc:PaymentDueDate is for credit notes; an invoice has cbc:DueDate."),
    Statement("UBL-CR-665", "warning", "structure",
              "Only an invoiced object has a scheme on its document reference."),
    Statement("UBL-CR-666", "fatal", "structure", "A reference to an invoiced object holds no attachment."),
    Statement("UBL-CR-673", "fatal", "structure", "A reference to an invoiced object has no description."),
    *(Statement(f"UBL-DT-{number:02}", "warning", "structure", ATTRIBUTE.format(name))
      for number, name in enumerate(ATTRIBUTES, 8)),
)  # fmt: skip


def _outside(id: str, path: str) -> Row:
    element, at, attribute = path.partition("/@")
    look: Look = _has_attribute(id, attribute) if at else lambda found, judge: judge.once(id, found)
    return Row(element, look, given=SHAPE)


def _has_attribute(id: str, name: str) -> Look:
    def look(element: _Element, judge: Judge) -> None:
        if element.get(name) is not None:
            judge.once(id, element)

    return look


def _version(element: _Element, judge: Judge) -> None:
    if element.text != UBL_VERSION:
        judge.once("UBL-CR-002", element)


def _due_date(element: _Element, judge: Judge) -> None:
    if judge.root.tag != ubl.CREDIT_NOTE:
        judge.once("UBL-CR-412", element)


def _document(element: _Element, judge: Judge) -> None:
    if any(code.text == OBJECT for code in element.iterfind(ubl.TYPE_CODE)):
        for id, path in (("UBL-CR-666", ATTACHMENT), ("UBL-CR-673", DESCRIPTION)):
            if element.find(path) is not None:
                judge.once(id, element)
    elif any(number.get("schemeID") is not None for number in element.iterfind(ubl.ID)):
        judge.once("UBL-CR-665", element)


ROWS: tuple[Row, ...] = (
    *(_outside(id, path) for id, path in PATHS if path != "//@unitCodeListID"),
    Row("cbc:UBLVersionID", _version, given=premises.all_are(UBL_VERSION)),
    Row("cac:PaymentMeans/cbc:PaymentDueDate", _due_date, given=SHAPE),
    Row("//cac:AdditionalDocumentReference", _document, given=SHAPE),
    premises.look_where_given("//cac:AdditionalDocumentReference/cbc:DocumentTypeCode"),
)

_WITH_ATTRIBUTES = etree.XPath("//*[@*]")
_FIRST = {
    name: (id, etree.XPath(f"(//*[@{name}{'][not(self::c:PaymentMeansCode)' if name == 'name' else ''}])[1]",
                           namespaces={"c": ubl.NAMESPACES["cbc"]}))
    for id, name in (*((f"UBL-DT-{n:02}", name) for n, name in enumerate(ATTRIBUTES, 8)),
                     ("UBL-CR-663", "unitCodeListID"))
}  # fmt: skip


def attributes(root: _Element, judge: Judge) -> None:
    """Tell of attributes that should not be there, each once."""
    there = set().union(*map(_Element.keys, cast("list[_Element]", _WITH_ATTRIBUTES(root))))
    if there.isdisjoint(_FIRST):
        return
    for name, (id, first) in _FIRST.items():
        for element in first(root) if name in there else ():
            judge.once(id, element)
