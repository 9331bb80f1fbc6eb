import re
from pathlib import Path

import pytest

from services.invoice_ingest.rules import codes as package
from services.invoice_ingest.rules.codes import codes

FOLDER = Path(package.__file__).parent
LISTS = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_where_it_comes_from_and_how_long_it_is(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    count = re.search(r"(\d+) codes; release \d{4}\.\d+", lines[1])
    assert lines[0].startswith("# ")
    assert count is not None
    assert len(codes(name)) == int(count[1])


def test_the_lists_hold_what_every_day_needs() -> None:
    assert {"SEK", "DKK", "EUR", "NOK"} <= codes("currencies")
    assert {"SE", "DK", "NO", "XI"} <= codes("countries")
    assert {"EA", "H87", "C62", "KGM", "HUR", "XPK"} <= codes("units")
    assert {"0007", "0088", "0184"} <= codes("endpoint_schemes_peppol") <= codes("endpoint_schemes")
    assert len([code for code in codes("countries") if len(code) == 2]) == 251
