"""Parts of docs/calibration.md: what was counted on development letters, and the curves of scored checks.

In: the result of `make calibrate`, or its development half. Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imrdata.quality.calibration import share

__all__ = ["render_curves", "render_development", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def total(counts: Iterable[Sequence[int]]) -> list[int]:
    """Return the sum of counts, place by place."""
    return [sum(column) for column in zip(*counts, strict=True)]


# -------------------------------------------------------------------------------------------- development letters


def render_development(development: Mapping[str, Any]) -> str:
    """Return the part on development letters.

    Parameters
    ----------
    development
        ``development`` of the shipped result.
    """
    parts = [_clean(development)]
    if development.get("fresh"):
        parts.append(_fresh(development["fresh"]))
    if "mutations" in development:
        parts.append(_mutations(development["mutations"]))
        parts.append(_checks(development))
    return "## On development letters\n\n" + "\n\n".join(parts)


def _clean(development: Mapping[str, Any]) -> str:
    baseline, second = development["baseline"], development["second_examples"]
    loud = {name: counts for name, counts in baseline["checks"].items() if any(count[0] for count in counts.values())}
    alarms = " and ".join(f"{share(count)} of the {kind}s" for kind, count in baseline["clean_any"].items())
    named = "; ".join(f"{name} {', '.join(share(count) for count in counts.values())}" for name, counts in loud.items())
    caught = total(one["caught"] for one in second.values())
    false = total(one["alarms"] for one in second.values())
    return (
        f"The baseline's letters, of which each should pass: a check fails {alarms} ({named or 'no check does'}). "
        f"Second examples, single sentences for one check each: {share(caught)} bad ones caught, {share(false)} clean "
        "ones failed."
    )


def _fresh(batches: Mapping[str, Any]) -> str:
    rows = []
    for name, batch in batches.items():
        defects, lawful = total(batch["families"].values()), total(batch["lawful"].values())
        rows.append(
            [
                name,
                *(share(batch["clean_any"].get(kind, [0, 0])) for kind in ("denial", "appeal")),
                share(lawful or [0, 0]),
                *((share([defects[at], defects[2]]) for at in (0, 1)) if defects else ("-", "-")),
            ]
        )
    head = ["batch", "clean denials failed", "clean appeals failed", "near misses failed", "defects: own", "located"]
    return (
        "### Letters by hand\n\n"
        "`tests/calibration/fresh/`, batch by batch; its README says who wrote them and what they had seen. A *near "
        "miss* is a lawful sentence that looks like a defect; it counts where a check fails the letter at its place. "
        "Defects of the first two batches have families of their own, and are counted in "
        "`tests/quality/fresh.json`.\n\n" + table(head, rows)
    )


def _mutations(families: Mapping[str, Any]) -> str:
    rows = []
    for family, operators in families.items():
        for operator, positions in operators.items():
            own, located, letters = total(positions.values())
            by_place = "; ".join(f"{name} {count[0]}/{count[2]}" for name, count in positions.items())
            rows.append([f"`{family}`", operator, share([own, letters]), f"{located}/{letters}", by_place])
    every = total(total(positions.values()) for one in families.values() for positions in one.values())
    return (
        "### Mutations: one defect put in by rule\n\n"
        "Each row is a generator: a family, what is done (the operator), and where. What is put in stands in "
        "`tests/calibration/mutations.toml` (at least twelve wordings a family, values that no source of the letter "
        "has), how in `benchmarks/mutations.py`; `python -m benchmarks.development FAMILY` prints those that are "
        "missed. *First*, *middle*, *last*: a paragraph of its own behind that one of the body; *in first* and so on: "
        "inside that paragraph; thirds are of the letter's length. *Own* and *located* as above.\n\n"
        f"In all: {share([every[0], every[2]])} own, {every[1]}/{every[2]} located. The same wordings stand at every "
        "place, so the cells of a row are no independent trials, and the bounds are narrower than they should be; a "
        "difference between the cells is what the place does. The checks may be mended with these letters: the figures "
        "are no estimate for letters by somebody else.\n\n"
        + table(["family", "operator", "own", "located", "own, by position"], rows)
    )


def _checks(development: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`",
            share(one["recall"]),
            share(total(one["clean"].values())),
            share(one["precision"]),
            f"{one['only']['defects']} / {one['only']['clean']}",
        ]
        for name, one in development["checks"].items()
    ]
    cross = [
        [f"`{name}`", "; ".join(f"{check} {fails} ({hits})" for check, (fails, hits) in checks.items())]
        for name, checks in development["cross"].items()
    ]
    groups = [
        [group, value, share(count["clean"]), share(count["located"])]
        for group, values in development["groups"].items()
        for value, count in values.items()
    ]
    return "\n\n".join(
        [
            "### Mutations by check",
            "Recall on the families that are its own, and false alarms on the clean letters that the defects were put "
            "into. *Precision* and *alone* as on held-out letters; they depend on this set's mix: half of the defects "
            "stand in a few letters by hand, so a false alarm in one of those counts many times.",
            table(["check", "recall", "false alarms", "precision", "alone"], rows),
            "### Mutations: family × check",
            "Letters failed (defects located), of all mutations of the family.",
            table(["family", "checks"], cross),
            "### Mutations by the clean letter they were put into",
            table(["group", "value", "false alarms", "located"], groups),
        ]
    )


# ------------------------------------------------------------------------------------------------------- curves


def render_curves(result: Mapping[str, Any]) -> str:
    """Return the part on tier B: a curve for each scored check, and what the others' verdicts mean.

    Parameters
    ----------
    result
        The shipped result.
    """
    held, development = result["heldout"], result["development"]
    scored = {**development.get("curves", {}), **held.get("curves", {})}
    plain = {name: one for name, one in held["checks"].items() if one["tier"] == "B" and name not in scored}
    parts = [
        "## Tier B: where the line is drawn",
        "Tier B checks read meaning and make errors. For one with a score, each threshold is a trade: what it would "
        "locate of the defects of its families, and what it would fail of the clean letters. The threshold in use is "
        "in bold; a recipe draws another with `quality.thresholds`. One without a score says yes or no: its curve is "
        "a single point, and no setting trades one error for the other. What their word lists bring, and what a term "
        "costs that no list has: [lexicons.md](lexicons.md).",
    ]
    if not scored:
        parts.append("No shipped check has a score.")
    for name in scored:
        parts.append(f"### {name}")
        for words, half in (("Development letters", development), ("Held-out letters", held)):
            if name in half.get("curves", {}):
                parts.append(_curve(words, half["curves"][name]))
    if plain:
        rows = [_point(name, one, development["checks"][name]["recall"]) for name, one in plain.items()]
        head = ["check without a score", "recall, development", "recall, held-out", "false alarms, held-out", "meaning"]
        parts.append(table(head, rows))
    return "\n\n".join(parts)


def _curve(words: str, curve: Mapping[str, Any]) -> str:
    rows, meaning = [], ""
    for threshold, hits, mine, alarms, clean in curve["points"]:
        name = f"{threshold:.4g}"
        if threshold == curve["threshold"]:
            name, meaning = f"**{name}**", _meaning([hits, mine], [alarms, clean])
        rows.append([name, share([hits, mine]), share([alarms, clean])])
    return f"{words}: at the threshold in use, {meaning}\n\n" + table(["fails from", "recall", "false alarms"], rows)


def _point(name: str, one: Mapping[str, Any], development: Sequence[int]) -> list[str]:
    alarms = total(one["clean"].values())
    return [f"`{name}`", share(development), share(one["recall"]), share(alarms), _meaning(one["recall"], alarms)]


def _meaning(recall: Sequence[int], alarms: Sequence[int]) -> str:
    if not recall[1] or not alarms[1]:
        return "there is too little to say."
    missed = recall[1] - recall[0]
    return (
        f"of 100 such defects about {100 * missed / recall[1]:.0f} pass, and of 100 clean letters about "
        f"{100 * alarms[0] / alarms[1]:.0f} fail wrongly."
    )
