"""The responder as a service: what it reads, and when it has nothing to do."""

import pytest

from schemas.errors import SettingsError
from services.responder.app import build_app
from services.runtime.settings import Responses, Settings


def test_requests_come_before_codings() -> None:
    service = build_app(Settings(responses="all"))
    assert list(service.models) == ["review.requested", "invoice.coded"]


@pytest.mark.parametrize("responses", ["rejections", "none"])
def test_it_is_not_run_where_nobody_is_told_anything_later(responses: Responses) -> None:
    with pytest.raises(SettingsError, match="KONTERA_RESPONSES"):
        build_app(Settings(responses=responses))
