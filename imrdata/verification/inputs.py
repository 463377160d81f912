"""What a dataset is derived from, read from its proof: recipe, models, case rows, questions and answers.

In: a folder. Out: `Inputs`, or nothing where one of them can't be understood, which is then said. Room: verification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from imrdata.cases.schema import CASE_SCHEMA
from imrdata.dataset.manifest import MANIFEST
from imrdata.dataset.packing import read_lines
from imrdata.dataset.proof import CASES, MODELS, RECIPE, REQUESTS, RESPONSES, model_of, response_of
from imrdata.errors import ImrDataError
from imrdata.llm.catalog import Catalog
from imrdata.llm.request import Request, Response
from imrdata.recipe import Recipe
from imrdata.verification.folder import Folder
from imrdata.verification.records import Records
from imrdata.verification.report import Findings

__all__ = ["Inputs", "read_inputs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the proof holds to derive from.

    Attributes
    ----------
    recipe, catalog
        What shaped the dataset, and who wrote.
    cases
        CASE_SCHEMA, sorted by ``case_id``.
    requests
        Fingerprint to the question, as it is stated.
    responses
        Fingerprint to the answer, as it is stated.
    """

    recipe: Recipe
    catalog: Catalog
    cases: pl.DataFrame
    requests: Mapping[str, Mapping[str, Any]]
    responses: Mapping[str, Response]


def read_inputs(folder: Folder, records: Records, findings: Findings) -> Inputs | None:
    """Read what the dataset is to be derived from; None where it can't be."""
    recipe = _recipe(folder, findings)
    catalog = _catalog(folder, findings)
    cases = _cases(folder, records, findings)
    requests = _requests(folder, records, findings)
    responses = _responses(folder, records, findings)
    if recipe is None or catalog is None or cases is None or requests is None or responses is None:
        return None
    return Inputs(recipe=recipe, catalog=catalog, cases=cases, requests=requests, responses=responses)


def _recipe(folder: Folder, findings: Findings) -> Recipe | None:
    content = folder.contents.get(RECIPE)
    if content is None:
        return None
    try:
        data = json.loads(content.decode("utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it is no object")
        recipe = Recipe.of(data, where=RECIPE)
    except (ValueError, RecursionError) as error:  # a RecipeError is a ValueError
        findings.say("recipe", RECIPE, f"it is no recipe ({_short(error)})")
        return None
    if recipe.canonical.encode() != content:
        findings.say("recipe", RECIPE, "it is not written in its one canonical form")
    manifest = folder.manifest
    if manifest is not None:
        for name, stated, actual in (
            ("recipe_sha256", manifest.recipe_sha256, recipe.sha256),
            ("recipe", manifest.recipe, recipe.name),
            ("seed", manifest.seed, recipe.seed),
            ("license_policy", manifest.license_policy, recipe.licenses.policy),
            ("accepted_terms", manifest.accepted_terms, recipe.licenses.accept_terms),
            ("withdrawn", manifest.withdrawn, tuple(sorted(set(recipe.withdraw)))),
        ):
            if stated != actual:
                findings.say("recipe", MANIFEST, f"its {name} is {stated!r}, {RECIPE} has {actual!r}")
    return recipe


def _catalog(folder: Folder, findings: Findings) -> Catalog | None:
    content = folder.contents.get(MODELS)
    if content is None:
        return None
    try:
        data = json.loads(content.decode("utf-8"))
        if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
            raise ValueError("it is no list of models")
        models = [model_of(each) for each in data]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        findings.say("license", MODELS, f"it does not hold the models' entries ({_short(error)})")
        return None
    return Catalog({model.id: model for model in models})


def _cases(folder: Folder, records: Records, findings: Findings) -> pl.DataFrame | None:
    rows = _rows(folder, CASES, "case", findings)
    if rows is None:
        return None
    names = set(CASE_SCHEMA.names())
    good: list[dict[str, Any]] = []
    seen: set[str] = set()
    for row in rows:
        case_id = row.get("case_id")
        try:
            # One row at a time, so that the one that is no case can be named.
            pl.DataFrame([row], schema=CASE_SCHEMA, orient="row", strict=True)
            sound = set(row) == names and isinstance(case_id, str) and case_id not in seen
        except (Exception, pl.exceptions.PanicException):  # Polars raises what it meets
            sound = False
        if not sound:
            touched = records.by_case.get(str(case_id), ())
            findings.say_of_each(
                "case", CASES, "its row is no case, or stands twice", records=touched, case=str(case_id)
            )
            continue
        seen.add(str(case_id))
        good.append(row)
    if len(good) < len(rows):
        return None
    manifest = folder.manifest
    known = {source.sha256 for source in manifest.sources} if manifest is not None else None
    for row in good:
        if known is not None and row["source_sha256"] not in known:
            findings.say_of_each(
                "source",
                CASES,
                f"its row comes from source {row['source_sha256']}, which is not in {MANIFEST}",
                records=records.by_case.get(row["case_id"], ()),
                case=row["case_id"],
            )
    return pl.DataFrame(good, schema=CASE_SCHEMA, orient="row").sort("case_id")


def _requests(folder: Folder, records: Records, findings: Findings) -> dict[str, Mapping[str, Any]] | None:
    rows = _rows(folder, REQUESTS, "request", findings)
    if rows is None:
        return None
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        key = str(row.get("key"))
        try:
            sound = Request.from_dict(row).to_dict() == row and key not in found
        except (ImrDataError, TypeError, ValueError, KeyError):
            sound = False
        if not sound:
            what = f"question {key[:12]} is not the one its fingerprint was made of, or stands twice"
            findings.say_of_each("request", REQUESTS, what, records=records.by_key.get(key, ()))
        found[key] = row
    return found


def _responses(folder: Folder, records: Records, findings: Findings) -> dict[str, Response] | None:
    rows = _rows(folder, RESPONSES, "response", findings)
    if rows is None:
        return None
    found: dict[str, Response] = {}
    for row in rows:
        key = str(row.get("key"))
        touched = records.by_key.get(key, ())
        try:
            response = response_of(row)
        except (ImrDataError, TypeError, ValueError) as error:
            findings.say_of_each("response", RESPONSES, f"answer {key[:12]}: {_short(error)}", records=touched)
            continue
        if key in found:
            findings.say_of_each("response", RESPONSES, f"answer {key[:12]} stands twice", records=touched)
        found[key] = response
    return found


def _rows(folder: Folder, name: str, stage: str, findings: Findings) -> list[dict[str, Any]] | None:
    content = folder.contents.get(name)
    if content is None:
        return None
    try:
        return read_lines(content)
    except ValueError as error:
        findings.say(stage, name, str(error))
        return None


def _short(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
