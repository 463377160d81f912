"""docs/checks.md: each shipped check with its rule, its limits and how good it is, from its docstring and the result.

In: the shipped checks and the result of `make calibrate`. Out: Markdown. Room: quality.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from imrdata.quality.calibration import share
from imrdata.quality.check import Check
from imrdata.quality.rules import RuleCheck
from imrdata.quality.scored import ScoredCheck

__all__ = ["listed", "render_checks", "rule_of"]

_HEAD: Final = """# The checks

Made by `make calibrate` from the checks' own words and the shipped result; do not edit it. What a check needs beyond a
letter's text is named; without it the check is unmeasured, never passed. Figures are hits/trials with exact 95 % bounds
(Clopper and Pearson): recall is the share of held-out letters, with a defect of the check's own families, in which it
locates the defect; false alarms are clean held-out letters that it fails. How these were made, and what they prove:
[calibration.md](calibration.md). The sections of the domain that they name: [domain.md](domain.md). Add one of your
own: seven steps in [CONTRIBUTING.md](../CONTRIBUTING.md).

"""
#: The parts of a check's docstring, as their lines begin.
_PART: Final = re.compile(r"^(Rule|Why|Source|Passes(?: on purpose)?|Limits|Evidence|Score|Needs|How): ", re.M)


def render_checks(checks: Sequence[Check], result: Mapping[str, Any]) -> str:
    """Return the page.

    Parameters
    ----------
    checks
        The shipped checks, in their order.
    result
        The shipped result (`imrdata.quality.calibration.calibration`).
    """
    contents = "".join(f"- [`{one.name}`](#{one.name})\n" for one in checks)
    return _HEAD + contents + "".join(map("".join, (_section(one, result) for one in checks)))


def rule_of(check: Check) -> str:
    """Return what a check asks for in a sentence: the first of its docstring.

    Examples
    --------
    >>> from imrdata.quality.checks.refusal import Refusal
    >>> rule_of(Refusal())
    'A refusal is an answer of the model to us, not of a plan to a member.'
    """
    return _flat(inspect.cleandoc(type(check).__doc__ or "").partition("\n\n")[0])


def listed(check: Check) -> dict[str, Any]:
    """Return what a list of checks says of one, as plain data.

    Examples
    --------
    >>> from imrdata.quality.checks.refusal import Refusal
    >>> listed(Refusal())["tier"]
    'A'
    """
    return {
        "name": check.name,
        "version": check.version,
        "tier": check.tier,
        "kinds": list(check.kinds),
        "needs": list(check.needs),
        "rule": rule_of(check),
    }


def _section(check: Check, result: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## {check.name}\n\n"
    _, _, rest = inspect.cleandoc(type(check).__doc__ or "").partition("\n\n")
    yield f"{rule_of(check)}\n\n"
    needs = ", ".join(f"`{name}`" for name in check.needs) or "nothing but the text"
    kinds = " and ".join(f"{kind}s" for kind in check.kinds)
    yield f"- Version {check.version}, tier {check.tier}; of {kinds}; needs {needs}.\n"
    found = list(_PART.finditer(rest))
    for one, after in zip(found, [*found[1:], None], strict=True):
        words = rest[one.end() : after.start() if after else len(rest)]
        yield f"- {one[1]}: {_flat(words)}\n"
    if isinstance(check, RuleCheck) and check.lawful_below is not None:
        yield f"- Lets go: a finding in a sentence whose learned score is below {check.lawful_below:g} "
        yield "([wording.md](wording.md)); at that line a verdict can differ between machines.\n"
    if isinstance(check, ScoredCheck):
        yield f"- Threshold: a score of {check.line:g} or more fails; a recipe draws another with "
        yield f"`quality: {{thresholds: {{{check.name}: …}}}}`" + _least(check) + ".\n"
    yield from _figures(check, result)


def _least(check: ScoredCheck) -> str:
    return f", {check.least:g} at least" if math.isfinite(check.least) else ""


def _figures(check: Check, result: Mapping[str, Any]) -> Iterator[str]:
    held = result["heldout"]["checks"].get(check.name)
    if held is None:
        yield "- Not measured.\n"
        return
    families = [name for name, one in result["heldout"]["families"].items() if check.name in one["own_checks"]]
    of = f" ({', '.join(families)})" if families else ""
    recall = share(held["recall"]) if held["recall"][1] else "no family is its own"
    yield f"- Held out, version {held['version']}: recall {recall}{of}; "
    alarms = [f"{kind}s {share(counts)}" for kind, counts in held["clean"].items()]
    yield f"false alarms {', '.join(alarms) or 'not measured'}; unmeasured {held['unmeasured']}.\n"
    planted = result["development"]["checks"].get(check.name, {"recall": [0, 0]})["recall"]
    if planted[1]:
        yield f"- Development, defects put in by rule: {share(planted)} located.\n"
    baseline = result["development"]["baseline"]["checks"].get(check.name, {})
    if baseline:
        letters = [f"{kind}s {hits}/{trials}" for kind, (hits, trials) in baseline.items()]
        yield f"- Of the rule-based author's letters it fails: {', '.join(letters)}.\n"


def _flat(words: str) -> str:
    return " ".join(words.split())
