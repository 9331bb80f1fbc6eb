"""From a filled form to a decision."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base import derived_id
from schemas.coding import LineCoding, ReviewReason, ReviewRequested, Source
from services.review.deciding import (
    NO_CODE,
    OTHER,
    SUGGESTED,
    WHOLE_INVOICE,
    Answer,
    Answers,
    Fault,
    Form,
    answers_of,
    answers_to,
    best_answers,
    booked_answers,
    carried,
    decision,
    differences,
    form_of,
    places_of,
    problems_of,
    starting_answers,
    total_of,
)
from tests.builders import NOW, a_credit_note, an_invoice
from tests.review_builders import a_coding, a_dimension, a_request


def two_dimensions(*, certain: bool = False) -> LineCoding:
    return a_coding(
        dimensions=(
            a_dimension(certain=certain),
            a_dimension("cost_centre", ("3120",), certain=certain),
            a_dimension("project", ()),
        )
    )


def test_the_rows_of_a_decision_have_the_amounts_of_the_request() -> None:
    request = a_request(lines=(a_coding("1"), a_coding("allowance:1", amount=Decimal("-10.00"))))
    decided = decision(best_answers(request), request, "anna", NOW)
    assert [(row.line_id, row.amount) for row in decided.rows] == [
        ("1", Decimal("100.00")),
        ("allowance:1", Decimal("-10.00")),
    ]
    assert total_of(decided.rows) == total_of(request.lines)


def test_a_decision_has_an_id_derived_from_invoice_and_revision_and_carries_its_request() -> None:
    request = a_request(revision=3)
    decided = decision(best_answers(request), request, "anna", NOW)
    assert decided.event_id == derived_id("review.decided", request.invoice_id, "3")
    assert (decided.revision, decided.key, decided.request) == (3, request.key, request)
    assert (decided.decided_by, decided.occurred_at) == ("anna", NOW)


def test_a_suggestion_other_than_the_first_is_a_correction() -> None:
    request = a_request()
    decided = decision({(0, 0): Answer(SUGGESTED + "6420")}, request, "anna", NOW)
    (correction,) = decided.corrections
    assert (correction.suggested, correction.decided) == ("6410", "6420")
    assert decided.rows[0].codes[0].source is Source.PERSON


def test_a_typed_code_is_a_correction_even_where_nothing_was_suggested() -> None:
    request = a_request(lines=(a_coding(dimensions=(a_dimension(codes=()),)),))
    decided = decision({(0, 0): Answer("", "7310")}, request, "anna", NOW)
    (correction,) = decided.corrections
    assert (correction.suggested, correction.decided) == (None, "7310")


def test_the_first_suggestion_confirmed_is_no_correction_but_the_persons_word() -> None:
    request = a_request()
    decided = decision({(0, 0): Answer(SUGGESTED + "6410")}, request, "anna", NOW)
    assert decided.corrections == ()
    assert decided.rows[0].codes[0].source is Source.PERSON


def test_what_was_certain_and_left_alone_keeps_its_source_and_probability() -> None:
    request = a_request(lines=(two_dimensions(certain=True),))
    codes = decision(starting_answers(request), request, "anna", NOW).rows[0].codes
    assert [(code.code, code.source, code.probability) for code in codes] == [
        ("6410", Source.MODEL, 0.99),
        ("3120", Source.MODEL, 0.99),
    ]


def test_an_audited_choice_is_always_the_persons_word() -> None:
    line = two_dimensions(certain=True)
    request = a_request(lines=(line,), reasons=(ReviewReason.AUDIT,))
    codes = decision(best_answers(request), request, "anna", NOW).rows[0].codes
    assert {code.source for code in codes} == {Source.PERSON}


def test_only_what_is_certain_is_chosen_at_first_and_nothing_in_an_audit() -> None:
    certain, open_ = two_dimensions(certain=True), two_dimensions()
    request = a_request(lines=(certain, open_))
    assert starting_answers(request) == {
        **{(0, 0): Answer("code:6410"), (0, 1): Answer("code:3120"), (0, 2): Answer()},
        **{(1, 0): Answer(), (1, 1): Answer(), (1, 2): Answer()},
    }
    audit = a_request(lines=(certain,), reasons=(ReviewReason.AUDIT,))
    assert set(starting_answers(audit).values()) == {Answer()}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(), Fault.MISSING),
        (Answer(OTHER), Fault.EMPTY),
        (Answer(SUGGESTED + "6410", "7310"), Fault.BOTH),
        (Answer(NO_CODE, "7310"), Fault.BOTH),
        (Answer(OTHER, "7" * 41), Fault.UNFIT),
        (Answer(OTHER, "73\x0010"), Fault.UNFIT),
        (Answer("what"), Fault.MISSING),
        (Answer(NO_CODE), Fault.MISSING),
        (Answer(SUGGESTED), Fault.MISSING),
        (Answer(SUGGESTED + "6420"), None),
        (Answer(OTHER, "7310"), None),
        (Answer("", "7310"), None),
    ],
)
def test_an_answer_is_saved_or_has_one_fault(answer: Answer, fault: Fault | None) -> None:
    found = problems_of({(0, 0): answer}, a_request())
    assert [problem.fault for problem in found] == ([fault] if fault else [])


def test_a_dimension_beside_the_first_may_be_without_code_and_where_nothing_is_known_left_open() -> None:
    request = a_request(lines=(two_dimensions(),))
    answers: Answers = {(0, 0): Answer("code:6410"), (0, 1): Answer(NO_CODE), (0, 2): Answer()}
    assert problems_of(answers, request) == ()
    assert [code.dimension for code in decision(answers, request, "anna", NOW).rows[0].codes] == ["account"]


def test_the_same_code_goes_on_every_line_that_is_open_and_on_no_other() -> None:
    request = a_request(lines=(a_coding("1"), a_coding("2"), a_coding("3")))
    form = Form({"choice-1-0": "code:5410"}, 1, "save", {"account": "6420"})
    assert [answer.choice for answer in answers_to(form, request).values()] == [
        "code:6420",
        "code:5410",
        "code:6420",
    ]


def test_the_same_code_that_nobody_suggested_is_typed() -> None:
    form = Form({}, 1, "save", {"account": " 7310 "})
    assert answers_to(form, a_request())[0, 0] == Answer(OTHER, "7310")


def test_a_suggestion_that_a_newer_revision_no_longer_makes_becomes_a_typed_code() -> None:
    newer = a_request(revision=2, lines=(a_coding(dimensions=(a_dimension(codes=("5410",)),)),))
    assert carried({(0, 0): Answer("code:6410")}, newer) == {(0, 0): Answer(OTHER, "6410")}


def test_differences_are_where_my_choice_is_not_what_is_there_now() -> None:
    mine: Answers = {(0, 0): Answer("code:6410"), (1, 0): Answer(OTHER, "7310"), (2, 0): Answer()}
    current: Answers = {(0, 0): Answer("", "6410"), (1, 0): Answer("code:6410"), (2, 0): Answer("code:1")}
    (found,) = differences(mine, current)
    assert (found.place, found.mine, found.current) == ((1, 0), "7310", "6410")


def test_final_rows_read_back_as_the_answers_that_made_them() -> None:
    request = a_request(lines=(two_dimensions(),))
    answers: Answers = {(0, 0): Answer("code:6420"), (0, 1): Answer(NO_CODE), (0, 2): Answer("", "P9")}
    booked = booked_answers(decision(answers, request, "anna", NOW).rows, request)
    assert differences(answers, booked) == ()


def test_an_invoice_without_lines_is_coded_on_one_row_over_its_whole_amount() -> None:
    request = a_request(
        an_invoice(lines=(), totals={"without_vat": "80.00"}), lines=(), reasons=(ReviewReason.NO_LINES,)
    )
    (row,) = decision({(0, 0): Answer("", "6410")}, request, "anna", NOW).rows
    assert (row.line_id, row.amount) == (WHOLE_INVOICE, Decimal("80.00"))


def test_a_credit_note_without_lines_or_totals_reduces_what_is_owed() -> None:
    request = a_request(a_credit_note(lines=(), totals={"payable": "80.00"}), lines=())
    (row,) = decision({(0, 0): Answer("", "6410")}, request, "anna", NOW).rows
    assert row.amount == Decimal("-80.00")


@pytest.mark.parametrize("revision", ["", "x", "-1", "²", "9" * 30])
def test_a_revision_that_is_no_number_is_always_stale(revision: str) -> None:
    assert form_of({"revision": revision}).revision == 0


names = st.sampled_from(
    ["revision", "action", "csrf", "choice-0-0", "other-0-0", "choice-9-9", "same-account"]
)


@given(st.dictionaries(names | st.text(max_size=8), st.text(max_size=50)))
def test_any_form_gives_problems_or_a_decision_that_adds_up(fields: dict[str, str]) -> None:
    request: ReviewRequested = a_request()
    answers = answers_to(form_of(fields), request)
    assert answers.keys() == places_of(request).keys()
    if problems_of(answers, request) == ():
        decided = decision(answers, request, "anna", NOW)
        assert total_of(decided.rows) == total_of(request.lines)
        assert decided.rows[0].codes[0].code.isprintable()


def test_a_form_says_its_answers_by_place() -> None:
    request = a_request(lines=(a_coding("same"), a_coding("same")))
    answers = answers_of({"choice-1-0": "other", "other-1-0": "  7310 "}, request)
    assert answers == {(0, 0): Answer(), (1, 0): Answer(OTHER, "7310")}
