"""A table of paths directs one walk; what is in no table is passed over."""

from lxml import etree

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    LONGEST,
    Paths,
    Record,
    attribute,
    compiled,
    each,
    every,
    identifier,
    joined,
    number,
    once,
    text,
    walk,
)

NAMESPACES = {"n": "urn:n", "m": "urn:m"}


def said(xml: str, paths: Paths) -> Record:
    root = etree.fromstring(f'<n:r xmlns:n="urn:n" xmlns:m="urn:m">{xml}</n:r>')
    record: Record = {}
    walk(root, compiled(paths, NAMESPACES), record, Notes(root))
    return record


def test_a_path_leads_through_elements_by_namespace_and_name() -> None:
    xml = "<m:a><n:b>wrong</n:b></m:a><n:a><m:b>wrong</m:b><n:b> right </n:b></n:a>"
    assert said(xml, {"n:a/n:b": text("x")}) == {"x": "right"}


def test_the_first_value_that_is_there_counts() -> None:
    assert said("<n:a/><n:a>1</n:a><n:a>2</n:a>", {"n:a": text("x")}) == {"x": "1"}


def test_a_dotted_field_lies_in_a_record_of_its_own() -> None:
    paths: Paths = {"n:a": text("x.y"), "n:b": text("x.z")}
    assert said("<n:a>1</n:a><n:b>2</n:b>", paths) == {"x": {"y": "1", "z": "2"}}


def test_one_element_may_fill_several_fields_and_lead_further() -> None:
    paths: Paths = {
        "n:a": (text("x"), attribute("unit", "u")),
        "n:a/n:b": text("y"),
    }
    assert said('<n:a u=" kg ">1<n:b>2</n:b></n:a>', paths) == {"x": "1", "unit": "kg", "y": "2"}


def test_each_element_is_a_record_and_once_is_the_first_that_says_anything() -> None:
    table = compiled({"n:b": text("x")}, NAMESPACES)
    xml = "<n:a/><n:a><n:b>1</n:b></n:a><n:a><n:b>2</n:b></n:a>"
    assert said(xml, {"n:a": each("all", table)}) == {"all": [{}, {"x": "1"}, {"x": "2"}]}
    assert said(xml, {"n:a": once("one", table)}) == {"one": {"x": "1"}}
    assert said("<n:a/>", {"n:a": once("one", table)}) == {"one": {}}


def test_a_finish_may_leave_a_record_out() -> None:
    table = compiled({"n:b": text("x")}, NAMESPACES)
    paths: Paths = {"n:a": each("all", table, lambda record, notes: record or None)}
    assert said("<n:a/><n:a><n:b>1</n:b></n:a>", paths) == {"all": [{"x": "1"}]}


def test_texts_are_listed_or_joined() -> None:
    xml = "<n:a> </n:a><n:a>1</n:a><n:a> </n:a><n:a>2</n:a>"
    assert said(xml, {"n:a": every("x")}) == {"x": ["1", "2"]}
    assert said(xml, {"n:a": joined("x", ", ")}) == {"x": "1, 2"}
    assert said("<n:a/>", {"n:a": joined("x")}) == {}


def test_an_identifier_has_its_scheme_where_it_is_written() -> None:
    paths: Paths = {"n:a": identifier("x", "s")}
    assert said('<n:a s="0007">1</n:a>', paths) == {"x": {"value": "1", "scheme": "0007"}}
    assert said("<n:a>1</n:a>", paths) == {"x": {"value": "1", "scheme": None}}
    assert said('<n:a s="0007"/>', paths) == {}


def test_an_unreadable_value_does_not_hide_a_later_readable_one() -> None:
    root = etree.fromstring('<n:r xmlns:n="urn:n"><n:a>x</n:a><n:a>2</n:a></n:r>')
    record: Record = {}
    notes = Notes(root)
    walk(root, compiled({"n:a": number("x")}, NAMESPACES), record, notes)
    assert str(record["x"]) == "2"
    assert [finding.place for finding in notes.findings] == ["/r/a[1]"]


def test_a_text_in_endless_parts_ends_with_a_finding() -> None:
    root = etree.fromstring('<n:r xmlns:n="urn:n">' + "<n:a>0123456789</n:a>" * 3000 + "</n:r>")
    record: Record = {}
    notes = Notes(root)
    walk(root, compiled({"n:a": joined("x")}, NAMESPACES), record, notes)
    assert LONGEST <= len(str(record["x"])) < LONGEST + 20
    assert {finding.severity for finding in notes.findings} == {"fatal"}
