"""How to pay in OIOUBL: a channel beside the means, and the Danish payment slip with its card type.

A slip has a card type (71), a reference and a creditor number, in three elements. The model has them as
Danish senders on Peppol write them: reference `71#<reference>`, creditor number as the account.
"""

from typing import cast

from services.invoice_ingest.formats.ubl import table
from services.invoice_ingest.formats.ubl_invoice_map import PAYMENT_PATHS
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import Record, each, taken, taken_text, text

CARD_TYPES = frozenset({"01", "04", "15", "71", "73", "75"})
IBAN = "IBAN"


def payment(record: Record, notes: Notes) -> Record:
    """The payment with its reference, its accounts and, where the code says nothing in words, its channel."""
    channel, creditor = taken_text(record, "channel"), taken_text(record, "creditor_number")
    accounts = taken(record, "accounts")
    remark = next((cast(str, it["remark"]) for it in accounts if "remark" in it), None)
    reference = _reference(taken_text(record, "reference"), taken_text(record, "instruction"), remark)
    if reference is not None:
        record["reference"] = reference
    if channel is not None:
        record.setdefault("means_text", channel)
    record["accounts"] = [_account(it, channel) for it in accounts]
    if creditor is not None:
        cast("list[Record]", record["accounts"]).append({"id": creditor})
    return record


def _reference(card: str | None, instruction: str | None, remark: str | None) -> str | None:
    if card in CARD_TYPES:
        return f"{card}#{instruction or ''}"
    return card or instruction or remark


def _account(given: Record, channel: str | None) -> Record:
    """Account and registration number; an IBAN goes with its BIC."""
    branch, bic = taken_text(given, "branch"), taken_text(given, "bic")
    given.pop("remark", None)
    provider = (bic or branch) if channel == IBAN else (branch or bic)
    return given if provider is None else {**given, "service_provider": provider}


ACCOUNT = table(
    {
        "cbc:ID": text("id"),
        "cbc:Name": text("name"),
        "cbc:PaymentNote": text("remark"),
        "cac:FinancialInstitutionBranch/cbc:ID": text("branch"),
        "cac:FinancialInstitutionBranch/cac:FinancialInstitution/cbc:ID": text("bic"),
    }
)
PAYMENT = table(
    {
        **PAYMENT_PATHS,
        "cbc:PaymentChannelCode": text("channel"),
        "cbc:InstructionID": text("instruction"),
        "cac:CreditAccount/cbc:AccountID": text("creditor_number"),
        "cac:PayeeFinancialAccount": each("accounts", ACCOUNT),
    }
)
