"""The operator's settings: one model, read once from the environment in an entry point and passed down.

Every variable begins with `KONTERA_`; `__` separates a section from its setting, as in
`KONTERA_KAFKA__BOOTSTRAP_SERVERS=kafka-1:9092,kafka-2:9092`. Nothing else reads the environment.
"""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.errors import SettingsError

PREFIX, SECTION = "KONTERA_", "__"

Port = Annotated[int, Field(ge=0, le=65535, description="0 takes any free port and logs which")]
Milliseconds = Annotated[int, Field(gt=0)]
Responses = Literal["rejections", "all", "none"]
SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Share = Annotated[float, Field(ge=0, le=1)]


def _names(value: object) -> object:
    """The names between commas, where it is text."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return value


class Section(BaseModel):
    """A group of settings, frozen; a name it does not know is an error."""

    # A traceback of pydantic's would repeat what was given, a password too.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class KafkaSettings(Section):
    """The broker, and how the workers read from and write to it."""

    bootstrap_servers: str = Field("127.0.0.1:19092", description="host:port, several with commas between")
    security_protocol: SecurityProtocol = Field(
        "PLAINTEXT", description="what that port speaks: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    sasl_mechanism: SaslMechanism | None = Field(
        None, description="how SASL logs in: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
    )
    sasl_user: str | None = Field(None, min_length=1, description="who logs in")
    sasl_password: SecretStr | None = Field(
        None, min_length=1, description="the user's password; safer in a file:"
    )
    sasl_password_file: Path | None = Field(
        None, description="file with the password, such as a mounted secret; read at start"
    )
    ssl_ca_file: Path | None = Field(
        None, description="PEM file of the authority that signed the brokers; none: the system's own"
    )
    ssl_certificate_file: Path | None = Field(
        None, description="PEM file of the client's certificate, where brokers ask for one"
    )
    ssl_key_file: Path | None = Field(
        None, description="PEM file of its key, without passphrase; none: it is in the certificate's file"
    )
    group_prefix: str = Field("kontera", min_length=1, description="consumer groups are `{prefix}.{service}`")
    slot: str = Field("0", min_length=1, description="stable name of this worker among those of its service")
    partitions: int = Field(8, ge=1, description="of every topic; all must have the same number")
    replication: int = Field(1, ge=1, description="copies of every partition; 3 where there are 3 brokers")
    batch_size: int = Field(500, ge=1, description="records in one batch, and so in one transaction")
    poll_timeout_ms: Milliseconds = 500
    batch_wait_ms: Milliseconds = Field(50, description="how long an edge waits for a batch to fill")
    session_timeout_ms: Milliseconds = 45_000
    max_poll_interval_ms: Milliseconds = 300_000
    transaction_timeout_ms: Milliseconds = Field(
        15_000, description="a dead worker keeps readers of its partitions waiting this long"
    )
    request_timeout_ms: Milliseconds = 30_000
    linger_ms: int = Field(5, ge=0)
    attempts: int = Field(6, ge=1, description="tries of a batch while a cause outside it lasts")
    first_retry_ms: Milliseconds = 200
    longest_retry_ms: Milliseconds = 10_000

    @property
    def servers(self) -> list[str]:
        """The servers one by one: FastStream takes a string with commas for a single host."""
        return [server.strip() for server in self.bootstrap_servers.split(",") if server.strip()]

    @property
    def uses_tls(self) -> bool:
        """Whether connections are encrypted, and brokers show certificates."""
        return self.security_protocol in ("SSL", "SASL_SSL")

    @property
    def logs_in(self) -> bool:
        """Whether a user and a password are asked for."""
        return self.security_protocol in ("SASL_PLAINTEXT", "SASL_SSL")

    @model_validator(mode="after")
    def _secured_as_a_whole(self) -> Self:
        """A SettingsError passes through pydantic as it is; a ValueError could name no single variable."""
        if wrong := _security_fault(self):
            setting, message, remedy = wrong
            raise SettingsError(message, place=_variable(("kafka", setting)), remedy=remedy)
        return self

    @field_validator("bootstrap_servers")
    @classmethod
    def _at_least_one(cls, value: str) -> str:
        servers = [server.strip() for server in value.split(",") if server.strip()]
        if not servers or not all(server.rpartition(":")[2].isdigit() for server in servers):
            raise ValueError("give host:port, several with commas between")
        return value


def _security_fault(kafka: KafkaSettings) -> tuple[str, str, str] | None:
    """The setting that does not go with the others, what is wrong with it, and what to do."""
    protocol = kafka.security_protocol
    login = ("sasl_mechanism", "sasl_user", "sasl_password", "sasl_password_file")
    files = ("ssl_ca_file", "ssl_certificate_file", "ssl_key_file")
    for others, used, by in ((login, kafka.logs_in, "SASL_SSL"), (files, kafka.uses_tls, "SSL or SASL_SSL")):
        idle = next((name for name in others if getattr(kafka, name) is not None), None)
        if idle and not used:
            remedy = f"set {_variable(('kafka', 'security_protocol'))} to {by}, or remove it"
            return idle, f"is not used with {protocol}", remedy
    for name in login[:2]:
        if kafka.logs_in and getattr(kafka, name) is None:
            return name, f"is missing, and {protocol} logs in", "set it as your cluster's operator says"
    if kafka.logs_in and {",", "="} & set(kafka.sasl_user or "") and kafka.sasl_mechanism != "PLAIN":
        return "sasl_user", "has a comma or an equals sign, which the clients cannot send", "choose another"
    if kafka.logs_in and (kafka.sasl_password is None) == (kafka.sasl_password_file is None):
        which = "is missing" if kafka.sasl_password is None else "is given, and a file with it too"
        return "sasl_password", which, f"set it or {_variable(('kafka', 'sasl_password_file'))}, one of them"
    if kafka.ssl_key_file and not kafka.ssl_certificate_file:
        return "ssl_certificate_file", "is missing, and its key is given", "set it, or remove the key"
    return None


class IngestSettings(Section):
    """Where documents come in."""

    host: str = "127.0.0.1"
    port: Port = 8081
    max_bytes: int = Field(
        100 * 1024 * 1024, ge=1, description="size of one document; larger is refused with 413"
    )
    inbox: Path | None = Field(None, description="a folder whose files are read and then moved to `done/`")
    inbox_wait_ms: Milliseconds = Field(1_000, description="how often the folder is looked into")


class MatcherSettings(Section):
    """The matcher's state on disk."""

    snapshot_every: int = Field(1_000, ge=1, description="changes of a partition between two snapshots")


class CoderSettings(Section):
    """What the coder knows and how sure it must be."""

    model: Path | None = Field(None, description="file made by `kontera train`; none abstains on everything")
    rules: Path | None = Field(None, description="CSV file of explicit coding rules")
    dimensions: Annotated[tuple[str, ...], NoDecode] = Field(
        ("account",), min_length=1, description="what is coded, most important first; commas between"
    )
    target_error: Share = Field(0.02, description="share of wrong lines allowed among the released ones")
    audit_share: Share = Field(0.02, description="share of releasable invoices a person sees all the same")
    snapshot_every: int = Field(1_000, ge=1, description="changes of a partition between two snapshots")

    @field_validator("dimensions", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _names(value)


class ReviewSettings(Section):
    """The review pages."""

    host: str = Field("127.0.0.1", description="loopback: put a proxy that knows your people before it")
    port: Port = 8080
    database: Path | None = Field(None, description="SQLite file; none is `review.db` in the data folder")
    user: str = Field("accountant", min_length=1, description="who decides, where no proxy says so")
    user_header: str | None = Field(
        None,
        description="header with the user's name, such as X-Remote-User; only behind a proxy that sets it",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        ("localhost", "127.0.0.1"), description="names the pages answer to; commas between"
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _names(value)


class MetricsSettings(Section):
    """Where a worker without pages serves `/metrics`, `/livez` and `/readyz`."""

    host: str = "127.0.0.1"
    port: Port = 9464
    stalled_after_ms: Milliseconds = Field(120_000, description="no progress with work waiting: not ready")


class Settings(BaseSettings):
    """Everything an operator can set, with defaults that work on one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=SECTION,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    kafka: KafkaSettings = KafkaSettings()
    ingest: IngestSettings = IngestSettings()
    matcher: MatcherSettings = MatcherSettings()
    coder: CoderSettings = CoderSettings()
    review: ReviewSettings = ReviewSettings()
    metrics: MetricsSettings = MetricsSettings()
    responses: Responses = Field(
        "rejections",
        description="what senders of Peppol invoices are told: rejections, all (later too), none",
    )
    responses_since: AwareDatetime | None = Field(
        None,
        description="of what happened before this the responder tells nothing: set it to the hour in which it"
        " first runs on a cluster that has invoices already",
    )
    data_folder: Path = Field(Path("data"), description="documents, snapshots, databases")
    clock_fixed_at: AwareDatetime | None = Field(
        None, description="the time that every event is stamped with; for runs that must repeat to the byte"
    )
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")

    @property
    def review_database(self) -> Path:
        """The SQLite file of the review pages."""
        return self.review.database or self.data_folder / "review.db"


def load() -> Settings:
    """The settings of this process's environment.

    SettingsError names the variable, what is wrong with it and what to do.
    """
    _refuse_misspelt(name for name in os.environ if name.upper().startswith(PREFIX))
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = _variable(first["loc"])
        found = "" if "PASSWORD" in place else f" (found {first['input']!r})"
        raise SettingsError(
            f"{first['msg']}{found}",
            place=place,
            remedy="correct or remove the variable; `kontera doctor` lists all of them",
        ) from error


def variables() -> dict[str, str]:
    """Every variable that is read, with its description or the name of its type."""
    found: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for inner, setting in field.annotation.model_fields.items():
                found[_variable((name, inner))] = setting.description or inner.replace("_", " ")
        else:
            found[_variable((name,))] = field.description or name.replace("_", " ")
    return found


def _variable(place: tuple[int | str, ...]) -> str:
    return PREFIX + SECTION.join(str(part).upper() for part in place)


def _refuse_misspelt(names: Iterable[str]) -> None:
    """A variable one letter off would otherwise be ignored without a word."""
    known = variables()
    for name in sorted({name.upper() for name in names} - known.keys()):
        meant = get_close_matches(name, known, n=1, cutoff=0.85)
        if meant or SECTION in name:
            remedy = f"did you mean {meant[0]}?" if meant else "remove it"
            raise SettingsError("no such setting", place=name, remedy=remedy)
