"""The review page over an embedded pipeline: what `kontera demo` and `kontera serve` end with."""

import socket

from schemas.errors import SettingsError
from schemas.review import ReviewDecided
from services.cli import showing
from services.embedded import Pipeline
from services.review.app import build_app
from services.review.store import Learned, SqliteReviewStore
from services.runtime import web

HOST = "127.0.0.1"


def serve(pipeline: Pipeline, port: int) -> None:
    """Serve the page on loopback until Ctrl-C or SIGTERM. SettingsError where the port is taken."""
    listener = _listen(port)
    reviews = SqliteReviewStore.open(pipeline.store.path)

    def submit(decision: ReviewDecided) -> Learned:
        outcome, waiting_lines = pipeline.decide(decision)
        return Learned(waiting_lines, outcome)

    app = build_app(reviews, submit, pipeline.clock)
    showing.say(f"review page: http://{HOST}:{listener.getsockname()[1]}/  (stop with Ctrl-C)")
    web.serve(app, HOST, port, listener)
    reviews.close()
    showing.say("stopped")


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise SettingsError(
            f"port {port} of {HOST} cannot be used: {error.strerror}", remedy="name another with --port"
        ) from error
    listener.listen(128)
    return listener
