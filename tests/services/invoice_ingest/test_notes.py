"""Places are paths that a person can follow."""

from lxml import etree

from services.invoice_ingest.notes import MOST, ROOM, Notes


def test_a_place_counts_only_where_there_are_several() -> None:
    root = etree.fromstring("<e><i xmlns='n'><l/><x/><l><a/></l></i></e>")
    document = root[0]
    notes = Notes(document)
    assert notes.place_of(document[2][0]) == "/i/l[2]/a"
    assert notes.place_of(document) == "/i"


def test_a_long_value_is_shown_in_part() -> None:
    root = etree.fromstring("<a>" + "x" * 500 + "</a>")
    notes = Notes(root)
    notes.unreadable(root, "is long", "write less")
    [finding] = notes.findings
    assert (finding.severity, finding.value) == ("fatal", "x" * 100)


def test_positions_are_right_in_any_order_they_are_asked_for() -> None:
    root = etree.fromstring("<r>" + "<a/><b/>" * 5 + "</r>")
    notes = Notes(root)
    asked = [root[index] for index in (0, 4, 4, 2, 9, 1)]
    assert [notes.place_of(element) for element in asked] == [
        *("/r/a[1]", "/r/a[3]", "/r/a[3]", "/r/a[2]", "/r/b[5]", "/r/b[1]"),
    ]


def test_ten_thousand_bad_values_are_told_in_part_and_quickly() -> None:
    root = etree.fromstring("<r>" + "<a>x</a>" * 100_000 + "</r>")
    notes = Notes(root)
    for element in root:
        notes.unreadable(element, "is bad", "mend it")
    assert len(notes.findings) == MOST + 1
    assert notes.findings[MOST - 1].place == f"/r/a[{MOST}]"
    assert "not listed" in notes.findings[MOST].message


def test_room_ends_with_one_finding() -> None:
    root = etree.fromstring("<r/>")
    notes = Notes(root)
    assert all(notes.has_room(root) for _ in range(ROOM))
    assert not any(notes.has_room(root) for _ in range(3))
    assert len(notes.findings) == 1
