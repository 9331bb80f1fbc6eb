"""Why an invoice goes to a person."""

import pytest

from schemas.base import derived_id
from schemas.coding import DimensionCoding, LineCoding, ReviewReason
from schemas.matching import LineMatch, Verdict
from services.coder.policy import Policy
from services.coder.routing import review_reasons
from tests.builders import an_invoice, matched

NO_AUDIT = Policy(audit_share=0)


def line(*certain: bool) -> LineCoding:
    dimensions = tuple(DimensionCoding(dimension=str(at), certain=each) for at, each in enumerate(certain))
    return LineCoding.model_validate({"line_id": "1", "text": "x", "amount": "1", "dimensions": dimensions})


def test_what_is_certain_throughout_is_released() -> None:
    assert review_reasons(matched(), [line(True, True), line(True, True)], NO_AUDIT) == ()


def test_one_uncertain_dimension_of_one_line_is_enough_for_review() -> None:
    lines = [line(True, True), line(True, False)]
    assert review_reasons(matched(), lines, NO_AUDIT) == (ReviewReason.UNCERTAIN,)


def test_a_duplicate_always_goes_to_a_person() -> None:
    event = matched(duplicate_of=derived_id("invoice", "earlier"))
    assert review_reasons(event, [line(True)], NO_AUDIT) == (ReviewReason.DUPLICATE,)


@pytest.mark.parametrize(
    ("verdict", "reasons"),
    [
        (Verdict.PRICE_DEVIATION, (ReviewReason.DEVIATION,)),
        (Verdict.OVER_QUANTITY, (ReviewReason.DEVIATION,)),
        (Verdict.CONTRACT_PRICE_EXCEEDED, (ReviewReason.DEVIATION,)),
        (Verdict.OFF_CONTRACT, ()),
        (Verdict.NOT_ORDERED, ()),
        (Verdict.PARTIAL, ()),
        (Verdict.FEE, ()),
    ],
)
def test_only_the_deviations_that_the_policy_holds_keep_an_invoice(
    verdict: Verdict, reasons: tuple[ReviewReason, ...]
) -> None:
    event = matched(lines=[LineMatch(line_id="1", verdicts=(verdict,))])
    assert review_reasons(event, [line(True)], NO_AUDIT) == reasons
    assert review_reasons(event, [line(True)], Policy(audit_share=0, held=frozenset())) == ()


def test_an_invoice_without_lines_goes_to_a_person() -> None:
    event = matched(an_invoice(lines=()))
    assert review_reasons(event, [line(True)], NO_AUDIT) == (ReviewReason.NO_LINES,)


def test_the_audit_takes_only_what_would_have_been_released() -> None:
    everything = Policy(audit_share=1)
    assert review_reasons(matched(), [line(True)], everything) == (ReviewReason.AUDIT,)
    assert review_reasons(matched(), [line(False)], everything) == (ReviewReason.UNCERTAIN,)
