from base64 import b64decode

from services.demo.billing import Biller
from services.demo.municipality import world
from services.demo.specification import specification


def test_the_attachment_lists_every_line() -> None:
    bill = Biller(world(), 1).spare("peppol")
    filename, encoded = specification(bill)
    rows = b64decode(encoded).decode().splitlines()
    assert filename == f"specifikation-{bill.number}.csv"
    assert len(rows) == len(bill.lines) + 1
    assert rows[1].startswith(f"1;{bill.lines[0].bought.text};")
