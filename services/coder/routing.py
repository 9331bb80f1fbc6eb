"""Where an invoice goes: released, or to a person with the reasons.

Released is only what is certain in every dimension of every part, was read with lines, duplicates nothing,
deviates in nothing the policy holds, and was not drawn for audit. The audit is drawn last, from what would
otherwise have been released: its share of errors is then the share among the released ones.
"""

from collections.abc import Sequence

from schemas.coding import LineCoding, ReviewReason
from schemas.matching import InvoiceMatched
from services.coder.policy import Policy


def review_reasons(
    event: InvoiceMatched, lines: Sequence[LineCoding], policy: Policy
) -> tuple[ReviewReason, ...]:
    """Why a person must see the invoice; empty where it can be released."""
    found = {
        ReviewReason.UNCERTAIN: not is_certain(lines),
        ReviewReason.DUPLICATE: event.duplicate_of is not None,
        ReviewReason.DEVIATION: any(policy.held & set(match.verdicts) for match in event.lines),
        ReviewReason.NO_LINES: not event.invoice.lines,
    }
    reasons = tuple(reason for reason, holds in found.items() if holds)
    if not reasons and policy.draws_for_audit(event.invoice_id):
        return (ReviewReason.AUDIT,)
    return reasons


def is_certain(lines: Sequence[LineCoding]) -> bool:
    """Whether every dimension of every part clears its threshold."""
    return all(coding.certain for line in lines for coding in line.dimensions)
