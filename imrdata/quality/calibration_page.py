"""docs/calibration.md, made from the shipped result: what the checks see, what they miss, and what it proves.

In: the result of `make calibrate`, its log, and the part on speed that benchmarks/check_speed.py wrote. Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from imrdata.quality.bounds import exact_bounds
from imrdata.quality.calibration import share
from imrdata.quality.development_page import render_curves, render_development, table

__all__ = ["BEGIN", "END", "render", "summed"]

#: Around what benchmarks/check_speed.py writes; the rest of the page is made anew each time.
BEGIN: Final = "<!-- speed: begin -->"
END: Final = "<!-- speed: end -->"

#: What a check without a letter of some group has there.
_NOTHING: Final = {"recall": (0, 0), "clean": (0, 0)}

#: What the project wants to prove, as 95 % bounds.
RECALL, ALARMS = 0.98, 0.01

_HEAD: Final = """# How good the checks are

Made by `make calibrate`; do not edit it. Every share stands as hits/trials, with its exact 95 % bounds (Clopper and
Pearson) in per cent in brackets. What is bad is shown as it is.

## What was measured, and who has seen it

- **Development letters**: the rule-based author's letters for all cases of the fictional sample ({seeds} seeds;
  {baseline} letters), letters by hand (`tests/calibration/fresh/`), the second examples of each check
  (`tests/quality/examples_second.toml`), and defects put into the clean ones of these letters by rule
  (`benchmarks/mutations.py`). The patterns were, or may be, mended with all of them but {alone} batches of letters by
  hand ({left_alone}). These were
  not read, but counts on them decided which of some rules stayed. So the figures say that nothing broke, and which
  kinds are missed; no more. A bank of sentences (`tests/calibration/sentences/`) was mended with, too;
  `python -m benchmarks.sentence_bank` counts it.
- **Held-out letters** (`tests/calibration/heldout/`, whose README says how they were written): clean ones ({clean}),
  and {defects} with one defect each, in {families} families. One language model wrote them from the domain's rules
  alone, with no sight of a check. Their hashes (`SHA256SUMS`, without which nothing is measured) were committed when
  the checks stood at the versions of the log's first line.
- **Held-out defects of form** (`tests/calibration/heldout_form/`): {form} more, in {form_families} families that the
  first writer was not asked for (personal data, no decision, markup, damage, length, readability), put into the same
  clean letters by another, who had seen no check either. They came after the checks for them, and on the day that
  their hashes were committed these changed, by one who had not read them: `length` before; `readability`, which is
  new, before and after; `markdown_residue` after. `decision_missing`, `language_encoding` and `pii_format` changed
  after their first counts on these defects were known too (72 of 112 own then): theirs are no figures of the unseen.
  Later `broken_words` came and all of these but `length` changed once more, with two blind batches of the same
  families (thirty_fourth, thirty_fifth), by one who knew the counts (77 of 112 own) and had not read them.
- The letters have been read by whoever wrote them and by whoever wrote this harness (the contract, `assess`,
  `calibration.py`, `benchmarks/calibrate.py`), who writes and tunes no check. **Who writes or changes a check must
  not read them**, only this page. No human being has reviewed the letters, and none is of a real plan or patient.
- **Every evaluation on them is logged** in `tests/calibration/heldout.log.jsonl`, with the versions of all checks and
  a hash of their code, before its figures are shown; each line holds the hash of the one before. So far:
  {evaluations}. The more evaluations lie between two versions of a check, the less its figures here are held-out.
- A check **locates** a defect if it fails the letter with a span that touches the defect, or with no span where it
  passes the clean letter that the defect was put into. *Any* counts letters that some check fails, wherever: it is
  flattered by false alarms. *Own* counts letters in which a check that is meant for the family
  (`tests/calibration/families.toml`) locates the defect. A check gives its first finding only, so an earlier false
  alarm can hide the defect from this count.
"""


def render(result: Mapping[str, Any], *, evaluations: Sequence[Mapping[str, Any]], speed: str) -> str:
    """Return the page.

    Parameters
    ----------
    result
        The shipped result (`imrdata.quality.calibration.calibration`).
    evaluations
        The log of evaluations on held-out letters.
    speed
        Markdown for the part on speed.
    """
    held, development = result["heldout"], result["development"]
    head = _HEAD.format(
        seeds=development["baseline"]["seeds"],
        baseline=sum(development["baseline"]["letters"].values()),
        alone=len(development["left_alone"]),
        left_alone=", ".join(development["left_alone"]),
        clean=_and(f"{number} {kind}s" for kind, number in reversed(held["letters"]["clean"].items())),
        defects=summed(held, form=False)["defects"],
        families=len(held["families"]) - len(held["form"]),
        form=summed(held, form=True)["defects"],
        form_families=len(held["form"]),
        evaluations=f"{len(evaluations)}, the last on {evaluations[-1]['date']}",
    )
    parts = [
        head,
        _outcome(held),
        _reading(result["reading"]),
        _families(held),
        _checks(held),
        _cross(held),
        _groups(held),
        render_curves(result),
        render_development(development),
        f"## Speed\n\n{BEGIN}\n{speed}\n{END}",
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def summed(held: Mapping[str, Any], *, form: bool) -> dict[str, int]:
    """Return the defects of some families of held-out letters: how many, and those that checks fail, locate, own.

    Parameters
    ----------
    held
        The held-out half of the result.
    form
        Whether of the families of form, or of all others.
    """
    families = [family for name, family in held["families"].items() if (name in held["form"]) == form]
    sums = {name: sum(family[name] for family in families) for name in ("letters", "any", "located", "own")}
    return {"defects": sums.pop("letters"), **sums}


def _reading(marks: Mapping[str, Mapping[str, int]]) -> str:
    words = {
        "alarms": {"wrong": "the check's error", "arguable": "arguable", "right": "a wrong label"},
        "missed": {"defect": "a defect", "arguable": "arguable", "no_defect": "a wrong label"},
        "needs": {
            "sentence": "the sentence alone shows it",
            "view": "it differs from the view or the denial, in the same or like words",
            "inference": "it differs from them in meaning",
            "letter": "it differs from the rest of the letter",
        },
    }
    # A mark that nobody named words for is an error here, and no silence.
    if unknown := [mark for name, found in marks.items() for mark in found if mark not in words[name]]:
        raise ValueError(f"marks of the second reader without words: {unknown}")
    rows = [[name, says, marks[name].get(mark, 0)] for name, own in words.items() for mark, says in own.items()]
    return (
        "## Are the labels right?\n\n"
        "A second reader (a language model, not blind; `tests/calibration/heldout_read/`) went through the alarms on "
        "clean letters and the defects that no check located, at the log's 27th evaluation.\n\n"
        + table(["of", "the reader says", "number"], rows)
    )


def _outcome(held: Mapping[str, Any]) -> str:
    families, checks = held["families"].values(), held["checks"].values()
    rules, form = summed(held, form=False), summed(held, form=True)
    reached = [
        name for name, family in held["families"].items() if exact_bounds(family["own"], family["letters"])[0] >= RECALL
    ]
    alarms = {name: list(check["clean"].values()) for name, check in held["checks"].items() if check["clean"]}
    quiet = [name for name, counts in alarms.items() if all(exact_bounds(*count)[1] <= ALARMS for count in counts)]
    whole = [name for name, family in held["families"].items() if family["own"] == family["letters"]]
    silent = [name for name, counts in alarms.items() if not any(count[0] for count in counts)]
    most = max(family["letters"] for family in families)
    best = exact_bounds(most, most)[0]
    clean = max(held["letters"]["clean"].values())
    return "\n".join(
        [
            "## The outcome on held-out letters",
            "",
            table(
                ["what", "count"],
                [
                    ["defects located by a check of their family", share([rules["own"], rules["defects"]])],
                    *(
                        [f"of the families that checks of tier {tier} are for, by one of these", share(count)]
                        for tier, count in _by_tier(held).items()
                    ),
                    ["defects located by any check", share([rules["located"], rules["defects"]])],
                    ["letters with a defect that any check fails", share([rules["any"], rules["defects"]])],
                    ["defects of form located by a check of their family", share([form["own"], form["defects"]])],
                    *(
                        [f"clean {kind}s that a check fails (false alarms)", share(count)]
                        for kind, count in held["clean_any"].items()
                    ),
                    ["verdicts that were unmeasured", sum(check["unmeasured"] for check in checks)],
                ],
            ),
            "",
            f"The target is a recall of {RECALL:.2f} and false alarms of {ALARMS:.2f}, as 95 % bounds. Families that "
            f"reach the first: {len(reached)} of {len(families)}; checks that reach the second: {len(quiet)} of "
            f"{len(checks)}. **These letters are too few to prove either**: a family has at most {most} letters, and "
            f"{most} of {most} prove {best:.2f}; {clean} clean letters of a kind without an alarm prove "
            f"{exact_bounds(0, clean)[1]:.3f} (183 of 183 and 0 of 368 would prove the targets). Without a miss: "
            f"{len(whole)} families ({', '.join(whole) or 'none'}). Without a false alarm: {len(silent)} checks.",
        ]
    )


def _by_tier(held: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return by tier of the own checks what they locate of their families; a family of both tiers is in neither."""
    found: dict[str, list[int]] = {}
    for name, family in held["families"].items():
        if name in held["form"]:
            continue
        tiers = {held["checks"][check]["tier"] for check in family["own_checks"]}
        if len(tiers) == 1:
            count = found.setdefault(min(tiers), [0, 0])
            count[0] += family["own"]
            count[1] += family["letters"]
    return dict(sorted(found.items()))


def _families(held: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`",
            ", ".join(family["own_checks"]) or "none",
            *(share([family[key], family["letters"]]) for key in ("own", "located", "any")),
        ]
        for name, family in held["families"].items()
    ]
    return "## By family of defects\n\n" + table(["family", "its own checks", "own", "located", "any"], rows)


def _checks(held: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`@{check['version']}",
            check["tier"],
            share(check["recall"]),
            *(share(check["clean"].get(kind, [0, 0])) for kind in ("denial", "appeal")),
            share(check["precision"]),
            check["unmeasured"],
            f"{check['only']['defects']} / {check['only']['clean']}",
        ]
        for name, check in held["checks"].items()
    ]
    return (
        "## By check\n\n"
        "*Precision* is of all letters of this set that the check fails: those in which it locates a defect, of "
        "whatever family. It depends on the set's mix (five defective letters to a clean one), which is no author's. "
        "*Alone* is what only this check fails: letters with a defect / clean letters. A dash: nothing to count.\n\n"
        + table(
            [
                "check",
                "tier",
                "recall on its families",
                "false alarms, denials",
                "false alarms, appeals",
                "precision",
                "unmeasured",
                "alone",
            ],
            rows,
        )
    )


def _cross(held: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`",
            family["letters"],
            "; ".join(f"{check} {fails} ({located})" for check, (fails, located) in family["checks"].items()) or "none",
        ]
        for name, family in held["families"].items()
    ]
    return (
        "## Family × check\n\nEach check that fails a letter of the family: letters failed (defects located). "
        "Checks that fail none are left out.\n\n" + table(["family", "letters", "checks"], rows)
    )


def _groups(held: Mapping[str, Any]) -> str:
    rows = [
        [group, value, share(count["clean"]), share(count["located"])]
        for group, values in held["groups"].items()
        for value, count in values.items()
    ]
    return (
        "## By group\n\nClean letters that any check fails, and defects that any check locates, by what is known of "
        "the case. Letters of one case are alike, so the bounds are narrower than they should be.\n\n"
        + table(["group", "value", "false alarms", "located"], rows)
        + "\n\nThe same check by check: defects of its families that it locates, of how many, and clean letters that "
        "it fails, of how many. So few letters tell a group from another only where one stands far out.\n\n"
        + "\n\n".join(_by_check(held, group) for group in held["groups"])
    )


def _by_check(held: Mapping[str, Any], group: str) -> str:
    """Return a table with a row a check and a column a value of one group."""
    values = list(held["groups"][group])
    rows = []
    for name, check in held["checks"].items():
        counts = [check["groups"].get(group, {}).get(value, _NOTHING) for value in values]
        rows.append([f"`{name}`", *("{}/{}, {}/{}".format(*one["recall"], *one["clean"]) for one in counts)])
    return table([group, *values], rows)
