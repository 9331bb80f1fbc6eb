"""`kontera serve`: the page over an earlier run; what is decided there is coded at once."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.commands import kontera
from tests.towns import a_town, environment


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("serve")
    assert kontera("run", str(a_town().inbox), "--out", str(out)).code == 0
    return out


@pytest.fixture(scope="module")
def page(out: Path) -> Iterator[httpx.Client]:
    """A client of the served page; the server must end with exit code 0 when it is asked to."""
    command = [
        sys.executable,
        "-m",
        "services.cli",
        "serve",
        "--data",
        str(out / "kontera.db"),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            (address,) = re.findall(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
            with httpx.Client(base_url=address, headers={"accept-language": "en"}) as client:
                yield client
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0
        finally:
            server.kill()


def first_of_several(page: httpx.Client) -> str:
    """The address of a waiting invoice whose supplier has more that wait."""
    links: list[str] = re.findall(r'href="(/invoices/[0-9a-f-]{36})', page.get("/?reason=uncertain").text)
    return links[0]


def test_a_decision_in_the_page_is_coded_and_written_by_the_next_run(page: httpx.Client, out: Path) -> None:
    where = first_of_several(page)
    form = page.get(where).text
    fields = dict(re.findall(r'<input type="hidden" name="([a-z_-]+)" value="([^"]*)"', form))
    typed = dict.fromkeys(re.findall(r'name="(other-\d+-\d+)"', form), "6410")
    said = page.post(where, data=fields | typed | {"action": "save"}, follow_redirects=True)
    assert said.status_code == 200
    assert "6410" in page.get(where).text
    assert kontera("run", str(a_town().inbox), "--out", str(out)).code == 0
    assert where.removeprefix("/invoices/").encode() in (out / "coded.jsonl").read_bytes()


def test_only_loopback_is_listened_on_and_probes_answer(page: httpx.Client) -> None:
    assert page.base_url.host == "127.0.0.1"
    assert page.get("/livez").status_code == 200
    assert "kontera_review_queue_invoices" in page.get("/metrics").text


def test_a_file_that_is_not_there_and_a_port_that_is_taken_are_sentences(
    out: Path, page: httpx.Client
) -> None:
    assert "does not exist" in kontera("serve", "--data", str(out / "no.db")).err
    said = kontera("serve", "--data", str(out / "kontera.db"), "--port", str(page.base_url.port))
    assert said.code == 2
    assert "name another with --port" in said.err
