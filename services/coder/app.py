"""The coder service: matched invoices and people's decisions in; final codings and requests for review out.

Decisions come before invoices in each batch, so that what was just taught counts; both are exactly once.
"""

from collections.abc import Sequence

from schemas.base import Event
from schemas.errors import SettingsError
from schemas.matching import InvoiceMatched
from schemas.review import ReviewDecided
from services.coder.coding import Knowledge, code, decide
from services.coder.model import Model
from services.coder.policy import Policy
from services.coder.rules import CodingRule, read_rules
from services.coder.state import Change, State
from services.runtime import metrics, worker
from services.runtime.changelog import Kind
from services.runtime.clock import clock
from services.runtime.outcomes import Service, Stage
from services.runtime.settings import CoderSettings, Settings

SERVICE = "coder"


def build_app(settings: Settings) -> Service[State, Change]:
    """The coder as a service for the transactional loop; nothing connects yet.

    SettingsError where the model or the rules cannot be read.
    """
    now, knowledge = clock(settings), load_knowledge(settings)
    metrics.model_info.labels(knowledge.model.version).set(1)

    def decided(batch: Sequence[Event], state: State) -> tuple[Sequence[Event], Change]:
        decisions = [event for event in batch if isinstance(event, ReviewDecided)]
        return decide(decisions, knowledge, state, now())

    def coded(batch: Sequence[Event], state: State) -> tuple[Sequence[Event], Change]:
        invoices = [event for event in batch if isinstance(event, InvoiceMatched)]
        return code(invoices, knowledge, state, now())

    kind = Kind(
        changelog="coder.changelog",
        empty=State.empty,
        restore=State.restore,
        read_change=Change.model_validate_json,
        apply=State.apply,
        snapshot=State.snapshot,
        snapshot_every=settings.coder.snapshot_every,
    )
    return Service(SERVICE, kind, (Stage((ReviewDecided,), decided), Stage((InvoiceMatched,), coded)))


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    worker.run(build_app(settings), settings)


def load_knowledge(settings: Settings) -> Knowledge:
    """The model, rules and policy that the settings name; without a model file one that abstains.

    SettingsError where a file is missing or has a row that is no rule: with half its rules a coder would be
    wrong without a word.
    """
    coder = settings.coder
    model = Model.empty() if coder.model is None else Model.load(coder.model)
    policy = Policy(
        dimensions=coder.dimensions, target_error=coder.target_error, audit_share=coder.audit_share
    )
    return Knowledge(model, _rules(coder), policy)


def _rules(coder: CoderSettings) -> tuple[CodingRule, ...]:
    if coder.rules is None:
        return ()
    try:
        rules, bad = read_rules(coder.rules.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"the coding rules cannot be read ({error.strerror})",
            place=str(coder.rules),
            remedy="correct KONTERA_CODER__RULES",
        ) from error
    if bad:
        raise SettingsError(
            f"{len(bad)} coding rules cannot be read, the first: {bad[0]}",
            place=str(coder.rules),
            remedy="correct the file",
        )
    return rules
