"""What Kafka clients are told about TLS and login. `kafka` says the same to FastStream in its own words."""

import ssl
from pathlib import Path
from typing import TypedDict

from schemas.errors import SettingsError
from services.runtime.settings import PREFIX, KafkaSettings


class Connection(TypedDict):
    """The arguments of every client of kafka-python that decide whom it talks to, and how."""

    bootstrap_servers: list[str]
    security_protocol: str
    ssl_context: ssl.SSLContext | None
    sasl_mechanism: str | None
    sasl_plain_username: str | None
    sasl_plain_password: str | None


def connection(settings: KafkaSettings) -> Connection:
    """Those arguments. SettingsError where a file cannot be used."""
    return Connection(
        bootstrap_servers=settings.servers,
        security_protocol=settings.security_protocol,
        ssl_context=_tls(settings),
        sasl_mechanism=settings.sasl_mechanism,
        sasl_plain_username=settings.sasl_user,
        sasl_plain_password=_password(settings) if settings.logs_in else None,
    )


def _password(settings: KafkaSettings) -> str:
    """As it is given, or as it stands in its file, whose last line may end as lines do."""
    if settings.sasl_password is not None:
        return settings.sasl_password.get_secret_value()
    path = settings.sasl_password_file
    assert path is not None  # the settings have one of the two
    try:
        password = path.read_text(encoding="utf-8").rstrip("\r\n")
    except UnicodeDecodeError:  # its text would show bytes of the password
        raise _unusable("sasl_password_file", path, "it is not UTF-8") from None
    except OSError as error:
        raise _unusable("sasl_password_file", path, _reason(error)) from error
    if not password:
        raise _unusable("sasl_password_file", path, "it is empty")
    return password


def _tls(settings: KafkaSettings) -> ssl.SSLContext | None:
    """Certificates are verified, names in them too, always; TLS 1.2 or newer."""
    if not settings.uses_tls:
        return None
    authority, certificate = settings.ssl_ca_file, settings.ssl_certificate_file
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as error:
        raise _unusable("ssl_ca_file", authority, _reason(error)) from error
    if certificate is not None:
        _show(context, certificate, settings.ssl_key_file or certificate)
    return context


def _show(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Let brokers see who we are. SettingsError where certificate or key cannot be used."""
    _readable("ssl_certificate_file", certificate)
    _readable("ssl_key_file", key)

    def asked_for_a_passphrase() -> str:  # without an answer OpenSSL would ask on the terminal, and wait
        raise _unusable("ssl_key_file", key, "it has a passphrase")

    try:
        context.load_cert_chain(certificate, key, password=asked_for_a_passphrase)
    except OSError as error:
        raise _unusable("ssl_certificate_file", certificate, f"with {key}: {_reason(error)}") from error


def _readable(setting: str, path: Path) -> None:
    """SettingsError where it is not: OpenSSL does not say which of two files it misses."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unusable(setting, path, _reason(error)) from error


def _reason(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no PEM file, or key and certificate are not a pair ({error.reason or error.strerror})"
    return error.strerror or str(error)


def _unusable(setting: str, path: Path | None, why: str) -> SettingsError:
    return SettingsError(
        f"{path} cannot be used ({why})",
        place=f"{PREFIX}KAFKA__{setting.upper()}",
        remedy="correct the path or the file, and let this process's user read it",
    )
