"""`kontera check`: what is wrong with a document, and nothing else done."""

import json
from pathlib import Path

from benchmarks.documents import peppol_invoice
from tests.commands import kontera
from tests.documents import ORDER, between, golden
from tests.stylesheets import lay_out


def test_a_lawful_document_is_accepted_with_exit_code_0(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(peppol_invoice(3))
    said = kontera("check", str(tmp_path / "good.xml"))
    assert said.code == 0
    assert "accepted" in said.out


def test_a_broken_sum_is_named_by_its_official_id_with_place_and_value(tmp_path: Path) -> None:
    wrong = peppol_invoice(3).replace(
        b'<cbc:PayableAmount currencyID="SEK">', b'<cbc:PayableAmount currencyID="SEK">9'
    )
    (tmp_path / "wrong.xml").write_bytes(wrong)
    said = kontera("check", str(tmp_path))
    assert said.code == 1
    assert "BR-CO-16" in said.out
    assert "rejected" in said.out


def test_brackets_in_a_value_stop_no_batch(tmp_path: Path) -> None:
    amount = b'<cbc:PayableAmount currencyID="SEK">'
    (tmp_path / "a.xml").write_bytes(peppol_invoice(1).replace(amount, amount + b"[/red]"))
    (tmp_path / "b.xml").write_bytes(peppol_invoice(1))
    said = kontera("check", str(tmp_path), "--language", "sv")
    assert said.code == 1
    assert "[/red]" in said.out
    assert "b.xml  peppol-billing-3  godtas" in said.out


def test_a_warning_on_an_order_is_shown_and_the_order_accepted(tmp_path: Path) -> None:
    order = golden(ORDER, between(ORDER, "<cac:ValidityPeriod>", "</cac:ValidityPeriod>"))
    (tmp_path / "order.xml").write_bytes(order)
    said = kontera("check", str(tmp_path), "--language", "da")
    assert said.code == 0
    assert "PEPPOL-T01-R002" in said.out
    assert "Den sidste gyldighedsdag" in said.out


def test_jsonl_gives_a_line_a_document_with_paths_relative_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "good.xml").write_bytes(peppol_invoice(1))
    (tmp_path / "not.xml").write_bytes(b"hello")
    said = kontera("check", "--jsonl", str(tmp_path))
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [(line["path"], line["status"]) for line in lines] == [
        ("a/good.xml", "read"),
        ("not.xml", "malformed"),
    ]
    assert lines[0]["format"] == "peppol-billing-3"
    assert lines[0]["rules"] == {}
    assert lines[0]["digest"]


def test_jsonl_tells_each_finding_in_a_language_the_fatal_ones_first(tmp_path: Path) -> None:
    advice = b"<cac:OrderLineReference><cbc:LineID>1</cbc:LineID><cac:OrderReference><cbc:ID>7</cbc:ID>"
    advice += b"</cac:OrderReference></cac:OrderLineReference><cac:Item>"
    wrong = peppol_invoice(1).replace(b"<cac:Item>", advice)
    wrong = wrong.replace(b'<cbc:PayableAmount currencyID="SEK">', b'<cbc:PayableAmount currencyID="SEK">9')
    (tmp_path / "wrong.xml").write_bytes(wrong)
    line = json.loads(kontera("check", "--jsonl", str(tmp_path), "--language", "da").out)
    assert line["findings_total"] == sum(line["rules"].values()) == len(line["findings"])
    severities = [one["severity"] for one in line["findings"]]
    assert severities == sorted(severities)
    assert set(severities) == {"fatal", "warning"}
    [first] = [one for one in line["findings"] if one["rule"] == "BR-CO-16"]
    assert first["place"] == "BT-115"
    assert first["place_name"] == "beløb til betaling"
    assert first["message"].startswith("Beløbet til betaling er")
    assert first["remedy"] == f"rigtigt ville være {first['value'].removeprefix('9')}"


def test_jsonl_tells_the_first_thousand_findings_and_how_many_there_are(tmp_path: Path) -> None:
    amount = b'<cbc:LineExtensionAmount currencyID="SEK">'
    (tmp_path / "wrong.xml").write_bytes(peppol_invoice(1_100).replace(amount, amount + b"7"))
    line = json.loads(kontera("check", "--jsonl", str(tmp_path)).out)
    assert (len(line["findings"]), line["findings_total"] > 1_000) == (1_000, True)


def test_every_bad_file_is_told_in_the_language_alone(tmp_path: Path) -> None:
    for name, data in {
        "empty.xml": b"",
        "zip.xml": b"PK\x03\x04",
        "text.xml": b"hello",
        "doctype.xml": b"<!DOCTYPE a><a/>",
        "unknown.xml": b"<a/>",
        "orders.csv": b"order_number;line_id;quantity\n1;1;x\n",
        "date.xml": peppol_invoice(1).replace(b"<cbc:IssueDate>", b"<cbc:IssueDate>x"),
    }.items():
        (tmp_path / name).write_bytes(data)
    english = kontera("check", "--jsonl", str(tmp_path)).out.splitlines()
    swedish = kontera("check", "--jsonl", str(tmp_path), "--language", "sv").out.splitlines()
    for one, other in zip(english, swedish, strict=True):
        for said, told in zip(json.loads(one)["findings"], json.loads(other)["findings"], strict=True):
            assert (said["rule"], said["value"]) == (told["rule"], told["value"])
            assert said["message"] != told["message"]
            assert said["remedy"] is None or said["remedy"] != told["remedy"]


def test_a_path_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    said = kontera("check", str(tmp_path / "nowhere.xml"))
    assert said.code == 2
    assert "nowhere.xml" in said.err


def test_the_official_verdict_stands_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "official").mkdir()
    lay_out(tmp_path / "official")
    wrong = peppol_invoice(1).replace(b"F-2026-", b"X-2026-")
    (tmp_path / "wrong.xml").write_bytes(wrong)
    beside = ("--official", str(tmp_path / "official"))
    said = kontera("check", str(tmp_path / "wrong.xml"), *beside)
    assert "only the official  OWN-1" in said.out
    line = json.loads(kontera("check", "--jsonl", str(tmp_path / "wrong.xml"), *beside).out)
    assert line["official"] == {"status": "judged", "rules": {"OWN-1": 1, "R-7": 1}, "fatal": ["OWN-1"]}
    assert line["fatal"] == []


def test_official_stylesheets_that_are_missing_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_bytes(peppol_invoice(1))
    said = kontera("check", str(tmp_path / "good.xml"), "--official", str(tmp_path / "none"))
    assert said.code == 2
    assert said.err.startswith("kontera: settings: ")
