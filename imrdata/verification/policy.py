"""Licenses: whether each writer is who the catalogue says, and whether the recipe's policy lets it write.

In: what the proof states. Out: what does not hold. Room: verification.
"""

from __future__ import annotations

from imrdata.authors import check_authors
from imrdata.dataset.proof import MODELS, plain
from imrdata.errors import ImrDataError
from imrdata.llm.catalog import load_catalog
from imrdata.verification.inputs import Inputs
from imrdata.verification.records import Records
from imrdata.verification.report import Findings

__all__ = ["check_policy"]


def check_policy(inputs: Inputs, records: Records, findings: Findings) -> bool:
    """Hold each model against the shipped catalogue, and all of them against the policy; say whether all are known."""
    shipped = load_catalog()
    authors = [spec.author for spec in inputs.recipe.authors]
    judges = [spec.judge for spec in inputs.recipe.judges if spec.judge in inputs.catalog.ids]
    for spec in inputs.recipe.judges:
        if spec.judge not in judges:
            if spec.if_missing == "skip" and not spec.gates:
                findings.note(f"the judge {spec.judge} has no entry: it was not asked")
            else:
                findings.say("license", MODELS, f"the judge {spec.judge} has no entry, and the recipe needs it")
    complete = True
    for author in (*authors, *judges):
        if author not in inputs.catalog.ids:
            findings.say_of_each("license", MODELS, f"{author} has no entry", records=records.by_author.get(author, ()))
            complete = False
        elif author not in shipped.ids:
            findings.note(
                f"who {author} is, and its terms, are taken as stated: the shipped catalogue has no such model"
            )
        else:
            stated, known = plain(inputs.catalog.get(author)), plain(shipped.get(author))
            for name in (name for name in known if stated[name] != known[name]):
                what = f"{author}: its {name} is {stated[name]!r}, the catalogue has {known[name]!r}"
                findings.say_of_each("license", MODELS, what, records=records.by_author.get(author, ()))
    for extra in sorted(set(inputs.catalog.ids) - {*authors, *judges}):
        findings.say("license", MODELS, f"{extra} is no author of the recipe, and no judge")
    if complete:
        sat = tuple(spec for spec in inputs.recipe.judges if spec.judge in judges)
        try:
            check_authors(inputs.recipe.model_copy(update={"judges": sat}), catalog=inputs.catalog)
        except ImrDataError as error:
            touched = {
                record for author in authors if author in str(error) for record in records.by_author.get(author, ())
            }
            findings.say_of_each("license", MODELS, f"the recipe's policy refuses it: {error}", records=touched)
    return complete
