"""What a buyer answers: an invoice and a status go in, a Peppol Invoice Response comes out.

    events, answers = ingest_and_answer(file, document_ref(data, name), now)
    for answer in answers:                          # one for each refused invoice of the file
        send(answer.receiver, answer.xml)           # a UBL ApplicationResponse

`states` is the order in which an invoice's statuses may follow each other, `reasons` the two code lists,
`clarifying` the table from our findings and the matcher's verdicts to them, `writing` the XML, which is held
against all rules of T111 (`rules.papers`) before anybody gets it. All of it is pure.

An Invoice Response goes out only where the sender's network entry takes it: whoever sends asks there first.
"""

from services.invoice_ingest.responding.answering import answer_to, language_of, response_to, unanswerable
from services.invoice_ingest.responding.clarifying import clarifications_of, verdict_clarifications
from services.invoice_ingest.responding.reasons import Action, Clarification, Detail, Reason
from services.invoice_ingest.responding.states import Standing, State, advance
from services.invoice_ingest.responding.telling import ingest_and_answer, telling
from services.invoice_ingest.responding.writing import Response, Side, written

__all__ = [
    "Action",
    "Clarification",
    "Detail",
    "Reason",
    "Response",
    "Side",
    "Standing",
    "State",
    "advance",
    "answer_to",
    "clarifications_of",
    "ingest_and_answer",
    "language_of",
    "response_to",
    "telling",
    "unanswerable",
    "verdict_clarifications",
    "written",
]
