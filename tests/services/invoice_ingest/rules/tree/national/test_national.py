import doctest
from collections.abc import Callable
from time import process_time

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules import describe
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.national import SETS, STATEMENTS, check_national, greece, iban
from tests.national_documents import (
    SELLER,
    VAT_NUMBER,
    a_danish_invoice,
    a_document,
    a_dutch_invoice,
    a_file,
    a_german_invoice,
    a_greek_invoice,
    a_swedish_invoice,
    a_tax_registration,
    edited,
)
from tests.tree_cases import Base, Edit, removed, written

SELF_BILLED = written(
    "cbc:CustomizationID",
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
)
NAMELESS = removed("cbc:CustomizationID")
PLAIN = written("cbc:CustomizationID", "urn:cen.eu:en16931:2017")


def national_rules(base: Base, *edits: Edit) -> set[str]:
    """The national rules that a whole reading of the document tells."""
    return {finding.rule for finding in read(edited(base, *edits).data).broken} & STATEMENTS.keys()


def test_a_finding_says_rule_sentence_place_and_value() -> None:
    wrong = written(f"{SELLER}/{VAT_NUMBER}", "SE1")
    (first, *_) = check_national(etree.fromstring(edited(a_swedish_invoice(), wrong).data))
    assert (first.rule, first.severity, first.value) == ("SE-R-001", "fatal", "SE1")
    assert first.message == "A Swedish VAT number has 14 characters."
    assert first.place == "/Invoice/AccountingSupplierParty/Party/PartyTaxScheme[1]/CompanyID"


def test_the_rules_are_those_of_the_seller_and_of_nobody_else() -> None:
    for base, own in ((a_danish_invoice(), "DK"), (a_dutch_invoice(), "NL"), (a_german_invoice(), "DE")):
        told = national_rules(base, removed("cac:PaymentMeans"), removed(f"{SELLER}/cac:PartyLegalEntity"))
        assert {rule[:2] for rule in told} <= {own}


def test_what_names_no_specification_is_judged_as_peppol_billing_and_self_billing_is_not() -> None:
    payment = removed("cac:PaymentMeans")
    assert national_rules(a_dutch_invoice(), payment) == {"NL-R-007"}
    assert national_rules(a_dutch_invoice(), payment, NAMELESS) == {"NL-R-007"}
    assert national_rules(a_dutch_invoice(), payment, SELF_BILLED) == set()
    assert national_rules(a_dutch_invoice(), payment, PLAIN) == set()


def test_every_country_is_described_as_a_rule_set_of_its_own() -> None:
    described = {row.rule_set: row.version for row in describe() if row.id in STATEMENTS}
    assert described == {f"Peppol {one.name}": "2026.5" for one in SETS}


@pytest.mark.parametrize("module", [greece, iban])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


HOSTILE: tuple[tuple[Callable[[], Base], str, str], ...] = (
    (a_greek_invoice, SELLER, a_tax_registration("NO1", " VAT")),
    (a_greek_invoice, SELLER, "<cac:PostalAddress/>"),
    (a_swedish_invoice, f"{SELLER}/cac:PartyTaxScheme", "<cbc:CompanyID>x</cbc:CompanyID>"),
    (a_greek_invoice, ".", "<cbc:ID>x</cbc:ID>"),
    (a_greek_invoice, ".", a_document("##M.AR.K##", id="x")),
    (a_german_invoice, ".", a_document("x", a_file("a"))),
    (a_german_invoice, ".",
     "<cac:PaymentMeans><cbc:PaymentMeansCode>59</cbc:PaymentMeansCode></cac:PaymentMeans>"),
    (a_german_invoice, ".", "<cac:PaymentTerms><cbc:Note>#SKONTO# # # # #</cbc:Note></cac:PaymentTerms>"),
    (a_dutch_invoice, ".", "<cac:LegalMonetaryTotal/>"),
    (a_dutch_invoice, ".",
     "<cac:InvoiceLine><cac:OrderLineReference><cbc:LineID/></cac:OrderLineReference></cac:InvoiceLine>"),
    (a_swedish_invoice, "cac:TaxTotal/cac:TaxSubtotal",
     "<cac:TaxCategory><cbc:ID>S</cbc:ID></cac:TaxCategory>"),
)  # fmt: skip


@pytest.mark.parametrize(("make", "parent", "part"), HOSTILE)
def test_time_grows_with_the_number_of_elements(make: Callable[[], Base], parent: str, part: str) -> None:
    def cost(times: int) -> float:
        """The shortest of three: a collection of other tests' garbage may fall into one of them."""
        return min(once(with_many(part, times, parent, make())) for _ in range(3))

    def once(root: etree._Element) -> float:
        started = process_time()
        check_national(root)
        return process_time() - started

    assert cost(10_000) < 15 * max(cost(2_000), 0.02)


def with_many(part: str, times: int, parent: str, base: Base) -> etree._Element:
    root = etree.fromstring(base.data)
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in ubl.NAMESPACES.items())
    here = root.find(ubl.path(parent))
    assert here is not None
    here.extend(list(etree.fromstring(f"<x {spaces}>{part * times}</x>")))
    return root
