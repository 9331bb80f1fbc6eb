from pathlib import Path

import pytest
from faststream.kafka.security import parse_security

from schemas.errors import SettingsError
from services.runtime import kafka, security
from services.runtime.settings import KafkaSettings
from tests.certificates import authority, signed, with_passphrase

LOGIN = {"security_protocol": "SASL_PLAINTEXT", "sasl_user": "anna", "sasl_mechanism": "SCRAM-SHA-256"}


def settings(**fields: object) -> KafkaSettings:
    return KafkaSettings.model_validate(fields)


def test_without_settings_nothing_is_encrypted_and_nobody_logs_in() -> None:
    told = security.connection(settings(bootstrap_servers="a:1, b:2"))
    assert told["bootstrap_servers"] == ["a:1", "b:2"]
    assert told["security_protocol"] == "PLAINTEXT"
    assert not any((told["ssl_context"], told["sasl_mechanism"], told["sasl_plain_password"]))


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_both_libraries_are_told_the_same(mechanism: str, protocol: str) -> None:
    given = {"sasl_mechanism": mechanism, "security_protocol": protocol, "sasl_password": "secret"}
    secured = settings(**{**LOGIN, **given})
    ours = security.connection(secured)
    theirs = parse_security(kafka.secured(secured))
    names = ("security_protocol", "sasl_mechanism", "sasl_plain_username", "sasl_plain_password")
    assert [theirs[name] for name in names] == [protocol, mechanism, "anna", "secret"]
    assert [ours.get(name) for name in names] == [protocol, mechanism, "anna", "secret"]
    assert (ours["ssl_context"] is None) == (theirs["ssl_context"] is None) == (protocol == "SASL_PLAINTEXT")


def test_tls_without_login_is_told_to_both() -> None:
    secured = settings(security_protocol="SSL")
    theirs = parse_security(kafka.secured(secured))
    assert theirs["security_protocol"] == security.connection(secured)["security_protocol"] == "SSL"
    context = theirs["ssl_context"]
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_the_password_is_what_stands_in_the_file_without_the_end_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(" sécret \r\n".encode())
    told = security.connection(settings(**LOGIN, sasl_password_file=tmp_path / "password"))
    assert told["sasl_plain_password"] == " sécret "


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"\n", "it is empty"), (b"s\xffcret", "not UTF-8")]
)
def test_a_password_file_that_cannot_be_used_is_named_and_not_shown(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=said) as caught:
        security.connection(settings(**LOGIN, sasl_password_file=path))
    assert caught.value.place == "KONTERA_KAFKA__SASL_PASSWORD_FILE"
    assert caught.value.__suppress_context__ or isinstance(caught.value.__cause__, OSError | None)
    assert "cret" not in str(caught.value)


def test_a_certificate_and_its_key_are_shown_to_brokers_from_one_file_or_two(tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    pair = signed(trusted, "client")
    both = tmp_path / "both.pem"
    both.write_bytes(pair.key.read_bytes() + pair.certificate.read_bytes())
    tls = {"security_protocol": "SSL", "ssl_ca_file": trusted.certificate}
    for fields in (
        {"ssl_certificate_file": pair.certificate, "ssl_key_file": pair.key},
        {"ssl_certificate_file": both},
    ):
        assert security.connection(settings(**tls, **fields))["ssl_context"] is not None


def test_files_of_tls_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    pair, other = signed(trusted, "client"), signed(trusted, "other")
    missing, text = tmp_path / "missing.pem", tmp_path / "text"
    text.write_text("no certificate")
    cases = [
        ("SSL_CA_FILE", "No such file", {"ssl_ca_file": missing}),
        ("SSL_CA_FILE", "no PEM file", {"ssl_ca_file": text}),
        ("SSL_CERTIFICATE_FILE", "No such file", {"ssl_certificate_file": missing}),
        ("SSL_CERTIFICATE_FILE", "no PEM file", {"ssl_certificate_file": pair.certificate}),
        ("SSL_KEY_FILE", "No such file", {"ssl_certificate_file": pair.certificate, "ssl_key_file": missing}),
        ("SSL_CERTIFICATE_FILE", "not a pair",
         {"ssl_certificate_file": pair.certificate, "ssl_key_file": other.key}),
        ("SSL_KEY_FILE", "passphrase",
         {"ssl_certificate_file": pair.certificate, "ssl_key_file": with_passphrase(pair)}),
    ]  # fmt: skip
    for setting, said, fields in cases:
        with pytest.raises(SettingsError, match=said) as caught:
            security.connection(settings(security_protocol="SSL", **fields))
        assert caught.value.place == f"KONTERA_KAFKA__{setting}"
        assert caught.value.remedy
