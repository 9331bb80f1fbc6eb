"""What each request is answered with: the queue, an invoice, a decision, or the form with its faults."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from schemas.coding import ReviewRequested
from schemas.review import ReviewDecided
from services.review import deciding, forms, settled
from services.review.pages import filter_of, query, queue_page
from services.review.queue import Filter, Waiting, next_of
from services.review.store import Case, Learned, Outcome, ReviewStore, Settled
from services.review.web import Person, Renderer, form_fields, has_token, is_foreign, words_of
from services.runtime import metrics

Submit = Callable[[ReviewDecided], Learned]
"""Records a decision durably; says for how many waiting lines it will be used, or why it is not recorded."""

Fields = Annotated[Mapping[str, str], Depends(form_fields)]

STATUS = {
    forms.Notice.NONE: 200,
    forms.Notice.FILLED: 200,
    forms.Notice.EXPIRED: 403,
    forms.Notice.STALE: 409,
    forms.Notice.PROBLEMS: 422,
}


class Pages:
    """The pages over one store; every method answers one kind of request."""

    def __init__(
        self, store: ReviewStore, submit: Submit, clock: Callable[[], datetime], person: Person
    ) -> None:
        self._store, self._submit, self._clock, self._person = store, submit, clock, person
        self._render = Renderer()

    def queue(self, request: Request) -> Response:
        """The queue of waiting invoices."""
        user, wanted = self._person.of(request), filter_of(request.query_params)
        page = queue_page(self._store.waiting(wanted), wanted, words_of(request), self._clock())
        return self._render(request, "queue.html", user=user, place="queue", page=page)

    def invoice(self, request: Request, invoice_id: UUID) -> Response:
        """An invoice: its form while it waits, else what was decided."""
        self._person.of(request)
        case = self._case(invoice_id)
        if isinstance(case, ReviewRequested):
            return self._form(request, case, forms.Shown(deciding.starting_answers(case)))
        return self._settled(request, case)

    def save(self, request: Request, invoice_id: UUID, fields: Fields) -> Response:
        """What a sent form leads to: a decision, or the form again with what keeps it from being saved."""
        user, form = self._person.of(request), deciding.form_of(fields)
        if is_foreign(request):
            raise HTTPException(403)
        case = self._case(invoice_id)
        if not isinstance(case, ReviewRequested):
            return self._settled(request, case, form)
        answers = deciding.answers_to(form, case)
        shown = self._shown_again(request, case, form, answers)
        if shown is not None:
            return self._form(request, case, shown)
        return self._decide(request, deciding.decision(answers, case, user, self._clock()), form)

    def refused(self, request: Request, error: Exception) -> Response:
        """A page that says in words why there is nothing to see."""
        status = error.status_code if isinstance(error, StarletteHTTPException) else 500
        key = {401: "unknown-user", 403: "refused", 413: "refused"}.get(status, "missing")
        return self._message(request, status, key)

    def unavailable(self, request: Request, error: Exception) -> Response:
        """A page that says that nothing was saved, because the disk or the database refused."""
        return self._message(request, 503, "unavailable")

    def _message(self, request: Request, status: int, key: str) -> Response:
        words = words_of(request)
        return self._render(
            request,
            "message.html",
            status=status,
            place="",
            title=words(f"{key}.title"),
            text=words(f"{key}.text"),
        )

    def _case(self, invoice_id: UUID) -> Case:
        case = self._store.get(invoice_id)
        if case is None:
            raise HTTPException(404)
        return case

    def _shown_again(
        self, request: Request, waiting: ReviewRequested, form: deciding.Form, answers: deciding.Answers
    ) -> forms.Shown | None:
        """How to show the form again where it cannot be saved as it is, else None."""
        if form.revision != waiting.revision:
            return _stale(waiting, form, answers)
        if not has_token(request, form.fields):
            return forms.Shown(answers, forms.Notice.EXPIRED, same=form.same)
        if form.action == "fill":
            return forms.Shown(answers, forms.Notice.FILLED, same=form.same)
        problems = deciding.problems_of(answers, waiting)
        return forms.Shown(answers, forms.Notice.PROBLEMS, problems, same=form.same) if problems else None

    def _decide(self, request: Request, decision: ReviewDecided, form: deciding.Form) -> Response:
        """After a save a redirect, so that a reload sends nothing twice; else what came in between."""
        learned = self._submit(decision)
        if learned.outcome in (Outcome.RECORDED, Outcome.REPEATED):
            if learned.outcome is Outcome.RECORDED:
                metrics.documents.labels("review", "decided").inc()
            wanted = query(filter_of(request.query_params))
            where = f"/invoices/{decision.invoice_id}{wanted}{'&' if wanted else '?'}"
            return RedirectResponse(f"{where}learned={learned.waiting_lines}", 303)
        case = self._case(decision.invoice_id)
        if not isinstance(case, ReviewRequested):
            return self._settled(request, case, form)
        return self._form(request, case, _stale(case, form, deciding.answers_to(form, case)))

    def _form(self, request: Request, waiting: ReviewRequested, shown: forms.Shown) -> Response:
        wanted = filter_of(request.query_params)
        other = waiting.duplicate_of
        page = forms.invoice_form(
            waiting,
            shown,
            wanted,
            words_of(request),
            duplicate_here=other is not None and self._store.get(other) is not None,
        )
        return self._render(
            request,
            "invoice.html",
            status=STATUS[shown.notice],
            user=self._person.of(request),
            place="invoice",
            page=page,
            back=f"/{query(wanted)}",
        )

    def _settled(self, request: Request, case: Settled, form: deciding.Form | None = None) -> Response:
        """What was decided; beside it what a form says that was sent too late."""
        words, wanted = words_of(request), filter_of(request.query_params)
        after = settled.After(
            wanted=wanted,
            following=self._following(case.request.invoice_id, wanted),
            learned=_learned(request) if form is None else None,
            mine=None if form is None else deciding.answers_to(form, case.request),
        )
        return self._render(
            request,
            "decided.html",
            status=200 if form is None else 409,
            user=self._person.of(request),
            place="invoice",
            page=settled.settled_page(case, after, words),
            back=f"/{query(wanted)}",
        )

    def _following(self, done: UUID, wanted: Filter) -> Waiting | None:
        """The next invoice inside the filter, else the next of all."""
        inside = next_of(self._store.waiting(replace(wanted, offset=0)).shown, done)
        return inside or next_of(self._store.waiting(Filter(order=wanted.order)).shown, done)


def _stale(waiting: ReviewRequested, form: deciding.Form, answers: deciding.Answers) -> forms.Shown:
    """The form on the newer revision, filled with what was chosen, beside what is suggested now."""
    found = deciding.differences(answers, deciding.best_answers(waiting))
    return forms.Shown(answers, forms.Notice.STALE, differences=found, same=form.same)


def _learned(request: Request) -> int | None:
    """For how many lines a decision just saved will be used; None where none was."""
    value = request.query_params.get("learned", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else None
