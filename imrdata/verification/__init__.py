"""Verification: whether a dataset is, byte for byte, what comes of its export, its answers and its recipe.

In: a dataset folder and, if at hand, the export and the ledger. Out: a `VerifyReport` that names each file, record and
stage that is not as it should be. Nothing is asked and no network is used. Modules:

    folder        which files are there; checksums and manifest
    records       JSONL splits, Parquet twin and manifest against each other
    inputs        what the proof holds to derive from
    policy        licenses: catalogue and policy
    again         everything made again
    differences   where the two differ, stage by stage
    apart         no case, text or near-duplicate in two splits
    report        problems

Known limit: what the proof itself is made of (case rows, answers) can be forged together with all that follows from it.
Only the export and the ledger can show that (docs/verify.md).
"""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from pathlib import Path

import polars as pl

from imrdata.dataset.manifest import CHECKSUMS, MANIFEST
from imrdata.dataset.proof import FOLDER, RECIPE, RESPONSES, left_out
from imrdata.errors import DatasetError, ImrDataError
from imrdata.llm.ledger import Ledger
from imrdata.recipe import Recipe
from imrdata.verification.again import make_again, open_origin
from imrdata.verification.apart import check_apart
from imrdata.verification.differences import compare_files, compare_manifests, compare_records, compare_stages
from imrdata.verification.folder import Folder, open_folder
from imrdata.verification.inputs import Inputs, read_inputs
from imrdata.verification.policy import check_policy
from imrdata.verification.records import Records, read_records
from imrdata.verification.report import Findings, Problem, VerifyReport

__all__ = ["Problem", "VerifyReport", "inspect", "verify"]


def verify(
    dataset: str | Path,
    *,
    source: str | Path | None = None,
    ledger: str | Path | None = None,
    base: str | Path | None = None,
    own_code: bool = False,
) -> VerifyReport:
    """Make a dataset again, and say where it differs.

    The checksums are complete and right, and the files agree with each other. Then every letter is written again from
    the case rows, the answers and the recipe; every verdict, the selection and the splits are computed again by the
    checks of this version; every record and file is written again and compared byte for byte. Each model's entry is
    held against the catalogue and the recipe's license policy; no case, text or near-duplicate may be in two splits.

    Parameters
    ----------
    dataset
        The folder that a run wrote.
    source
        The export it was made from: then cases are read from there, and the proof's rows are held against them.
    ledger
        The run's ledger folder: then answers are taken from there, and the proof's are held against them.
    base
        The folder with the files that a recipe names: prompt templates, texts to keep out, a tokenizer. They are not
        in the proof, and a recipe that names some can't be followed without them.
    own_code
        Whether a recipe's own checks and formats may be imported. A dataset of somebody else's names code to run
        here; say yes only where you know it.

    Returns
    -------
    VerifyReport
        ``ok`` is true where nothing differs.

    Raises
    ------
    DatasetError
        The folder is missing or no dataset, or can't be read.
    ImrDataError
        The export or the ledger can't be read.

    Examples
    --------
    >>> from imrdata.data import packaged
    >>> verify(packaged("sample"))
    Traceback (most recent call last):
        ...
    imrdata.errors.DatasetError: ...: it is no dataset: it has neither manifest.json nor SHA256SUMS; ...
    """
    path = _dataset(dataset)
    try:
        findings = Findings()
        folder, records, counts = _inspect(path, findings)
        if folder.manifest is not None and folder.manifest.proof is None:
            findings.say("files", FOLDER, "there is none: no record can be derived again")
        else:
            counts |= _prove(folder, records, findings, source=source, ledger=ledger, base=base, own_code=own_code)
        return findings.report(counts)
    except OSError as error:
        if isinstance(error, ImrDataError):
            raise
        raise DatasetError(
            f"it can't be read ({error.strerror or error})", where=str(dataset), mend="check the permissions"
        ) from None


def inspect(dataset: str | Path) -> VerifyReport:
    """Check a dataset folder against itself alone: nothing is derived again, so a consistent change passes.

    Raises
    ------
    DatasetError
        The folder is missing or no dataset, or can't be read.
    """
    path = _dataset(dataset)
    try:
        findings = Findings()
        _, _, counts = _inspect(path, findings)
        return findings.report(counts)
    except OSError as error:
        raise DatasetError(
            f"it can't be read ({error.strerror or error})", where=str(dataset), mend="check the permissions"
        ) from None


def _dataset(dataset: str | Path) -> Path:
    folder = Path(dataset)
    if not folder.is_dir():
        problem = "it is a file" if folder.exists() else "there is no such folder"
        raise DatasetError(problem, where=str(dataset), mend="name the dataset folder of a run")
    if not (folder / MANIFEST).is_file() and not (folder / CHECKSUMS).is_file():
        raise DatasetError(
            f"it is no dataset: it has neither {MANIFEST} nor {CHECKSUMS}",
            where=str(dataset),
            mend="name the dataset folder of a run",
        )
    return folder


def _inspect(path: Path, findings: Findings) -> tuple[Folder, Records, dict[str, int]]:
    folder = open_folder(path, findings)
    records = read_records(folder, findings)
    counts = {"files": len(folder.found), "records": sum(records.per_split.values()), **records.per_split}
    return folder, records, counts


def _prove(
    folder: Folder,
    records: Records,
    findings: Findings,
    *,
    source: str | Path | None,
    ledger: str | Path | None,
    base: str | Path | None,
    own_code: bool,
) -> dict[str, int]:
    """Derive everything again, as far as the proof can be understood; return what was gone through."""
    inputs = read_inputs(folder, records, findings)
    if inputs is None or folder.manifest is None:
        findings.say("recipe", RECIPE, "nothing could be derived again, as the proof or the manifest is not whole")
        return {}
    check_apart(records, inputs.cases, findings)
    if not check_policy(inputs, records, findings):
        findings.say("license", FOLDER, "nothing could be derived again, as a model is missing")
        return {}
    if why := _hindered(inputs.recipe, base=base, own_code=own_code):
        findings.say("recipe", RECIPE, f"nothing was derived again: {why}")
        return {}
    beyond = _beyond(inputs, records, findings, ledger=ledger is not None)
    opened = nullcontext(None) if ledger is None else Ledger.open_read_only(Path(ledger))
    with opened as answers, tempfile.TemporaryDirectory() as place:
        origin = open_origin(inputs, folder.manifest, source=None if source is None else Path(source), ledger=answers)
        again = Path(place) / "dataset"
        try:
            derived = make_again(again, inputs, origin, stated=folder, base=Path(base or place))
        except (Exception, pl.exceptions.PanicException) as error:
            # Rows that nobody's run would write can break any stage; that it broke is the finding.
            reason = str(error).strip().split("\n")[0]
            findings.say("record", FOLDER, f"it can't be made again from the proof ({reason or type(error).__name__})")
            return {}
        counts = compare_stages(folder, again, records, findings, beyond=beyond)
        compare_records(records, again, findings, beyond=beyond)
        if not beyond:
            compare_manifests(folder, again, findings)
            compare_files(folder, again, findings)
    return {
        "cases": counts["case"],
        "letters": counts["letter"],
        "verdicts": derived.verdicts.height,
        "answers": counts["response"],
    }


def _hindered(recipe: Recipe, *, base: str | Path | None, own_code: bool) -> str:
    """Say why a recipe can't be followed here, or nothing."""
    code = (*recipe.quality.checks, *recipe.records.formats)
    if code and not own_code:
        return f"the recipe names code of its own ({', '.join(code)}); allow it if you know it"
    files = [*recipe.decontaminate, *(each for each in (recipe.templates, recipe.tokenizer) if each)]
    if files and base is None:
        return f"the recipe names files of its own ({', '.join(files)}); say in which folder they are"
    return ""


def _beyond(inputs: Inputs, records: Records, findings: Findings, *, ledger: bool) -> tuple[str, ...]:
    """Return the authors whose answers are neither in the proof nor at hand, having said so."""
    authors = [inputs.catalog.get(spec.author) for spec in inputs.recipe.authors]
    silent = left_out(authors) if not ledger else {}
    for author, why in silent.items():
        hanging = records.by_author.get(author, set())
        what = (
            f"the answers of {author} are left out ({why}): {len(hanging)} records that hang on them, the card and the "
            "counts are not proved; name the ledger"
        )
        findings.say("response", RESPONSES, what)
    return tuple(silent)
