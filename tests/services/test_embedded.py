"""The whole chain in one process: one outcome for every document, whatever happens in between."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.base import derived_id
from schemas.coding import Code, PostingRow, ReviewRequested, Source
from schemas.response import InvoiceResponse
from schemas.review import ReviewDecided
from services import inbox
from services.embedded import Pipeline, Submitted
from services.review.store import Outcome
from services.runtime.folders import files_under
from services.runtime.storage import Store
from tests.documents import ORDER_CHANGE, PAPERS, golden
from tests.pipelines import NOW, a_pipeline, ignorance
from tests.towns import a_town

TOPICS = ("invoice.coded", "review.requested", "invoice.rejected")
RESPONSES = "SELECT json FROM event WHERE topic = 'invoice.response' ORDER BY event_id"


def documents() -> list[Submitted]:
    return [Submitted(path.name, path.read_bytes()) for path in files_under(a_town().inbox)]


def give_orders(pipeline: Pipeline) -> None:
    town = a_town()
    for folder in (town.contracts, town.orders):
        pipeline.take([Submitted(path.name, path.read_bytes()) for path in files_under(folder)])


def outcomes(store: Store) -> dict[str, list[bytes]]:
    return {topic: list(store.outcomes(topic)) for topic in TOPICS}


def run_in_batches(path: Path, documents: Sequence[Submitted], size: int) -> dict[str, list[bytes]]:
    pipeline = a_pipeline(path)
    give_orders(pipeline)
    for start in range(0, len(documents), size):
        pipeline.take(documents[start : start + size])
    return outcomes(pipeline.store)


def responses(store: Store) -> list[InvoiceResponse]:
    rows = store.connection.execute(RESPONSES)
    return [InvoiceResponse.model_validate_json(row[0]) for row in rows]


def decide(request: ReviewRequested, code: str = "6410") -> ReviewDecided:
    rows = tuple(
        PostingRow(
            line_id=line.line_id,
            text=line.text,
            amount=line.amount,
            codes=(Code(dimension="account", code=code, source=Source.PERSON, probability=1.0),),
        )
        for line in request.lines
    )
    return ReviewDecided(
        event_id=derived_id(ReviewDecided.topic, request.invoice_id, str(request.revision)),
        occurred_at=NOW,
        key=request.key,
        invoice_id=request.invoice_id,
        revision=request.revision,
        decided_by="Anna",
        request=request,
        rows=rows,
    )


def waiting(pipeline: Pipeline) -> list[ReviewRequested]:
    return [
        ReviewRequested.model_validate_json(event) for event in pipeline.store.outcomes("review.requested")
    ]


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    return a_pipeline(tmp_path / "kontera.db")


def test_every_document_has_exactly_one_outcome(pipeline: Pipeline) -> None:
    give_orders(pipeline)
    taken = pipeline.take(documents())
    figures = inbox.summary(pipeline.store)
    assert pipeline.store.without_their_outcomes() == []
    assert figures.received == figures.released + figures.review + figures.rejected
    assert figures.received + taken.again == len(documents())
    assert figures.linked > 0
    assert figures.rejected > 0


def test_papers_are_kept_and_counted_without_an_outcome(pipeline: Pipeline) -> None:
    papers = [Submitted(name, golden(name)) for name in PAPERS]
    taken = pipeline.take(papers)
    assert [event.topic for event in taken.events if event.topic in TOPICS] == []
    assert len(taken.events) == len(PAPERS)
    assert pipeline.store.without_their_outcomes() == []
    assert inbox.summary(pipeline.store).orders == len(PAPERS)
    assert pipeline.take(papers).again == len(PAPERS)


def test_a_refused_order_change_is_one_outcome_and_no_order(pipeline: Pipeline) -> None:
    pipeline.take([Submitted("a.xml", golden(ORDER_CHANGE, (">675.00<", ">676.00<")))])
    figures = inbox.summary(pipeline.store)
    assert (figures.rejected, figures.orders, pipeline.store.without_their_outcomes()) == (1, 0, [])


def test_how_documents_are_cut_into_batches_changes_nothing(tmp_path: Path) -> None:
    everything = documents()
    at_once = run_in_batches(tmp_path / "at-once.db", everything, len(everything))
    assert run_in_batches(tmp_path / "sevens.db", everything, 7) == at_once


def test_a_start_in_the_middle_goes_on_where_the_file_says(tmp_path: Path) -> None:
    everything = documents()
    undisturbed = run_in_batches(tmp_path / "calm.db", everything, 20)
    for number, start in enumerate(range(0, len(everything), 20)):
        pipeline = a_pipeline(tmp_path / "stopped.db")
        if number == 0:
            give_orders(pipeline)
        pipeline.take(everything[start : start + 20])
        if number % 2:
            pipeline.close()  # writes snapshots; the others leave a changelog to be replayed
    assert outcomes(Store(tmp_path / "stopped.db")) == undisturbed


def test_the_same_bytes_again_are_acknowledged_and_counted(pipeline: Pipeline) -> None:
    some = documents()[:10]
    pipeline.take(some)
    before = outcomes(pipeline.store)
    again = pipeline.take([*some, *some])
    assert (again.events, again.again) == ((), 20)
    assert outcomes(pipeline.store) == before


def test_a_decision_is_coded_and_the_next_invoice_of_the_supplier_shows_it(pipeline: Pipeline) -> None:
    everything = documents()
    pipeline.take(everything[: len(everything) // 2])
    asked = waiting(pipeline)
    first = max(asked, key=lambda each: sum(other.key == each.key for other in asked))
    verdict, helped = pipeline.decide(decide(first))
    assert verdict is Outcome.RECORDED
    assert helped == sum(len(each.lines) for each in asked if each.key == first.key) - len(first.lines)
    pipeline.take(everything[len(everything) // 2 :])
    later = [each for each in waiting(pipeline) if each.key == first.key]
    assert later
    codes = {line.dimensions[0].suggestions[0].code for each in later for line in each.lines}
    assert codes == {"6410"}
    assert all(each.revision > 1 for each in later if each.invoice_id in {old.invoice_id for old in asked})


def test_a_decision_comes_once_and_on_what_is_shown_now(pipeline: Pipeline) -> None:
    pipeline.take(documents()[:20])
    request = waiting(pipeline)[0]
    assert pipeline.decide(decide(request.model_copy(update={"revision": 7})))[0] is Outcome.STALE
    assert pipeline.decide(decide(request))[0] is Outcome.RECORDED
    assert pipeline.decide(decide(request))[0] is Outcome.REPEATED
    assert pipeline.decide(decide(request, code="1111"))[0] is Outcome.SETTLED
    assert inbox.summary(pipeline.store).reviewed == 1


def test_without_any_knowledge_everything_goes_to_people_and_nothing_is_suggested_from_nowhere(
    pipeline: Pipeline,
) -> None:
    pipeline.take(documents())
    assert pipeline.knowledge.model.version == ignorance().model.version == "empty"
    figures = inbox.summary(pipeline.store)
    assert (figures.released, figures.review) == (0, figures.received - figures.rejected)


def test_senders_are_told_of_every_status_where_that_is_set_and_of_rejections_alone_else(
    tmp_path: Path,
) -> None:
    some = documents()[:60]
    for mode in ("all", "rejections", "none"):
        pipeline = a_pipeline(tmp_path / f"{mode}.db", responses=mode)
        pipeline.take(some)
        told = {response.status for response in responses(pipeline.store)}
        assert told == {"all": {"RE", "AB", "IP"}, "rejections": {"RE"}, "none": set()}[mode]


def test_what_is_told_does_not_depend_on_batches_and_restarts(tmp_path: Path) -> None:
    some = documents()[:60]
    calm = a_pipeline(tmp_path / "calm.db", responses="all")
    calm.take(some)
    for start in range(0, len(some), 20):
        pipeline = a_pipeline(tmp_path / "stopped.db", responses="all")
        pipeline.take(some[start : start + 20])
        if start:
            pipeline.close()
    assert responses(Store(tmp_path / "stopped.db")) == responses(calm.store)


def test_the_sender_of_an_invoice_is_told_when_a_person_has_decided_it(tmp_path: Path) -> None:
    pipeline = a_pipeline(tmp_path / "kontera.db", responses="all")
    pipeline.take(documents()[:20])
    told = {response.document.id for response in responses(pipeline.store)}
    request = next(each for each in waiting(pipeline) if each.document.id in told)
    pipeline.decide(decide(request))
    pipeline.decide(decide(request))
    of_it = [each for each in responses(pipeline.store) if each.document.id == request.document.id]
    assert sorted(each.status for each in of_it) == ["AB", "AP", "IP"]
