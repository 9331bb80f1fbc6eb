"""The coding of whole invoices."""

from datetime import datetime, timedelta, timezone

from services.coder.answers import Paper, answers, day_of
from services.coder.features import Case
from services.coder.knowledge import Knowledge
from services.coder.policy import Policy
from services.coder.rules import Subject
from services.coder.state import State
from tests.builders import BUYER_NUMBER, NOW, SELLER_NUMBER, a_credit_note, a_line, an_invoice, an_item
from tests.coding_builders import a_model, arrivals, order_match


def paper(**changed: object) -> Paper:
    return Paper.of(an_invoice(**changed), (), Policy())


def test_the_model_sees_supplier_unit_words_article_class_signed_amount_and_day() -> None:
    item = an_item(description="500 ark", classifications=({"code": "14111507", "list_id": "TST"},))
    of = Paper.of(a_credit_note(lines=(a_line(item=item),), buyer_reference="Ref kst-3120"), (), Policy())
    assert of.case(of.parts[0], 20_000) == Case(
        tenant=BUYER_NUMBER,
        supplier=SELLER_NUMBER,
        supplier_name="Blå Papper AB",
        unit="KST-3120",
        unit_text="",
        article="KP-80",
        category="14111507",
        text="Kopieringspapper A4 80 g 500 ark",
        amount=-100.0,
        day=20_000,
    )


def test_a_rule_sees_the_line_in_comparable_terms() -> None:
    of = paper(lines=(a_line(note="BRÅDSKANDE  leverans"),))
    assert of.subject(of.parts[0]) == Subject(
        tenant=BUYER_NUMBER,
        supplier=SELLER_NUMBER,
        unit="KST-3120",
        article="kp-80",
        text="kopieringspapper a4 80 g brådskande leverans",
    )


def test_an_absurd_amount_stays_within_what_the_model_can_hold() -> None:
    of = paper(lines=(a_line(net_amount="-" + "9" * 20),))
    assert of.case(of.parts[0], 0).amount == -1e12


def test_the_day_is_that_in_utc() -> None:
    late = datetime(1970, 1, 2, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert day_of(late) == 0


def test_every_part_gets_an_answer_in_every_dimension_in_the_policys_order() -> None:
    knowledge = Knowledge(a_model(), policy=Policy(dimensions=("cost_centre", "account")))
    papers = [Paper.of(event.invoice, [order_match()], knowledge.policy) for event in arrivals("A", "B")]
    for lines in answers(papers, knowledge, State.empty(), NOW):
        (line,) = lines
        assert [(each.dimension, each.suggestions[0].code) for each in line.dimensions] == [
            ("cost_centre", "3120"),
            ("account", "6410"),
        ]
