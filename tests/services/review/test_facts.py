"""What an invoice says, in words."""

from schemas.invoice import Attachment, Delivery, Invoice
from services.review.facts import Fact, facts_of
from services.review.formatting import Language
from services.review.translations import Words
from tests.builders import a_finding, a_line, an_invoice
from tests.review_builders import a_request

WORDS = Words(Language.SWEDISH)


def by_label(facts: tuple[Fact, ...]) -> dict[str, tuple[str, ...]]:
    return {fact.label: tuple(value.replace("\u00a0", " ") for value in fact.values) for fact in facts}


def test_dates_references_and_totals_are_the_first_to_read() -> None:
    facts = facts_of(a_request(an_invoice(order_ref="B-77", contract="A-4")), WORDS)
    assert by_label(facts.main) == {
        "Fakturadatum": ("2026-11-02",),
        "Förfallodatum": ("2026-12-02",),
        "Er referens": ("KST-3120",),
        "Ordernummer": ("B-77",),
        "Avtal": ("A-4",),
    }
    assert by_label(facts.totals)["Att betala"] == ("125,00 SEK",)


def test_order_numbers_of_the_lines_stand_beside_that_of_the_document_once_each() -> None:
    invoice = an_invoice(
        order_ref="B-1",
        lines=(a_line(order_ref="B-2"), a_line(order_ref="B-2"), a_line(order_ref="B-1"), a_line()),
    )
    assert by_label(facts_of(a_request(invoice), WORDS).main)["Ordernummer"] == ("B-1", "B-2")


def test_parties_are_told_with_number_address_and_contact() -> None:
    parties = by_label(facts_of(a_request(), WORDS).parties)
    assert parties["Leverantör"][0] == "Blå Papper AB"
    assert "123 45 Lillköping" in parties["Leverantör"]
    assert "0123-456 78" in parties["Leverantör"]
    assert parties["Betalas till"] == ("SE:BANKGIRO 55000001",)
    assert parties["Betalningsreferens"] == ("1001",)


def test_what_is_absent_is_left_out_and_an_empty_invoice_is_readable() -> None:
    facts = facts_of(a_request(Invoice(format="svefaktura-1.0"), lines=()), WORDS)
    assert by_label(facts.main) == {"Fakturadatum": ("–",), "Förfallodatum": ("–",)}
    assert (facts.totals, facts.parties, facts.notes, facts.warnings) == ((), (), (), ())


def test_the_rest_is_there_for_who_asks() -> None:
    invoice = an_invoice(
        delivery=Delivery(party_name="Björkskolan", delivered_on="2026-10-30"),
        attachments=(Attachment(reference="1", filename="spec.pdf", description="Specifikation"),),
        payment_terms="30 dagar",
        tax_point_date="2026-10-31",
        period={"start": "2026-10-01", "end": "2026-10-31"},
        preceding=({"number": "F-9"},),
    )
    facts = facts_of(a_request(invoice, warnings=(a_finding(severity="warning"),)), WORDS)
    more = by_label(facts.more)
    assert more["Levererat"] == ("2026-10-30",)
    assert more["Bilagor"] == ("spec.pdf – Specifikation",)
    assert more["Betalningsvillkor"] == ("30 dagar",)
    assert more["Mottagen fil"] == ("F-1001.xml",)
    assert by_label(facts.main)["Period"] == ("2026-10-01 – 2026-10-31",)
    assert by_label(facts.main)["Avser faktura"] == ("F-9",)
    assert facts.warnings == ("BR-CO-10: Radsumman är summan av radernas nettobelopp.",)
