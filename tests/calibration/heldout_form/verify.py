"""python3 verify.py [path of the heldout folder]: ids, keys, spans, families, counts, bases, placeholders."""
import json, os, re, sys
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
HELD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "heldout")
WANT = {"den_personal_data": 12, "app_personal_data": 12, "den_decision_missing": 16, "den_markup": 10,
        "app_markup": 10, "den_damage": 10, "app_damage": 10, "den_length": 8, "app_length": 8,
        "den_unreadable": 8, "app_unreadable": 8}
KEYS = {"letter_id", "case_id", "kind", "family", "base", "text", "defect", "start", "end", "note"}
WHOLE = ("length", "unreadable")
HOLDERS = {"MEMBER_NAME", "DATE", "PLAN_NAME", "REFERENCE_NUMBER", "PROVIDER_NAME", "REVIEWER_NAME", "SIGNATURE"}


def load(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


clean = {r["letter_id"]: r for k in ("denials", "appeals") for r in load(HELD, "clean_%s.jsonl" % k)}
cases = {r["case_id"] for r in load(HELD, "cases.jsonl")}
rows = load(HERE, "defects.jsonl")
assert len({r["letter_id"] for r in rows}) == len(rows)
assert Counter(r["family"] for r in rows) == WANT, Counter(r["family"] for r in rows)
assert len({(r["family"], r["base"]) for r in rows}) == len(rows), "a base twice in a family"
assert len({r["text"] for r in rows}) == len(rows)
for r in rows:
    i, base = r["letter_id"], clean[r["base"]]
    extra = "stage" if r["kind"] == "denial" else "answers"
    assert set(r) == KEYS | {extra}, i
    assert r["case_id"] == base["case_id"] and r["case_id"] in cases, i
    assert r["kind"] == base["kind"] and r[extra] == base[extra], i
    assert r["family"].startswith("den_" if r["kind"] == "denial" else "app_"), i
    assert r["text"] != base["text"] and r["note"] and r["defect"].strip(), i
    assert r["text"][r["start"]:r["end"]] == r["defect"], i
    assert set(re.findall(r"\[([A-Z][A-Z_]+)\]", r["text"])) <= HOLDERS, i
    if r["family"].endswith(WHOLE):
        assert r["defect"] == r["text"], i
    else:
        assert r["defect"] not in base["text"], i
    if r["family"].endswith("length"):
        n = len(r["text"].split())
        assert n > 1600 or n < (80 if r["kind"] == "denial" else 120), (i, n)
print(len(rows), "records,", len({r["case_id"] for r in rows}), "cases; all checks passed")
