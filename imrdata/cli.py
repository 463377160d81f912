"""The command line: each verb is one public function and what it prints.

Exit codes: 0 all well; 1 the thing asked about is not in order (assess --fail-on, verify, doctor); 2 it could not be
done, and one sentence on standard error says where, what and how to mend it; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imrdata import __version__
from imrdata.errors import ImrDataError, RecipeError, RunFolderError, SourceError

if TYPE_CHECKING:
    from rich.console import Console

    from imrdata.recipe import Recipe

__all__ = ["main"]

#: So many of a verification's problems are printed; the first are nearest to the cause.
_MOST_PROBLEMS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb.

    Examples
    --------
    >>> main(["doctor", "--json"])  # doctest: +ELLIPSIS
    {...}
    0
    """
    options = _parser().parse_args(arguments)
    verb: Callable[[argparse.Namespace], int] = options.verb
    try:
        return verb(options)
    except ImrDataError as error:
        print(f"imrdata: {error}", file=sys.stderr)
        return 2
    except PermissionError as error:
        named = error.filename if error.filename is not None else "a file"
        print(f"imrdata: {named}: it can't be used ({error.strerror}); check its permissions.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        kept = "; what was answered is kept, run again to go on" if verb in (_run, _preview) else ""
        print(f"imrdata: interrupted{kept}.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (| head): nothing to say, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imrdata", description="From medical-review decisions to checked training data."
    )
    parser.add_argument("--version", action="version", version=f"imrdata {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    fetch = _verb(verbs, "fetch", _fetch, "download a snapshot of the export, or go on with one that was cut")
    fetch.add_argument("--out", type=Path, metavar="DIR", default=Path("snapshots"), help="default: snapshots")
    fetch.add_argument("--resource", choices=("csv", "zip"), default="csv", help="the table, or the archive of all")
    fetch.add_argument("--resource-id", metavar="ID", help="one file of the dataset by its id")
    fetch.add_argument("--replace", action="store_true", help="let a newer snapshot take an older one's place")
    fetch.add_argument("--url", metavar="URL", help="another CKAN portal that carries the dataset")

    read = _verb(verbs, "read", _read, "read an export and print its books")
    read.add_argument("file", metavar="FILE", nargs="+", help="files, archives, folders or globs")
    read.add_argument("--out", type=Path, metavar="DIR", help="folder for cases.parquet, rejected.jsonl and books.json")
    read.add_argument("--engine", choices=("polars", "spark"), default="polars", help="default: polars")
    read.add_argument("--roles", action="store_true", help="with sentences, their roles and what they mention (slower)")
    read.add_argument("--dialect", default="auto")
    read.add_argument("--limit", type=_positive, metavar="N", help="keep the first N rows")

    preview = _verb(verbs, "preview", _preview, "show what a recipe makes of one case: what its prompts are written by")
    preview.add_argument("recipe", metavar="RECIPE", help="a YAML file, or the name of a packaged recipe (demo)")
    preview.add_argument("--case", metavar="ID", required=True, help="the case's id")
    preview.add_argument("--source", type=Path, metavar="FILE", help="read this export instead of the recipe's")
    preview.add_argument("--author", metavar="ID", help="a model of the recipe, or baseline (default: the first model)")
    preview.add_argument("--task", action="append", default=[], metavar="NAME", help="this prompt only; again for more")
    preview.add_argument("--run", type=Path, metavar="DIR", help="the run folder (default: runs/<recipe's name>)")
    preview.add_argument("--ask", action="store_true", help="ask the model what the run folder has no answer to")
    preview.add_argument("--budget", type=_dollars, metavar="USD", help="what all runs in the folder may spend")
    preview.add_argument("--out", type=Path, metavar="FILE", help="write an HTML page instead of printing")

    plan = _verb(verbs, "plan", _plan, "say what a recipe would ask and what it may cost; nothing is asked")
    _recipe_arguments(plan)
    plan.add_argument("--out", type=Path, metavar="DIR", help="a run folder, whose answers are used again")

    run = _verb(verbs, "run", _run, "do all that a recipe says: export in, dataset out")
    _recipe_arguments(run)
    run.add_argument("--out", type=Path, metavar="DIR", help="the run folder (default: runs/<recipe's name>)")

    assess = _verb(verbs, "assess", _assess, "check letters of any tool: one verdict per letter and check")
    assess.add_argument("letters", metavar="LETTERS", type=Path, help="JSONL: letter_id, case_id, kind, text a line")
    assess.add_argument("--source", type=Path, metavar="FILE", help="the export that the letters' cases stand in")
    assess.add_argument("--out", type=Path, metavar="FILE", help="write the verdicts to this Parquet file")
    assess.add_argument(
        "--rubric", type=Path, metavar="FILE", help="write what each letter holds, item by item, to this"
    )
    assess.add_argument("--recipe", metavar="RECIPE", help="checks and thresholds as its quality key says")
    assess.add_argument(
        "--fail-on",
        action="append",
        metavar="CHECK",
        default=[],
        help="exit with 1 if a letter fails this check; 'any': any check; 'unmeasured': one could not be made; again "
        "for more",
    )

    checks = _verb(verbs, "checks", _checks, "list the checks: name, version, tier, letters, what each asks for")
    checks.add_argument("--recipe", metavar="RECIPE", help="with those that its quality key adds")

    verify = _verb(verbs, "verify", _verify, "make a dataset again from its proof, and say where it differs")
    verify.add_argument("dataset", metavar="DIR", type=Path)
    verify.add_argument("--source", type=Path, metavar="FILE", help="hold the proof's case rows against this export")
    verify.add_argument("--ledger", type=Path, metavar="DIR", help="hold the proof's answers against this ledger")
    verify.add_argument("--base", type=Path, metavar="DIR", help="the folder of the files that the recipe names")
    verify.add_argument(
        "--own-code",
        action="store_true",
        help="import the checks and formats that the recipe names: it runs their code",
    )

    compare = _verb(verbs, "compare", _compare, "say which records differ between two datasets, and why")
    compare.add_argument("before", metavar="A", type=Path, help="a run's dataset folder")
    compare.add_argument("after", metavar="B", type=Path, help="another's")

    configs = verbs.add_parser("configs", help="write an Axolotl config for a dataset", description="Axolotl configs.")
    render = _verb(
        configs.add_subparsers(title="verbs", metavar="VERB", required=True),
        "render",
        _render,
        "write a config for a base and a dataset, and say what training is likely to take",
    )
    render.add_argument("--base", metavar="NAME", required=True, help="a base of imrdata/data/axolotl/bases.toml")
    render.add_argument("--dataset", type=Path, metavar="DIR", required=True, help="a dataset folder")
    render.add_argument("--gpu", metavar="NAME", required=True, help="a GPU of imrdata/data/axolotl/gpus.toml")
    render.add_argument("--stage", choices=("sft", "dpo"), default="sft", help="default: sft")
    render.add_argument("--tuned", type=Path, metavar="DIR", help="with dpo: what SFT made, merged")
    render.add_argument("--train-out", type=Path, metavar="DIR", help="where Axolotl is to write")
    render.add_argument("--sequence-len", type=_positive, metavar="N", help="tokens a record may have")
    render.add_argument("--price", type=_dollars, metavar="USD", help="of the GPU, an hour")
    render.add_argument("--tokens-per-second", type=_positive, metavar="N", help="measured, instead of assumed")
    render.add_argument("--out", type=Path, metavar="FILE", help="write it here (default: standard output)")

    _verb(verbs, "doctor", _doctor, "say what is installed, and whether it works")
    return parser


class _Once(argparse.Action):
    """Keep an option's value; refuse a second one, which would silently take the first's place."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        given: set[str] = vars(namespace).setdefault("_given", set())
        if option and self.dest in given:
            parser.error(f"{option} is given twice; give it once")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    function: Callable[[argparse.Namespace], int],
    about: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=about, description=about.capitalize() + ".")
    parser.register("action", None, _Once)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(verb=function)
    return parser


def _recipe_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `plan` and `run` have in common."""
    parser.add_argument("recipe", metavar="RECIPE", help="a YAML file, or the name of a packaged recipe (demo)")
    parser.add_argument("--source", type=Path, metavar="FILE", help="read this export instead of the recipe's")
    parser.add_argument("--limit", type=_positive, metavar="N", help="read the first N rows only")
    parser.add_argument("--sample", type=_positive, metavar="N", help="draw N of the cases by the recipe's seed")
    parser.add_argument(
        "--by",
        action="append",
        metavar="COLUMN",
        default=[],
        help="a column whose values keep their shares; again for more",
    )
    parser.add_argument("--budget", type=_dollars, metavar="USD", help="what all runs in the folder may spend")


def _recipe_of(options: argparse.Namespace) -> Recipe:
    """Return the recipe with what the command line says over it."""
    from imrdata.recipe import Recipe

    recipe = Recipe.load(options.recipe)
    changes: dict[str, dict[str, Any]] = {}
    if options.sample is not None:
        changes["cases"] = {"sample": options.sample, "sample_by": tuple(options.by)}
    elif options.by:
        raise RecipeError("--by says how to draw a sample", mend="give --sample N as well")
    if options.budget is not None:
        changes["budget"] = {"usd": options.budget}
    return recipe.changed(**changes) if changes else recipe


def _dollars(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount in US dollars")
    return amount


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _console() -> Console:
    from rich.console import Console

    # Where the output is no terminal, tables are as wide as they need to be, not 80 columns.
    return Console() if sys.stdout.isatty() else Console(width=120)


def _fetch(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    from imrdata.cases.fetch import PORTAL, fetch

    # The bar goes to standard error: what is printed is the result.
    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=options.json or not console.is_terminal) as bar:
        task = bar.add_task("export", total=None)
        snapshot = fetch(
            options.out,
            resource=options.resource,
            resource_id=options.resource_id,
            base_url=options.url or PORTAL,
            replace=options.replace,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if options.json:
        more = {"path": str(snapshot.path), "received": snapshot.received, "notes": list(snapshot.notes)}
        _print_json({**more, **snapshot.to_dict()})
    else:
        print(f"{snapshot.path}: {snapshot.bytes:,} bytes, snapshot of {snapshot.date}, SHA-256 {snapshot.sha256}")
        for note in snapshot.notes:
            print(f"  {note}")
        print(f"  Its source, terms and citation are in {snapshot.source_path.name}.")
    return 0


def _read(options: argparse.Namespace) -> int:
    from imrdata.cases.convert import convert
    from imrdata.cases.read import read_imr
    from imrdata.run_folder import RunFolder

    if options.out:
        # Before anything is made: a folder is not left behind by a file that can't be read.
        for file in options.file:
            if not Path(file).exists() and not any(sign in Path(file).name for sign in "*?["):
                read_imr(file)
        if (options.out / "recipe.yaml").exists() and (options.out / "letters.parquet").exists():
            raise RunFolderError(
                "it holds a run, whose cases this would replace", where=str(options.out), mend="name another folder"
            )
        with RunFolder(options.out) as folder, folder.publish() as place:
            books = convert(
                options.file,
                place=place,
                dialect=options.dialect,
                limit=options.limit,
                engine=options.engine,
                roles=options.roles,
            )
    elif options.engine != "polars" or options.roles:
        raise SourceError("--engine and --roles shape what is written", where="read", mend="name a folder with --out")
    else:
        books = read_imr(options.file, dialect=options.dialect, limit=options.limit).books
    if options.json:
        _print_json(books.to_dict())
        return 0
    for source in books.to_dict()["sources"]:
        print(source.pop("file"))
        for name, value in source.items():
            if value not in ({}, []):
                print(f"  {name}: {value}")
    print(f"{books.rows_in} rows in = {books.cases} cases + {books.rejected} rejected", end="")
    print(f" + {books.beyond_limit} beyond the limit" if books.beyond_limit else "")
    return 0


def _plan(options: argparse.Namespace) -> int:
    from imrdata.planning import plan_recipe
    from imrdata.recipe import Recipe

    recipe = _recipe_of(options)
    plan = plan_recipe(
        recipe,
        source=options.source,
        base=Recipe.find(options.recipe).parent,
        limit=options.limit,
        ledger=(options.out or Path("runs") / recipe.name) / "ledger",
    )
    if options.json:
        _print_json(plan.to_dict())
    else:
        print(plan.explain())
    return 0


def _preview(options: argparse.Namespace) -> int:
    from imrdata.previewing import preview
    from imrdata.recipe import Recipe
    from imrdata.run_folder import RunFolder, full_disk_is_said

    recipe = Recipe.load(options.recipe)
    if options.budget is not None:
        recipe = recipe.changed(budget={"usd": options.budget})
    run = options.run or Path("runs") / recipe.name
    # Whoever asks writes to the ledger, and a run folder has one writer.
    with RunFolder(run) if options.ask else nullcontext():
        shown = preview(
            recipe,
            case_id=options.case,
            source=options.source,
            base=Recipe.find(options.recipe).parent,
            ledger=run / "ledger",
            author=options.author,
            tasks=options.task,
            ask=options.ask,
        )
    if options.out:
        with full_disk_is_said(options.out):
            options.out.write_text(shown.html(), encoding="utf-8")
    if options.json:
        _print_json(shown.to_dict())
    elif options.out:
        print(f"{options.out}: {shown!r}")
    else:
        _console().print(shown)
    return 0


def _run(options: argparse.Namespace) -> int:
    from imrdata.recipe import Recipe
    from imrdata.report.progress import Progress
    from imrdata.report.terminal import show
    from imrdata.walk import run

    recipe = _recipe_of(options)
    out = options.out or Path("runs") / recipe.name
    console = _console()
    with Progress(console=console, silent=options.json) as progress:
        done = run(
            recipe,
            source=options.source,
            base=Recipe.find(options.recipe).parent,
            out=out,
            limit=options.limit,
            on_progress=progress,
            on_event=progress.event,
            on_interrupt=_say_interrupted,
        )
    if options.json:
        _print_json(
            {
                "folder": str(done.folder),
                "seconds": round(done.seconds, 1),
                "notes": done.notes,
                **done.summary,
            }
        )
    else:
        show(
            done.summary,
            examples=done.examples,
            files=done.files,
            folder=str(done.folder),
            seconds=done.seconds,
            notes=done.notes,
            console=console,
        )
    return 0


def _say_interrupted() -> None:
    print("imrdata: what is under way comes to its end; Ctrl-C again stops at once.", file=sys.stderr)


def _assess(options: argparse.Namespace) -> int:
    from rich.console import Console

    from imrdata.outputs import result_file, write_result
    from imrdata.quality.audit import read_letters, sources_from_export
    from imrdata.quality.check import assess
    from imrdata.quality.rubric import score_rubric
    from imrdata.quality.tally import explain_tally, gate, tally
    from imrdata.recipe import QualitySpec, Recipe
    from imrdata.report.progress import Progress

    quality = Recipe.load(options.recipe).quality if options.recipe else QualitySpec()
    checks = quality.chosen()
    gated = gate(options.fail_on, checks=checks)
    read = (options.letters, options.source)
    out = result_file(options.out, read=read) if options.out else None
    rubric = result_file(options.rubric, read=(*read, out)) if options.rubric else None
    notes: list[str] = []
    letters = read_letters(options.letters, on_note=notes.append)
    sources = sources_from_export(letters, options.source, on_note=notes.append) if options.source else None
    console = Console(stderr=True)
    with Progress(console=console, silent=options.json or not console.is_terminal) as progress:
        verdicts = assess(letters, sources=sources, checks=checks, on_progress=progress)
    if out:
        write_result(out, verdicts)
    if rubric:
        write_result(rubric, score_rubric(letters, sources=sources))
    found = tally(verdicts, letters=letters, gated=gated) | {"notes": notes}
    if options.json:
        _print_json(found)
    else:
        print(explain_tally(found, letters=str(options.letters)))
    return 1 if found["failed_on"] else 0


def _checks(options: argparse.Namespace) -> int:
    from imrdata.quality.checks_page import listed, rule_of
    from imrdata.recipe import QualitySpec, Recipe

    quality = Recipe.load(options.recipe).quality if options.recipe else QualitySpec()
    running = quality.chosen()
    if options.json:
        _print_json([listed(check) for check in running])
    else:
        width = max(len(check.name) for check in running)
        for check in running:
            kinds = ", ".join(check.kinds)
            print(f"{check.name:{width}}  v{check.version:<3} {check.tier}  {kinds:14}  {rule_of(check)}")
        print("\nThe rules, limits and error rates of the shipped ones: docs/checks.md.")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from imrdata.verification import verify

    report = verify(
        options.dataset,
        source=options.source,
        ledger=options.ledger,
        base=options.base,
        own_code=options.own_code,
    )
    if options.json:
        _print_json(report.to_dict())
    else:
        for problem in report.problems[:_MOST_PROBLEMS]:
            print(problem)
        if (beyond := len(report.problems) - _MOST_PROBLEMS) > 0:
            print(f"and {beyond} more; --json has all")
        for note in report.notes:
            print(f"note: {note}")
        counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
        print(f"{options.dataset}: {'in order' if report.ok else f'{len(report.problems)} problems'} ({counts})")
    return 0 if report.ok else 1


def _compare(options: argparse.Namespace) -> int:
    from imrdata.comparison import compare

    found = compare(options.before, options.after)
    if options.json:
        _print_json(found.to_dict())
    else:
        print(found.explain())
    return 0


def _render(options: argparse.Namespace) -> int:
    from imrdata.dataset.training import render_config
    from imrdata.run_folder import full_disk_is_said

    rendered = render_config(
        options.base,
        dataset=options.dataset,
        gpu=options.gpu,
        stage=options.stage,
        tuned=options.tuned,
        out=options.train_out,
        sequence_len=options.sequence_len,
        usd_per_hour=options.price,
        tokens_per_second=options.tokens_per_second,
        file=str(options.out or "config.yaml"),
    )
    if options.out:
        with full_disk_is_said(options.out):
            options.out.write_text(rendered.text, encoding="utf-8")
    if options.json:
        _print_json({"config": rendered.text, "estimate": asdict(rendered.estimate), "warnings": rendered.warnings})
        return 0
    if options.out:
        print(f"{options.out}: a config for {options.base} on {options.dataset}")
        print("\n".join(rendered.estimate.lines()))
    else:
        print(rendered.text, end="")
    for warning in rendered.warnings:
        print(f"Note: {warning}.", file=sys.stderr)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from imrdata.doctor import diagnose

    found = diagnose()
    if options.json:
        _print_json(found)
    else:
        print(f"imrdata {found['imrdata']}, Python {found['python']}")
        print("dependencies: " + ", ".join(f"{name} {version}" for name, version in found["dependencies"].items()))
        for name, state in found["extras"].items():
            print(f"extra {name}: {state}")
        print(f"embedded model: {found['embedded_model']['sentence']}")
        print(f"self-test: {'passed' if found['self_test']['ok'] else 'FAILED'}: {found['self_test']['sentence']}")
    return 0 if found["self_test"]["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
