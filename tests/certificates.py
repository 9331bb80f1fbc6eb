"""Certificates made on the spot with `openssl`: an authority, and pairs that it signed."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

HOSTS = "subjectAltName=DNS:localhost,IP:127.0.0.1"


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, in PEM files."""

    certificate: Path
    key: Path


def authority(folder: Path, name: str = "authority") -> Pair:
    """A new authority of this name. Skips where openssl is missing; fails under `CI=true`."""
    return _made(folder, name, ["-addext", "basicConstraints=critical,CA:TRUE"])


def signed(by: Pair, name: str, extension: str = HOSTS) -> Pair:
    """A pair for a server on loopback, or a client, signed by an authority."""
    signer = ["-CA", str(by.certificate), "-CAkey", str(by.key)]
    return _made(by.key.parent, name, [*signer, "-addext", extension])


def with_passphrase(pair: Pair) -> Path:
    """The pair's key as a file that cannot be read without its passphrase."""
    locked = pair.key.with_suffix(".locked.pem")
    _openssl("pkey", "-in", str(pair.key), "-aes256", "-passout", "pass:secret", "-out", str(locked))
    return locked


def _made(folder: Path, name: str, more: Sequence[str]) -> Pair:
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key.pem")
    _openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", f"/CN={name}", "-keyout", str(pair.key), "-out", str(pair.certificate), *more,
    )  # fmt: skip
    return pair


def _openssl(*arguments: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        assert os.environ.get("CI") != "true", "openssl is missing"
        pytest.skip("no certificates: install openssl (Debian: apt-get install openssl)")
    subprocess.run([program, *arguments], check=True, capture_output=True)
