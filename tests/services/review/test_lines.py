"""The lines as they are read."""

from decimal import Decimal

from schemas.invoice import InvoiceLine
from schemas.matching import LineMatch, Verdict
from services.review.deciding import starting_answers
from services.review.formatting import Language
from services.review.lines import Sheet, line_title, lines_view, read_lines
from services.review.translations import Words
from tests.builders import a_line, an_invoice, an_item
from tests.review_builders import a_coding, a_dimension, a_request

ENGLISH, SWEDISH = Words(Language.ENGLISH), Words(Language.SWEDISH)


def named(line_id: str, name: str) -> InvoiceLine:
    return a_line(id=line_id, item=an_item(name=name, seller_id=f"art-{name}"))


def test_lines_with_the_same_or_no_id_are_told_apart_as_the_coder_tells_them() -> None:
    invoice = an_invoice(
        lines=(named("1", "a"), named("1", "b"), named("", "c"), named("#", "d")),
    )
    matches = tuple(
        LineMatch(line_id=line.id, verdicts=(verdict,))
        for line, verdict in zip(
            invoice.lines,
            (Verdict.PARTIAL, Verdict.FEE, Verdict.NOT_ORDERED, Verdict.OFF_CONTRACT),
            strict=True,
        )
    )
    codings = [a_coding(line_id, text="x") for line_id in ("1", "1#2", "line:3", "#", "allowance:1")]
    read = read_lines(invoice, matches, codings, ENGLISH)
    assert [one.details[1] if one.details else None for one in read] == [
        "Article art-a",
        "Article art-b",
        "Article art-c",
        "Article art-d",
        None,
    ]
    assert [[said.text for said in one.verdicts] for one in read] == [
        ["Part delivery"],
        ["Fee"],
        ["Not ordered"],
        ["Off contract"],
        [],
    ]
    assert read[2].title == "Line 3"


def test_amounts_on_the_document_have_names_and_our_words_are_translated() -> None:
    codings = [
        a_coding("allowance:2", text="Rabatt"),
        a_coding("charge:1", text="Frakt"),
        a_coding("rounding:1", text="Rounding against the invoice total"),
        a_coding("document:1", text="Whole invoice"),
    ]
    read = read_lines(an_invoice(), (), codings, SWEDISH)
    assert [(one.title, one.text) for one in read] == [
        ("Avdrag 2", "Rabatt"),
        ("Tillägg 1", "Frakt"),
        ("Avrundning", "Avrundning mot fakturans summa"),
        ("Hela beloppet", "Hela fakturan"),
    ]


def test_what_a_supplier_wrote_is_never_translated() -> None:
    (read,) = read_lines(an_invoice(), (), [a_coding("1", text="same unit")], SWEDISH)
    assert read.text == "same unit"


def test_a_title_is_the_lines_own_number() -> None:
    assert [line_title(line_id, ENGLISH) for line_id in ("7", "", "line:3", "a:b", "1#2")] == [
        "Line 7",
        "Line –",
        "Line 3",
        "Line a:b",
        "Line 1#2",
    ]


def test_details_say_what_there_is_and_nothing_twice() -> None:
    line = a_line(
        quantity="2.50",
        unit="KGM",
        price={"net": "40"},
        item=an_item(name="Kaffe", description="Kaffe mellanrost", seller_id=None),
        note="Kaffe",
        period={"start": "2026-10-01"},
        accounting_cost="4020;3120",
    )
    (read,) = read_lines(an_invoice(lines=(line,)), (), [a_coding(text="Kaffe")], SWEDISH)
    assert [detail.replace("\u00a0", " ") for detail in read.details] == [
        "2,5 kg à 40,00 SEK",
        "moms 25 %",
        "Kaffe mellanrost",
        "2026-10-01 – –",
        "4020;3120",
    ]


def test_a_line_is_folded_only_while_it_is_certain_left_so_and_deviates_in_nothing_grave() -> None:
    sure = a_coding(dimensions=(a_dimension(certain=True), a_dimension("project", ())))
    request = a_request(lines=(sure,))
    answers = starting_answers(request)
    assert lines_view(Sheet(request, answers, {}, ENGLISH))[0].settled
    changed = {**answers, (0, 0): type(answers[0, 0])("code:6420")}
    assert not lines_view(Sheet(request, changed, {}, ENGLISH))[0].settled
    for verdict, settled in ((Verdict.OFF_CONTRACT, True), (Verdict.PRICE_DEVIATION, False)):
        said = a_request(lines=(sure,), matches=(LineMatch(line_id="1", verdicts=(verdict,)),))
        assert lines_view(Sheet(said, answers, {}, ENGLISH))[0].settled is settled


def test_amounts_are_signed_as_the_request_signs_them() -> None:
    request = a_request(lines=(a_coding(amount=Decimal("-1234.5")),))
    (line,) = lines_view(Sheet(request, starting_answers(request), {}, ENGLISH))
    assert line.amount.replace("\u00a0", " ") == "−1,234.50 SEK"
