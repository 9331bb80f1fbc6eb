"""What each source says of a part in one dimension, and the one answer made of them.

Order, contract and rule come before the model, whatever the model thinks; it may confirm them or be heard
against them. An amount on the document follows the lines where all of them have one code, unless a rule names
its words; against the model's own view of the amount such a code is shown but not certain, so that what a
person corrected once is asked again and not booked again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.coding import DimensionCoding, Source, Suggestion
from schemas.matching import LineMatch
from schemas.order import ACCOUNTING_COST, Codes
from services.coder.parts import Kind, Part
from services.coder.policy import Policy
from services.coder.rules import CodingRule

AUTHORITY = tuple(Source)
MOST = 3
"""Suggestions shown of one dimension."""
HEARD = 0.5
"""From this probability on the model's other opinion is worth a word against a better source."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A code, who says so, and whether that is enough to release it."""

    code: str
    probability: float
    source: Source
    reasons: tuple[str, ...]
    certain: bool
    name: str | None = None


Charts = Mapping[str, frozenset[str]]
"""The codes that are in use, by dimension."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a part is coded in: policy, charts, and the lines of its invoice that are coded so far."""

    policy: Policy
    lines: list[tuple[Part, DimensionCoding]]
    charts: Charts = field(default_factory=dict)


def named_by_match(match: LineMatch | None, dimension: str, context: Context) -> Iterator[Voice]:
    """The coding that the order, then the price list, gives the line. A doubtful link is no certainty.

    The matcher's probability is that of the order link, or of there being none: it says nothing of the price
    list, whose row holds by its article number.
    """
    if match and match.order:
        chance = match.probability
        reason = f"coding of order {match.order.order}, line {match.order.order_line}"
        for code in _codes(match.order.codes, dimension, context.charts):
            yield Voice(code, chance, Source.ORDER, (reason,), certain=chance >= context.policy.sure_link)
    if match and match.contract:
        reason = f"coding of {match.contract.item} in the price list of contract {match.contract.contract}"
        for code in _codes(match.contract.codes, dimension, context.charts):
            yield Voice(code, 1.0, Source.CONTRACT, (reason,), certain=True)


def named_by_rule(rule: CodingRule | None) -> Iterator[Voice]:
    """The code of an accountant's rule."""
    if rule:
        yield Voice(rule.code, 1.0, Source.RULE, (rule.in_words,), certain=True)


def inherited(part: Part, lines: Sequence[tuple[Part, DimensionCoding]]) -> Iterator[Voice]:
    """The code that an amount on the document takes over from the lines: that of all, or of the largest."""
    coded = [(line, coding) for line, coding in lines if coding.suggestions]
    if part.kind is Kind.ROUNDING and coded:
        _, coding = max(coded, key=lambda entry: abs(entry[0].amount))
        yield _taken_over([coding], "rounding goes with the largest line")
    codings = [coding for _, coding in coded]
    shared = {coding.suggestions[0].code for coding in codings}
    if part.kind is Kind.ADJUSTMENT and len(shared) == 1 and len(coded) == len(lines):
        yield _taken_over(codings, "as every line of this invoice")


def _taken_over(codings: Sequence[DimensionCoding], reason: str) -> Voice:
    """As sure and as high as the weakest of the codings."""
    firsts = [coding.suggestions[0] for coding in codings]
    return Voice(
        code=firsts[0].code,
        probability=min(first.probability for first in firsts),
        source=max((first.source for first in firsts), key=AUTHORITY.index),
        reasons=(reason,),
        certain=all(coding.certain for coding in codings),
        name=firsts[0].name,
    )


def in_order(
    part: Part, dimension: str, context: Context, rule: CodingRule | None, model: Sequence[Voice]
) -> list[Voice]:
    """All that is said of the part in one dimension, the highest authority first."""
    ruled = list(named_by_rule(rule))
    taken = list(inherited(part, context.lines))
    match part.kind:
        case Kind.LINE:
            return [*named_by_match(part.match, dimension, context), *ruled, *model]
        case Kind.ADJUSTMENT:
            return [*_adjusted(rule, ruled, [_doubted(voice, part, model) for voice in taken]), *model]
        case Kind.ROUNDING:
            return taken
        case Kind.WHOLE:  # what cannot be told apart is never released
            return [replace(voice, certain=False) for voice in (*ruled, *model)]
        case Kind.DIFFERENCE:
            return []


def _adjusted(rule: CodingRule | None, ruled: Sequence[Voice], taken: Sequence[Voice]) -> list[Voice]:
    """Rule and inheritance by authority; a rule that names a charge's own words knows more than its lines."""
    if rule and rule.text_contains:
        return [*ruled, *taken]
    return sorted([*ruled, *taken], key=lambda voice: AUTHORITY.index(voice.source))


def _doubted(voice: Voice, part: Part, model: Sequence[Voice]) -> Voice:
    """What is inherited is certain for an allowance, and for a charge where the model sees the same.

    An allowance takes off what the lines put on; a charge is often something else, such as freight.
    On the model's word alone neither is certain where its own view of the amount differs.
    """
    sees_it = bool(model) and model[0].code == voice.code
    differs = bool(model) and not sees_it
    doubtful = (part.is_charge and not sees_it) or (differs and voice.source is Source.MODEL)
    return replace(voice, certain=False) if doubtful else voice


def answer(dimension: str, voices: Sequence[Voice]) -> DimensionCoding:
    """The first voice leads; who agrees adds reasons, who differs follows, and is heard against it."""
    if not voices:
        return DimensionCoding(dimension=dimension)
    codes = list(dict.fromkeys(voice.code for voice in voices))[:MOST]
    together = [[voice for voice in voices if voice.code == code] for code in codes]
    against = tuple(_against(voice) for voice in voices if _is_heard_against(voice, voices[0]))
    suggestions = [_suggestion(agreeing) for agreeing in together]
    if against:
        leading = suggestions[0]
        suggestions[0] = leading.model_copy(update={"reasons": (*leading.reasons, *against)})
    return DimensionCoding(
        dimension=dimension,
        suggestions=tuple(suggestions),
        certain=any(voice.certain for voice in together[0]),
    )


def _suggestion(agreeing: Sequence[Voice]) -> Suggestion:
    first = agreeing[0]
    return Suggestion(
        code=first.code,
        name=next((voice.name for voice in agreeing if voice.name), None),
        probability=round(max(voice.probability for voice in agreeing), 4),
        source=first.source,
        reasons=tuple(dict.fromkeys(reason for voice in agreeing for reason in voice.reasons)),
    )


def _is_heard_against(voice: Voice, leading: Voice) -> bool:
    strong = voice.source is not Source.MODEL or voice.probability >= HEARD
    return voice.code != leading.code and leading.source is not Source.MODEL and strong


def _against(voice: Voice) -> str:
    return f"against: {voice.code}, {voice.reasons[0]}" if voice.reasons else f"against: {voice.code}"


def _codes(codes: Codes, dimension: str, charts: Charts) -> Iterator[str]:
    """The code of the dimension; a coding that names one twice means the first.

    An accounting cost of an unnamed dimension counts where exactly one dimension uses such a code.
    """
    named = [code for name, code in codes if name == dimension and code]
    stated = (code for name, code in codes if name == ACCOUNTING_COST)
    own = [
        code for code in stated if [each for each, chart in charts.items() if code in chart] == [dimension]
    ]
    yield from (named or own)[:1]
