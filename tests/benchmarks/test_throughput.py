"""Files per second is of every file read, in as many processes as asked."""

from pathlib import Path

import pytest

from benchmarks import throughput
from benchmarks.documents import peppol_invoice


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{lines}.xml" for lines in range(1, 5)]
    for lines, path in enumerate(paths, 1):
        path.write_bytes(peppol_invoice(lines))
    return paths


def test_a_batch_is_read_to_the_bytes_of_its_events(paths: list[Path]) -> None:
    written, cpu = throughput.read(paths)
    assert written == sum(throughput.read([path])[0] for path in paths) > 4_000
    assert cpu > 0


def test_there_is_a_rate_for_each_run_with_one_process_and_with_two(paths: list[Path]) -> None:
    found = throughput.measure(paths, runs=3)
    assert {processes: len(runs) for processes, runs in found.items()} == {1: 3, 2: 3}
    assert all(run.files_a_second > 0 for runs in found.values() for run in runs)
