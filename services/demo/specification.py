"""The attachment of an invoice: its lines as a small CSV file."""

from base64 import b64encode

from services.demo.bills import Bill


def specification(bill: Bill) -> tuple[str, str]:
    """File name, and the file in base64."""
    rows = ["Rad;Benämning;Antal;Belopp"]
    rows += [f"{line.id};{line.bought.text};{line.bought.quantity};{line.net}" for line in bill.lines]
    text = "\r\n".join(rows) + "\r\n"
    return f"specifikation-{bill.number}.csv", b64encode(text.encode()).decode()
