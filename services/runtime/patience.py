"""How long to wait before the next try: longer each time, bounded, and never the same for two workers."""

from collections.abc import Callable
from random import random as uniform

from services.runtime.settings import KafkaSettings


def pause_s(failures: int, settings: KafkaSettings, uniform: Callable[[], float] = uniform) -> float:
    """Seconds to wait after so many failures in a row, 1 or more.

    Doubled each time up to the longest; half of it is drawn, so that workers that failed together do not come
    back together.
    """
    whole = min(settings.first_retry_ms * 2.0 ** (failures - 1), settings.longest_retry_ms) / 1_000
    return whole * (0.5 + 0.5 * uniform())
