from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.errors import SettingsError
from services.runtime.settings import KafkaSettings, Settings, load, variables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def test_defaults_work_on_one_machine() -> None:
    settings = load()
    assert settings.kafka.servers == ["127.0.0.1:19092"]
    assert settings.review.host == settings.ingest.host == settings.metrics.host == "127.0.0.1"
    assert settings.review_database == Path("data/review.db")


def test_a_variable_sets_a_section_s_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTERA_KAFKA__BOOTSTRAP_SERVERS", "a:9092, b:9093")
    monkeypatch.setenv("KONTERA_CODER__DIMENSIONS", "account, cost_centre")
    monkeypatch.setenv("KONTERA_CLOCK_FIXED_AT", "2026-07-15T10:00:00+02:00")
    settings = load()
    assert settings.kafka.servers == ["a:9092", "b:9093"]
    assert settings.coder.dimensions == ("account", "cost_centre")
    assert settings.clock_fixed_at is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONTERA_KAFKA__BATCH_SIZE", "many"),
        ("KONTERA_KAFKA__BATCH_SIZE", "0"),
        ("KONTERA_KAFKA__BOOTSTRAP_SERVERS", "no port"),
        ("KONTERA_CODER__TARGET_ERROR", "1.5"),
        ("KONTERA_CODER__DIMENSIONS", ""),
        ("KONTERA_CLOCK_FIXED_AT", "2026-07-15T10:00:00"),
        ("KONTERA_REVIEW__PORT", "70000"),
        ("KONTERA_LOG_LEVEL", "loud"),
        ("KONTERA_KAFKA__SECURITY_PROTOCOL", "TLS"),
        ("KONTERA_KAFKA__SASL_MECHANISM", "GSSAPI"),
        ("KONTERA_KAFKA__SASL_PASSWORD", ""),
    ],
)
def test_a_bad_value_is_an_error_that_names_the_variable_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.place == name
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("KONTERA_KAFKA__BATCHSIZE", "KONTERA_KAFKA__BATCH_SIZE"),
        ("KONTERA_KAFAK__BATCH_SIZE", "KONTERA_KAFKA__BATCH_SIZE"),
        ("KONTERA_DATA_FOLDRE", "KONTERA_DATA_FOLDER"),
    ],
)
def test_a_misspelt_variable_is_not_ignored(monkeypatch: pytest.MonkeyPatch, name: str, meant: str) -> None:
    monkeypatch.setenv(name, "5")
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.place == name
    assert meant in str(caught.value)


def test_other_people_s_variables_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTERA_SHARED", "../shared")
    monkeypatch.setenv("KAFKA__BATCH_SIZE", "many")
    load()


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.kafka.partitions = 3  # type: ignore[misc]


def test_every_setting_is_listed_with_a_description() -> None:
    listed = variables()
    assert {f"KONTERA_KAFKA__{name.upper()}" for name in KafkaSettings.model_fields} <= listed.keys()
    assert all(listed.values())


SASL = {"SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "SCRAM-SHA-512", "SASL_USER": "anna"}
SECRET = "do-not-show"


@pytest.mark.parametrize(
    ("variables", "named", "said"),
    [
        ({"SASL_USER": "anna"}, "SASL_USER", "not used with PLAINTEXT"),
        ({"SASL_PASSWORD": SECRET}, "SASL_PASSWORD", "not used with PLAINTEXT"),
        ({"SECURITY_PROTOCOL": "SSL", "SASL_MECHANISM": "PLAIN"}, "SASL_MECHANISM", "not used with SSL"),
        ({"SSL_CA_FILE": "ca.pem"}, "SSL_CA_FILE", "not used with PLAINTEXT"),
        ({**SASL, "SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_PASSWORD": SECRET, "SSL_CA_FILE": "ca.pem"},
         "SSL_CA_FILE", "not used with SASL_PLAINTEXT"),
        ({"SECURITY_PROTOCOL": "SASL_SSL", "SASL_PASSWORD": SECRET}, "SASL_MECHANISM", "is missing"),
        ({"SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "PLAIN"}, "SASL_USER", "is missing"),
        (SASL, "SASL_PASSWORD", "is missing"),
        ({**SASL, "SASL_PASSWORD": SECRET, "SASL_PASSWORD_FILE": "password"}, "SASL_PASSWORD", "too"),
        ({**SASL, "SASL_USER": "a=b", "SASL_PASSWORD": SECRET}, "SASL_USER", "equals sign"),
        ({"SECURITY_PROTOCOL": "SSL", "SSL_KEY_FILE": "key.pem"}, "SSL_CERTIFICATE_FILE", "is missing"),
    ],
)  # fmt: skip
def test_settings_of_security_that_do_not_go_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], named: str, said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"KONTERA_KAFKA__{name}", value)
    with pytest.raises(SettingsError, match=said) as caught:
        load()
    assert caught.value.place == f"KONTERA_KAFKA__{named}"
    assert caught.value.remedy
    assert SECRET not in str(caught.value)


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SASL, "SASL_PASSWORD": SECRET}.items():
        monkeypatch.setenv(f"KONTERA_KAFKA__{name}", value)
    settings = load()
    assert settings.kafka.sasl_password is not None
    assert settings.kafka.sasl_password.get_secret_value() == SECRET
    shown = (repr(settings), str(settings.kafka), settings.model_dump_json(), str(settings.model_dump()))
    assert not any(SECRET in one for one in shown)
    monkeypatch.setenv("KONTERA_KAFKA__BATCH_SIZE", "many")
    with pytest.raises(SettingsError) as caught:
        load()
    assert SECRET not in f"{caught.value} {caught.value.__cause__}"


def test_the_example_of_a_secured_cluster_can_be_used_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (ROOT / "deploy" / "kafka" / "secured.env").read_text().splitlines()
    for line in lines:
        if not line.startswith("#"):
            monkeypatch.setenv(*line.split("=", 1))
    settings = load().kafka
    assert (settings.uses_tls, settings.logs_in, settings.replication) == (True, True, 3)
