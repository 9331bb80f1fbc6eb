"""The rules of documents that are no invoices, as a whole."""

from services.invoice_ingest.rules.papers import check_paper, describe_papers
from tests.documents import CATALOGUE, DESPATCH_ADVICE, ORDER_CHANGE
from tests.paper_cases import changed, lawful


def test_every_rule_is_described_once_with_its_format() -> None:
    described = list(describe_papers())
    assert len({rule.id for rule in described}) == len(described) >= 80
    assert all(rule.text and rule.severity in ("fatal", "warning") for rule in described)
    assert {rule.format for rule in described if rule.id.startswith("PEPPOL-T16-")} == {
        "peppol-despatch-advice-3"
    }


def test_a_finding_has_the_place_the_value_and_what_would_be_right() -> None:
    [finding] = check_paper(changed(lawful(ORDER_CHANGE), "totals.charges", "51"), "peppol-order-3")[:1]
    assert (finding.rule, finding.place) == ("PEPPOL-T01-R010", "AnticipatedMonetaryTotal/ChargeTotalAmount")
    assert (finding.value, finding.remedy) == ("51", "50.00 would be right")


def test_identifiers_are_held_against_the_check_digits_of_their_scheme() -> None:
    endpoint = {"value": "5500000013", "scheme": "0007"}
    for name, role, format in (
        (ORDER_CHANGE, "invoicee", "peppol-order-change-3"),
        (DESPATCH_ADVICE, "delivered_to", "peppol-despatch-advice-3"),
        (CATALOGUE, "provider", "peppol-catalogue-3"),
    ):
        document = changed(lawful(name), f"{role}.endpoint", endpoint)
        [finding] = check_paper(document, format)
        assert (finding.rule, finding.value) == ("PEPPOL-COMMON-R049", "5500000013")
        assert check_paper(document, "oioubl-2-order") == []


def test_a_kind_without_rules_is_accepted_as_it_can_be_read() -> None:
    assert check_paper(lawful(CATALOGUE), "peppol-mlr-3") == []
    assert check_paper(lawful(DESPATCH_ADVICE), "oioubl-2-despatch-advice") == []
