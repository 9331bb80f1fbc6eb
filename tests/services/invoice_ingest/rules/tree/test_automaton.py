from lxml import etree

from services.invoice_ingest.rules.tree.automaton import LINE, Automaton, Row, Spot
from services.invoice_ingest.rules.tree.ubl import NAMESPACES, path


def nothing(element: object, judge: object) -> None:
    """Stands for a check."""


ROWS = (
    Row("", leave=nothing),
    Row("cac:Delivery/cbc:ID", nothing),
    Row("//cac:Party", nothing, nothing),
    Row(f"{LINE}/cbc:ID", nothing),
)


def spot_of(automaton: Automaton, *steps: str) -> Spot:
    here = automaton.start
    for step in steps:
        here = here[path(step)]
    return here


def test_a_path_from_the_root_is_found_there_only() -> None:
    automaton = Automaton(ROWS, NAMESPACES)
    assert spot_of(automaton, "cac:Delivery", "cbc:ID").enter == (nothing,)
    assert spot_of(automaton, "cbc:ID").enter == ()
    assert spot_of(automaton, "cac:Delivery", "cac:Delivery", "cbc:ID").enter == ()


def test_a_path_that_may_begin_anywhere_is_found_at_any_depth() -> None:
    automaton = Automaton(ROWS, NAMESPACES)
    for way in (
        ("cac:Party",),
        ("cac:Delivery", "cac:Party"),
        ("cbc:Unheard", "cbc:Of", "cac:Party", "cac:Party"),
    ):
        assert spot_of(automaton, *way).enter == (nothing,)
        assert spot_of(automaton, *way).leave == (nothing,)


def test_a_line_is_one_of_an_invoice_or_of_a_credit_note() -> None:
    automaton = Automaton(ROWS, NAMESPACES)
    for line in ("cac:InvoiceLine", "cac:CreditNoteLine"):
        assert spot_of(automaton, line, "cbc:ID").enter == (nothing,)


def test_the_root_has_a_spot_of_its_own() -> None:
    assert Automaton(ROWS, NAMESPACES).start.leave == (nothing,)


def test_names_that_no_row_knows_leave_nothing_behind() -> None:
    automaton = Automaton(ROWS, NAMESPACES)
    for number in range(1000):
        spot = automaton.start[etree.QName("urn:example", f"n{number}").text]
        assert spot.enter == ()
    assert len(automaton.start) == 0
