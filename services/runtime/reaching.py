"""Whether the cluster takes us in, and if it does not, which part fails: connection, TLS or login.

The clients try again whatever the cause, and end with a sentence that names none: a wrong password would look
like a broker that is away. So each process knocks once, step by step, before it makes any of them.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from kafka.errors import KafkaError, for_code
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import MetadataRequest
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from schemas.errors import KonteraError, SettingsError, Unavailable
from services.runtime import security
from services.runtime.security import Connection
from services.runtime.settings import KafkaSettings

PAUSE_S = 0.2
CREDENTIALS = "correct KONTERA_KAFKA__SASL_USER and KONTERA_KAFKA__SASL_PASSWORD, or the password's file"
PROTOCOL = "see what that port speaks, and set KONTERA_KAFKA__SECURITY_PROTOCOL to it"

Ask = Callable[[object], Any]
"""A broker's response to a request; kafka-python's requests and responses have no types."""


class Login(Protocol):
    """One of kafka-python's ways to log in."""

    def is_done(self) -> bool:
        """Whether nothing is left to be said."""

    def auth_bytes(self) -> bytes:
        """What is to be said next."""

    def receive(self, auth_bytes: bytes) -> object:
        """Takes what the broker said to that."""


def reach(settings: KafkaSettings) -> list[str]:
    """The addresses that the cluster's brokers want to be found at, once one has let us in and said so.

    SettingsError at once where TLS or the login fails, since waiting mends neither; Unavailable where no
    broker has answered within the request time-out.
    """
    told = security.connection(settings)
    patience_s = settings.request_timeout_ms / 1_000
    deadline = time.monotonic() + patience_s
    while True:
        failures: list[KonteraError] = []
        for server in settings.servers:
            try:
                return _enter(server, told, patience_s / len(settings.servers))
            except KonteraError as error:
                failures.append(error)
        refused = next((error for error in failures if isinstance(error, SettingsError)), None)
        if refused or time.monotonic() + PAUSE_S > deadline:
            raise refused or failures[0]
        time.sleep(PAUSE_S)


def _enter(server: str, told: Connection, patience_s: float) -> list[str]:
    """Come in by one server, step by step; gives the addresses of all."""
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    with (
        _connected(host, int(port), server, patience_s) as plain,
        _understood(server),
        _encrypted(plain, host, told) as line,
    ):
        ask = _asking(line)
        if told["sasl_mechanism"]:
            _log_in(ask, told, server)
        answer = ask(MetadataRequest(topics=[], version=1))
    return [f"{broker.host}:{broker.port}" for broker in answer.brokers]


def _encrypted(plain: socket.socket, host: str, told: Connection) -> socket.socket:
    context = told["ssl_context"]
    return context.wrap_socket(plain, server_hostname=host) if context else plain


@contextmanager
def _connected(host: str, port: int, server: str, patience_s: float) -> Iterator[socket.socket]:
    """A connection. Unavailable says why there is none."""
    try:
        line = socket.create_connection((host, port), timeout=patience_s)
    except socket.gaierror as error:
        raise _silent(server, f"its name is not known: {error.strerror}") from error
    except UnicodeError as error:  # two dots in a row, and the like
        raise _silent(server, "its name is none") from error
    except OSError as error:
        raise _silent(server, f"connection: {error.strerror or error}") from error
    with line:
        yield line


def _silent(server: str, why: str) -> Unavailable:
    return Unavailable(
        f"the broker does not answer ({why})",
        place=server,
        remedy="start it (make kafka), or correct KONTERA_KAFKA__BOOTSTRAP_SERVERS",
    )


@contextmanager
def _understood(server: str) -> Iterator[None]:
    """SettingsError for what TLS does not like; Unavailable where the talk ends in another way.

    A client's certificate is refused only after the handshake, so all of the talk is in here.
    """
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        remedy = (
            "see that KONTERA_KAFKA__SSL_CA_FILE is the authority that signed it; use a name that is in it"
        )
        raise _tls(server, f"its certificate is not trusted: {error.verify_message}", remedy) from error
    except (ssl.SSLEOFError, ConnectionError) as error:
        raise _no_talk(server, "hangs up") from error
    except ssl.SSLError as error:
        why = error.reason or str(error)
        if "CERTIFICATE" in why.upper():
            remedy = "set KONTERA_KAFKA__SSL_CERTIFICATE_FILE to one that the cluster knows"
            raise _tls(server, f"the broker refuses our certificate: {why}", remedy) from error
        raise _tls(server, why, PROTOCOL) from error
    except TimeoutError as error:
        raise _no_talk(server, "takes the connection and says nothing") from error
    except KafkaError as error:
        raise _no_talk(server, "speaks no Kafka") from error


def _no_talk(server: str, does: str) -> Unavailable:
    return Unavailable(f"the broker does not answer (it {does})", place=server, remedy=PROTOCOL)


def _tls(server: str, why: str, remedy: str) -> SettingsError:
    return SettingsError(f"TLS with the broker failed ({why})", place=server, remedy=remedy)


def _asking(line: socket.socket) -> Ask:
    """A conversation over a line: a request, its response."""
    protocol = KafkaProtocol(client_id="kontera")

    def ask(request: object) -> object:
        protocol.send_request(request)
        line.sendall(protocol.send_bytes())
        while data := line.recv(64 * 1024):
            for _, response in protocol.receive_bytes(data):
                return response
        raise ConnectionResetError  # as it looks when it closes in the middle

    return ask


def _log_in(ask: Ask, told: Connection, server: str) -> None:
    """SettingsError where the broker does not know the user, the password or this way to log in."""
    wanted = told["sasl_mechanism"]
    answer = ask(SaslHandshakeRequest(mechanism=wanted, version=1))
    if answer.error_code:
        known = ", ".join(sorted(answer.mechanisms)) or "no login at all"
        remedy = "set KONTERA_KAFKA__SASL_MECHANISM to one that it knows" if answer.mechanisms else PROTOCOL
        raise _not_in(server, f"the broker knows {known}, not {wanted}", remedy)
    login: Login = get_sasl_mechanism(wanted)(**told)
    while not login.is_done():
        answer = ask(SaslAuthenticateRequest(login.auth_bytes(), version=1))
        if answer.error_code:
            why = answer.error_message or for_code(answer.error_code).__name__
            raise _not_in(server, f"{told['sasl_plain_username']}: {why}", CREDENTIALS)
        try:
            login.receive(answer.auth_bytes)
        except (ValueError, KeyError):  # without their text, which may repeat what was exchanged
            raise _not_in(
                server, "the broker does not prove that it knows the password", CREDENTIALS
            ) from None


def _not_in(server: str, why: str, remedy: str) -> SettingsError:
    return SettingsError(f"the login failed ({why})", place=server, remedy=remedy)
