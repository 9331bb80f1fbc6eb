"""The ways through the pages: read, choose, save; and what stands in the way."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.coding import ReviewReason, ReviewRequested, Source
from schemas.matching import ContractLink, Evidence, LineMatch, OrderLink, Verdict
from services.review.deciding import Answer, decision
from services.review.web import Person
from tests.builders import (
    NOW,
    a_finding,
    a_line,
    a_seller,
    a_svefaktura,
    an_allowance,
    an_invoice,
    an_item,
    organisation_number,
)
from tests.review_builders import (
    a_coded,
    a_coding,
    a_dimension,
    a_request,
    a_suggestion,
    an_id,
)
from tests.review_site import Site, a_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with a_site(tmp_path) as opened:
        yield opened


def test_an_empty_queue_says_that_all_is_done(site: Site) -> None:
    assert "All is done" in site.page().text


def test_the_queue_shows_what_waits_with_amount_reason_and_age(site: Site) -> None:
    site.store.put(
        [
            a_request(
                reasons=(ReviewReason.UNCERTAIN, ReviewReason.DEVIATION),
                occurred_at=NOW - timedelta(days=3),
            )
        ]
    )
    (row,) = site.page().texts("//tbody/tr")
    assert row == (
        "Blå Papper AB F-1001 2 Nov 2026 Deviates from order or contract Uncertain coding"
        " 125.00 SEK 2 Dec 2026 1 of 1 3 days"
    )
    assert "125,00 SEK" in site.page("/?lang=sv").text


def test_a_filter_holds_on_to_the_next_invoice(site: Site) -> None:
    site.store.put(
        [
            a_request(an_invoice(number="twice"), reasons=(ReviewReason.DUPLICATE,)),
            a_request(an_invoice(number="first")),
            a_request(an_invoice(number="second", due_date="2026-12-24")),
        ]
    )
    queue = site.page("/?reason=uncertain")
    assert queue.texts("//tbody//span[@class='number']") == ["first", "second"]
    invoice = site.page(queue.tree.xpath("//a[@class='open']/@href")[0])
    saved = site.send(invoice, **{"choice-0-0": "code:6420"})
    assert "Next: Blå Papper AB second" in saved.text
    saved = site.send(
        site.page(saved.tree.xpath("//a[@class='button']/@href")[0]),
        **{"choice-0-0": "other", "other-0-0": "1"},
    )
    assert "Next: Blå Papper AB twice" in saved.text


def test_a_filter_that_nothing_fits_says_so(site: Site) -> None:
    site.store.put([a_request()])
    assert "No invoice fits the filter" in site.page("/?supplier=nobody").text


def test_a_long_queue_has_pages(site: Site) -> None:
    site.store.put([a_request(invoice_id=an_id(serial)) for serial in range(51)])
    first = site.page()
    second = site.page(first.tree.xpath("//a[@rel='next']/@href")[0])
    assert (len(first.texts("//tbody/tr")), len(second.texts("//tbody/tr"))) == (50, 1)
    assert "51–51 of 51" in second.text
    assert second.tree.xpath("//a[@rel='prev']/@href") == ["/"]


def test_an_invoice_shows_its_suggestions_with_probability_source_and_reasons(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    options = site.invoice(request.invoice_id).texts("//fieldset/div[@class='option']")
    assert options[0] == "1 6410 Kontorsmaterial 62% the model · 8 of 11 earlier lines of this supplier"
    assert len(options) == 3


def test_a_choice_saved_is_submitted_with_the_amounts_of_the_request(site: Site) -> None:
    request = a_request()
    site.store.put([request, a_request(an_invoice(number="next"))])
    saved = site.send(site.invoice(request.invoice_id), **{"choice-0-0": "code:6420"})
    (decided,) = site.submitted
    assert decided.rows[0].amount == Decimal("100.00")
    assert [(code.dimension, code.code) for code in decided.rows[0].codes] == [("account", "6420")]
    assert (decided.decided_by, decided.occurred_at, decided.revision) == ("accountant", NOW, 1)
    assert "Will be used for 1 waiting line of the same supplier." in saved.text
    assert "changed from 6410" in saved.text
    assert saved.response.url.path == f"/invoices/{request.invoice_id}"


def test_the_last_invoice_saved_says_that_all_is_done(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    saved = site.send(site.invoice(request.invoice_id), **{"choice-0-0": "code:6410"})
    assert "All is done." in saved.text
    assert "Its next invoice will profit." in saved.text


def test_a_form_sent_twice_is_one_decision(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    first = site.send(page, **{"choice-0-0": "code:6420"})
    again = site.send(page, **{"choice-0-0": "code:6420"})
    assert (first.status, again.status) == (200, 409)
    assert len(site.submitted) == 1
    assert not again.tree.xpath("//table[@class='compared']")


def test_a_missing_choice_is_named_and_nothing_typed_is_lost(site: Site) -> None:
    request = a_request(lines=(a_coding("1"), a_coding("2", text="Häftapparat")))
    site.store.put([request])
    sent = {"choice-0-0": "other", "other-0-0": "7310-åäö"}
    again = site.send(site.invoice(request.invoice_id), **sent)
    assert again.status == 422
    assert again.texts("//section[@role='alert']//li") == ["Line 2, Häftapparat: Choose account"]
    target = again.tree.xpath("//section[@role='alert']//a/@href")[0].removeprefix("#")
    assert again.tree.get_element_by_id(target).get("name") == "choice-1-0"
    assert again.fields["other-0-0"] == "7310-åäö"
    assert again.fields["choice-0-0"] == "other"
    assert site.submitted == []


def test_a_code_of_ones_own_is_saved_without_touching_the_radio_button(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    site.send(site.invoice(request.invoice_id), **{"other-0-0": "7310"})
    assert site.submitted[0].rows[0].codes[0].code == "7310"
    assert site.submitted[0].rows[0].codes[0].source is Source.PERSON


def test_what_is_certain_is_chosen_already_and_saves_as_it_is(site: Site) -> None:
    request = a_request(lines=(a_coding(dimensions=(a_dimension(certain=True),)),))
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    assert "Everything is chosen" in page.text
    assert site.send(page).status == 200
    assert site.submitted[0].rows[0].codes[0].source is Source.MODEL


def test_an_audit_shows_codes_in_their_order_without_probability_or_preference(site: Site) -> None:
    line = a_coding(dimensions=(a_dimension(certain=True),))
    request = a_request(lines=(line,), reasons=(ReviewReason.AUDIT,))
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    assert page.texts("//span[@class='code']") == ["5410", "6410", "6420"]
    assert not page.tree.xpath(
        "//meter | //span[@class='share'] | //div[@class='reason'] | //input[@checked]"
    )


def test_the_same_code_is_filled_into_the_open_lines_and_saved_by_the_next_press(site: Site) -> None:
    request = a_request(lines=(a_coding("1"), a_coding("2"), a_coding("3")))
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    filled = site.send(page, action="fill", **{"same-account": "7310", "choice-1-0": "code:5410"})
    assert (filled.status, site.submitted) == (200, [])
    assert "Nothing is saved yet" in filled.text
    assert [filled.fields.get(f"choice-{n}-0") for n in range(3)] == ["other", "code:5410", "other"]
    site.send(filled)
    assert [row.codes[0].code for row in site.submitted[0].rows] == ["7310", "5410", "7310"]


def test_a_stale_form_shows_both_values_and_saves_mine_on_the_new_revision(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    newer = a_request(revision=2, lines=(a_coding(dimensions=(a_dimension(codes=("5410", "6420")),)),))
    site.store.put([newer])
    stale = site.send(page, **{"choice-0-0": "code:6410"})
    assert (stale.status, site.submitted) == (409, [])
    assert "The suggestions changed while you worked" in stale.text
    assert stale.texts("//table[@class='compared']/tbody/tr") == [
        "Line 1, Kopieringspapper A4 80 g Account 6410 5410 Förbrukningsinventarier"
    ]
    assert stale.fields["revision"] == "2"
    assert site.send(stale).status == 200
    assert (site.submitted[0].revision, site.submitted[0].rows[0].codes[0].code) == (2, "6410")


def test_an_old_form_without_its_token_is_still_seen_to_be_stale(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    site.store.put([a_request(revision=2)])
    assert site.send(page, csrf="", **{"choice-0-0": "code:6410"}).status == 409


def test_an_invoice_that_somebody_else_decided_shows_who_when_and_both_values(site: Site) -> None:
    request = a_request()
    site.store.put([request, a_request(an_invoice(number="next"))])
    page = site.invoice(request.invoice_id)
    theirs = decision({(0, 0): Answer("code:5410")}, request, "Bo Ek", NOW)
    site.store.decide(theirs, publish=False)
    late = site.send(page, **{"choice-0-0": "code:6420"})
    assert (late.status, site.submitted) == (409, [])
    assert "Decided by Bo Ek, 21 Nov 2026 09:00 UTC" in late.text
    assert late.texts("//table[@class='compared']/tbody/tr") == [
        "Line 1, Kopieringspapper A4 80 g Account 6420 Trycksaker 5410 Förbrukningsinventarier"
    ]
    assert site.store.get(request.invoice_id) == theirs


def test_of_two_who_save_at_the_same_moment_the_later_sees_the_others_decision(site: Site) -> None:
    """The other decides after our page has looked and before it submits."""
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    theirs = decision({(0, 0): Answer("code:5410")}, request, "Bo Ek", NOW)
    get = site.store.get

    def overtaken(invoice_id: object) -> object:
        case = get(request.invoice_id)
        site.store.decide(theirs, publish=False)
        return case

    site.store.get = overtaken  # type: ignore[method-assign, assignment]
    late = site.send(page, **{"choice-0-0": "code:6420"})
    assert late.status == 409
    assert "Decided by Bo Ek" in late.text


def test_of_two_a_new_revision_in_the_last_moment_is_stale_too(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    get = site.store.get

    def overtaken(invoice_id: object) -> object:
        case = get(request.invoice_id)
        site.store.put([a_request(revision=2)])
        return case

    site.store.get = overtaken  # type: ignore[method-assign, assignment]
    late = site.send(page, **{"choice-0-0": "code:6420"})
    assert (late.status, late.fields["revision"], late.fields["choice-0-0"]) == (409, "2", "code:6420")
    assert isinstance(get(request.invoice_id), ReviewRequested)


def test_what_was_coded_without_a_decision_here_is_shown_as_that(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    site.store.settle([a_coded(request)])
    shown = site.invoice(request.invoice_id)
    assert "Released without review, 21 Nov 2026 09:00 UTC" in shown.text
    assert not shown.tree.xpath("//form[@method='post']")
    late = site.send(page, **{"choice-0-0": "code:6420"})
    assert late.texts("//table[@class='compared']/tbody/tr") == [
        "Line 1, Kopieringspapper A4 80 g Account 6420 Trycksaker 6410 Kontorsmaterial"
    ]


def test_a_form_without_the_token_saves_nothing_and_loses_nothing(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    for token in ("", "x" * 43):
        expired = site.send(page, csrf=token, **{"choice-0-0": "other", "other-0-0": "7310"})
        assert (expired.status, site.submitted) == (403, [])
        assert expired.fields["other-0-0"] == "7310"
    assert site.send(expired).status == 200


def test_a_form_without_the_cookie_saves_nothing(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    site.client.cookies.clear()
    assert site.send(page, **{"choice-0-0": "code:6410"}).status == 403
    assert site.submitted == []


def test_a_form_that_another_site_sent_is_refused_without_a_form(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    fields = {**page.fields, "choice-0-0": "code:6410"}
    refused = site.post(page.action, fields, **{"Sec-Fetch-Site": "cross-site"})
    assert (refused.status, site.submitted) == (403, [])
    assert not refused.tree.xpath("//form")


def test_what_suppliers_write_is_text_and_never_markup(site: Site) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    invoice = an_invoice(
        number=evil,
        notes=(evil,),
        order_ref=evil,
        seller=a_seller(name=evil),
        lines=(a_line(item=an_item(name=evil, description=evil, seller_id=evil), note=evil),),
    )
    suggestion = a_suggestion(evil, name=evil, reasons=(evil,))
    dimension = a_dimension().model_copy(update={"suggestions": (suggestion,), "dimension": "account"})
    match = LineMatch(line_id="1", evidence=(Evidence(field=evil, level=1, text=evil),))
    request = a_request(
        invoice,
        matches=(match,),
        lines=(a_coding(text=evil, dimensions=(dimension,)),),
        warnings=(a_finding(rule=evil, message=evil),),
    )
    site.store.put([request])
    pages = [site.page(), site.invoice(request.invoice_id)]
    fields = {"choice-0-0": "other", "other-0-0": evil[:40]}
    pages += [
        site.send(pages[1], csrf="", **fields),
        site.send(pages[1], **{"other-0-0": evil}),
        site.send(pages[1], **fields),
    ]
    for page in pages:
        assert len(page.tree.xpath("//script")) == 1
        assert not page.tree.xpath("//img")
        assert "<script>alert" not in page.response.text


def test_nothing_on_a_page_is_inline_or_comes_from_elsewhere(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    for page in (site.page(), site.invoice(request.invoice_id)):
        assert not page.tree.xpath(
            "//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]"
        )
        sources = page.tree.xpath("//script/@src | //link/@href | //img/@src")
        assert all(source.startswith("/static/") for source in sources)
        for source in sources:
            assert site.client.get(source).status_code == 200


def test_an_invoice_of_two_hundred_lines_is_shown_and_saved_whole(site: Site) -> None:
    lines = tuple(a_line(id=str(n), net_amount="10.00") for n in range(1, 201))
    codings = tuple(
        a_coding(
            str(n),
            amount=Decimal("10.00"),
            dimensions=tuple(a_dimension(name) for name in ("account", "cost_centre", "activity", "project")),
        )
        for n in range(1, 201)
    )
    request = a_request(an_invoice(lines=lines), lines=codings)
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    assert "800 choices left" in page.text
    places = [(line, dimension) for line in range(200) for dimension in range(4)]
    site.send(page, **{f"choice-{line}-{dimension}": "code:5410" for line, dimension in places})
    rows = site.submitted[0].rows
    assert sum(row.amount for row in rows) == Decimal("2000.00")
    assert all(len(row.codes) == 4 for row in rows)


def test_a_form_larger_than_any_invoice_is_refused(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    assert site.send(page, **{"other-0-0": "x" * 2_000_001}).status == 413


def test_a_svefaktura_without_quantities_prices_or_dates_is_readable(site: Site) -> None:
    invoice = a_svefaktura(
        issue_date=None,
        due_date=None,
        number="",
        currency="",
        totals={},
        lines=(a_line(quantity=None, unit=None, price={}, vat_rate=None, net_amount="100"),),
    )
    request = a_request(invoice)
    site.store.put([request])
    assert "without a number" in site.page().text
    page = site.invoice(request.invoice_id)
    assert site.send(page, **{"choice-0-0": "code:6410"}).status == 200


def test_document_allowances_are_coded_beside_the_lines(site: Site) -> None:
    invoice = an_invoice(allowances_charges=(an_allowance(), an_allowance(is_charge=True, reason="Frakt")))
    codings = (
        a_coding("1"),
        a_coding("allowance:1", text="Rabatt", amount=Decimal("-10.00")),
        a_coding("charge:1", text="Frakt", amount=Decimal("10.00")),
    )
    request = a_request(invoice, lines=codings)
    site.store.put([request])
    page = site.invoice(request.invoice_id)
    assert page.texts("//h3[@class='line-head']") == [
        "Line 1 Kopieringspapper A4 80 g 100.00 SEK",
        "Allowance 1 Rabatt −10.00 SEK",
        "Charge 1 Frakt 10.00 SEK",
    ]
    site.send(page, **{f"choice-{n}-0": "code:6410" for n in range(3)})
    assert sum(row.amount for row in site.submitted[0].rows) == invoice.totals.without_vat


def test_lines_that_do_not_add_up_to_the_invoice_are_pointed_out(site: Site) -> None:
    request = a_request(lines=(a_coding(amount=Decimal("90.00")),))
    site.store.put([request])
    assert (
        "The lines add up to 90.00 SEK, but the invoice says 100.00 SEK without VAT."
        in site.invoice(request.invoice_id).text
    )


def test_what_a_line_was_matched_with_is_said_in_words(site: Site) -> None:
    match = LineMatch(
        line_id="1",
        order=OrderLink(order="B-77", order_line="2", quantity=Decimal(2), ordered_price=Decimal("45")),
        contract=ContractLink(contract="A-4", item="KP-80", net_price=Decimal("44.5")),
        verdicts=(Verdict.PRICE_DEVIATION, Verdict.PARTIAL),
        probability=0.97,
        evidence=(Evidence(field="article", level=1, text="the same number"),),
    )
    request = a_request(matches=(match,))
    site.store.put([request])
    (read,) = site.page(f"/invoices/{request.invoice_id}?lang=sv").texts("//div[@class='line-read']")
    for said in (
        "2 st à 50,00 SEK",
        "Priset avviker från ordern",
        "Delleverans",
        "Order B-77 rad 2",
        "beställt pris 45,00 SEK",
        "Avtal A-4, artikel KP-80",
        "97 % säker",
        "Artikel: the same number",
    ):
        assert said in read.replace("\u00a0", " ")


def test_a_duplicate_links_to_the_other_invoice_where_it_is_here(site: Site) -> None:
    other = a_request(an_invoice(number="before"))
    request = a_request(duplicate_of=other.invoice_id, reasons=(ReviewReason.DUPLICATE,))
    site.store.put([request])
    assert not site.invoice(request.invoice_id).tree.xpath("//ul[@class='why']//a")
    site.store.put([other])
    assert site.invoice(request.invoice_id).tree.xpath("//ul[@class='why']//a/@href") == [
        f"/invoices/{other.invoice_id}"
    ]


@pytest.mark.parametrize("address", [f"/invoices/{an_id(404)}", "/invoices/what", "/nowhere"])
def test_an_address_that_leads_nowhere_says_so_in_words(site: Site, address: str) -> None:
    page = site.page(address, **{"Accept-Language": "da"})
    assert page.status == 404
    assert "Fakturaen findes ikke her" in page.text


def test_a_language_once_chosen_stays(site: Site) -> None:
    assert site.page().tree.get("lang") == "en"
    chosen = site.page("/?lang=da")
    assert chosen.tree.get("lang") == "da"
    assert site.page().texts("//h1") == ["Fakturaer til gennemsyn"]


def test_a_language_link_keeps_the_filter(site: Site) -> None:
    links = site.page("/?reason=audit&lang=sv").tree.xpath("//nav[@class='languages']/a/@href")
    assert links == ["?reason=audit&lang=sv", "?reason=audit&lang=en", "?reason=audit&lang=da"]


def test_the_proxys_word_says_who_decides_and_without_it_nobody_does(tmp_path: Path) -> None:
    request = a_request()
    with a_site(tmp_path, [request], Person(header="X-Remote-User")) as site:
        assert site.invoice(request.invoice_id).status == 401
        assert site.page().status == 401
        site.client.headers["X-Remote-User"] = "anna.ek"
        site.send(site.invoice(request.invoice_id), **{"choice-0-0": "code:6410"})
    assert site.submitted[0].decided_by == "anna.ek"


def test_a_header_that_nobody_configured_says_nothing(site: Site) -> None:
    request = a_request()
    site.store.put([request])
    site.client.headers["X-Remote-User"] = "mallory"
    site.send(site.invoice(request.invoice_id), **{"choice-0-0": "code:6410"})
    assert site.submitted[0].decided_by == "accountant"


def test_every_field_has_a_label_and_every_group_a_legend(site: Site) -> None:
    line = a_coding(
        dimensions=(a_dimension(), a_dimension("cost_centre", ("3120",)), a_dimension("project", ()))
    )
    request = a_request(lines=(line, line))
    site.store.put([request, a_request(an_invoice(seller=a_seller(number=organisation_number(9))))])
    for page in (site.page(), site.invoice(request.invoice_id)):
        labelled = set(page.tree.xpath("//label/@for"))
        for field in page.tree.xpath("//input[@type != 'hidden'] | //select"):
            assert field.get("aria-label") or field.get("id") in labelled
        assert all(group.xpath("./legend") for group in page.tree.xpath("//fieldset"))
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        described = " ".join(page.tree.xpath("//@aria-describedby | //@aria-labelledby")).split()
        assert set(described) <= set(ids)
        assert page.tree.xpath("//main[@id='main']")
        assert page.tree.xpath("//a[@class='skip']/@href") == ["#main"]
        assert len(page.tree.xpath("//h1")) == 1
