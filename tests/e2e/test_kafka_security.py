"""A real broker with TLS and logins: what is set right works everywhere, what is wrong is said at once."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient, UserScramCredentialUpsertion

from benchmarks.documents import peppol_invoice
from deploy.kafka import local
from services.runtime.settings import KafkaSettings
from tests.certificates import Pair, authority, signed
from tests.commands import Said, kontera
from tests.kafka_broker import (
    broker,
    environment,
    everything,
    free_ports,
    producer,
    quick,
    start,
    tail,
    wait_until_read,
    workers,
)

pytestmark = pytest.mark.kafka

USER, PASSWORD = "kontera", "s3cret, with = and å"
PLAIN_USER, STRANGER, PLAIN_PASSWORD = "plain", "stranger", "another"
SECURED = ("SSL", "SASL_SSL", "SASL_PLAINTEXT")
PATIENCE_MS, AT_ONCE_S = 60_000, 20
"""How long clients may wait, and within what an answer did not come from waiting."""


PROPERTIES = """
listeners=PLAINTEXT://127.0.0.1:{plain},CONTROLLER://127.0.0.1:{controller},LOST://127.0.0.1:{lost},{secured}
advertised.listeners=PLAINTEXT://127.0.0.1:{plain},LOST://127.0.0.1:1,{secured}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,\
SASL_PLAINTEXT:SASL_PLAINTEXT,LOST:PLAINTEXT
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_plaintext.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required user_{user}="{password}" \
user_{stranger}="{password}";
listener.name.sasl_ssl.sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_plaintext.sasl.enabled.mechanisms=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:CN=client;User:{scram};User:{user}
"""

Told = dict[str, object]
"""Settings of Kafka by their names."""


@dataclass(frozen=True)
class Cluster:
    """A broker with a listener of each kind, and who may come in by them."""

    servers: dict[str, str]
    trusted: Pair
    client: Pair
    password_file: Path

    def settings(self, protocol: str, **changed: object) -> KafkaSettings:
        """Settings that come in by the listener of this protocol, but for what is changed."""
        login: Told = {"sasl_mechanism": "SCRAM-SHA-512", "sasl_user": USER}
        told: dict[str, Told] = {
            "PLAINTEXT": {},
            "SSL": {
                "ssl_ca_file": self.trusted.certificate,
                "ssl_certificate_file": self.client.certificate,
                "ssl_key_file": self.client.key,
            },
            "SASL_SSL": {
                "ssl_ca_file": self.trusted.certificate,
                "sasl_password_file": self.password_file,
                **login,
            },
            "SASL_PLAINTEXT": {
                "sasl_mechanism": "PLAIN",
                "sasl_user": PLAIN_USER,
                "sasl_password": PLAIN_PASSWORD,
            },
        }
        fields = {
            "security_protocol": protocol,
            "request_timeout_ms": PATIENCE_MS,
            **told[protocol],
            **changed,
        }
        return quick(str(fields.pop("bootstrap_servers", self.servers[protocol])), **fields)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("secured")
    trusted = authority(folder)
    server, client = signed(trusted, "server"), signed(trusted, "client")
    keystore, password_file = folder / "keystore.pem", folder / "password"
    keystore.write_text(server.key.read_text() + server.certificate.read_text())
    password_file.write_text(f"{PASSWORD}\n")
    plain, controller, lost, *others = free_ports(6)
    secured = {name: f"127.0.0.1:{port}" for name, port in zip(SECURED, others, strict=True)}
    properties = PROPERTIES.format(
        plain=plain,
        controller=controller,
        lost=lost,
        secured=",".join(f"{name}://{at}" for name, at in secured.items()),
        keystore=keystore,
        truststore=trusted.certificate,
        user=PLAIN_USER,
        stranger=STRANGER,
        password=PLAIN_PASSWORD,
        scram=USER,
    )
    servers = {"PLAINTEXT": f"127.0.0.1:{plain}", "LOST": f"127.0.0.1:{lost}", **secured}
    with broker(folder, local.Node(folder / "kafka", plain, controller, properties)):
        admin = KafkaAdminClient(bootstrap_servers=servers["PLAINTEXT"])
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):  # a user is altered once in a request
            admin.alter_user_scram_credentials([UserScramCredentialUpsertion(USER, mechanism, PASSWORD)])
        admin.close()
        yield Cluster(servers, trusted, client, password_file)


Command = Callable[..., Said]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """`kontera …` with these settings of Kafka, which has an answer at once."""

    def run(settings: KafkaSettings, *arguments: str) -> Said:
        for name, value in environment(settings).items():
            monkeypatch.setenv(name, value)
        if settings.sasl_password is not None:
            monkeypatch.setenv("KONTERA_KAFKA__SASL_PASSWORD", settings.sasl_password.get_secret_value())
        began = time.monotonic()
        said = kontera(*arguments)
        assert time.monotonic() - began < AT_ONCE_S
        return said

    return run


def test_a_document_goes_through_ingest_and_matcher_over_tls_with_a_login(
    cluster: Cluster, command: Command, tmp_path: Path
) -> None:
    secured, plain = cluster.settings("SASL_SSL"), cluster.settings("PLAINTEXT")
    assert "made invoice.received" in command(secured, "topics", "create").out
    with workers(secured, tmp_path, "ingest", "matcher"):
        with producer(plain) as out:
            out.send("document.submitted", value=peppol_invoice(1))
        wait_until_read(plain, "ingest", "matcher")
    assert len(everything(plain, "invoice.matched")) == 1
    assert len(everything(secured, "invoice.matched")) == 1
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert PASSWORD not in logs


@pytest.mark.parametrize(
    ("protocol", "changed", "said"),
    [
        ("PLAINTEXT", {}, "(PLAINTEXT)"),
        ("SSL", {}, "(SSL)"),
        ("SASL_SSL", {"sasl_mechanism": "SCRAM-SHA-256"}, "logged in as kontera by SCRAM-SHA-256"),
        ("SASL_PLAINTEXT", {}, "the password goes over the network as it is"),
    ],
)
def test_the_doctor_says_by_which_way_the_cluster_is_reached(
    cluster: Cluster, command: Command, protocol: str, changed: Told, said: str
) -> None:
    settings = cluster.settings(protocol, **changed)
    command(settings, "topics", "create")
    found = command(settings, "doctor", "--kafka", "--json")
    assert said in found.out
    assert "all topics are as they should be" in found.out


@pytest.mark.parametrize(
    ("protocol", "changed", "said"),
    [
        ("SASL_SSL", {"sasl_password_file": None, "sasl_password": "wrong"}, "the login failed"),
        ("SASL_SSL", {"sasl_user": "nobody"}, "KONTERA_KAFKA__SASL_USER"),
        ("SASL_SSL", {"sasl_mechanism": "PLAIN"}, "knows SCRAM-SHA-256, SCRAM-SHA-512, not PLAIN"),
        ("SASL_PLAINTEXT", {"sasl_password": "wrong"}, "the login failed"),
        ("SASL_SSL", {"ssl_ca_file": None}, "its certificate is not trusted"),
        ("SSL", {"ssl_certificate_file": None, "ssl_key_file": None}, "KONTERA_KAFKA__SSL_CERTIFICATE_FILE"),
    ],
)
def test_what_is_refused_is_said_at_once_by_part_and_setting(
    cluster: Cluster, command: Command, protocol: str, changed: Told, said: str
) -> None:
    settings = cluster.settings(protocol, **changed)
    refused = command(settings, "topics", "check")
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert "wrong" not in refused.err
    assert said in command(settings, "doctor", "--json").out


def test_a_worker_with_a_wrong_password_ends_before_its_patience_does(
    cluster: Cluster, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("wrong")
    settings = cluster.settings("SASL_SSL", sasl_password_file=password)
    started = [start(service, settings, tmp_path, "a") for service in ("ingest", "matcher")]
    try:
        for one in started:
            assert one.process.wait(timeout=AT_ONCE_S) == 2
            assert "the login failed" in tail(one.log)
    finally:
        for one in started:
            one.kill()


@pytest.mark.parametrize(
    ("speaks", "port"), [("PLAINTEXT", "SASL_SSL"), ("PLAINTEXT", "SASL_PLAINTEXT"), ("SSL", "PLAINTEXT")]
)
def test_the_wrong_security_protocol_is_named(
    cluster: Cluster, command: Command, speaks: str, port: str
) -> None:
    settings = cluster.settings(speaks, bootstrap_servers=cluster.servers[port], request_timeout_ms=500)
    said = command(settings, "topics", "check").err
    assert "KONTERA_KAFKA__SECURITY_PROTOCOL" in said


def test_a_broker_that_gives_a_wrong_address_of_itself_is_found_out(
    cluster: Cluster, command: Command
) -> None:
    lost = cluster.settings("PLAINTEXT", bootstrap_servers=cluster.servers["LOST"], request_timeout_ms=500)
    said = command(lost, "doctor", "--json").out
    assert "a broker is found at 127.0.0.1:1, but" in said
    assert "advertised.listeners" in said


def test_a_user_without_rights_is_told_so(cluster: Cluster, command: Command) -> None:
    said = command(cluster.settings("SASL_PLAINTEXT", sasl_user=STRANGER), "topics", "create").err
    assert "does not allow this user to do it (TopicAuthorizationFailedError)" in said
