"""Files of a folder become documents: every one, in a fixed order, in bounded batches."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import inbox
from services.embedded import Pipeline, Submitted
from services.invoice_ingest.parsing import read
from services.runtime.folders import files_under
from services.runtime.storage import Store
from tests.documents import INVOICE, golden
from tests.pipelines import a_pipeline, taken


def write(folder: Path, **files: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    return a_pipeline(tmp_path / "kontera.db")


def run(pipeline: Pipeline, folder: Path) -> inbox.Unread:
    return inbox.run(pipeline, files_under(folder), folder, lambda _done: None)


@given(sizes=st.lists(st.integers(0, 12), max_size=40), most=st.integers(1, 7))
def test_batches_keep_every_document_in_order_and_stay_bounded(sizes: list[int], most: int) -> None:
    documents = [Submitted(str(number), b"x" * size) for number, size in enumerate(sizes)]
    cut = list(inbox.batches(documents, most))
    assert [document for batch in cut for document in batch] == documents
    assert all(1 <= len(batch) <= most for batch in cut)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_orders_and_tables_are_taken_before_invoices(tmp_path: Path, encoding: str) -> None:
    order = '<?xml version="1.0"?><Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'
    invoice = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    a, b, c = (text.encode(encoding) for text in (invoice, order, "order;line"))
    write(tmp_path, a_xml=a, b_xml=b, c_csv=c)
    documents = inbox._documents(files_under(tmp_path), tmp_path, inbox.Unread())
    assert [document.name for document in documents] == ["b.xml", "c.csv", "a.xml"]


def test_what_changes_an_order_is_taken_after_the_orders_and_before_the_invoices(tmp_path: Path) -> None:
    roots = ("Invoice", "OrderResponse", "OrderChange", "Order", "DespatchAdvice", "OrderCancellation")
    texts = [f'<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"/>' for root in roots]
    write(tmp_path, **{f"{name}_xml": text.encode() for name, text in zip("abcdef", texts, strict=True)})
    documents = inbox._documents(files_under(tmp_path), tmp_path, inbox.Unread())
    assert [document.name[0] for document in documents] == ["d", "b", "c", "f", "a", "e"]


def test_a_file_we_may_not_open_is_named_and_the_rest_goes_on(tmp_path: Path, pipeline: Pipeline) -> None:
    write(tmp_path / "in", a_xml=b"not xml")
    gone = tmp_path / "in" / "gone.xml"
    unread = inbox.run(pipeline, [gone, tmp_path / "in" / "a.xml"], tmp_path / "in", lambda _done: None)
    assert list(unread.reasons) == [gone]
    assert inbox.summary(pipeline.store).rejected == 1


def test_every_kind_of_bad_file_is_rejected_with_a_reason(tmp_path: Path, pipeline: Pipeline) -> None:
    write(
        tmp_path / "in",
        empty_xml=b"",
        junk_xml=b"\x00\xff" * 400,
        text_txt=b"hello",
        cut_xml=b"<Invoice><a>",
        doctype_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        unknown_xml=b"<a/>",
        columns_csv=b"order_number;colour\n4501;red\n",
        gzip_xml=b"\x1f\x8b\x08" + b"\x00" * 40,
    )
    assert run(pipeline, tmp_path / "in").reasons == {}
    rejected = [json.loads(event) for event in pipeline.store.outcomes("invoice.rejected")]
    assert sorted(event["document"]["name"] for event in rejected) == sorted(
        path.name for path in (tmp_path / "in").iterdir()
    )
    assert all(finding["message"] for event in rejected for finding in event["findings"])
    assert pipeline.store.without_their_outcomes() == []


def test_outcome_files_hold_one_event_a_line_and_are_replaced_whole(
    tmp_path: Path, pipeline: Pipeline
) -> None:
    taken(pipeline, b"not xml", b"<a/>")
    inbox.write_outcomes(pipeline.store, tmp_path / "out")
    inbox.write_outcomes(pipeline.store, tmp_path / "out")
    lines = (tmp_path / "out" / "rejected.jsonl").read_bytes().splitlines()
    ids = [json.loads(line)["event_id"] for line in lines]
    assert len(ids) == 2
    assert ids == sorted(ids)
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(inbox.OUTCOME_FILES)


def test_the_summary_counts_what_came_in_as_what_came_out(tmp_path: Path, pipeline: Pipeline) -> None:
    write(tmp_path / "in", a_xml=b"<a/>", b_xml=b"<a/>", c_xml=b"<b/>")
    run(pipeline, tmp_path / "in")
    store: Store = pipeline.store
    figures = inbox.summary(store)
    assert (figures.received, figures.rejected, figures.again) == (2, 2, 1)


def test_the_file_of_a_run_and_what_lies_beside_it_are_no_documents(tmp_path: Path) -> None:
    write(tmp_path, a_xml=b"<a/>")
    pipeline = a_pipeline(tmp_path / "kontera.db")
    pipeline.attachments.put(b"a drawing")
    assert run(pipeline, tmp_path).reasons == {}
    assert inbox.summary(pipeline.store).received == 1


def test_a_large_file_is_kept_beside_the_run_s_file_and_not_in_it(tmp_path: Path, pipeline: Pipeline) -> None:
    data = b"<a>" + b"<b>text</b>" * 800_000 + b"</a>"
    write(tmp_path / "in", a_xml=data)
    run(pipeline, tmp_path / "in")
    run(pipeline, tmp_path / "in")
    digest = sha256(data).hexdigest()
    assert (pipeline.store.blob(digest), pipeline.documents.get(digest) == data) == (None, True)
    (event,) = pipeline.store.outcomes("invoice.rejected")
    assert json.loads(event)["document"] | {"id": ""} == {
        "id": "", "sha256": digest, "name": "a.xml", "size": len(data)
    }  # fmt: skip
    assert inbox.summary(pipeline.store).again == 1


def test_a_name_that_is_no_text_is_kept_readable_and_stops_nothing(
    tmp_path: Path, pipeline: Pipeline
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"r\xe4kning\x1b[31m.xml")).write_bytes(b"<a/>")
    (folder / "z.xml").write_bytes(b"<b/>")
    run(pipeline, folder)
    names = [json.loads(event)["document"]["name"] for event in pipeline.store.outcomes("invoice.rejected")]
    assert sorted(names) == ["r\ufffdkning\ufffd[31m.xml", "z.xml"]


def test_a_link_to_nothing_is_named(tmp_path: Path, pipeline: Pipeline) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "d.xml").symlink_to(tmp_path / "nowhere")
    assert list(run(pipeline, tmp_path / "in").reasons) == [tmp_path / "in" / "d.xml"]


def test_a_refused_invoice_leaves_a_response_that_is_written_once(tmp_path: Path, pipeline: Pipeline) -> None:
    taken(pipeline, golden(INVOICE, (">SEK</cbc:DocumentCurrencyCode>", ">XYZ</cbc:DocumentCurrencyCode>")))
    inbox.write_outcomes(pipeline.store, tmp_path / "out")
    (response,) = (tmp_path / "out" / "responses").iterdir()
    assert read(response.read_bytes()).format == "peppol-invoice-response-3"
    assert inbox.summary(pipeline.store).responses == 1
    response.unlink()  # whoever sends it takes it away
    inbox.write_outcomes(pipeline.store, tmp_path / "out")
    assert list((tmp_path / "out" / "responses").iterdir()) == []


def test_nothing_is_answered_where_nothing_is_to_be(tmp_path: Path) -> None:
    pipeline = a_pipeline(tmp_path / "kontera.db", responses="none")
    taken(pipeline, golden(INVOICE, (">SEK</cbc:DocumentCurrencyCode>", ">XYZ</cbc:DocumentCurrencyCode>")))
    inbox.write_outcomes(pipeline.store, tmp_path / "out")
    assert not (tmp_path / "out" / "responses").exists()
    assert "unanswered" not in json.loads((tmp_path / "out" / "rejected.jsonl").read_bytes())
