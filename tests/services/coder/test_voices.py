"""Who is heard in which order, and the answer made of it."""

from decimal import Decimal

import pytest

from schemas.coding import DimensionCoding, Source
from schemas.matching import ContractLink, LineMatch
from schemas.order import ACCOUNTING_COST
from services.coder.parts import Kind, Part
from services.coder.policy import Policy
from services.coder.rules import CodingRule
from services.coder.voices import Context, Voice, answer, in_order
from tests.coding_builders import contract_match, order_match

SUPPLIER_RULE = CodingRule("account", "5000", supplier="5566778899")
FREIGHT_RULE = CodingRule("account", "5710", text_contains="frakt")


def model(code: str = "7000", probability: float = 0.8, certain: bool = False) -> Voice:
    return Voice(code, probability, Source.MODEL, ("41 of 43 earlier lines from this supplier",), certain)


def part(kind: Kind = Kind.LINE, match: LineMatch | None = None, amount: int = 100) -> Part:
    return Part("1", kind, "Frakt", Decimal(amount), words="Frakt", match=match)


def said(
    of: Part,
    *models: Voice,
    rule: CodingRule | None = None,
    lines: tuple[tuple[Part, DimensionCoding], ...] = (),
) -> DimensionCoding:
    return answer("account", in_order(of, "account", Context(Policy(), list(lines)), rule, models))


def line(*models: Voice, match: LineMatch | None = None, amount: int = 100) -> tuple[Part, DimensionCoding]:
    of = part(match=match, amount=amount)
    return of, said(of, *models)


def codes(coding: DimensionCoding) -> list[tuple[str, Source]]:
    return [(each.code, each.source) for each in coding.suggestions]


def test_the_order_comes_before_the_contract_the_contract_before_a_rule_the_rule_before_the_model() -> None:
    link = ContractLink(contract="A-1", item="KP-80", codes=(("account", "4010"),))
    coding = said(part(match=order_match(contract=link)), model(certain=True), rule=SUPPLIER_RULE)
    assert codes(coding) == [("6410", Source.ORDER), ("4010", Source.CONTRACT), ("5000", Source.RULE)]
    assert coding.certain
    without_order = said(part(match=contract_match()), model(), rule=SUPPLIER_RULE)
    assert codes(without_order)[0] == ("4010", Source.CONTRACT)
    assert codes(said(part(), model(), rule=SUPPLIER_RULE))[0] == ("5000", Source.RULE)
    assert codes(said(part(), model())) == [("7000", Source.MODEL)]


def test_reasons_name_the_order_line_and_what_speaks_against() -> None:
    coding = said(part(match=order_match()), model())
    assert coding.suggestions[0].reasons == (
        "coding of order 4501, line 3",
        "against: 7000, 41 of 43 earlier lines from this supplier",
    )


def test_a_weak_opinion_of_the_model_is_not_held_against_the_order() -> None:
    coding = said(part(match=order_match()), model(probability=0.3))
    assert coding.suggestions[0].reasons == ("coding of order 4501, line 3",)


def test_a_source_that_agrees_adds_its_reasons_and_no_second_suggestion() -> None:
    coding = said(part(match=order_match()), model("6410"))
    assert codes(coding) == [("6410", Source.ORDER)]
    assert coding.suggestions[0].reasons[1] == "41 of 43 earlier lines from this supplier"
    assert coding.suggestions[0].probability == 0.99


def test_a_doubtful_link_is_shown_first_but_not_certain_unless_the_model_is_sure_of_the_same() -> None:
    doubtful = order_match(probability=0.6)
    assert not said(part(match=doubtful), model("6410", 0.9)).certain
    assert said(part(match=doubtful), model("6410", 0.99, certain=True)).certain
    against = said(part(match=doubtful), model("7000", 0.99, certain=True))
    assert codes(against)[0] == ("6410", Source.ORDER)
    assert not against.certain


def test_how_unsure_the_matcher_is_of_an_order_does_not_weaken_the_price_list() -> None:
    coding = said(part(match=contract_match(probability=0.2)))
    assert codes(coding) == [("4010", Source.CONTRACT)]
    assert coding.certain


def test_a_link_without_a_code_in_the_dimension_says_nothing() -> None:
    context = Context(Policy(), [])
    assert in_order(part(match=order_match()), "project", context, None, ()) == []


def test_three_suggestions_are_shown_at_most() -> None:
    models = [model(code) for code in "ABC"]
    assert codes(said(part(), *models, rule=SUPPLIER_RULE)) == [
        ("5000", Source.RULE),
        ("A", Source.MODEL),
        ("B", Source.MODEL),
    ]


def test_nothing_known_is_no_suggestion_and_not_certain() -> None:
    coding = said(part())
    assert coding == DimensionCoding(dimension="account", suggestions=(), certain=False)


def test_an_allowance_inherits_what_all_lines_share_as_surely_as_the_weakest() -> None:
    sure, unsure = line(model("6410", 0.99, certain=True)), line(model("6410", 0.7))
    coding = said(part(Kind.ADJUSTMENT), lines=(sure, unsure))
    first = coding.suggestions[0]
    assert (first.code, first.source, first.probability) == ("6410", Source.MODEL, 0.7)
    assert first.reasons == ("as every line of this invoice",)
    assert not coding.certain
    assert said(part(Kind.ADJUSTMENT), lines=(sure, sure)).certain


@pytest.mark.parametrize("other", [(model("7000", 0.99, certain=True),), ()])
def test_an_allowance_inherits_nothing_when_lines_differ_or_one_is_not_coded(
    other: tuple[Voice, ...],
) -> None:
    lines = (line(model("6410", 0.99, certain=True)), line(*other))
    assert codes(said(part(Kind.ADJUSTMENT), lines=lines)) == []


def test_what_is_inherited_from_an_order_beats_a_supplier_rule_but_not_a_rule_on_the_words() -> None:
    lines = (line(match=order_match()),)
    assert codes(said(part(Kind.ADJUSTMENT), rule=SUPPLIER_RULE, lines=lines))[0] == ("6410", Source.ORDER)
    assert codes(said(part(Kind.ADJUSTMENT), rule=FREIGHT_RULE, lines=lines))[0] == ("5710", Source.RULE)


def test_what_is_inherited_from_the_model_is_not_certain_against_its_view_of_the_charge_itself() -> None:
    lines = (line(model("6410", 0.99, certain=True)),)
    coding = said(part(Kind.ADJUSTMENT), model("5710", 0.4), lines=lines)
    assert codes(coding) == [("6410", Source.MODEL), ("5710", Source.MODEL)]
    assert not coding.certain
    assert said(part(Kind.ADJUSTMENT), model("6410", 0.4), lines=lines).certain


def test_a_rounding_goes_with_the_largest_line() -> None:
    lines = (line(model("1", 0.9), amount=10), line(model("2", 0.9, certain=True), amount=-500))
    coding = said(part(Kind.ROUNDING), model("9"), lines=lines)
    assert codes(coding) == [("2", Source.MODEL)]
    assert coding.certain


def test_a_whole_invoice_is_never_certain_and_a_difference_never_coded() -> None:
    sure = model("7000", 0.99, certain=True)
    assert not said(part(Kind.WHOLE), sure, rule=SUPPLIER_RULE).certain
    assert said(part(Kind.DIFFERENCE), sure, rule=SUPPLIER_RULE).suggestions == ()


CHARTS = {"account": frozenset({"6410", "9000"}), "cost_centre": frozenset({"3120", "9000"})}


@pytest.mark.parametrize(
    ("stated", "dimension", "expected"),
    [
        ("6410", "account", ["6410"]),
        ("3120", "account", []),
        ("3120", "cost_centre", ["3120"]),
        ("9000", "account", []),  # in use in both dimensions: which is meant?
        ("7777", "account", []),  # nobody uses it: an accounting cost may be anything
    ],
)
def test_an_orders_accounting_cost_counts_where_one_dimension_alone_uses_such_a_code(
    stated: str, dimension: str, expected: list[str]
) -> None:
    link = {"order": "4501", "order_line": "3", "quantity": "2", "codes": ((ACCOUNTING_COST, stated),)}
    of = part(match=order_match(order=link))
    voices = in_order(of, dimension, Context(Policy(), [], CHARTS), None, [])
    assert [voice.code for voice in voices] == expected


@pytest.mark.parametrize(
    ("line_id", "models", "certain"),
    [
        ("allowance:1", (), True),  # takes off what the lines put on
        ("charge:1", (), False),  # may be freight: nobody says that it is more of the goods
        ("charge:1", (model("6410"),), True),
        ("charge:1", (model("5710"),), False),
    ],
)
def test_a_charge_follows_the_lines_for_certain_only_where_the_model_agrees(
    line_id: str, models: tuple[Voice, ...], certain: bool
) -> None:
    ordered = line(match=order_match())
    on_document = Part(line_id, Kind.ADJUSTMENT, "Frakt", Decimal(50), words="Frakt")
    coding = said(on_document, *models, lines=(ordered,))
    assert codes(coding)[0] == ("6410", Source.ORDER)
    assert coding.certain is certain
