"""Reading accountants' rules, and which of them wins."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.coder.rules import CodingRule, RuleBook, Subject, read_rules

SUBJECT = Subject(
    tenant="212000", supplier="5566778899", unit="3120", article="kp-80", text="frakt och porto"
)
HEADER = b"tenant;supplier;unit;article;text_contains;dimension;code;note\n"


def rule(code: str = "1", **conditions: str) -> CodingRule:
    return CodingRule(dimension="account", code=code, **conditions)


def test_a_file_gives_its_rules_in_comparable_terms() -> None:
    data = HEADER + b";556677-8899;kst-1;KP-80;Frakt;account;0571;Freight apart\n"
    rules, errors = read_rules(data)
    assert errors == ()
    assert rules == (
        CodingRule(
            dimension="account",
            code="0571",
            supplier="5566778899",
            unit="KST-1",
            article="kp-80",
            text_contains="frakt",
            note="Freight apart",
        ),
    )


def test_commas_a_byte_order_mark_and_left_out_columns_are_read() -> None:
    rules, errors = read_rules(b"\xef\xbb\xbfsupplier,dimension,code\r\n5566778899,account,5710\r\n\r\n")
    assert errors == ()
    assert rules == (CodingRule(dimension="account", code="5710", supplier="5566778899"),)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b";556677-8899;;;;account;;", "no dimension or no code"),
        (b";556677-8899;;;;;5710;", "no dimension or no code"),
        (b"212000;;;;;account;5710;", "would fit every line"),
        (b";556677-8899;;;;account;5710;a;b", "more cells than columns"),
        (b";556677-8899;;;;account;9999;", "line 2 has 5710"),
        (b';"556677', "unexpected end"),
    ],
)
def test_a_bad_row_is_an_error_with_its_line_and_a_remedy_and_the_others_count(
    row: bytes, message: str
) -> None:
    good = b";5566778899;;;;account;5710;\n"
    rules, (error,) = read_rules(HEADER + good + row)
    assert [rule.code for rule in rules] == ["5710"]
    assert message in error.message
    assert error.place == "line 3"
    assert error.remedy


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no column"),
        (b"supplier;code\n", "no column 'dimension'"),
        (b"supplier;dimension;code;colour\n", "column 'colour'"),
        (b"supplier;dimension;code;code\n", "column 'code'"),
        ("leverantör".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_is_no_rule_file_says_what_it_should_be(data: bytes, message: str) -> None:
    rules, (error,) = read_rules(data)
    assert rules == ()
    assert message in error.message
    assert error.remedy


@given(st.binary(max_size=300))
def test_any_bytes_give_rules_and_errors_and_never_an_exception(data: bytes) -> None:
    rules, errors = read_rules(HEADER + data)
    assert all(rule.code and any(rule.conditions[:-1]) for rule in rules)
    assert all(error.remedy for error in errors)


def test_the_most_specific_rule_wins_whatever_the_order_of_the_file() -> None:
    ranked = [
        rule("1", supplier="5566778899", unit="3120", text_contains="frakt"),
        rule("2", article="kp-80", supplier="5566778899"),
        rule("3", text_contains="frakt", supplier="5566778899"),
        rule("4", text_contains="frakt och"),
        rule("5", text_contains="porto"),
        rule("6", unit="3120"),
        rule("7", supplier="5566778899"),
    ]
    for at in range(len(ranked)):
        for some in list(permutations(ranked[at:]))[:50]:
            best = RuleBook(some).best("account", SUBJECT)
            assert best is not None
            assert best.code == ranked[at].code


def test_among_rules_alike_in_everything_the_earlier_row_wins() -> None:
    best = RuleBook([rule("1", text_contains="frakt"), rule("2", text_contains="porto")]).best(
        "account", SUBJECT
    )
    assert best is not None
    assert best.code == "1"


@pytest.mark.parametrize(
    "other",
    [
        {"supplier": "1111111111"},
        {"unit": "9999"},
        {"article": "kp-8"},
        {"text_contains": "hyra"},
        {"unit": "3120", "tenant": "999"},
    ],
)
def test_a_rule_with_a_condition_that_does_not_hold_says_nothing(other: dict[str, str]) -> None:
    assert RuleBook([rule(**other)]).best("account", SUBJECT) is None


def test_a_rule_speaks_for_its_own_dimension_only() -> None:
    assert RuleBook([rule(unit="3120")]).best("cost_centre", SUBJECT) is None


def test_a_rule_is_a_reason_in_words() -> None:
    words = rule(supplier="5566778899", unit="3120", text_contains="frakt", note="Freight apart").in_words
    assert words == "rule: all lines of this supplier to unit 3120 with “frakt” in the text (Freight apart)"
