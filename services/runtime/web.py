"""Serves an ASGI app until SIGTERM or SIGINT, and ends the way a supervisor expects."""

import signal
from socket import socket

import uvicorn
from fastapi import FastAPI

FAILED = 1
"""Exit code: the app did not start; its log says why."""

GRACE_S = 10


def serve(app: FastAPI, host: str, port: int, listener: socket | None = None) -> None:
    """Serve until asked to stop, on the port or on a socket that listens already.

    SystemExit(FAILED) where the app could not start or the port is taken.
    """
    # uvicorn shuts down properly, but then raises the signal again, to the handlers it found: with the usual
    # ones an orderly stop would look like a process that was killed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    config = uvicorn.Config(app, host=host, port=port, log_config=None, timeout_graceful_shutdown=GRACE_S)
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener] if listener else None)
    except SystemExit as error:  # what uvicorn does where the port is taken
        raise SystemExit(FAILED) from error
    if not server.started:
        raise SystemExit(FAILED)
