"""What model, rules and policy say together."""

import pytest

from services.coder.answers import Paper, day_of
from services.coder.features import Case, Cases
from services.coder.knowledge import Knowledge
from services.coder.memory import Memory
from services.coder.policy import Policy
from services.coder.voices import Voice
from tests.builders import NOW, a_line, an_invoice, an_item
from tests.coding_builders import a_model, ignorant, knowing

PAPER = a_line(net_amount="103.00")


def case_of(name: str = "Kopieringspapper A4 80 g", article: str = "KP-80") -> Case:
    line = a_line(net_amount="103.00", item=an_item(name=name, seller_id=article))
    paper = Paper.of(an_invoice(lines=(line,)), (), Policy())
    return paper.case(paper.parts[0], day_of(NOW))


def first(knowledge: Knowledge, case: Case, lessons: int = 0, code: str = "5710") -> Voice:
    live = Memory.empty(live=True).learn(Cases.of([case] * lessons), [code] * lessons)
    ((voice, *_),) = knowledge.opinions("account", Cases.of([case]), live)
    return voice


@pytest.mark.parametrize(("lessons", "probability"), [(1, 0.6667), (3, 0.8), (18, 0.95)])
def test_an_untrained_model_is_no_surer_than_so_few_outcomes_allow(lessons: int, probability: float) -> None:
    voice = first(ignorant(), case_of(), lessons)
    assert voice.code == "5710"
    assert voice.probability == probability
    assert not voice.certain


def test_a_trained_model_says_the_chance_it_has_measured() -> None:
    voice = first(knowing(), case_of())
    assert (voice.code, voice.name) == ("6410", "Kontorsmaterial")
    assert voice.probability > 0.97


@pytest.mark.parametrize(("target_error", "certain"), [(0.0, False), (0.02, True), (0.05, True)])
def test_the_policys_target_says_how_sure_the_model_must_be(target_error: float, certain: bool) -> None:
    assert first(knowing(target_error=target_error), case_of()).certain is certain


def test_the_model_is_not_certain_of_what_the_supplier_had_less_often_than_the_policy_asks() -> None:
    strange = case_of("Snöskottning tak", "X")
    assert not first(knowing(), strange, lessons=2).certain
    assert not first(knowing(least_evidence=100_000), case_of()).certain


def test_a_dimension_that_nobody_taught_has_no_opinions() -> None:
    (voices,) = knowing().opinions("project", Cases.of([case_of()]), Memory.empty(live=True))
    assert voices == []


def test_thresholds_are_those_of_the_policy_not_of_the_training() -> None:
    strict, lax = (Knowledge(a_model(), policy=Policy(target_error=target)) for target in (0.005, 0.1))
    assert strict.thresholds["account"] > lax.thresholds["account"]
