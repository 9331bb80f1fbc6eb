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


def serve(pipeline: Pipeline, listener: socket.socket) -> None:
    """Serve the page on a socket that listens, until Ctrl-C or SIGTERM."""
    port = listener.getsockname()[1]
    reviews = SqliteReviewStore.open(pipeline.store.path)

    def submit(decision: ReviewDecided) -> Learned:
        outcome, waiting_lines = pipeline.decide(decision)
        return Learned(waiting_lines, outcome)

    app = build_app(reviews, submit, pipeline.clock)
    showing.say(f"review page: http://{HOST}:{port}/  (stop with Ctrl-C)")
    web.serve(app, HOST, port, listener)
    reviews.close()
    showing.say("stopped")


def listening(port: int) -> socket.socket:
    """A socket that listens on this port of loopback; SettingsError where the port is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"port {port} of {HOST} cannot be used: {error.strerror}", remedy="name another with --port"
        ) from error
    return listener
