"""An invoice of a familiar shape reads as it would the usual way, and whatever is odd in it goes that way."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from lxml import etree

from benchmarks.documents import peppol_invoice
from benchmarks.mutations import mutations
from services.invoice_ingest import familiar, shapes
from services.invoice_ingest.door import bounds
from services.invoice_ingest.door.attachments import Attachments
from services.invoice_ingest.door.bounds import LARGE
from services.invoice_ingest.formats.ubl_invoice import LINES
from services.invoice_ingest.parsing import read
from services.invoice_ingest.shapes import Shapes
from tests.national_documents import (
    BUYER,
    COUNTRY,
    PAYMENT,
    SELLER,
    VAT_NUMBER,
    a_danish_credit_note,
    a_danish_invoice,
    a_danish_invoice_by_fik,
    a_danish_invoice_by_giro,
    a_danish_invoice_by_transfer,
    a_danish_invoice_to_sweden,
    a_finnish_invoice,
    a_german_invoice,
    a_german_invoice_to_sweden,
    a_norwegian_invoice,
    a_self_billed_invoice,
    edited,
)
from tests.tree_cases import marked, written
from tests.tree_documents import a_credit_note, a_fuller_invoice, a_sold_invoice

CLASS = "cac:InvoiceLine/cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode"
DOCUMENTS = {
    "an invoice": peppol_invoice(1),
    "a fuller invoice": a_fuller_invoice().data,
    "a sold invoice": a_sold_invoice().data,
    "a credit note": a_credit_note().data,
    "lines": peppol_invoice(3),
    "other line ends": peppol_invoice(2).replace(b"\n", b"\r\n"),
    "plain EN 16931": peppol_invoice(1).replace(
        b"#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", b""
    ),
}  # fmt: skip
ABROAD = {
    "from Denmark": a_danish_invoice().data,
    "by giro": a_danish_invoice_by_giro().data,
    "by FIK": a_danish_invoice_by_fik().data,
    "by transfer": a_danish_invoice_by_transfer().data,
    "a Danish credit note": a_danish_credit_note().data,
    "from Denmark to Sweden": a_danish_invoice_to_sweden().data,
    "from Finland": a_finnish_invoice().data,
    "from Germany to Sweden": a_german_invoice_to_sweden().data,
    "self-billing": a_self_billed_invoice().data,
}  # fmt: skip
LEAF = re.compile(b">([^<>]+)</")
BITS = (
    b"<", b">", b"&", b"&amp;", b"&#65;", b"&x;", b"]]>", b"<!-- -->", b"<![CDATA[x]]>", b"<?p?>", b"\x00",
    b"\x0b", b"\r", b"\t", b" ", b"\xc3", b"\xc3\xa5", b"\xef\xbf\xbf", b"\xc2\xa0", b'"', b"/", b"1", b".",
    b"-", b"VAT", b"SEK", b"<cbc:ID>", b"</cbc:ID>", b"<cac:InvoiceLine>", b"</cac:InvoiceLine>",
    b"<cbc:ID/>",
)  # fmt: skip
MEANS_TAG, REGISTRATION = b"<cac:PaymentMeans>", b"<cac:PartyTaxScheme>"
SCHEME = b"<cac:TaxScheme><cbc:ID>%b</cbc:ID></cac:TaxScheme>"
NUMBER = b"<cbc:CompanyID>%b</cbc:CompanyID>"
ENTRY = b"<cac:AllowanceCharge>%b</cac:AllowanceCharge>"
INDICATOR = b"<cbc:ChargeIndicator>%b</cbc:ChargeIndicator>"
REASONS = b"<cbc:AllowanceChargeReason>a</cbc:AllowanceChargeReason>" * 2
SUPPLIER = b"<cac:AccountingSupplierParty>"
RARE = b"""<cac:AdditionalDocumentReference><cbc:ID schemeID="ABT">7</cbc:ID>
<cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>"""
HOSTILE = {
    "a scheme before its number": (
        REGISTRATION, REGISTRATION + SCHEME + NUMBER % b"TAX" + b"</cac:PartyTaxScheme>" + REGISTRATION,
        b"LOC", b"VAT", "BR-CO-09"),
    "two numbers before two schemes": (
        MEANS_TAG, b"<x><cac:PartyTaxScheme>" + NUMBER % b"12345" + NUMBER % b"TAX" + SCHEME % b"SE1" + SCHEME
        + b"</cac:PartyTaxScheme></x>" + MEANS_TAG, b"TAX", b"VAT", "BR-CO-09"),
    "a charge with two indicators before others with a text": (
        MEANS_TAG, b"<x>" + ENTRY % (INDICATOR % b"true" * 2) + ENTRY % (b"true" + INDICATOR + REASONS)
        + ENTRY % b"true<y>z</y>" + b"</x>" + MEANS_TAG, b"foo", b"true", "UBL-SR-31"),
    "an identifier with children": (
        b"<cac:AccountingSupplierParty>", b"<cac:AdditionalDocumentReference><cbc:ID>%b<y>z</y></cbc:ID>"
        b"</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>", b"A", b" ", "BR-52"),
}  # fmt: skip
"""Place, what stands there instead, a lawful value in it, one that breaks a rule, and which."""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(familiar, "SHAPES", Shapes(LINES))


def is_familiar(data: bytes) -> bool:
    return familiar.read(familiar.pieces_of(data), Attachments()) is not None


def scribbled(data: bytes, random: Random) -> bytes:
    """The document with something put in, taken out, doubled or written over."""
    at = random.randrange(len(data))
    length, other = random.randrange(1, 40), random.randrange(len(data))
    return random.choice(
        (
            data[:at] + random.choice(BITS) + data[at:],
            data[:at] + data[at + random.randrange(1, 4) :],
            data[:at] + random.choice(BITS) + data[at + 1 :],
            data[:at] + data[other : other + length] + data[at:],
            data[:at] + data[at:].replace(b">", b"<", 1),
            data[:at] + data[at:].replace(b"<", b">", 1),
        )
    )


@pytest.mark.parametrize("document", DOCUMENTS | ABROAD)
def test_an_invoice_is_familiar_the_second_time_and_says_the_same(document: str) -> None:
    data = (DOCUMENTS | ABROAD)[document]
    assert not is_familiar(data)
    first = read(data)
    assert first.broken == ()
    assert is_familiar(data)
    assert read(data) == first


def changes_of(data: bytes, part: float, random: Random) -> list[bytes]:
    """The document, a thousand times this part of scribbles on it, and this part of what can be changed."""
    scribbles = [scribbled(data, random) for _ in range(int(1_000 * part))]
    return [data, *scribbles, *(changed for _, changed in mutations(data) if random.random() < part)]


def swapped(data: bytes, values: Sequence[bytes], random: Random) -> bytes:
    """The document with another of these values in some of its elements."""
    for leaf in random.sample(list(LEAF.finditer(data)), random.randrange(1, 3)):
        data = data.replace(leaf[0], b">" + random.choice(values) + b"</", 1)
    return data


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_change_reads_as_it_does_the_usual_way(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_all_read_alike(changes_of(DOCUMENTS[document], 0.5, Random(document)), monkeypatch)


def test_every_change_of_an_invoice_from_abroad_does_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    random, documents = Random(1), [*ABROAD.values(), peppol_invoice(1)]
    values = [leaf[1] for data in documents for leaf in LEAF.finditer(data)]
    changes = [changed for data in documents for changed in changes_of(data, 0.03, random)]
    changes += [swapped(data, values, random) for data in documents for _ in range(60)]
    assert_all_read_alike(changes, monkeypatch)


def assert_all_read_alike(changes: Sequence[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    taught, usual = familiar.SHAPES, Shapes({})
    monkeypatch.setattr(familiar, "PATIENCE", len(changes) * 2)  # or few of them would be tried
    for _ in range(2):  # what came later may have taught something about what came before
        for changed in changes:
            monkeypatch.setattr(familiar, "SHAPES", usual)
            said = read(changed)
            monkeypatch.setattr(familiar, "SHAPES", taught)
            assert read(changed) == said


def test_a_value_that_breaks_a_rule_is_told_of_with_its_place() -> None:
    data = peppol_invoice(2)
    read(data)
    for old, new, rule, place in (
        (b"\"EA\">2", b"\"EA\">2x", "unreadable", "/Invoice/InvoiceLine[1]/InvoicedQuantity"),
        (b"2026-06-01", b"2026-6-1", "PEPPOL-EN16931-F001", "/Invoice/IssueDate"),
        (b"<cbc:ID>S<", b"<cbc:ID>X<", "BR-CL-17", "/Invoice/TaxTotal/TaxSubtotal/TaxCategory/ID"),
    ):  # fmt: skip
        reading = read(data.replace(old, new))
        found = {finding.rule: finding.place for finding in reading.findings + reading.broken}
        assert found[rule] == place


def test_an_invoice_that_breaks_a_rule_on_the_model_goes_the_usual_way() -> None:
    data = peppol_invoice(2)
    read(data)
    wrong = data.replace(b'<cbc:PayableAmount currencyID="SEK">', b'<cbc:PayableAmount currencyID="SEK">9')
    assert not is_familiar(wrong)
    assert [finding.rule for finding in read(wrong).broken] == ["BR-CO-16"]


ACCOUNT = f"{PAYMENT}/cac:PayeeFinancialAccount/cbc:ID"
REFERENCE, MEANS = f"{PAYMENT}/cbc:PaymentID", f"{PAYMENT}/cbc:PaymentMeansCode"
NOT_AT_HOME = {
    "a rule broken": (a_danish_invoice_by_fik, written(REFERENCE, "71#1")),
    "another account": (a_danish_invoice_by_giro, written(ACCOUNT, "123456")),
    "other means": (a_danish_invoice_by_transfer, written(MEANS, "30")),
    "means that need more": (a_danish_invoice, written(MEANS, "93")),
    "an amount owed to the buyer": (
        a_danish_credit_note, written("cac:LegalMonetaryTotal/cbc:PayableAmount", "-1"),
    ),
    "a number of another country": (a_danish_invoice, written(f"{SELLER}/{VAT_NUMBER}", "NO123456785MVA")),
    "a Danish address": (a_finnish_invoice, written(f"{SELLER}/{COUNTRY}", "DK")),
    "a Norwegian number": (a_finnish_invoice, written(f"{SELLER}/{VAT_NUMBER}", "NO123456785MVA")),
    "a German buyer": (a_german_invoice_to_sweden, written(f"{BUYER}/{COUNTRY}", "DE")),
}  # fmt: skip


@pytest.mark.parametrize("change", NOT_AT_HOME)
def test_what_national_rules_may_mind_goes_the_usual_way(change: str) -> None:
    make, edit = NOT_AT_HOME[change]
    data = edited(make()).data
    read(data)
    assert is_familiar(data)
    assert not is_familiar(edited(make(), edit).data)


def test_a_line_is_learnt_for_each_country_by_itself() -> None:
    old = marked(CLASS, "listVersionID", "11.0501")
    at_home, abroad = edited(a_danish_invoice(), old), edited(a_finnish_invoice(), old)
    read(a_danish_invoice().data)
    read(abroad.data)
    assert is_familiar(abroad.data)
    assert [finding.rule for finding in read(at_home.data).broken] == ["DK-R-003"]


def test_sellers_whose_countries_have_other_rules_are_read_the_usual_way() -> None:
    for base in (a_norwegian_invoice(), a_german_invoice()):
        read(base.data)
        assert not is_familiar(base.data)


def test_an_account_among_words_or_with_two_numbers_goes_the_usual_way() -> None:
    data = peppol_invoice(2)
    account = b"<cac:PayeeFinancialAccount><cbc:ID>53791234</cbc:ID>"
    for other in (
        account.replace(b"><", b">x<"),
        account + b"<cbc:ID>1</cbc:ID>",
        account.replace(b"5379", b""),
    ):
        changed = data.replace(account, other)
        assert changed != data
        for _ in range(2):
            said = read(changed)
            assert said.status == "read"
        assert not is_familiar(changed)


def test_a_large_invoice_is_familiar_by_the_lines_of_a_small_one() -> None:
    data = peppol_invoice(2_500)
    assert len(data) > LARGE
    usual = read(data)
    assert is_familiar(data)
    assert read(data) == usual


def test_a_text_that_is_too_long_is_refused_of_a_familiar_invoice_too() -> None:
    data = peppol_invoice(1)
    read(data)
    (finding,) = read(data.replace(b"Kopieringspapper", b"Kopiering " * 110_000)).findings
    assert finding.rule == "refused"


def test_files_of_a_familiar_invoice_are_kept() -> None:
    data = a_fuller_invoice().data
    first = read(data)
    again = data.replace(b"QQ==", b"Qg==")
    assert is_familiar(again)
    assert [file.data for file in first.attachments] == [b"A"]
    assert [file.data for file in read(again).attachments] == [b"B"]


def test_an_invoice_with_comments_is_as_familiar_as_one_without() -> None:
    data = peppol_invoice(1)
    first = read(data)
    other = data.replace(b"</Invoice>", b"<!-- a > b --></Invoice><!-- end -->").replace(
        b"3120", b"3<!-- -->120"
    )
    assert is_familiar(other)
    assert read(other) == first
    before_the_root = b"<!-- -->" + etree.tostring(etree.fromstring(data))
    assert not is_familiar(before_the_root)
    assert read(before_the_root).documents == first.documents


@pytest.mark.parametrize("case", HOSTILE)
def test_a_lawful_oddity_does_not_hide_what_another_value_in_it_breaks(case: str) -> None:
    place, odd, lawful, wrong, rule = HOSTILE[case]
    plain = DOCUMENTS["plain EN 16931"]
    assert read(plain.replace(place, odd % lawful, 1)).broken == ()
    broken = read(plain.replace(place, odd % wrong, 1)).broken
    assert rule in {finding.rule for finding in broken}


def test_a_customisation_id_with_children_is_read_the_usual_way() -> None:
    data, tag = peppol_invoice(1), b"<cbc:CustomizationID>"
    for text in (b"urn:cen.eu:en16931:2017", b" "):
        other = data.replace(tag, tag + text + b"<x>y</x></cbc:CustomizationID>" + tag)
        read(other)
        assert not is_familiar(other)


def test_signs_in_texts_count_as_in_any_document(monkeypatch: pytest.MonkeyPatch) -> None:
    data = peppol_invoice(1)
    read(data)
    monkeypatch.setattr(bounds, "COUNTED", ((b"=", 1, data.count(b"="), "attributes"),))
    assert is_familiar(data)
    (finding,) = read(data.replace(b"Kopieringspapper", b"=")).findings
    assert finding.rule == "refused"


def test_a_head_and_a_line_of_different_documents_are_held_against_each_other() -> None:
    data, reference = peppol_invoice(1), b"<cac:InvoiceLine><cbc:PaymentID>%b</cbc:PaymentID>"
    line = data.replace(b"<cac:InvoiceLine>", reference % b"202617")
    read(data)
    assert read(line).broken == ()
    assert is_familiar(line)
    other = data.replace(b"<cac:InvoiceLine>", reference % b"1")
    assert [finding.rule for finding in read(other).broken] == ["UBL-SR-44"]


def test_many_threads_learn_and_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        data.replace(b"<cac:PaymentMeans>", b"<x%d>y</x%d><cac:PaymentMeans>" % (number, number))
        for number in range(40)
        for data in (peppol_invoice(1), peppol_invoice(2))
    ]
    monkeypatch.setattr(familiar, "SHAPES", Shapes({}))
    usual = [read(data) for data in documents]
    monkeypatch.setattr(familiar, "SHAPES", Shapes(LINES))
    monkeypatch.setattr(shapes, "MOST_SHAPES", 20)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, documents * 4)) == usual * 4


def luck_of(data: bytes) -> familiar.Luck:
    pieces = familiar.pieces_of(data)
    luck = None if pieces is None else pieces.runs[0].shape.memory.get(familiar.Luck)
    assert luck is None or isinstance(luck, familiar.Luck)
    return luck or familiar.Luck()


def test_a_shape_that_is_never_familiar_is_tried_again_only_once_in_a_while() -> None:
    data = peppol_invoice(1).replace(SUPPLIER, RARE + SUPPLIER)
    tries = []
    for _ in range(120):
        assert not read(data).broken
        tries.append(luck_of(data).is_trying)
    assert all(tries[:5])
    assert sum(tries[6:]) == 2


def test_one_good_invoice_ends_a_row_of_bad_ones() -> None:
    good = peppol_invoice(1)
    bad = good.replace(b"<cbc:Percent>25<", b"<cbc:Percent>24<")
    for _ in range(30):
        read(good)
        assert read(bad).broken
        assert luck_of(good).is_trying
    for _ in range(20):
        read(bad)
    tried = [luck_of(good).is_trying for _ in range(60) if read(good).parts]
    assert not tried[0]
    assert tried[-1]
