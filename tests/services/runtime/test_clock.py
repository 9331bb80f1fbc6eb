from datetime import UTC, datetime, timedelta, timezone

from services.runtime.clock import clock
from services.runtime.settings import Settings


def test_the_clock_of_the_machine_goes_on_in_utc() -> None:
    now = clock(Settings())
    assert now().tzinfo is UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_fixed_clock_stands_still_in_utc() -> None:
    noon = datetime(2026, 7, 15, 12, tzinfo=timezone(timedelta(hours=2)))
    now = clock(Settings(clock_fixed_at=noon))
    assert now() == now() == noon
    assert now().tzinfo is UTC
