import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI

from schemas.errors import Unavailable
from services.runtime.web import FAILED, serve

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@asynccontextmanager
async def asked_to_stop(_app: FastAPI) -> AsyncIterator[None]:
    """An app that is asked to stop as soon as it has started."""
    signal.raise_signal(signal.SIGTERM)
    yield


@asynccontextmanager
async def without_a_broker(app: FastAPI) -> AsyncIterator[None]:
    """An app that cannot start."""
    if not hasattr(app.state, "broker"):
        raise Unavailable("the broker does not answer")
    yield


def test_a_server_asked_to_stop_returns_as_if_nothing_had_happened() -> None:
    serve(FastAPI(lifespan=asked_to_stop), "127.0.0.1", 0)


def test_an_app_that_cannot_start_ends_the_process() -> None:
    with pytest.raises(SystemExit) as ended:
        serve(FastAPI(lifespan=without_a_broker), "127.0.0.1", 0)
    assert ended.value.code == FAILED


def test_a_port_that_is_taken_ends_the_process() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as ended:
            serve(FastAPI(), "127.0.0.1", taken.getsockname()[1])
    assert ended.value.code == FAILED
