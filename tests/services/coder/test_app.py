from pathlib import Path

import pytest

from schemas.errors import SettingsError
from services.coder.app import build_app, load_knowledge
from services.coder.model import Model
from services.runtime.settings import CoderSettings, Settings


def test_decisions_are_learnt_from_before_invoices_are_coded() -> None:
    assert list(build_app(Settings()).models) == ["review.decided", "invoice.matched"]


def test_without_a_model_file_the_model_is_empty_and_the_policy_is_that_of_the_settings() -> None:
    coder = CoderSettings(dimensions=("account", "cost_centre"), target_error=0.01, audit_share=0.5)
    knowledge = load_knowledge(Settings(coder=coder))
    assert knowledge.model.version == Model.empty().version
    assert knowledge.rules == ()
    assert knowledge.policy.dimensions == ("account", "cost_centre")
    assert (knowledge.policy.target_error, knowledge.policy.audit_share) == (0.01, 0.5)


def test_rules_are_read_from_their_file(tmp_path: Path) -> None:
    rules = tmp_path / "rules.csv"
    rules.write_text("supplier;dimension;code\n556677-8899;account;6410\n", encoding="utf-8")
    knowledge = load_knowledge(Settings(coder=CoderSettings(rules=rules)))
    assert [(rule.dimension, rule.code) for rule in knowledge.rules] == [("account", "6410")]


def test_a_rule_that_cannot_be_read_stops_the_coder_instead_of_being_left_out(tmp_path: Path) -> None:
    rules = tmp_path / "rules.csv"
    rules.write_text("supplier;dimension;code\n556677-8899;account;6410\n;account;\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"1 coding rules cannot be read.*rules\.csv"):
        load_knowledge(Settings(coder=CoderSettings(rules=rules)))


@pytest.mark.parametrize("name", ["model", "rules"])
def test_a_missing_file_is_a_settings_error(tmp_path: Path, name: str) -> None:
    coder = CoderSettings.model_validate({name: tmp_path / "missing"})
    with pytest.raises(SettingsError):
        load_knowledge(Settings(coder=coder))
