"""What a municipality decides about coding: which dimensions, how safe, and what a person must always see."""

import re
from hashlib import sha256
from uuid import UUID

from pydantic import Field

from schemas.base import Frozen, Probability
from schemas.matching import Verdict

LONGEST_REFERENCE = 200
"""A buyer reference is the sender's to fill: no more of it than this is ever searched."""


class Policy(Frozen):
    """The rules of routing. The defaults code the account alone and aim at two errors in a hundred released.

    >>> Policy(dimensions=("account", "cost_centre")).unit_of("Ref: kst-3120, Anna Ek")
    'KST-3120'
    """

    dimensions: tuple[str, ...] = Field(("account",), min_length=1, description="in the order of the rows")
    target_error: Probability = Field(0.02, description="wrong lines among released ones, at most")
    audit_share: Probability = Field(0.02, description="of what could be released, goes to people blind")
    held: frozenset[Verdict] = Field(
        frozenset({Verdict.PRICE_DEVIATION, Verdict.OVER_QUANTITY, Verdict.CONTRACT_PRICE_EXCEEDED}),
        description="verdicts of the matcher that keep an invoice from being released; a duplicate always is",
    )
    least_evidence: int = Field(
        3, ge=0, description="earlier lines of the supplier with a code before the model may be certain of it"
    )
    sure_link: Probability = Field(
        0.9, description="how sure the matcher must be of a link for its coding to be certain"
    )
    unit_pattern: str = Field(
        r"(?=[\w./-]*\d)[^\W_]+(?:[-/.][^\W_]+)*",
        description="what of a buyer reference (BT-10) is the unit: the first match, else all of it",
    )
    least_probability: Probability = Field(
        0.8, description="the model is never certain below: a threshold is about all lines, this is about one"
    )
    lessons_a_day: int = Field(
        20, ge=1, description="lines of one code, supplier and person that teach in one day"
    )

    def unit_of(self, reference: str | None) -> str:
        """The unit a buyer reference names, in capitals; `""` where there is none."""
        text = (reference or "")[:LONGEST_REFERENCE]
        found = re.search(self.unit_pattern, text)
        return " ".join((found.group() if found else text).upper().split())

    def draws_for_audit(self, invoice_id: UUID) -> bool:
        """Whether this invoice is among the audited ones: the same answer for ever, and not to be foreseen
        from anything in the invoice, since its id is a hash of all its bytes.
        """
        drawn = int.from_bytes(sha256(b"audit" + invoice_id.bytes).digest()[:8])
        return drawn < self.audit_share * 2**64
