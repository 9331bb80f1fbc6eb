"""An embedded pipeline for tests: its own file, a clock that stands still, the knowledge asked for."""

from datetime import UTC, datetime
from pathlib import Path

from services.coder.coding import Knowledge
from services.coder.model import Model
from services.coder.policy import Policy
from services.embedded import Pipeline, Submitted, Taken
from services.runtime.settings import Responses
from services.runtime.storage import Store

NOW = datetime(2026, 7, 15, 8, tzinfo=UTC)


def a_pipeline(
    path: Path, knowledge: Knowledge | None = None, responses: Responses = "rejections"
) -> Pipeline:
    """A pipeline over this file; without knowledge it abstains on everything."""
    return Pipeline(Store(path), knowledge or ignorance(), lambda: NOW, responses)


def ignorance() -> Knowledge:
    """No model, no rules: everything goes to people."""
    return Knowledge(model=Model.empty(), rules=(), policy=Policy(audit_share=0))


def taken(pipeline: Pipeline, *documents: bytes) -> Taken:
    """What became of these documents."""
    return pipeline.take(Submitted(f"{number}.xml", data) for number, data in enumerate(documents))
