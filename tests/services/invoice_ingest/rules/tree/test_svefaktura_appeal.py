"""The second hearing of a Svefaktura: the model's words give way to what the elements say."""

from collections.abc import Iterable

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.tree import SWEDISH, svefaktura_appeal
from tests.tree_cases import Edit, doubled, removed, written
from tests.tree_documents import a_svefaktura

LINE, ITEM, ENTRY = "cac:InvoiceLine", "cac:InvoiceLine/cac:Item", "sf:AllowanceCharge"
TOTALS, SUBTOTAL = "cac:LegalTotal", "cac:TaxTotal/cac:TaxSubTotal"
SELLER, ACCOUNT = "cac:SellerParty/cac:Party", "cac:PaymentMeans/cac:PayeeFinancialAccount"
BANK = f"{ACCOUNT}/cac:FinancialInstitutionBranch/cac:FinancialInstitution/cac:ID"
NO_LINES = removed(LINE)
Parts = tuple[tuple[str, str], ...]
LINES: dict[str, Parts] = {
    "R-20": (),
    "R-15": (("cac:Item/cac:BasePrice/cbc:BaseQuantity", "2"),),
    "R-13": (("cac:AllowanceCharge/cbc:ChargeIndicator", "false"), ("cac:AllowanceCharge/cbc:Amount", "1")),
    "R-14": (("cac:AllowanceCharge/cbc:ChargeIndicator", "1"), ("cac:AllowanceCharge/cbc:Amount", "1")),
}
LINES["R-11"], LINES["R-12"] = (*LINES["R-13"], *LINES["R-15"]), (*LINES["R-14"], *LINES["R-15"])


def edited(edits: Iterable[Edit]) -> list[str]:
    base = a_svefaktura()
    root = etree.fromstring(base.data)
    for edit in edits:
        edit(root, base.namespaces)
    return [finding.rule for finding in read(etree.tostring(root)).broken]


@pytest.mark.parametrize(("rule", "parts"), LINES.items(), ids=list(LINES))
def test_a_line_with_a_price_that_says_nothing_does_not_add_up(rule: str, parts: Parts) -> None:
    edits = [NO_LINES, *(written(f"{LINE}/{path}", text) for path, text in parts)]
    assert rule in edited([*edits, written(f"{ITEM}/cac:BasePrice/cbc:PriceAmount", "")])
    assert rule not in edited(edits[:1])


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        ("R-22", [written("sf:InvoiceTypeCode", "")], [removed("sf:InvoiceTypeCode")]),
        ("R-38", [removed(f"{SELLER}/cac:PartyTaxScheme")], [removed("cac:SellerParty")]),
        ("R-51", [written(BANK), removed(f"{ACCOUNT}/cac:ID")], [written(f"{ACCOUNT}/cac:ID", "")]),
        ("R-72", [written(f"{LINE}/cac:AllowanceCharge"), removed(f"{LINE}/cac:AllowanceCharge/cbc:Amount")],
         [written(f"{LINE}/cac:AllowanceCharge/cbc:Amount", "")]),
        ("R-74", [written(f"{LINE}/cac:AllowanceCharge/cbc:Amount", "")],
         [written(f"{LINE}/cac:AllowanceCharge/cbc:Amount", "0")]),
        ("R-88", [removed(f"{SELLER}/cac:PartyTaxScheme")], [written("sf:InvoiceTypeCode", "")]),
        ("R-106", [written(f"{SUBTOTAL}/cac:TaxCategory/cac:ID", "S "), removed(f"{SUBTOTAL}[2]")], []),
        ("R-3", [written("cac:ExchangeRate/cbc:CalculationRate", "x")], [removed("cac:ExchangeRate")]),
        ("R-102", [removed(f"{LINE}/cbc:Note"), removed(f"{ITEM}/cbc:Description")],
         [removed(f"{LINE}/cbc:Note"), written(f"{ITEM}/cbc:Description", "")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_rule_looks_at_elements(rule: str, broken: list[Edit], kept: list[Edit]) -> None:
    assert rule in edited(broken)
    assert rule not in edited(kept)


def test_fifty_ore_off_in_binary_fractions_is_judged_as_the_rule_set_does() -> None:
    sharp = [NO_LINES, *(written(f"{TOTALS}/cbc:{name}TotalAmount", "0.5") for name in ("LineExtension",))]
    assert "R-69" not in edited(sharp)
    assert "R-69" in edited([NO_LINES, written(f"{TOTALS}/cbc:LineExtensionTotalAmount", "0.51")])


def test_two_amounts_of_one_allowance_are_both_added() -> None:
    entry = [written(f"{ENTRY}/cbc:ChargeIndicator", "true"), written(f"{ENTRY}/cbc:Amount", "1000000")]
    assert "R-70" in edited([*entry, doubled(f"{ENTRY}/cbc:Amount")])


def test_a_second_group_of_totals_is_asked_too() -> None:
    second = doubled("cac:LegalTotal")
    wrong = written("cac:LegalTotal[2]/cbc:LineExtensionTotalAmount", "1")
    assert "R-69" not in edited([second])
    assert "R-69" in edited([second, wrong])


def test_a_round_off_is_judged_with_every_tax_total() -> None:
    rounded = [written("cac:LegalTotal/cac:RoundOffAmount", "0.50")]
    assert "R-92" in edited([*rounded, doubled("cac:TaxTotal")])


def test_every_plea_is_for_a_rule_that_has_words() -> None:
    root = etree.fromstring(a_svefaktura().data)
    pleas = (*svefaktura_appeal.HEARING.pleas, *svefaktura_appeal.HEARING.of_document(root))
    assert {id for id, _, _ in pleas} <= set(SWEDISH.statements)
