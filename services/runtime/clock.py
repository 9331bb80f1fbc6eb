"""The one place that asks for the time: the pure core gets it as a value."""

from collections.abc import Callable
from datetime import UTC, datetime

from services.runtime.settings import Settings

Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""


def clock(settings: Settings) -> Clock:
    """The time of the machine, or always the one of `KONTERA_CLOCK_FIXED_AT` where that is set."""
    fixed = settings.clock_fixed_at
    if fixed is None:
        return lambda: datetime.now(UTC)
    at = fixed.astimezone(UTC)
    return lambda: at
