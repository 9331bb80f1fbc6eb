import csv
import time
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from services.demo import Municipality, make


def digest(folder: Path) -> dict[str, str]:
    """The hash of every file under the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def truth(municipality: Municipality) -> list[dict[str, str]]:
    with municipality.truth.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_counts_are_those_of_the_files(municipality: Municipality) -> None:
    town = municipality
    assert town.files == 400 == len(list(town.inbox.iterdir()))
    assert town.files == town.coded + town.broken + town.duplicates + town.copies
    assert town.coded == town.peppol + town.svefaktura
    assert (town.broken, town.duplicates, town.copies) == (8, 3, 1)
    assert town.contract_count == 6 == len(list(town.contracts.iterdir()))
    assert town.order_count == 300
    assert town.history_rows == len(town.history.read_text(encoding="utf-8").splitlines()) - 1


def test_the_same_seed_gives_the_same_bytes(municipality: Municipality, tmp_path: Path) -> None:
    again = make(tmp_path)
    assert digest(tmp_path) == digest(municipality.truth.parent)
    here = {name: getattr(again, name) for name in ("inbox", "orders", "contracts", "history", "truth")}
    assert replace(municipality, **here) == again


def test_the_bytes_are_those_of_every_machine(tmp_path: Path) -> None:
    """One hash over everything: it changes only with what the generator writes."""
    make(tmp_path, seed=7, invoices=40)
    everything = "".join(name + value for name, value in digest(tmp_path).items())
    assert sha256(everything.encode()).hexdigest()[:16] == "22585d1e757e94da"


def test_another_seed_gives_other_invoices_of_the_same_municipality(tmp_path: Path) -> None:
    one, two = (make(tmp_path / str(seed), seed=seed, invoices=40) for seed in (1, 2))
    assert one.tenant == two.tenant
    assert one.truth.read_bytes() != two.truth.read_bytes()
    assert one.history.read_bytes() != two.history.read_bytes()
    assert digest(one.contracts) == digest(two.contracts)


def test_another_seed_in_the_same_folder_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    make(tmp_path / "twice", seed=1, invoices=60)
    make(tmp_path / "twice", seed=2, invoices=40)
    make(tmp_path / "once", seed=2, invoices=40)
    assert digest(tmp_path / "twice") == digest(tmp_path / "once")


@pytest.mark.parametrize("invoices", [0, 1, 7, 120])
def test_any_number_of_files_can_be_asked_for(tmp_path: Path, invoices: int) -> None:
    assert make(tmp_path, invoices=invoices).files == invoices == len(list((tmp_path / "inbox").iterdir()))


def test_it_is_made_in_a_few_seconds(tmp_path: Path) -> None:
    started = time.process_time()
    make(tmp_path)
    assert time.process_time() - started < 6


def test_the_answer_key_names_every_file(municipality: Municipality) -> None:
    assert {row["file"] for row in truth(municipality)} == {
        path.name for path in municipality.inbox.iterdir()
    }


def test_a_copy_is_equal_and_a_duplicate_is_not(municipality: Municipality) -> None:
    for row in truth(municipality):
        if row["outcome"] in {"same-bytes", "duplicate"}:
            assert row["file"] > row["reason"]
            repeated, first = (
                (municipality.inbox / row[column]).read_bytes() for column in ("file", "reason")
            )
            assert (repeated == first) == (row["outcome"] == "same-bytes")


def test_every_line_of_the_answer_key_has_its_coding(municipality: Municipality) -> None:
    for row in truth(municipality):
        if row["outcome"] == "rejected":
            assert row["reason"]
            assert not row["account"]
        else:
            assert len(row["account"]) == 4
            assert len(row["cost_centre"]) == 5
            assert Decimal(row["amount"])
