"""The command line of serving: `python -m serve VERB`.

Exit codes as imrdata's: 0 all well; 1 the thing asked about is not in order (render --check, parity, a gate); 2 it
could not be done, and one sentence on standard error says why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from imrdata.errors import ImrDataError
from serve.release import RELEASE, ROOT, UNRESOLVED, Release

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb.

    Examples
    --------
    >>> main(["render", "--check"])
    serve/generated is what serve/release.toml makes of it.
    0
    """
    options = _parser().parse_args(arguments)
    verb: Callable[[argparse.Namespace], int] = options.verb
    try:
        return verb(options)
    except ImrDataError as error:
        print(f"serve: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m serve", description="Serve a tuned model from its release.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, does: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        found = verbs.add_parser(name, help=text, description=text)
        found.add_argument("--release-file", type=Path, default=RELEASE, metavar="FILE", help="default: release.toml")
        found.set_defaults(verb=does)
        return found

    pins = verb("pins", _pins, "look up what is unresolved and write it into the release")
    pins.add_argument("--models", type=Path, help="folder of the models' folders, for the hashes of their lists")

    render = verb("render", _render, "write what manifests and clients read")
    render.add_argument("--out", type=Path, help="default: serve/generated")
    render.add_argument("--release", action="store_true", help="refuse a release with unresolved pins")
    render.add_argument("--check", action="store_true", help="write nothing; say whether the folder is current")

    launch = verb("launch", _launch, "start vLLM from the release")
    launch.add_argument("--models", type=Path, required=True, help="folder of the models' folders")
    launch.add_argument("--cpu", action="store_true", help="for development: image and weights may be unresolved")
    launch.add_argument("--python", default=sys.executable, help="the Python that has vLLM")
    launch.add_argument("--host", default="127.0.0.1")
    launch.add_argument("--port", type=int, default=8000)
    launch.add_argument(
        "--print", action="store_true", help="print the command, one argument a line, and start nothing"
    )

    parity = verb("parity", _parity, "hold a live server's prompts against training's, token by token")
    parity.add_argument("--models", type=Path, required=True, help="folder of the models' folders, for the tokenizer")
    parity.add_argument("--url", required=True, help="the server's address")
    parity.add_argument("--api-key-env", default="", metavar="NAME", help="variable that holds the server's key")

    evaluate = verb("evaluate", _evaluate, "measure a served model on a run's held-out cases")
    evaluate.add_argument(
        "--run", type=Path, required=True, help="run folder of imrdata whose dataset has a test split"
    )
    evaluate.add_argument("--url", required=True, help="address of the candidate")
    evaluate.add_argument(
        "--beside",
        action="append",
        default=[],
        metavar="AUTHOR=NAME@URL",
        help="a model to compare with: what to call it, its served name, its address",
    )
    evaluate.add_argument("--gate", metavar="AUTHOR", help="exit 1 unless the candidate may replace this author")
    evaluate.add_argument("--api-key-env", default="", metavar="NAME", help="variable that holds the servers' key")
    evaluate.add_argument(
        "--input",
        choices=("full", "reduced"),
        default="full",
        help="records that show all that is known of a case, or what a patient would type; default: full",
    )
    evaluate.add_argument("--limit", type=int, help="at most so many cases")
    evaluate.add_argument("--out", type=Path, required=True, help="folder for the page, the JSON and the letters")
    return parser


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _pins(options: argparse.Namespace) -> int:
    from serve.pins import resolve

    found = resolve(options.release_file, models=options.models)
    for key, value in found.items():
        print(f"{key}: {value}")
    left = [key for key, value in found.items() if value.startswith(UNRESOLVED)]
    if left:
        print(f"serve: {len(left)} of {len(found)} pins stay unresolved.", file=sys.stderr)
    elif not found:
        print("Every pin is resolved.")
    return 1 if left else 0


def _render(options: argparse.Namespace) -> int:
    from serve.rendering import GENERATED, differences, write

    release = Release.load(options.release_file)
    folder = options.out or GENERATED
    names = f"{_shown(folder)} is{{}} what {_shown(options.release_file)} makes of it"
    if options.release:
        release.check_training()
        release.require_resolved(where=_shown(options.release_file))
    if not options.check:
        write(release, folder=folder)
    found = differences(release, folder=folder)
    if found:
        print(f"{names.format(' not')}: {'; '.join(found)}. Run: python -m serve render")
        return 1
    print(f"{names.format('')}.")
    return 0


def _launch(options: argparse.Namespace) -> int:
    from serve.launching import command, launch

    release = Release.load(options.release_file)
    found = command(
        release,
        models=options.models.resolve(),
        hardware="cpu" if options.cpu else "gpu",
        python=options.python,
        host=options.host,
        port=options.port,
        where=_shown(options.release_file),
    )
    if options.print:
        print("\n".join(found.arguments))
        return 0
    if left := release.unresolved():
        print(f"serve: for development; unresolved: {', '.join(left)}.", file=sys.stderr)
    launch(found)
    return 0


def _parity(options: argparse.Namespace) -> int:
    from serve.conversations import conversations
    from serve.parity import Tokens, differences_at
    from serve.transport import Endpoint

    release = Release.load(options.release_file)
    endpoint = Endpoint(alias=options.url, base_url=options.url, api_key_env=options.api_key_env)
    tried = conversations()
    problems = differences_at(
        endpoint, release=release, tokens=Tokens(options.models / release.model_folder), conversations=tried
    )
    print("\n".join(problems) or f"{len(tried)} conversations: the same token ids as in training.")
    return 1 if problems else 0


def _evaluate(options: argparse.Namespace) -> int:
    from serve.evaluation import CANDIDATE, Served, evaluate
    from serve.evaluation_page import write_evaluation
    from serve.held_out import read_held_out
    from serve.transport import Endpoint

    release = Release.load(options.release_file)

    def served(author: str, name: str, url: str) -> Served:
        endpoint = Endpoint(alias=author, base_url=url, api_key_env=options.api_key_env)
        return Served(author=author, endpoint=endpoint, served_name=name)

    authors = [served(CANDIDATE, release.release.name, options.url)]
    for given in options.beside:
        author, _, rest = given.partition("=")
        name, _, url = rest.partition("@")
        if not (author and name and url):
            raise ImrDataError(f"{given!r} is no author", where="--beside", mend="write AUTHOR=NAME@URL")
        authors.append(served(author, name, url))
    cases = read_held_out(options.run, input=options.input, limit=options.limit)
    result, letters = evaluate(release, cases, authors, against=options.gate)
    for path in write_evaluation(options.out, result=result, letters=letters):
        print(path)
    for author, found in result["authors"].items():
        print(
            f"{author}: {found['answered']} of {result['cases']} answered, score {found['score']:.3f}, "
            f"{found['failing']['any']} fail a check"
        )
    gate = result["gate"]
    if gate is None:
        return 0
    print(f"gate against {gate['against']}: {'passed' if gate['passed'] else '; '.join(gate['reasons'])}")
    return 0 if gate["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
