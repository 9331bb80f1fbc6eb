"""What a policy says of units and audits."""

from uuid import UUID, uuid5

import pytest

from services.coder.policy import Policy

SPACE = UUID(int=7)


@pytest.mark.parametrize(
    ("reference", "unit"),
    [
        ("3120", "3120"),
        ("KST-3120", "KST-3120"),
        ("Ref: 3120 Anna Ek", "3120"),
        ("anna  ek", "ANNA EK"),
        ("0042", "0042"),
        ("", ""),
        (None, ""),
        ("a" * 5000, "A" * 200),
    ],
)
def test_the_unit_is_the_part_of_the_buyer_reference_that_looks_like_a_code(
    reference: str | None, unit: str
) -> None:
    assert Policy().unit_of(reference) == unit


def test_a_unit_stays_what_it_is_when_normalised_again() -> None:
    policy = Policy()
    for reference in ("Ref: kst-3120", "anna ek", "31/20 x"):
        unit = policy.unit_of(reference)
        assert policy.unit_of(unit) == unit


def test_a_pattern_of_ones_own_says_what_the_unit_is() -> None:
    assert Policy(unit_pattern=r"\d{4}").unit_of("KST-31207") == "3120"


def test_the_audit_draws_its_share_and_the_same_invoices_every_time() -> None:
    ids = [uuid5(SPACE, str(number)) for number in range(10_000)]
    policy = Policy(audit_share=0.05)
    drawn = [policy.draws_for_audit(invoice_id) for invoice_id in ids]
    assert 430 < sum(drawn) < 570
    assert drawn == [policy.draws_for_audit(invoice_id) for invoice_id in ids]


def test_a_larger_share_draws_all_that_a_smaller_one_drew() -> None:
    ids = [uuid5(SPACE, str(number)) for number in range(1000)]
    for invoice_id in ids:
        if Policy(audit_share=0.02).draws_for_audit(invoice_id):
            assert Policy(audit_share=0.1).draws_for_audit(invoice_id)


def test_a_share_of_none_or_all_draws_none_or_all() -> None:
    for number in range(100):
        invoice_id = uuid5(SPACE, str(number))
        assert not Policy(audit_share=0).draws_for_audit(invoice_id)
        assert Policy(audit_share=1).draws_for_audit(invoice_id)
