"""Letters of any tool, through the real command line and in Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import imrdata
from imrdata.data import sample
from imrdata.errors import SourceError
from imrdata.letters.axes import sample_axes
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.quality.audit import denials_answered, read_letters, sources_from_export
from imrdata.quality.check import VERDICT_SCHEMA
from imrdata.quality.rubric import score_rubric

CASE = "MN25-99103"
NEEDY = {"view_text", "type", "ground", "voice", "reviewer_text"}


def line(letter_id: str, kind: str = "denial", text: str = "We deny it.", **more: Any) -> dict[str, Any]:
    return {"letter_id": letter_id, "case_id": CASE, "kind": kind, "text": text, **more}


def write(file: Path, *lines: dict[str, Any] | str) -> Path:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return file


def cli(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "imrdata", "assess", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return write(
        tmp_path / "letters.jsonl",
        # `type`, `normal` and `reviewer_text` mean something else in another tool: they must change nothing.
        line("d", text=f"Re: {CASE}. We can't approve it.", type="letter", normal="x", reviewer_text="approve it"),
        "",
        line("a", "appeal", "I appeal. My dose was 7777 mg.", model={"any": ["thing"]}, voice="a neighbour"),
    )


def test_one_row_per_letter_and_check(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.parquet"
    done = cli(letters, "--source", sample(), "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    table = pl.read_parquet(out)
    assert table.schema == VERDICT_SCHEMA
    assert not table.select("letter_id", "check").is_duplicated().any()
    said = json.loads(done.stdout)
    assert said["letters"] == {"denial": 1, "appeal": 1}
    assert sum(sum(counts.values()) for counts in said["checks"].values()) == table.height
    assert said["failed_on"] == {}
    verdicts = {(row["letter_id"], row["check"]): row["verdict"] for row in table.iter_rows(named=True)}
    assert verdicts["d", "reference_id"] == "fail"
    assert verdicts["a", "number_not_in_view"] == "fail"  # the case's only denial is the one it answers
    assert verdicts["a", "voice_mixed"] == "unmeasured"  # no voice that this project knows
    assert verdicts["d", "reviewer_overlap"] == "pass"  # measured with the export's text, not with the line's
    assert imrdata.assess(letters, sources=sample()).equals(table)
    assert imrdata.assess(read_letters(letters), sources=sources_from_export(read_letters(letters), sample())).equals(
        table
    )


def test_without_a_source_what_needs_one_is_unmeasured(letters: Path, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.parquet"
    assert cli(letters, "--out", out).returncode == 0
    table = pl.read_parquet(out)
    unmeasured = table.filter(pl.col("verdict") == "unmeasured")
    needed = {name for reason in unmeasured["reason"] for name in reason.removeprefix("no ").split(", ")}
    assert needed == NEEDY
    assert table.filter(pl.col("check") == "reference_id")["verdict"].to_list() == ["fail", "pass"]


def test_an_appeal_whose_denial_is_not_known_is_judged_by_the_view(tmp_path: Path) -> None:
    told = 'My dose was 7777 mg. You wrote that "25 visits" is the limit, and I ask for an answer in 72 hours.'
    quoted = told.replace("My dose was 7777 mg. ", "")
    file = write(tmp_path / "letters.jsonl", line("a", "appeal", text=told), line("b", "appeal", text=quoted))
    verdicts = imrdata.assess(file, sources=sample()).filter(pl.col("check") == "number_not_in_view")
    assert verdicts["verdict"].to_list() == ["fail", "pass"]  # the quotation may be the denial's


@pytest.mark.parametrize(
    ("gates", "code"),
    [
        (("any",), 1),
        (("reference_id",), 1),
        (("refusal",), 0),
        (("refusal", "number_not_in_view"), 1),
        (("unmeasured",), 1),
    ],
)
def test_exit_code(letters: Path, gates: tuple[str, ...], code: int) -> None:
    done = cli(*(word for gate in gates for word in ("--fail-on", gate)), letters, "--source", sample())
    assert (done.returncode, done.stderr) == (code, "")
    assert ("--fail-on" in done.stdout) == bool(code)


def test_a_gate_that_is_no_check_is_an_error_and_not_a_pass(letters: Path) -> None:
    done = cli(letters, "--fail-on", "refusals")
    assert done.returncode == 2
    assert done.stderr.startswith("imrdata: --fail-on: there is no check refusals; name one of ")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "it is no JSON"),
        ("[1]", "it is no JSON object"),
        ("NaN", "it is no JSON object"),
        ({"letter_id": "x", "case_id": CASE, "kind": "denial"}, "it has no text"),
        (line("x", text="We deny it.") | {"text": None}, "text is no text"),
        (line("x") | {"text": ["We"]}, "text is no text"),
        (line("x") | {"case_id": True}, "case_id is no text"),
        (line("x", "Denial"), "kind is 'Denial'"),
        (line("1"), "letter_id 1 stands on line 1 too"),
        (line("x", text="\ud800"), "text holds half a character"),
        ("[" * 100_000, "it is no JSON"),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(tmp_path: Path, bad: dict[str, Any] | str, says: str) -> None:
    file = write(tmp_path / "letters.jsonl", line("1"), "", bad)
    done = cli(file, "--out", tmp_path / "verdicts.parquet")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"imrdata: {file}, line 3: {says}")
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letters.jsonl"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "letters.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"letter_id": 1, "case_id": 2, "kind": "denial", "text": "a\xe2\x80\xa8b"}\r\n\xff\n'
    )
    with pytest.raises(SourceError, match="line 2: it is not UTF-8"):
        read_letters(file)
    file.write_bytes(file.read_bytes().removesuffix(b"\xff\n"))
    assert read_letters(file).select("letter_id", "case_id", "text").rows() == [("1", "2", "a\u2028b")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.jsonl"], "it can't be read"),
        (["empty.jsonl"], "it holds no letters"),
        (["letters.jsonl", "--source", "none.csv"], "none.csv"),
        (["letters.jsonl", "--out", "none/verdicts.parquet"], "it can't be written"),
        (["letters.jsonl", "--out", "letters.jsonl"], "name a file that ends in .parquet"),
        (["letters.jsonl", "--out", "."], "name a file that ends in .parquet"),
        (["letters.jsonl", "--out", "other.parquet"], "it can't be written (no such folder, or it is one)"),
        (["letters.jsonl", "--recipe", "none.yaml"], "there is no such recipe"),
        (["other.jsonl", "--source", str(sample())], "none of the letters' cases is in it, such as XX"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(letters: Path, arguments: list[str], says: str) -> None:
    (letters.parent / "empty.jsonl").write_text("\n")
    write(letters.parent / "other.jsonl", line("x") | {"case_id": "XX"})
    (letters.parent / "other.parquet").mkdir()
    named = [
        letters.parent / word if word.startswith(("none", "empty", "letters", "other")) else word for word in arguments
    ]
    if "--recipe" in arguments:
        named[-1] = Path("none.yaml")
    done = cli(*named)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_verdicts_are_written_over_no_file_that_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "letters.parquet", line("d"))
    before = file.read_bytes()
    done = cli(file, "--out", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "another argument names the same file; name another" in done.stderr
    assert file.read_bytes() == before


def test_what_letters_hold_is_written_item_by_item(tmp_path: Path) -> None:
    denial = line("d", text="We deny it. Call us for a free interpreter.")
    file = write(tmp_path / "letters.jsonl", denial, line("a", "appeal", voice="patient"))
    out = tmp_path / "rubric.parquet"
    done = cli(file, "--source", sample(), "--rubric", out)
    assert (done.returncode, done.stderr) == (0, "")
    letters = read_letters(file)
    expected = score_rubric(letters, sources=sources_from_export(letters, sample()))
    assert pl.read_parquet(out).equals(expected)
    assert expected.filter(pl.col("letter_id") == "d", pl.col("state") == "met").drop_nulls("span_start").height
    before = out.read_bytes()
    done = cli(file, "--out", out, "--rubric", out)
    assert (done.returncode, out.read_bytes()) == (2, before)
    assert "another argument names the same file; name another" in done.stderr


def test_sources_are_what_the_views_show_and_a_case_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    strange = line("s") | {"case_id": "XX"}
    frame = read_letters(write(tmp_path / "letters.jsonl", line("d"), strange, line("a", "appeal", voice="patient")))
    sources = sources_from_export(frame, sample())
    assert sources.schema == SOURCE_SCHEMA
    assert sources["letter_id"].to_list() == ["d", "s", "a"]
    unknown = sources.filter(pl.col("letter_id") == "s").drop("letter_id")
    assert unknown.null_count().row(0) == (1,) * unknown.width
    case = imrdata.add_sentences(imrdata.read_imr(sample()).cases.filter(pl.col("case_id") == CASE)).row(0, named=True)
    view = imrdata.DenialView.from_case(case)
    assert sources["view_text"][0] == view.text
    assert sources["reviewer_text"][0]
    assert sources["denial_text"].to_list() == [None, None, "We deny it."]
    assert sources["voice"].to_list() == [None, None, "patient"]


def test_a_ground_that_the_case_states_is_known_and_what_a_line_says_goes_before(tmp_path: Path) -> None:
    cases = imrdata.add_sentences(imrdata.read_imr(sample()).cases)
    axes = {
        row["case_id"]: sample_axes(imrdata.DenialView.from_case(row), seed=0) for row in cases.iter_rows(named=True)
    }
    case = next(name for name, draw in axes.items() if draw.ground_source == "stated")
    lines = [
        line("s", "appeal"),
        line("l", "appeal", ground="experimental"),
        line("o", "appeal", ground="our own words"),
    ]
    file = write(tmp_path / "letters.jsonl", *(one | {"case_id": case} for one in lines))
    frame = read_letters(file)
    ground = dict(sources_from_export(frame, sample()).select("letter_id", "ground").rows())
    assert ground["s"] == ground["o"] == axes[case].ground
    assert ground["l"] == "experimental"
    table = imrdata.assess(file, sources=sample()).filter(pl.col("check") == "ground_unanswered")
    assert "unmeasured" not in table["verdict"].to_list()


def test_which_denial_an_appeal_answers() -> None:
    two = [line("d1", text="one", author="m"), line("d2", text="two", author="n")]
    assert denials_answered([*two, line("a", "appeal")]) == {}
    assert denials_answered([*two, line("a", "appeal", author="n")]) == {"a": "two"}
    assert denials_answered([*two, line("a", "appeal", answers="d1", author="n")]) == {"a": "one"}
    assert denials_answered([*two, line("a", "appeal", answers="d9", author="n")]) == {}


def test_what_is_left_aside_or_not_known_is_said(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(sample().read_text(encoding="utf-8") + "cut,short\n", encoding="utf-8")
    file = write(
        tmp_path / "letters.jsonl",
        line("d"),
        line("e") | {"answers": "d"},
        line("a", "appeal", voice="A neighbour", answers="zz"),
        line("c", "appeal", voice="", answers="") | {"ground": ["cost"]},
        line("b", "appeal", voice=" Patient ") | {"case_id": "XX"},
    )
    done = cli(file, "--source", export)
    assert (done.returncode, done.stderr) == (0, "")
    notes = [said.removeprefix("note: ") for said in done.stdout.splitlines() if said.startswith("note: ")]
    assert notes[0].startswith(
        "1 letter with a voice that is not known, such as 'A neighbour', taken as not given; known"
    )
    assert notes[1].startswith("1 letter with a ground that is not known, such as ['cost'], taken as not given; known")
    assert notes[2:] == [
        "1 appeal with answers that name no denial of the file, such as 'zz'",
        f"1 letter whose case is not in {export}, such as 'XX'",
        f"1 row of {export} not taken as a case; `imrdata read {export}` counts them",
    ]
    assert json.loads(cli(file, "--source", export, "--json").stdout)["notes"] == notes
    assert read_letters(file)["voice"].to_list() == [None, None, None, None, "patient"]


def test_a_case_without_findings_tells_neither_what_was_seen_nor_what_was_not(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    pl.read_csv(sample(), infer_schema=False).drop("Findings").write_csv(export)
    letters = read_letters(write(tmp_path / "letters.jsonl", line("a", "appeal", text="I took 7777 mg of Humira.")))
    sources = sources_from_export(letters, export)
    assert sources.select("view_text", "reviewer_text", "undecided_text").null_count().row(0) == (1, 1, 1)
    assert sources["type"].item() is not None
    verdicts = imrdata.assess(letters, sources=sources)
    verdict_of = dict(verdicts.select("check", "verdict").rows())
    for check in ("number_not_in_view", "term_not_in_view", "reviewer_overlap"):
        assert verdict_of[check] == "unmeasured"
