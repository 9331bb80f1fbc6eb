from hypothesis import given
from hypothesis import strategies as st

from services.runtime.patience import pause_s
from services.runtime.settings import KafkaSettings

SETTINGS = KafkaSettings(first_retry_ms=200, longest_retry_ms=10_000)


@given(st.integers(1, 1_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_is_never_longer_than_the_longest_nor_shorter_than_half_the_first(
    failures: int, drawn: float
) -> None:
    assert 0.1 <= pause_s(failures, SETTINGS, lambda: drawn) <= 10


def test_pauses_double_until_the_longest() -> None:
    pauses = [pause_s(failures, SETTINGS, lambda: 1.0) for failures in range(1, 9)]
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]


def test_two_workers_do_not_wait_equally_long() -> None:
    assert pause_s(3, SETTINGS, lambda: 0.1) != pause_s(3, SETTINGS, lambda: 0.9)
