"""The rule-based author: denial and appeal composed from a view, a grammar and the checked legal texts.

It costs nothing and needs no model: the control against which models and checks are judged. It is grounded by
construction: a letter holds wordings of the grammar (`templates/baseline_*.toml`, which hold no fact), sentences
of the view, quoted or with only the person changed, and placeholders for all that is not known.

In: a view and the axes of the letter. Out: its text, the same on every machine. Each choice of wording is drawn
from the view's hash, the seed and the name of the place, so it can't depend on anything the writer may not see.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

from imrdata.letters.axes import GROUNDS, Axes, pick
from imrdata.letters.prompts import about_child, is_reimbursement, requested_service
from imrdata.letters.statutory import notice
from imrdata.letters.tasks import template_source
from imrdata.letters.views import AppealView, DenialView, View

__all__ = ["BASELINE_VERSION", "grammar_sha256", "write_appeal", "write_denial"]

Option = TypeVar("Option")

#: Rises with every change of the grammar or of this module; the tests hold it against the grammar's hash.
BASELINE_VERSION: Final = "baseline-grammar@1"

_GRAMMARS: Final = {"denial": "baseline_denial.toml", "appeal": "baseline_appeal.toml"}

#: A service named longer than this is called "the requested service" after its first mention.
_SHORT: Final = 45


def write_denial(view: DenialView, axes: Axes) -> str:
    """Write a denial notice from a health plan to its member, or to the parent of a young one.

    Parameters
    ----------
    view
        What the writer may see.
    axes
        Ground and regime of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter, with placeholders of the closed set for names, dates and all that the view does not say.
    """
    child = about_child(view, axes)
    experimental = axes.ground == "experimental"
    words = _Words(
        "denial",
        view,
        axes,
        tags=(
            axes.ground,
            "child" if child else "adult",
            "payment" if is_reimbursement(view) else "authorization",
            "experimental" if experimental else "established",
            "facts" if _facts(view) else "none",
            "any",
        ),
        names={
            **_service_names(view),
            "member": "your child" if child else "you",
            "your": "your child's" if child else "your",
            "Your": "Your child's" if child else "Your",
            "you_have": "your child has" if child else "you have",
            "you_were": "your child was" if child else "you were",
        },
    )
    person = _CHILD if child else _MEMBER
    parts: dict[str, Callable[[], str]] = {
        "opening": lambda: words("opening"),
        "reason": lambda: words("reason"),
        "facts": lambda: _facts_part(words, "facts", _facts(view), person) or words("facts.none"),
        "applied": lambda: words("applied"),
        "criteria": lambda: words("criteria"),
        "contract": lambda: words("contract") if experimental else "",
        "needed": lambda: words("needed"),
        "reviewer": lambda: words("reviewer"),
        "grievance": lambda: words("grievance"),
        "expedited": lambda: words("expedited"),
        "imr": lambda: words("imr"),
        "notice": lambda: notice(regime=axes.regime, kind="denial", type=view.type),
        "language": lambda: words("language"),
        "closing": lambda: words("closing"),
    }
    head = words.draw(
        "head",
        [
            "[PLAN_NAME]\n[PLAN_ADDRESS]\n\n[DATE]\n\n[MEMBER_NAME]\n[MEMBER_ADDRESS]\n\n{title}{block}",
            "[DATE]\n\n[MEMBER_NAME]\n[MEMBER_ADDRESS]\n\n{title}{block}",
            "[PLAN_NAME]\n\nDate: [DATE]\n\nTo: [MEMBER_NAME], [MEMBER_ADDRESS]\n\n{title}{block}",
            "{title}[DATE]\n\n[PLAN_NAME], [PLAN_ADDRESS]\n\n{block}",
        ],
    )
    title = words("title")
    letter = [
        head.format(title=f"{title}\n\n" if title else "", block=_denial_block(words, view)),
        words("salutation"),
        *_body(words, parts),
        words("signoff") + "\n\n[SIGNATURE]\n" + words("signer") + "\n[PLAN_NAME]",
    ]
    return _laid_out(letter)


def write_appeal(view: AppealView, axes: Axes) -> str:
    """Write an appeal of one denial in the voice of the patient, a parent or the treating physician.

    Parameters
    ----------
    view
        What the writer may see, the denial included: its reason is quoted and answered.
    axes
        Ground, regime and voice of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter. Literature is named only if the view holds it.
    """
    voice = axes.voice
    experimental = axes.ground == "experimental"
    payment = is_reimbursement(view)
    facts = _facts(view)
    tried = [fact for fact in facts if _tried(fact)]
    name = "[PATIENT_NAME]" if voice == "physician" else "[MEMBER_NAME]"
    service = _service_names(view)
    what = f"{'reimbursement for' if payment else 'coverage of'} {service['service']}"
    words = _Words(
        "appeal",
        view,
        axes,
        tags=(
            axes.ground,
            "payment" if payment else "authorization",
            voice,
            "physician" if voice == "physician" else "lay",
            "experimental" if experimental else "established",
            "facts" if facts else "none",
            "any",
        ),
        names={
            **service,
            "service": what,
            "asks": f"{'pay for' if payment else 'authorize'} {service['short']}",
            "ground": GROUNDS[axes.ground],
            "p_obj": _VOICES[voice].object,
            "p_poss": _VOICES[voice].possessive,
            "names": _listed(view.literature),
        },
    )
    order = words("orders").split()
    words.names["below_or_above"] = "above" if order.index("history") < order.index("rebuttal") else "below"
    person = _VOICES[voice]

    def reason() -> str:
        quotes = _quotes(view.denial, axes.ground)
        if not quotes:
            return words("reason.unquoted")
        first = words("reason.quote", quote=f'"{quotes[0]}"')
        return " ".join([first, *(words("reason.second", quote=f'"{quote}"') for quote in quotes[1:])])

    def rebuttal() -> str:
        answers = [words("rebuttal.first"), words("rebuttal.second")]
        if facts:
            # What was tried answers most grounds best; else the first fact has to do.
            point = _point((tried or facts)[0], person)
            answers.insert(1, f"{words('rebuttal.facts', point=point)} {words('rebuttal.where')}")
        form = words.draw("rebuttal form", ["numbered", "paragraphs", "running"])
        if form == "running":
            return " ".join(answers)
        lead = words("rebuttal.lead")
        if form == "numbered":
            return "\n".join([lead, *(f"{number}. {answer}" for number, answer in enumerate(answers, 1))])
        return "\n\n".join([f"{lead} {answers[0]}", *answers[1:]])

    def tried_part() -> str:
        said = [f'"{_tried(fact)}"' for fact in tried]
        return words("tried.stated", words="; ".join(said)) if said else words("tried.none")

    def history_part() -> str:
        stated = _facts_part(words, "history", facts, person)
        return _joined(stated, words("history.weigh")) if stated else words("history.none")

    parts: dict[str, Callable[[], str]] = {
        "opening": lambda: words("opening"),
        "reason": reason,
        "rebuttal": rebuttal,
        "history": history_part,
        "tried": tried_part,
        "evidence": lambda: words("evidence.named" if view.literature else "evidence.none"),
        "criteria": lambda: words("criteria"),
        "delay": lambda: words("delay"),
        "ask": lambda: _joined(words("ask"), words("expedited")),
        "rights": lambda: words("rights"),
        "closing": lambda: words("closing"),
    }
    signature = f"[SIGNATURE]\n{name}" if voice == "patient" else f"[SIGNATURE]\nParent of {name}"
    letter = [
        _appeal_head(words, voice, name),
        words("salutation"),
        *_body(words, parts),
        words("signoff") + "\n\n" + ("[SIGNATURE]\n[PHYSICIAN_NAME]" if voice == "physician" else signature),
        words("enclosures"),
    ]
    return _laid_out(letter)


def grammar_sha256() -> str:
    """Return the hash over both grammars: with `BASELINE_VERSION`, what a baseline letter was written from."""
    sources = [template_source(name) for name in _GRAMMARS.values()]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()


# --- drawing words -------------------------------------------------------------------------------------------


class _Words:
    """The grammar of one letter: draws a wording for a place and fills in its names."""

    def __init__(self, kind: str, view: View, axes: Axes, *, tags: tuple[str, ...], names: dict[str, str]) -> None:
        self.kind, self.view, self.axes, self.tags, self.names = kind, view, axes, tags, names

    def __call__(self, place: str, *, turn: int = 0, **more: str) -> str:
        """Return one wording for a place, e.g. ``"reason"`` or ``"tried.none"``; each turn draws anew."""
        node: Any = _grammar(self.kind)
        for step in place.split("."):
            node = node[step]
        while isinstance(node, Mapping):
            node = node[next(tag for tag in self.tags if tag in node)]
        wording: str = self.draw(f"{place}/{turn}" if turn else place, node)
        return wording.format_map({**self.names, **more})

    def has(self, place: str) -> bool:
        """Say whether a place has wordings."""
        node: Any = _grammar(self.kind)
        for step in place.split("."):
            if step not in node:
                return False
            node = node[step]
        return True

    def draw(self, place: str, options: Sequence[Option]) -> Option:
        """Draw one of some options for a place."""
        return pick(options, view=self.view, seed=self.axes.seed, axis=f"{self.kind}/{place}")


@cache
def _grammar(kind: str) -> dict[str, Any]:
    return tomllib.loads(template_source(_GRAMMARS[kind]))


# --- facts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Person:
    """How the patient is called in one voice."""

    subject: str
    object: str
    possessive: str
    verbs: Mapping[str, str]


_THIRD: Final = {verb: verb for verb in ("has", "had", "is", "was", "requires", "underwent")}
_SECOND: Final = {**_THIRD, "has": "have", "is": "are", "was": "were", "requires": "require"}
_FIRST: Final = {**_THIRD, "has": "have", "is": "am", "requires": "require"}
_MEMBER: Final = _Person("you", "you", "your", _SECOND)
_CHILD: Final = _Person("your child", "your child", "your child's", _THIRD)
_VOICES: Final = {
    "patient": _Person("I", "me", "my", _FIRST),
    "parent": _Person("my child", "my child", "my child's", _THIRD),
    "physician": _Person("my patient", "my patient", "my patient's", _THIRD),
}


@dataclass(frozen=True, slots=True)
class _Fact:
    """One statement of the record: its words, and its parts if only the person would have to change."""

    text: str
    verb: str = ""
    rest: str = ""

    def clause(self, person: _Person) -> str:
        """Return the statement with the patient called as in `person`, without a full stop."""
        return f"{person.subject} {person.verbs[self.verb]} {self.rest}"


#: Frames that say only where a statement stands or comes from; what remains is the statement.
_FRAME: Final = re.compile(
    r"^(?:in this (?:particular )?case|per the (?:medical )?records?|according to the (?:medical )?records?"
    r"(?: provided| submitted| reviewed)?|additionally|furthermore|moreover)\s*,\s*",
    re.I,
)

#: A statement that can change its person: the patient as subject, a verb we can conjugate …
_SIMPLE: Final = re.compile(
    r"^(?:the|this) (?:patient|enrollee|member) (has|had|is|was|requires|underwent) (.+)$", re.I
)

#: … and a rest that speaks of nobody and holds no second verb that would have to follow ("… and is …").
_COMPLEX: Final = re.compile(
    r"\b(?:he|she|him|his|her|hers|they|them|their|it|its|patient|enrollee|member|child|parents?|mother|father|"
    r"this|that|these|those|which|who|whose|also|therefore|currently)\b|[;:]|"
    r"\b(?:is|has|was|does)\b|\b(?:and|but|or|then|yet)\s+(?:\w+ly\s+|not\s+)?(?:\w+s|had|underwent"
    r"|received|failed|tried)\b",
    re.I,
)

#: What must not reach a letter even if it stood in a view: words of a decision, of a review, or of a file.
_UNSAFE: Final = re.compile(
    r"medical(?:ly)? necess|overturn|upheld|uphold|reviewers?\b|independent medical|\bden(?:y|ied"
    r"|ial)\b|health plan|"
    r"should be|should have been|more beneficial|board[- ]certified|\b(?:MN|EI|UR)\d\d-\d+"
    r"|\[[A-Z_]+\]|[<>{}]\s*[/|]|ignore (?:all|the|any|previous)",
    re.I,
)

#: Words of a treatment that was tried, did not do enough, or could not be used.
_TRIED: Final = re.compile(
    r"\b(?:tried|trials?\s+of|attempt(?:ed|ing)|fail(?:ed|ure|ing)?|despite|refractory"
    r"|unable to tolerate|intoleran\w*|"
    r"did not (?:respond|improve|tolerate)|(?:inadequate|partial|poor|no) (?:response|relief"
    r"|improvement)|contraindicated|"
    r"side effects?|progressed (?:beyond|despite|on|after)|without (?:relief|improvement|success|benefit))\b",
    re.I,
)


_NEGATED: Final = re.compile(
    r"\b(?:not|never|no|nor|without|neither|yet to|declined|refus\w+)\W+(?:[\w-]+\W+){0,5}$", re.I
)

#: Words on which a quotation's beginning should not break off.
_WEAK: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "had",
        "has",
        "in",
        "is",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "was",
        "which",
        "with",
    ]
)


def _facts(view: View) -> list[_Fact]:
    """Return the view's patient facts that a letter can hold, each once, in the order of the record."""
    facts: dict[str, _Fact] = {}
    for sentence in view.patient_facts:
        if _UNSAFE.search(sentence):
            continue
        text = _FRAME.sub("", " ".join(sentence.split())).rstrip(" .")
        match = _SIMPLE.match(text)
        simple = match is not None and not _COMPLEX.search(match[2])
        facts[text] = _Fact(text, match[1].lower(), match[2]) if match and simple else _Fact(text)
    return [fact for fact in facts.values() if fact.text]


def _facts_part(words: _Words, place: str, facts: list[_Fact], person: _Person) -> str:
    """Return the facts as a list of quotations or in running text; empty without facts."""
    if not facts:
        return ""
    if words.draw(f"{place} form", ["list", "running"]) == "list":
        return "\n".join([words(f"{place}.list"), *(f"- {_quotation(fact.text)}" for fact in facts)])
    said = [words(f"{place}.running")]
    for number, fact in enumerate(facts):
        more = "_more" if number else ""
        if fact.verb:
            clause = fact.clause(person)
            said.append(words(f"{place}.woven{more}", turn=number, clause=clause, Clause=_capital(clause)))
        else:
            said.append(words(f"{place}.quoted{more}", turn=number, quote=_quotation(fact.text)))
    return " ".join(said)


def _tried(fact: _Fact) -> str:
    """Return the record's words on a treatment that was tried, from the cue to the end of the sentence."""
    match = _TRIED.search(fact.text)
    # "Has not tried X" must never be cut down to "tried X".
    if match is None or _NEGATED.search(fact.text[: match.start()]):
        return ""
    return fact.text[match.start() :]


def _point(fact: _Fact, person: _Person) -> str:
    """Name a fact inside an argument, short enough not to say it all again."""
    if fact.verb and len(fact.rest.split()) <= 20:
        return f"the fact that {fact.clause(person)}"
    start = fact.text.split()[:8]
    while len(start) > 3 and start[-1].lower() in _WEAK:
        start.pop()
    return f'the statement that begins "{_capital(" ".join(start)).rstrip(",;")}"'


def _quotation(text: str) -> str:
    return f'"{_capital(text)}."'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- the denial's reason, for the appeal ---------------------------------------------------------------------

_SENTENCE_END: Final = re.compile(r"(?<!\bInc\.)(?<!\bDr\.)(?<!\bvs\.)(?<!\bNo\.)(?<=[.!?])\s+(?=[A-Z\"“\[])")

_CUES: Final = re.compile(
    r"\bbecause\b|\breason is\b|\bcriteria\b|CRITERIA_NAME|\b(?:does|do|did|could) not (?:show|meet"
    r"|find)\b|\bnot enough\b|"
    r"\bexperimental\b|\binvestigational\b|\btried first\b|\bless intensive\b"
    r"|\bnot medically necessary\b|\bmedical policy\b",
    re.I,
)
_GROUND_CUES: Final = {
    "criteria_not_met": re.compile(r"\bcriteria\b.*\bnot\b|\bnot\b.*\bcriteria\b|\bnot medically necessary\b", re.I),
    "step_therapy": re.compile(r"\bfirst\b|\bstep\b", re.I),
    "insufficient_documentation": re.compile(
        r"\b(?:records?|information|documentation)\b.*\b(?:not|too little|missing)\b"
        r"|\bnot\b.*\b(?:records?|information)\b|\btoo little\b",
        re.I,
    ),
    "lower_level_adequate": re.compile(r"\bless intensive\b|\bstandard\b|\blower level\b", re.I),
    "experimental": re.compile(r"\bexperimental\b|\binvestigational\b", re.I),
    "not_emergency": re.compile(r"\b(?:not|no)\b.*\b(?:emergency|urgent)\b", re.I),
}
_MISSING: Final = re.compile(
    r"\bDETAILS_NEEDED\b|\bwe (?:still )?need\b|\bmissing\b|\bdid not (?:receive|find)\b", re.I
)

#: Sentences about rights and ways to call give no reason, and are not quoted as one.
_RIGHTS: Final = re.compile(
    r"\bgrievance|\bcall\b|\bcopy\b|\bDepartment\b|\bDMHC\b|\bIMR\b|\bexpedited\b|\binterpreter\b"
    r"|\bdoctor may\b|\bfree of charge\b|"
    r"\bno cost\b|\b(?:may|can|please)\b.*\bsend\b|\bwhat could change\b|\bwould help\b",
    re.I,
)
_NOT_QUOTED: Final = re.compile(
    r"overturn|upheld|uphold|reviewers found|independent medical|more beneficial|board[- ]certified|"
    r"\bshould be (?:reversed|covered|authori[sz]ed|approved|paid)|"
    r"\b(?:MN|EI|UR)\d\d-\d+|\bis medically necessary\b|[\n\"“”]",
    re.I,
)


def _quotes(denial: str, ground: str) -> list[str]:
    """Return the sentence of a denial that gives its reason, and one that says what is missing, if any."""
    sentences = [
        sentence.strip()
        for line in denial.splitlines()
        # List items quote the record, lines without an end are addresses, headings and forms.
        if not line.lstrip().startswith(("-", "*", '"')) and line.rstrip().endswith((".", "!", "?"))
        for sentence in _SENTENCE_END.split(line)
        if 5 <= len(sentence.split()) <= 60
    ]
    usable = [text for text in sentences if not _NOT_QUOTED.search(text) and not _RIGHTS.search(text)]
    scores = [2 * bool(_GROUND_CUES[ground].search(text)) + len(_CUES.findall(text)) for text in usable]
    if not usable or max(scores) < 2:
        return []
    reason = usable[scores.index(max(scores))]
    return [reason, *[text for text in usable if text != reason and _MISSING.search(text)][:1]]


# --- the letter's frame --------------------------------------------------------------------------------------


def _service_names(view: View) -> dict[str, str]:
    """Return what the service is called: in full, short, and on the subject line."""
    service = requested_service(view)
    if service is not None:
        bare = re.sub(r"^(?:a|an|the)\s+", "", service, flags=re.I)
        short = service if len(service) <= _SHORT else "the requested service"
        return {"service": service, "short": short, "line": _capital(bare)}
    label = _category(view.treatment_category, view.treatment_subcategory)
    if label:
        return {
            "service": f'the service listed as "{label}"',
            "short": "the requested service",
            "line": f'listed as "{label}" ([DETAILS_NEEDED])',
        }
    return {
        "service": "a health care service ([DETAILS_NEEDED])",
        "short": "the requested service",
        "line": "[DETAILS_NEEDED]",
    }


def _category(main: str | None, sub: str | None) -> str:
    """Return a category as one label; "Other" tells a reader nothing."""
    parts = [part for part in (main, sub) if part and part.lower() != "other"]
    return ", ".join(parts)


def _denial_block(words: _Words, view: View) -> str:
    condition = _category(view.diagnosis_category, view.diagnosis_subcategory)
    rows = [
        ("Member", "[MEMBER_NAME]"),
        ("Member ID", "[MEMBER_ID]"),
        ("Reference number", "[REFERENCE_NUMBER]"),
        ("Requested service", words.names["line"]),
        ("Requested by", "[PROVIDER_NAME]"),
        *([("Condition on the request", condition)] if condition else []),
        ("Date of decision", "[DENIAL_DATE]"),
    ]
    form = words.draw("block", ["lines", "re", "short"])
    if form == "lines":
        return "\n".join(f"{name}: {value}" for name, value in rows)
    lines = [f"Service: {words.names['line']}", "Provider: [PROVIDER_NAME]"]
    lines += [f"Condition: {condition}"] if condition else []
    if form == "re":
        head = "Re: Member ID [MEMBER_ID], reference number [REFERENCE_NUMBER], decision of [DENIAL_DATE]"
        return "\n".join([head, *lines])
    return "\n".join(["Member ID: [MEMBER_ID] | Reference: [REFERENCE_NUMBER] | Decision date: [DENIAL_DATE]", *lines])


def _appeal_head(words: _Words, voice: str, name: str) -> str:
    sender = words.draw(
        "sender",
        {
            "patient": ["[MEMBER_NAME]\n[ADDRESS]\n[PHONE]", "[MEMBER_NAME]\n[ADDRESS]\n[PHONE] | [EMAIL]"],
            "parent": [
                "Parent of [MEMBER_NAME]\n[ADDRESS]\n[PHONE]",
                "[ADDRESS]\n[PHONE] | [EMAIL]",
            ],
            "physician": ["[PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]", "Office of [PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]"],
        }[voice],
    )
    plan = words.draw(
        "recipient",
        [
            "[PLAN_NAME]\nGrievance and Appeals\n[PLAN_ADDRESS]",
            "[PLAN_NAME]\nAppeals Department\n[PLAN_ADDRESS]\nFax: [PLAN_FAX]",
            "To: [PLAN_NAME], Grievance and Appeals Department, [PLAN_ADDRESS]",
        ],
    )
    who = "Patient" if voice == "physician" else "Member"
    subject, line = words("subject"), words.names["line"]
    block = words.draw(
        "block",
        [
            f"{subject}\n{who}: {name}\nMember ID: [MEMBER_ID]\nReference number: [REFERENCE_NUMBER]\nService: {line}",
            f"{subject}\n{who}: {name}, Member ID [MEMBER_ID], reference number [REFERENCE_NUMBER]\n"
            f"Requested service: {line}",
            f"{subject}\n{who} {name} | ID [MEMBER_ID] | Reference [REFERENCE_NUMBER]\nConcerning: {line}",
        ],
    )
    orders = [(sender, "[DATE]", plan, block), ("[DATE]", sender, plan, block), (sender, plan, "[DATE]", block)]
    return "\n\n".join(words.draw("head", orders))


def _body(words: _Words, parts: Mapping[str, Callable[[], str]]) -> Iterable[str]:
    """Yield the paragraphs in the drawn order, with headings if drawn; neighbours that belong together join."""
    headed = words.draw("headed", ["yes", "no", "no"]) == "yes"
    for place in words("orders").split():
        text = parts[place]()
        if not text:
            continue
        if headed and words.has(f"headings.{place}"):
            yield words(f"headings.{place}") + "\n" + text
        else:
            yield text


def _joined(*texts: str) -> str:
    """Join sentences; what follows a list starts a paragraph of its own."""
    found = [text for text in texts if text]
    separator = "\n\n" if any("\n- " in text for text in found[:-1]) else " "
    return separator.join(found)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def _laid_out(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()) + "\n"
