"""A tamperer who recomputes record ids, manifest and checksums is found out, and the stage and the record are named."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.cli import main
from imrdata.data import sample
from imrdata.dataset.formats import FORMATS
from imrdata.dataset.manifest import CARD, CROISSANT, TWIN, rows_hash, split_file
from imrdata.dataset.proof import CASES, LETTERS, MODELS, RECIPE, REQUESTS, RESPONSES, SELECTION, SPLIT_LIST, VERDICTS
from imrdata.dataset.records import RECORD_SCHEMA
from imrdata.dataset.write import parquet_bytes
from imrdata.llm.request import Request, Response, canonical_json
from imrdata.verification import VerifyReport, inspect, verify
from imrdata.verification.report import STAGES
from imrdata.walk import Run
from tests.dataset.forging import Forger
from tests.dataset.small_run import MODEL, make_small_run

#: What a tampering has to be found at: the stage, and the record that has to be named, if there is one.
Expected = tuple[str, str | None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_small_run(tmp_path_factory.mktemp("run") / "small")


@pytest.fixture
def forger(sound: Run, tmp_path: Path) -> Forger:
    shutil.copytree(sound.folder / "dataset", tmp_path / "dataset", symlinks=True)
    return Forger(tmp_path / "dataset")


def originals(run: Run) -> dict[str, Path]:
    return {"source": sample(), "ledger": run.folder / "ledger"}


def first(forger: Forger, **wanted: str) -> dict[str, Any]:
    """The first record with some values."""
    return next(row for row in forger.records() if all(row[name] == value for name, value in wanted.items()))


def retell(forger: Forger, turn: int, change: Callable[[str], str]) -> Expected:
    """Change a turn of a record, which then has another id."""
    rows = forger.records()
    row = rows[0]
    row["messages"][turn]["content"] = change(row["messages"][turn]["content"])
    forger.put_records(rows)
    return "record", row["record_id"]


def swap(forger: Forger, name: str) -> Expected:
    """Swap a column of two records."""
    rows = forger.records()
    one, two = rows[0], next(row for row in rows if row[name] != rows[0][name])
    one[name], two[name] = two[name], one[name]
    forger.put_records(rows)
    return "record", one["record_id"]


def column(forger: Forger, name: str, value: Any, *, stage: str = "record") -> Expected:
    """Change a column of one record."""
    rows = forger.records()
    rows[0][name] = value
    forger.put_records(rows)
    return stage, rows[0]["record_id"]


# ---- records


def swapped_answers(forger: Forger) -> Expected:
    rows = forger.records()
    rows[0]["messages"][2], rows[1]["messages"][2] = rows[1]["messages"][2], rows[0]["messages"][2]
    forger.put_records(rows)
    return "record", rows[0]["record_id"]


def swapped_provenance(forger: Forger) -> Expected:
    return swap(forger, "appeal_id")


def edited_letter(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text.replace("appeal", "application", 1))


def edited_system_text(forger: Forger) -> Expected:
    return retell(forger, 0, lambda text: text + " Be brief.")


def edited_facts_sheet(forger: Forger) -> Expected:
    return retell(forger, 1, lambda text: text.replace("\n</facts>", "; the plan's name\n</facts>", 1))


def edited_denial_in_the_input(forger: Forger) -> Expected:
    return retell(forger, 1, lambda text: text.replace("<denial>\n", "<denial>\nBy mail. ", 1))


def homoglyph(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text.replace("a", "\u0430", 1))


def zero_width_character(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text.replace(" ", " \u200b", 1))


def decomposed_letter(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text + "e\u0301")


def doubled_space(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text.replace(" ", "  ", 1))


def trailing_line_feed(forger: Forger) -> Expected:
    return retell(forger, 2, lambda text: text + "\n")


def removed_record(forger: Forger) -> Expected:
    rows = forger.records()
    forger.put_records(rows[1:])
    return "record", rows[0]["record_id"]


def added_record(forger: Forger) -> Expected:
    rows = forger.records()
    extra = copy.deepcopy(rows[0])
    extra["messages"][2]["content"] += " And soon."
    forger.put_records([*rows, extra])
    return "record", extra["record_id"]


def moved_between_splits(forger: Forger) -> Expected:
    row = first(forger, split="train")
    rows = forger.records()
    for each in rows:
        if each["record_id"] == row["record_id"]:
            each["split"] = "test"
    forger.put_records(rows)
    return "split", row["record_id"]


def moved_case_between_splits(forger: Forger) -> Expected:
    """All of a case's records, and the proof's own list."""
    row = first(forger, split="train")
    rows = forger.records()
    for each in rows:
        each["split"] = "test" if each["case_id"] == row["case_id"] else each["split"]
    forger.put_records(rows)
    forger.edit_proof(SPLIT_LIST, lambda entry: entry["case_id"] == row["case_id"], split="test")
    return "split", row["record_id"]


def edited_view_hash(forger: Forger) -> Expected:
    return column(forger, "view_sha256", "0" * 64)


def edited_axis(forger: Forger) -> Expected:
    rows = forger.records()
    rows[0]["voice"] = "spouse" if rows[0]["voice"] != "spouse" else "parent"
    forger.put_records(rows)
    forger.edit_proof(LETTERS, lambda row: row["letter_id"] == rows[0]["appeal_id"], voice=rows[0]["voice"])
    return "letter", rows[0]["record_id"]


def edited_reference(forger: Forger) -> Expected:
    return column(forger, "reference_id", "MN01-00001")


def edited_determination(forger: Forger) -> Expected:
    value = forger.records()[0]["determination"]
    return column(forger, "determination", "upheld" if value == "overturned" else "overturned")


def edited_verdict_summary(forger: Forger) -> Expected:
    return column(forger, "verdicts", {"pass": 99, "fail": 0, "unmeasured": 0})


def edited_ledger_key(forger: Forger) -> Expected:
    row = first(forger, author=MODEL)
    rows = forger.records()
    for each in rows:
        if each["record_id"] == row["record_id"]:
            each["request_keys"] = ["0" * 64, *each["request_keys"][1:]]
    forger.put_records(rows)
    return "record", row["record_id"]


def edited_task_version(forger: Forger) -> Expected:
    return column(forger, "task_versions", ["denial@99", "appeal@99"])


def changed_license(forger: Forger) -> Expected:
    rows = forger.records()
    for row in rows:
        row["license"] = "CC0-1.0"
    forger.put_records(rows)
    return "record", rows[0]["record_id"]


def renamed_author(forger: Forger) -> Expected:
    row = first(forger, author="baseline")
    rows = forger.records()
    for each in rows:
        if each["record_id"] == row["record_id"]:
            each["author"], each["author_kind"] = MODEL, "model"
    forger.put_records(rows)
    return "record", row["record_id"]


def edited_small_answer(forger: Forger) -> Expected:
    """A record of a smaller task."""
    rows = forger.records()
    row = next(row for row in rows if row["task"] == "treatment")
    row["messages"][2]["content"] += "; acupuncture"
    forger.put_records(rows)
    return "record", row["record_id"]


def renamed_task(forger: Forger) -> Expected:
    rows = forger.records()
    row = next(row for row in rows if row["task"] == "treatment")
    row["task"] = "diagnosis"
    forger.put_records(rows)
    return "record", row["record_id"]


def moved_input(forger: Forger) -> Expected:
    """A record of a reduced input that says it is of the full one."""
    rows = forger.records()
    row = next(row for row in rows if row["input"] == "reduced" and row["task"] == "appeal")
    row["input"] = "full"
    forger.put_records(rows)
    return "record", row["record_id"]


# ---- pairs


def swapped_sides(forger: Forger) -> Expected:
    rows = forger.pairs()
    rows[0]["chosen"], rows[0]["rejected"] = rows[0]["rejected"], rows[0]["chosen"]
    forger.put_pairs(rows)
    return "record", rows[0]["pair_id"]


def edited_rejected(forger: Forger) -> Expected:
    rows = forger.pairs()
    rows[0]["rejected"]["content"] += " Or else."
    forger.put_pairs(rows)
    return "record", rows[0]["pair_id"]


def removed_pair(forger: Forger) -> Expected:
    rows = forger.pairs()
    forger.put_pairs(rows[1:])
    return "record", rows[0]["pair_id"]


def moved_pair(forger: Forger) -> Expected:
    rows = forger.pairs()
    rows[0]["split"] = "test" if rows[0]["split"] != "test" else "train"
    forger.put_pairs(rows)
    return "split", rows[0]["pair_id"]


def edited_pair_reason(forger: Forger) -> Expected:
    rows = forger.pairs()
    rows[0]["reasons"] = ["it is too short"] * len(rows[0]["checks"])
    forger.put_pairs(rows)
    return "record", rows[0]["pair_id"]


def edited_pair_line(forger: Forger) -> Expected:
    """In the file alone, which is what is trained on."""
    row = forger.pairs()[0]
    file = FORMATS["dpo"].file(row["split"])
    forger.replace_in(file, '"rejected":{"content":"', '"rejected":{"content":"Sirs: ')
    return "record", row["pair_id"]


# ---- the proof


def edited_verdict(forger: Forger) -> Expected:
    row = forger.records()[0]
    found = next(entry for entry in forger.proof(VERDICTS) if entry["letter_id"] == row["appeal_id"])
    found["verdicts"][0].update(verdict="fail", reason="it shouts")
    forger.edit_proof(VERDICTS, lambda entry: entry["letter_id"] == row["appeal_id"], **found)
    return "verdict", row["record_id"]


def removed_verdict(forger: Forger) -> Expected:
    row = forger.records()[0]
    found = next(entry for entry in forger.proof(VERDICTS) if entry["letter_id"] == row["appeal_id"])
    forger.edit_proof(VERDICTS, lambda entry: entry["letter_id"] == row["appeal_id"], verdicts=found["verdicts"][1:])
    return "verdict", row["record_id"]


def promoted_letter(forger: Forger) -> Expected:
    """A letter that failed passes, is kept, and becomes a record."""
    dropped = next(
        row
        for row in forger.proof(SELECTION)
        if row["kind"] == "appeal" and any(reason.startswith("check: ") for reason in row["reasons"])
    )
    found = next(row for row in forger.proof(VERDICTS) if row["letter_id"] == dropped["letter_id"])
    for each in found["verdicts"]:
        if each["verdict"] == "fail":
            each.clear()
    found["verdicts"] = [each for each in found["verdicts"] if each]
    forger.edit_proof(VERDICTS, lambda row: row["letter_id"] == dropped["letter_id"], **found)
    forger.edit_proof(SELECTION, lambda row: row["letter_id"] == dropped["letter_id"], kept=True, reasons=[])
    rows = forger.records()
    extra = copy.deepcopy(next(row for row in rows if row["author"] == dropped["author"]))
    extra.update(appeal_id=dropped["letter_id"], case_id=dropped["case_id"])
    extra["messages"][2]["content"] = "Made up."
    forger.put_records([*rows, extra])
    return "verdict", extra["record_id"]


def edited_check_version(forger: Forger) -> Expected:
    rows = forger.proof(VERDICTS)
    for row in rows:
        for each in row["verdicts"]:
            each["check_version"] += each["check"] == "length"
    forger.put_proof(VERDICTS, rows)
    versions = forger.manifest()["versions"]
    versions["checks"]["length"] = str(int(versions["checks"]["length"]) + 1)
    forger.edit_manifest(versions=versions)
    return "versions", None


def edited_selection_reason(forger: Forger) -> Expected:
    dropped = next(row for row in forger.proof(SELECTION) if not row["kept"])
    forger.edit_proof(SELECTION, lambda row: row["letter_id"] == dropped["letter_id"], reasons=["it was too long"])
    return "selection", None


def dropped_good_letter(forger: Forger) -> Expected:
    rows = forger.records()
    forger.put_records(rows[1:])
    forger.edit_proof(SELECTION, lambda row: row["letter_id"] == rows[0]["appeal_id"], kept=False, reasons=["no text"])
    return "record", rows[0]["record_id"]


def edited_split_list(forger: Forger) -> Expected:
    row = forger.records()[0]
    other = "test" if row["split"] != "test" else "train"
    forger.edit_proof(SPLIT_LIST, lambda entry: entry["case_id"] == row["case_id"], split=other)
    return "split", row["record_id"]


def edited_letter_row(forger: Forger) -> Expected:
    row = forger.records()[0]
    forger.edit_proof(LETTERS, lambda entry: entry["letter_id"] == row["appeal_id"], text_sha256="0" * 64)
    return "letter", row["record_id"]


def removed_case_row(forger: Forger) -> Expected:
    row = forger.records()[0]
    forger.put_proof(CASES, [entry for entry in forger.proof(CASES) if entry["case_id"] != row["case_id"]])
    return "letter", row["record_id"]


def edited_visible_sentence(forger: Forger) -> Expected:
    """What the writer saw."""
    row = forger.records()[0]
    case = next(entry for entry in forger.proof(CASES) if entry["case_id"] == row["case_id"])
    forger.edit_proof(
        CASES,
        lambda entry: entry["case_id"] == row["case_id"],
        age_range="65+" if case["age_range"] != "65+" else "0-10",
    )
    return "letter", row["record_id"]


def no_case_row(forger: Forger) -> Expected:
    row = forger.records()[0]
    forger.edit_proof(CASES, lambda entry: entry["case_id"] == row["case_id"], report_year="soon")
    return "case", row["record_id"]


def doubled_case_row(forger: Forger) -> Expected:
    rows = forger.proof(CASES)
    forger.put_proof(CASES, [rows[0], *rows])
    named = next(row for row in forger.records() if row["case_id"] == rows[0]["case_id"])
    return "case", named["record_id"]


def other_source_in_a_case_row(forger: Forger) -> Expected:
    row = forger.records()[0]
    forger.edit_proof(CASES, lambda entry: entry["case_id"] == row["case_id"], source_sha256="1" * 64)
    return "source", row["record_id"]


def edited_source_hash(forger: Forger) -> Expected:
    """In the manifest and in every record."""
    forger.edit_manifest(sources=[source | {"sha256": "1" * 64} for source in forger.manifest()["sources"]])
    rows = forger.records()
    for row in rows:
        row["source_sha256"] = "1" * 64
    forger.put_records(rows)
    return "source", rows[0]["record_id"]


def answer_key(forger: Forger) -> tuple[dict[str, Any], str]:
    row = first(forger, author=MODEL)
    letter = next(entry for entry in forger.proof(LETTERS) if entry["letter_id"] == row["appeal_id"])
    return row, letter["request_key"]


def edited_response(forger: Forger) -> Expected:
    """With its own hash made again."""
    row, key = answer_key(forger)
    answer = next(entry for entry in forger.proof(RESPONSES) if entry["key"] == key)
    text = answer["text"] + " Yours."
    digest = Response(key=key, text=text, finish_reason=answer["finish_reason"]).sha256
    forger.edit_proof(RESPONSES, lambda entry: entry["key"] == key, text=text, sha256=digest)
    return "letter", row["record_id"]


def edited_response_alone(forger: Forger) -> Expected:
    row, key = answer_key(forger)
    forger.edit_proof(RESPONSES, lambda entry: entry["key"] == key, text="Another letter.")
    return "response", row["record_id"]


def removed_response(forger: Forger) -> Expected:
    row, key = answer_key(forger)
    forger.put_proof(RESPONSES, [entry for entry in forger.proof(RESPONSES) if entry["key"] != key])
    return "letter", row["record_id"]


def swapped_responses(forger: Forger) -> Expected:
    row, key = answer_key(forger)
    rows = forger.proof(RESPONSES)
    one = next(entry for entry in rows if entry["key"] == key)
    two = next(entry for entry in rows if entry["key"] != key)
    one["key"], two["key"] = two["key"], one["key"]
    forger.put_proof(RESPONSES, sorted(rows, key=lambda entry: str(entry["key"])))
    return "letter", row["record_id"]


def planted_response(forger: Forger) -> Expected:
    digest = Response(key="f" * 64, text="Hello.", finish_reason="stop").sha256
    extra = forger.proof(RESPONSES)[0] | {"key": "f" * 64, "text": "Hello.", "finish_reason": "stop", "sha256": digest}
    forger.put_proof(RESPONSES, [*forger.proof(RESPONSES), extra])
    return "response", None


def edited_request(forger: Forger) -> Expected:
    """Another prompt under the same fingerprint."""
    row, key = answer_key(forger)
    forger.edit_proof(REQUESTS, lambda entry: entry["key"] == key, sampling={"max_tokens": 9})
    return "request", row["record_id"]


def edited_request_and_its_key(forger: Forger) -> Expected:
    """Another prompt with the fingerprint that belongs to it, in question, answer, letter and record."""
    row, key = answer_key(forger)
    question = next(entry for entry in forger.proof(REQUESTS) if entry["key"] == key)
    question["messages"][-1]["content"] += " Be kind."
    fresh = Request.from_dict({name: value for name, value in question.items() if name != "key"}).key
    forger.edit_proof(REQUESTS, lambda entry: entry["key"] == key, **question | {"key": fresh})
    forger.edit_proof(RESPONSES, lambda entry: entry["key"] == key, key=fresh)
    forger.edit_proof(LETTERS, lambda entry: entry["request_key"] == key, request_key=fresh)
    rows = forger.records()
    for each in rows:
        each["request_keys"] = [fresh if old == key else old for old in each["request_keys"]]
    forger.put_records(rows)
    return "request", row["record_id"]


def edited_token_counts(forger: Forger) -> Expected:
    """What the answers cost."""
    proof = forger.manifest()["proof"]
    proof["answers"][MODEL]["answer_tokens"] = 7
    forger.edit_manifest(proof=proof)
    return "response", None


# ---- what shaped it


def changed_seed(forger: Forger) -> Expected:
    forger.edit_recipe(seed=4)
    forger.edit_manifest(seed=4)
    return "letter", forger.records()[0]["record_id"]


def changed_targets(forger: Forger) -> Expected:
    forger.edit_recipe(select={"targets": [MODEL], "unmeasured": "keep"})
    return "selection", first(forger, author="baseline")["record_id"]


def changed_threshold(forger: Forger) -> Expected:
    """For a check that has none: no recipe would be taken with that, so nothing can be made again."""
    forger.edit_recipe(quality={"checks": [], "thresholds": {"refusal": 0.5}})
    return "record", None


def changed_recipe_alone(forger: Forger) -> Expected:
    forger.replace_in(RECIPE, '"name":"small"', '"name":"large"')
    return "recipe", None


def respaced_recipe(forger: Forger) -> Expected:
    data = json.loads((forger.folder / RECIPE).read_bytes())
    (forger.folder / RECIPE).write_text(json.dumps(data), encoding="utf-8")
    return "recipe", None


def changed_terms(forger: Forger) -> Expected:
    forger.replace_in(MODELS, '"weights_license":"Apache-2.0"', '"weights_license":"CC0-1.0"')
    return "license", first(forger, author=MODEL)["record_id"]


def changed_policy(forger: Forger) -> Expected:
    """A policy under which the model may not write."""
    forger.edit_recipe(licenses={"policy": "any-allowed", "allow": ["MIT"], "accept_terms": {}})
    return "license", first(forger, author=MODEL)["record_id"]


def changed_template_version(forger: Forger) -> Expected:
    versions = forger.manifest()["versions"]
    versions["stages"]["record"] = "appeal_record@1+00000000"
    forger.edit_manifest(versions=versions)
    return "versions", None


def edited_books(forger: Forger) -> Expected:
    forger.edit_manifest(books=forger.manifest()["books"] | {"kept": 99})
    return "source", None


# ---- files


def edited_card_numbers(forger: Forger) -> Expected:
    count = len(forger.records())
    forger.replace_in(CARD, f"{count} records", f"{count * 10} records")
    return "card", None


def edited_card_limits(forger: Forger) -> Expected:
    forger.replace_in(CARD, "can still be wrong", "is right")
    return "card", None


def edited_croissant(forger: Forger) -> Expected:
    forger.replace_in(CROISSANT, "fictional", "real")
    return "croissant", None


def reordered_split(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    found = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([found[1], found[0], *found[2:]]))
    return "record", json.loads(found[0])["record_id"]


def duplicated_line(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    found = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([found[0], *found]))
    return "record", json.loads(found[0])["record_id"]


def windows_line_ends(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    found = file.read_bytes()
    file.write_bytes(found.replace(b"\n", b"\r\n"))
    return "record", json.loads(found.splitlines()[0])["record_id"]


def byte_order_mark(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    found = file.read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + found)
    return "record", json.loads(found.splitlines()[0])["record_id"]


def truncated_split(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    found = file.read_bytes()
    file.write_bytes(found[:-20])
    return "record", json.loads(found.splitlines()[-1])["record_id"]


def truncated_proof(forger: Forger) -> Expected:
    file = forger.folder / RESPONSES
    file.write_bytes(file.read_bytes()[:-20])
    return "files", None


def appended_to_the_proof(forger: Forger) -> Expected:
    file = forger.folder / RESPONSES
    file.write_bytes(file.read_bytes() * 2)
    return "files", None


def reordered_proof(forger: Forger) -> Expected:
    forger.put_proof(LETTERS, list(reversed(forger.proof(LETTERS))))
    return "letter", None


def extra_file(forger: Forger) -> Expected:
    (forger.folder / "more.jsonl").write_text("{}\n")
    return "files", None


def extra_file_in_the_proof(forger: Forger) -> Expected:
    (forger.folder / "proof" / "notes.txt").write_text("all is well")
    return "files", None


def link_for_a_file(forger: Forger) -> Expected:
    file = forger.folder / split_file("train")
    file.rename(forger.folder.parent / "outside.jsonl")
    file.symlink_to(forger.folder.parent / "outside.jsonl")
    return "files", None


def link_for_the_proof(forger: Forger) -> Expected:
    (forger.folder / "proof").rename(forger.folder.parent / "outside")
    (forger.folder / "proof").symlink_to(forger.folder.parent / "outside")
    return "files", None


def removed_proof(forger: Forger) -> Expected:
    """And the manifest says that there never was one."""
    shutil.rmtree(forger.folder / "proof")
    forger.edit_manifest(proof=None)
    return "files", None


TAMPERINGS = [
    swapped_answers, swapped_provenance, edited_letter, edited_system_text, edited_facts_sheet,
    edited_denial_in_the_input, homoglyph, zero_width_character, decomposed_letter, doubled_space, trailing_line_feed,
    removed_record, added_record, moved_between_splits, moved_case_between_splits, edited_view_hash, edited_axis,
    edited_reference, edited_determination, edited_verdict_summary, edited_ledger_key, edited_task_version,
    changed_license, renamed_author, edited_verdict, removed_verdict, promoted_letter, edited_check_version,
    edited_selection_reason, dropped_good_letter, edited_split_list, edited_letter_row, removed_case_row,
    edited_visible_sentence, no_case_row, doubled_case_row, other_source_in_a_case_row, edited_source_hash,
    edited_response, edited_response_alone, removed_response, swapped_responses, planted_response, edited_request,
    edited_request_and_its_key, edited_token_counts, changed_seed, changed_targets, changed_threshold,
    changed_recipe_alone, respaced_recipe, changed_terms, changed_policy, changed_template_version, edited_books,
    edited_card_numbers, edited_card_limits, edited_croissant, reordered_split, duplicated_line, windows_line_ends,
    edited_small_answer, renamed_task, moved_input, swapped_sides, edited_rejected, removed_pair, moved_pair,
    edited_pair_reason, edited_pair_line, byte_order_mark, truncated_split, truncated_proof, appended_to_the_proof, reordered_proof, extra_file,
    extra_file_in_the_proof, link_for_a_file, link_for_the_proof, removed_proof,
]  # fmt: skip


def test_the_sound_one_passes_with_and_without_the_originals(sound: Run) -> None:
    assert verify(sound.folder / "dataset").problems == ()
    report = verify(sound.folder / "dataset", **originals(sound))
    assert report.problems == ()
    assert (report.counts["letters"], report.counts["answers"]) == (48, 30)
    assert set(sound.records["author"]) == {"baseline", MODEL, "rules"}
    assert sound.summary["letters"]["dropped"] > 0


def test_a_forger_who_changes_nothing_is_not_accused(forger: Forger) -> None:
    """What the tests call sealing is itself sound: else they would prove nothing."""
    before = {file: file.read_bytes() for file in forger.folder.rglob("*") if file.is_file()}
    forger.put_records(forger.records())
    for name in (CASES, REQUESTS, RESPONSES, LETTERS, VERDICTS, SELECTION, SPLIT_LIST):
        forger.put_proof(name, forger.proof(name))
    forger.seal()
    assert before == {file: file.read_bytes() for file in forger.folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_each_kind_is_named_by_stage_and_record(forger: Forger, tamper: Callable[[Forger], Expected]) -> None:
    stage, record = tamper(forger)
    forger.seal()
    report = verify(forger.folder)
    assert not report.ok
    assert "checksums" not in {problem.stage for problem in report.problems if "was changed" in problem.what}
    found = {(problem.stage, problem.record) for problem in report.problems}
    assert (stage, record) in found, found
    order = [STAGES.index(problem.stage) for problem in report.problems]
    assert order == sorted(order)


def test_most_kinds_pass_a_check_of_the_folder_alone(forger: Forger) -> None:
    """So the tamperer here is a good one, and it is the proof that finds them."""
    edited_letter(forger)
    forger.seal()
    assert inspect(forger.folder).ok
    assert not verify(forger.folder).ok
    assert main(["verify", str(forger.folder)]) == 1


# ---- what the folder alone can't show


def edited_reviewer_sentence(forger: Forger) -> None:
    """A word of the reviewer's that nothing hangs on."""
    rows = forger.proof(CASES)
    row = next(row for row in rows if "the denial is upheld" in row["findings"].casefold())
    row["findings"] = row["findings"].replace("The denial is upheld", "The denial was upheld")
    row["findings_characters_read"] += 1
    forger.put_proof(CASES, rows)


def edited_determination_everywhere(forger: Forger) -> None:
    rows = forger.records()
    value = "upheld" if rows[0]["determination"] == "overturned" else "overturned"
    for row in rows:
        row["determination"] = value if row["case_id"] == rows[0]["case_id"] else row["determination"]
    forger.put_records(rows)
    forger.edit_proof(CASES, lambda entry: entry["case_id"] == rows[0]["case_id"], determination=value)


def invented_token_counts(forger: Forger) -> None:
    forger.edit_proof(RESPONSES, lambda row: True, completion_tokens=12345)


@pytest.mark.parametrize(
    ("tamper", "stage"),
    [
        (edited_reviewer_sentence, "case"),
        (edited_determination_everywhere, "case"),
        (invented_token_counts, "response"),
    ],
)
def test_what_only_the_originals_show(forger: Forger, sound: Run, tamper: Callable[[Forger], None], stage: str) -> None:
    tamper(forger)
    forger.seal()
    mend_what_is_made_of_the_proof(forger)
    assert verify(forger.folder).problems == ()
    assert stage in {problem.stage for problem in verify(forger.folder, **originals(sound)).problems}


def mend_what_is_made_of_the_proof(forger: Forger) -> None:
    """Have the package write card, Croissant description and manifest for a forged proof: the perfect tamperer."""
    from imrdata.verification.again import make_again, open_origin
    from imrdata.verification.folder import open_folder
    from imrdata.verification.inputs import read_inputs
    from imrdata.verification.records import read_records
    from imrdata.verification.report import Findings

    findings = Findings()
    folder = open_folder(forger.folder, findings)
    inputs = read_inputs(folder, read_records(folder, findings), findings)
    assert inputs is not None
    assert folder.manifest is not None
    again = forger.folder.parent / "again"
    make_again(again, inputs, open_origin(inputs, folder.manifest, source=None, ledger=None), stated=folder, base=again)
    shutil.rmtree(forger.folder)
    again.rename(forger.folder)


def test_a_whole_case_taken_out_of_everything(forger: Forger, sound: Run) -> None:
    """As if the export had never had it: only the export can show that it did."""
    gone = forger.records()[0]["case_id"]
    forger.put_proof(CASES, [row for row in forger.proof(CASES) if row["case_id"] != gone])
    forger.seal()
    mend_what_is_made_of_the_proof(forger)
    assert gone not in {row["case_id"] for row in forger.records()}
    assert verify(forger.folder).problems == ()
    problems = verify(forger.folder, **originals(sound)).problems
    assert {"case", "letter", "record"} <= {problem.stage for problem in problems}
    assert gone in {problem.case for problem in problems}


def test_a_forged_answer_with_all_that_follows_from_it(forger: Forger, sound: Run) -> None:
    """A lie that is consistent to the end passes without the ledger, and is found with it."""
    edited_response(forger)
    forger.seal()
    mend_what_is_made_of_the_proof(forger)
    assert verify(forger.folder).problems == ()
    problems = verify(forger.folder, ledger=sound.folder / "ledger").problems
    assert {"response", "letter", "record"} <= {problem.stage for problem in problems}
    assert any(problem.record for problem in problems if problem.stage == "response")


def test_a_forged_ledger_and_source_too(forger: Forger, tmp_path: Path) -> None:
    """Who forges the originals as well can't be found out by anybody: it is another run."""
    other = make_small_run(tmp_path / "other", more="With kind regards.")
    assert verify(other.folder / "dataset", **originals(other)).problems == ()
    assert not verify(forger.folder, ledger=other.folder / "ledger").ok


def test_another_export_is_not_the_source(forger: Forger, tmp_path: Path) -> None:
    text = sample().read_bytes()
    (tmp_path / "export.csv").write_bytes(text.replace(b"Parkinsons disease", b"Parkinsons illness"))
    problems = verify(forger.folder, source=tmp_path / "export.csv").problems
    assert {"source", "case"} <= {problem.stage for problem in problems}


def test_own_checks_are_not_imported_unless_they_are_allowed(forger: Forger) -> None:
    forger.edit_recipe(quality={"checks": ["antigravity:Fly"], "thresholds": {}})
    forger.seal()
    report = verify(forger.folder)
    assert any("antigravity:Fly" in problem.what for problem in report.problems if problem.stage == "recipe")


@pytest.mark.parametrize("name", [RECIPE, MODELS, CASES, REQUESTS, RESPONSES, LETTERS, VERDICTS, SELECTION, SPLIT_LIST])
@pytest.mark.parametrize("content", [b"", b"{}", b"[]\n", b'{"a":1}\n', b"\xff\n", b"[" * 100_000])
def test_a_proof_that_holds_something_else_is_named(forger: Forger, name: str, content: bytes) -> None:
    from imrdata.dataset.packing import ContentHash, pack

    packed = b"".join(pack([content], ContentHash())) if name.endswith(".gz") else content
    (forger.folder / name).write_bytes(packed)
    forger.seal()
    report: VerifyReport = verify(forger.folder)
    # An empty list of cases or answers is a list: what is missing is then named where it ought to have led.
    made_of_it = {LETTERS} if content == b"" and name in (CASES, RESPONSES) else set()
    assert {name, *made_of_it} & {problem.file for problem in report.problems}


def test_the_twin_is_held_against_records_though_its_hash_fits(forger: Forger) -> None:
    records = pl.read_parquet(forger.folder / TWIN).with_columns(seed=pl.lit(99, pl.Int64))
    (forger.folder / TWIN).write_bytes(parquet_bytes(records.match_to_schema(RECORD_SCHEMA)))
    forger.seal()
    assert forger.manifest()["rows_sha256"] == rows_hash(records)
    # The manifest's own hash of the rows differs from what comes out too.
    assert {problem.stage for problem in verify(forger.folder).problems} == {"manifest", "record"}


def test_the_report_as_json(forger: Forger, capsys: pytest.CaptureFixture[str]) -> None:
    _, record = edited_letter(forger)
    forger.seal()
    assert main(["verify", str(forger.folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert {"stage", "file", "record", "case", "what"} == set(found["problems"][0])
    assert record in {problem["record"] for problem in found["problems"]}
    assert canonical_json(found)
