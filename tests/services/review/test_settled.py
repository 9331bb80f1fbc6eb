"""A decided invoice as a value."""

from services.review.deciding import NO_CODE, Answer, decision
from services.review.formatting import Language
from services.review.queue import Filter
from services.review.settled import After, settled_page
from services.review.store import Released
from services.review.translations import Words
from tests.builders import NOW
from tests.review_builders import a_coded, a_coding, a_dimension, a_request

ENGLISH = Words(Language.ENGLISH)


def test_rows_show_their_codes_under_each_dimension_and_what_was_changed() -> None:
    dimensions = (a_dimension(), a_dimension("cost_centre", ("3120",)))
    request = a_request(lines=(a_coding("1", dimensions=dimensions), a_coding("2", dimensions=dimensions)))
    answers = {
        (0, 0): Answer("code:6420"),
        (0, 1): Answer(NO_CODE),
        (1, 0): Answer("code:6410"),
        (1, 1): Answer("", "9"),
    }
    page = settled_page(decision(answers, request, "anna", NOW), After(Filter()), ENGLISH)
    assert page.dimensions == ("Account", "Cost centre")
    assert [row.codes for row in page.rows] == [("6420", ""), ("6410", "9")]
    assert [row.changed for row in page.rows] == [
        ("changed from 6410", None),
        (None, "changed from 3120"),
    ]
    assert page.total.replace("\u00a0", " ") == "200.00 SEK"
    assert page.said.replace("\u00a0", " ") == "Decided by anna, 21 Nov 2026 09:00 UTC"


def test_a_code_where_nothing_was_suggested_says_so() -> None:
    request = a_request(lines=(a_coding(dimensions=(a_dimension(codes=()),)),))
    decided = decision({(0, 0): Answer("", "7310")}, request, "anna", NOW)
    (row,) = settled_page(decided, After(Filter()), ENGLISH).rows
    assert row.changed == ("no suggestion",)


def test_what_somebody_decided_elsewhere_names_them() -> None:
    request = a_request()
    coded = a_coded(request, route="reviewed", decided_by="Bo Ek")
    page = settled_page(Released(coded, request), After(Filter()), ENGLISH)
    assert page.said.startswith("Decided by Bo Ek")


def test_what_was_learnt_is_said_only_after_a_save() -> None:
    decided = decision({(0, 0): Answer("code:6410")}, a_request(), "anna", NOW)
    said = [settled_page(decided, After(Filter(), learned=n), ENGLISH).learned for n in (None, 1, 12)]
    assert said[0] is None
    assert said[1:] == [
        "Will be used for 1 waiting line of the same supplier.",
        "Will be used for 12 waiting lines of the same supplier.",
    ]
