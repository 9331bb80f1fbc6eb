"""The broker on this machine: it is stopped by its own process id, and nobody else's."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.kafka import local
from schemas.errors import SettingsError
from tests.kafka_broker import ROOT, free_ports


def a_node(folder: Path) -> local.Node:
    port, controller_port = free_ports(2)
    return local.Node(folder, port, controller_port)


def test_nothing_runs_where_nothing_was_started(tmp_path: Path) -> None:
    node = a_node(tmp_path)
    assert local.pid_of(node) is None
    assert local.stop(node) is False


@pytest.mark.parametrize("said", ["", "no number", "999999999"])
def test_a_pid_file_that_says_nothing_true_is_not_believed(tmp_path: Path, said: str) -> None:
    node = a_node(tmp_path)
    node.pid_file.write_text(said)
    assert local.pid_of(node) is None


def test_a_process_that_got_the_same_number_later_is_not_stopped(tmp_path: Path) -> None:
    node = a_node(tmp_path)
    node.pid_file.write_text(str(os.getpid()))
    assert local.stop(node) is False


def test_a_port_that_another_program_has_is_a_settings_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        node = local.Node(tmp_path, taken.getsockname()[1], 1)
        with pytest.raises(SettingsError, match="taken by another program"):
            local.start(node)
    assert not node.pid_file.exists()


def test_jars_that_are_not_the_known_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "kafka-clients-4.1.1.jar").write_bytes(b"something else")
    with pytest.raises(SettingsError, match=r"jars differ from jars\.sha256"):
        local._verify(tmp_path)


def test_every_jar_is_pinned_by_its_hash() -> None:
    lines = local.CHECKSUMS.read_text().splitlines()
    assert len(lines) > 40
    assert all(len(line.split("  ")[0]) == 64 and line.endswith(".jar") for line in lines)
    assert any("kafka_2.13-4.1.1.jar" in line for line in lines)


def test_java_that_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(local.ToolMissing, match="install a Java 17 runtime"):
        local.java()


def test_the_command_explains_itself() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "deploy.kafka.local", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "start,stop,status,lock" in said.stdout
