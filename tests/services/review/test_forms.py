"""An invoice with its form as a value."""

from schemas.coding import ReviewReason
from services.review.deciding import Fault, Problem, best_answers, starting_answers
from services.review.formatting import Language
from services.review.forms import Notice, Shown, invoice_form
from services.review.queue import Filter
from services.review.translations import Words
from tests.review_builders import a_coding, a_dimension, a_request, an_id

ENGLISH = Words(Language.ENGLISH)


def test_it_says_what_is_left_to_choose_and_what_it_comes_to() -> None:
    request = a_request(lines=(a_coding("1"), a_coding("2")))
    form = invoice_form(request, Shown(starting_answers(request)), Filter(), ENGLISH, duplicate_here=False)
    assert (form.left, form.left_text, form.notice) == (2, "2 choices left", Notice.NONE)
    assert form.total.replace("\u00a0", " ") == "200.00 SEK"
    done = invoice_form(request, Shown(best_answers(request)), Filter(), ENGLISH, duplicate_here=False)
    assert done.left_text == "Everything is chosen"


def test_the_reasons_stand_in_the_order_of_their_urgency_and_say_nothing_idle() -> None:
    sure = a_coding(dimensions=(a_dimension(certain=True),))
    request = a_request(lines=(sure,), reasons=(ReviewReason.UNCERTAIN, ReviewReason.DUPLICATE))
    form = invoice_form(request, Shown(starting_answers(request)), Filter(), ENGLISH, duplicate_here=False)
    assert [reason[:22] for reason in form.reasons] == ["The invoice looks like"]


def test_a_problem_leads_to_the_first_field_of_its_group() -> None:
    bare = a_coding("2", dimensions=(a_dimension(codes=()),), text="Bare")
    request = a_request(lines=(a_coding("1"), bare))
    problems = (Problem((0, 0), Fault.MISSING), Problem((1, 0), Fault.UNFIT))
    shown = Shown(starting_answers(request), Notice.PROBLEMS, problems)
    fixes = invoice_form(request, shown, Filter(), ENGLISH, duplicate_here=False).fixes
    assert [fix.href for fix in fixes] == ["#choice-0-0-0", "#other-1-0"]
    assert fixes[1].text == "Line 2, Bare: A code has at most 40 characters"


def test_one_code_for_all_is_offered_where_there_is_more_than_one_line() -> None:
    lines = (a_coding("1"), a_coding("2"))
    for request, offered in ((a_request(lines=lines), ["same-account"]), (a_request(), [])):
        shown = Shown(starting_answers(request))
        form = invoice_form(request, shown, Filter(), ENGLISH, duplicate_here=False)
        assert [same.name for same in form.same] == offered
        assert form.codes[0] == (
            "account",
            (("5410", "Förbrukningsinventarier"), ("6410", "Kontorsmaterial"), ("6420", "Trycksaker")),
        )


def test_the_address_keeps_the_filter_one_came_with() -> None:
    request = a_request(invoice_id=an_id(1))
    wanted = Filter(reason=ReviewReason.UNCERTAIN)
    form = invoice_form(request, Shown(starting_answers(request)), wanted, ENGLISH, duplicate_here=False)
    assert form.action == f"/invoices/{an_id(1)}?reason=uncertain"
