"""What keeps us out is named by its part; `e2e/test_kafka_security.py` has a real broker that refuses."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from schemas.errors import SettingsError, Unavailable
from services.runtime.reaching import reach
from tests.certificates import authority, signed
from tests.kafka_broker import free_ports, quick

Answer = Callable[[socket.socket], object]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The address of a server that gives each connection this answer, and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    with line, suppress(OSError):
                        answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def hang_up(line: socket.socket) -> None:
    line.recv(1024)


def speak_http(line: socket.socket) -> None:
    line.recv(1024)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def say_nothing(line: socket.socket) -> None:
    while line.recv(1024):
        pass


def test_a_port_that_nobody_listens_on_is_a_matter_of_the_connection() -> None:
    (port,) = free_ports(1)
    with pytest.raises(Unavailable, match=r"does not answer \(connection: Connection refused"):
        reach(quick(f"127.0.0.1:{port}", request_timeout_ms=100))


@pytest.mark.parametrize("name", ["no..name", "::g"])
def test_a_name_that_nobody_knows_is_said_to_be_one(name: str) -> None:
    with pytest.raises(Unavailable, match="its name is n") as caught:
        reach(quick(f"{name}:9092", request_timeout_ms=100))
    assert "KONTERA_KAFKA__BOOTSTRAP_SERVERS" in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "said"),
    [(hang_up, "it hangs up"), (speak_http, "speaks no Kafka"), (say_nothing, "says nothing")],
)
def test_what_is_no_broker_is_told_apart(answer: Answer, said: str) -> None:
    with serving(answer) as address, pytest.raises(Unavailable, match=said):
        reach(quick(address, request_timeout_ms=200))


def test_whoever_hangs_up_is_tried_again_until_patience_ends() -> None:
    began: list[float] = []

    def note(line: socket.socket) -> None:
        began.append(time.monotonic())

    with serving(note) as address, pytest.raises(Unavailable):
        reach(quick(address, request_timeout_ms=700))
    assert len(began) > 2


def test_a_port_without_tls_is_told_at_once() -> None:
    failure = pytest.raises(SettingsError, match="TLS with the broker failed")
    with serving(speak_http) as address, failure as caught:
        reach(quick(address, security_protocol="SSL"))
    assert "KONTERA_KAFKA__SECURITY_PROTOCOL" in str(caught.value)


def test_a_certificate_of_another_name_is_not_trusted(tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    server = signed(trusted, "server", "subjectAltName=DNS:elsewhere.example")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.certificate, server.key)

    def encrypt(line: socket.socket) -> None:
        context.wrap_socket(line, server_side=True).close()

    failure = pytest.raises(SettingsError, match="not trusted: IP address mismatch")
    with serving(encrypt) as address, failure:
        reach(quick(address, security_protocol="SSL", ssl_ca_file=trusted.certificate))


def test_of_several_servers_the_refusal_is_told_before_the_silence() -> None:
    (port,) = free_ports(1)
    with serving(speak_http) as address, pytest.raises(SettingsError) as caught:
        reach(quick(f"127.0.0.1:{port},{address}", security_protocol="SSL"))
    assert caught.value.place == address
