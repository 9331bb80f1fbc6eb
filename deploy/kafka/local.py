"""A Kafka broker on this machine: brought through Maven, formatted, started, awaited, stopped.

`start` does what is still to be done of that and ends when a client gets metadata; `stop` ends that process
and no other. Everything lies under the git-ignored `.kafka/`. Needs Java 17 or newer; Maven the first time.
"""

import argparse
import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from schemas.errors import KonteraError, SettingsError, Unavailable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
POM, PROPERTIES, LOGGING = HERE / "pom.xml", HERE / "server.properties", HERE / "log4j2.properties"
CHECKSUMS = HERE / "jars.sha256"
LIBS = ROOT / ".kafka" / "libs"
JVM = ("-Xms256m", "-Xmx768m", "-XX:+UseSerialGC", f"-Dlog4j2.configurationFile={LOGGING}")
START_SECONDS, STOP_SECONDS = 60, 30


class ToolMissing(SettingsError):
    """Java or Maven is not on this machine."""


@dataclass(frozen=True)
class Node:
    """Where one broker keeps its things, the two loopback ports it listens on, and further properties."""

    folder: Path = ROOT / ".kafka" / "node"
    port: int = 19092
    controller_port: int = 19093
    more: str = ""

    @property
    def servers(self) -> str:
        """What a client is to be given as bootstrap servers."""
        return f"127.0.0.1:{self.port}"

    @property
    def properties(self) -> Path:
        """The node's own server.properties; its path in a command line says whose process it is."""
        return self.folder / "server.properties"

    @property
    def log(self) -> Path:
        """What the broker printed."""
        return self.folder / "broker.log"

    @property
    def pid_file(self) -> Path:
        """Holds the process id while the broker runs."""
        return self.folder / "broker.pid"


def start(node: Node) -> int:
    """The process id of the running, answering broker; started if it was not.

    SettingsError where Java, Maven or the port is missing; Unavailable, with the end of its log, if it does
    not come up.
    """
    running = pid_of(node)
    if running is None:
        if _listening(node.port):
            raise SettingsError(
                f"port {node.port} is taken by another program",
                remedy="stop that program, or point KONTERA_KAFKA__BOOTSTRAP_SERVERS at it if it is a broker",
            )
        bring_jars()
        _format(node)
        running = _launch(node)
    _await_metadata(node, running)
    return running


def stop(node: Node) -> bool:
    """End the node's broker and wait until it is gone; False where none was running."""
    pid = pid_of(node)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while pid_of(node) == pid:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    node.pid_file.unlink(missing_ok=True)
    return True


def pid_of(node: Node) -> int | None:
    """The node's process id, if that process lives and its command line is the node's."""
    try:
        pid = int(node.pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    shown = subprocess.run(  # noqa: S603 - fixed program, a number as its argument
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return pid if str(node.properties) in shown.stdout else None


def bring_jars(libs: Path = LIBS) -> Path:
    """The folder of the broker's jars, fetched through Maven if the pom has changed since."""
    stamp, wanted = libs / "pom.sha256", _sha256(POM)
    if stamp.is_file() and stamp.read_text() == wanted:
        return libs
    _copy_dependencies(libs)
    _verify(libs)
    stamp.write_text(wanted)
    return libs


def java() -> str:
    """The Java to run with, 17 or newer. SettingsError says how to get one."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    remedy = "install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
    if found is None:
        raise ToolMissing("Java was not found", remedy=remedy)
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = said.partition('"')[2].partition('"')[0]
    if not version.partition(".")[0].isdigit() or int(version.partition(".")[0]) < 17:
        raise ToolMissing(f"Java {version or '?'} is too old for Kafka 4", place=found, remedy=remedy)
    return found


def _copy_dependencies(libs: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolMissing(
            "Maven was not found, and the broker's jars are not there",
            remedy="install Maven (Debian: apt-get install maven), or copy .kafka/libs of another checkout",
        )
    fresh = libs.with_name(f"{libs.name}.{os.getpid()}")
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={fresh}"]
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [maven, "-q", "-B", "-f", str(POM), *goal], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Unavailable(f"Maven failed:\n{_tail(done.stdout)}", remedy="see that the network is there")
    shutil.rmtree(libs, ignore_errors=True)
    fresh.rename(libs)


def _verify(libs: Path) -> None:
    """Every jar has the hash it had when the pom was last changed."""
    expected, found = CHECKSUMS.read_text(), checksums(libs)
    if expected != found:
        strange = sorted({*found.splitlines()} ^ {*expected.splitlines()})
        raise SettingsError(
            f"{len(strange)} jars differ from {CHECKSUMS.name}: {', '.join(strange[:3])}",
            place=str(libs),
            remedy="if the pom was changed on purpose, run: python -m deploy.kafka.local lock",
        )


def checksums(libs: Path) -> str:
    """A line `sha256  name` for every jar, by name."""
    return "".join(f"{_sha256(jar)}  {jar.name}\n" for jar in sorted(libs.glob("*.jar")))


def _format(node: Node) -> None:
    """Write the node's properties, and its storage if there is none."""
    node.folder.mkdir(parents=True, exist_ok=True)
    data = node.folder / "data"
    text = PROPERTIES.read_text().replace("19092", str(node.port)).replace("19093", str(node.controller_port))
    node.properties.write_text(text.replace("log.dirs=data", f"log.dirs={data}") + node.more)
    if (data / "meta.properties").is_file():
        return
    cluster = "k" + base64.urlsafe_b64encode(uuid4().bytes).decode()[1:22]
    arguments = ["format", "--standalone", "-t", cluster, "-c", str(node.properties)]
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [java(), *JVM, "-cp", f"{LIBS}/*", "kafka.tools.StorageTool", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"formatting failed:\n{_tail(done.stdout + done.stderr)}", place=str(data))


def _launch(node: Node) -> int:
    command = [java(), *JVM, "-cp", f"{LIBS}/*", "kafka.Kafka", str(node.properties)]
    with node.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - fixed arguments
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=node.folder, start_new_session=True
        )
    process.returncode = 0  # it outlives us on purpose: no warning that it still runs
    node.pid_file.write_text(str(process.pid))
    return process.pid


def _await_metadata(node: Node, pid: int) -> None:
    """An open port is not enough: a broker is there when a client gets metadata."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(node):
        if pid_of(node) != pid:
            raise Unavailable(f"the broker ended:\n{_tail(node.log.read_text())}", place=str(node.log))
        if time.monotonic() > deadline:
            said = f"no answer in {START_SECONDS} s:\n{_tail(node.log.read_text())}"
            raise Unavailable(
                said, place=str(node.log), remedy="python -m deploy.kafka.local stop, then start"
            )
        time.sleep(0.1)


def _answers(node: Node) -> bool:
    if not _listening(node.port):
        return False
    try:
        client = KafkaAdminClient(bootstrap_servers=[node.servers], bootstrap_timeout_ms=2_000)
    except KafkaError:
        return False
    try:
        return bool(client.describe_cluster()["brokers"])
    except KafkaError:
        return False
    finally:
        client.close()


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join(text.splitlines()[-lines:])


def main() -> int:
    """0 done or running, 1 failed, 2 something is missing on this machine, 3 `status`: not running."""
    parser = argparse.ArgumentParser(prog="python -m deploy.kafka.local", description=__doc__.split("\n")[0])
    parser.add_argument("action", choices=("start", "stop", "status", "lock"))
    action, node = parser.parse_args().action, Node()
    try:
        if action == "start":
            print(f"Kafka answers on {node.servers} (process {start(node)}, log {node.log})")
        elif action == "stop":
            print("stopped" if stop(node) else "was not running")
        elif action == "lock":
            _copy_dependencies(LIBS)
            CHECKSUMS.write_text(checksums(LIBS))
            print(f"wrote {CHECKSUMS.name}")
        else:
            pid = pid_of(node)
            print(f"runs on {node.servers} (process {pid})" if pid else "is not running")
            return 0 if pid else 3
    except KonteraError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
