# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From a published decision to a training record
#
# California publishes every Independent Medical Review of a health plan's denial: what was asked for, what the
# reviewer found, and how it ended. The two letters that came before it, the plan's denial and the patient's appeal,
# are not published. imrdata has them written anew, lets each writer see only what was known *at that time*, checks
# what was written, and emits a dataset in which every record can be traced to its source.
#
# This page walks that path once, on a small sample that is **fictional from first to last**. It takes a few seconds
# and needs no network and no model: the letters are by the *baseline*, a rule-based writer that serves as the control
# for models and checks. Do not train on them, and do not send one to anyone.

# %%
import tempfile
from pathlib import Path

import polars as pl

import imrdata
from imrdata.data import sample

imrdata.forbid_network()  # from here on a model that is not on this machine would be refused

# %% [markdown]
# ## 1. Read an export, and balance the books
#
# A wrong parse of these files is silent: a reader that takes each line break inside a quoted field for the end of a row
# returns several times the rows and a fraction of the text, and no error. So `read_imr` counts the file a second time,
# by other means, and refuses to go on unless each row and each character of Findings is accounted for.

# %%
data = imrdata.read_imr(sample())
data

# %%
books = data.books.to_dict()["sources"][0]
balance = pl.DataFrame(
    {
        "of": ["rows", "characters of Findings"],
        "came in": [books["rows_in"], books["findings_characters_in"]],
        "in cases": [books["cases"], books["findings_characters_kept"]],
        "rejected": [books["rejected"], books["findings_characters_rejected"]],
    }
)
assert (balance["came in"] == balance["in cases"] + balance["rejected"]).all()
balance

# %% [markdown]
# ## 2. Sentences and their roles
#
# In recent decisions no marker separates the patient's history from the reviewer's reasoning: one paragraph holds both.
# `add_sentences` cuts it and gives each sentence a role. What no rule recognises stays `unassigned`, and so do some
# plain facts about the patient: the rules would rather lose a fact than let a reviewer's word through.

# %%
cases = imrdata.add_sentences(data.cases)
case = cases.row(by_predicate=pl.col("case_id") == "MN25-99113", named=True)

for sentence in case["sentences"]:
    print(f"{sentence['role']:>12} | {case['findings'][sentence['start'] : sentence['end']]}")

# %% [markdown]
# ## 3. What a writer may see
#
# A prompt is never made from a case, only from a *view*. `DenialView` takes the categories, age range, gender and type
# of the review, and the sentences whose role is `request`, `patient_fact` or `plan_ground`. It has no field for
# anything else, so the outcome can't be leaked by whoever writes a prompt later.

# %%
view = imrdata.DenialView.from_case(case)
for name, value in view.to_dict().items():
    print(f"{name:>22} | {value}")

# %%
hidden_columns = ["reference_id", "report_year", "determination", "imr_type", "days_to_review"]
hidden = [
    case["findings"][sentence["start"] : sentence["end"]]
    for sentence in case["sentences"]
    if sentence["role"] in ("evidence", "verdict", "panel", "credentials", "unassigned")
]
assert not any(sentence in view.text for sentence in hidden)
assert not any(hasattr(view, name) for name in hidden_columns)
print(f"kept from the writer: {len(hidden)} sentences, and the columns {', '.join(hidden_columns)}")

# %% [markdown]
# ## 4. A denial, and the appeal that answers it
#
# Decisions seldom say on what ground the plan denied. Where they do not, a ground is drawn from what fits the case, by
# a seed, and the letter carries `ground_source`: *sampled* is never called *stated*. Names, dates and all that the view
# does not say are placeholders.

# %%
from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import BASELINE_VERSION, write_appeal, write_denial

axes = sample_axes(view, seed=7)
denial = write_denial(view, axes)
print(f"ground: {axes.ground} ({axes.ground_source}); the appeal is signed by the {axes.voice}\n")
print(denial)

# %%
appeal_view = imrdata.AppealView.from_case(case, denial=denial)
appeal = write_appeal(appeal_view, axes)
print(appeal)

# %% [markdown]
# ## 5. Checks that say why, and where
#
# A check tags a letter and deletes nothing. Its verdict is *pass*, *fail* or *unmeasured*, with a reason and the span
# of text that gave rise to it. The third letter below is one that a model might write if it had been shown the whole
# decision: it knows how the review ended.

# %%
from imrdata.letters.letter import letter_row, source_row

leaked = """Dear Member:

We have denied the request for leuprolide. Our records show that two of the three reviewers later found it medically
necessary for your child, and that our denial should be overturned. Please refer to case MN25-99113 when you call.
"""

rows = [
    letter_row(
        kind=kind,
        case_id=case["case_id"],
        author=author,
        text=text,
        view=seen,
        axes=axes,
        task_version=BASELINE_VERSION if author == "baseline" else "written by hand",
    )
    for kind, author, text, seen in [
        ("denial", "baseline", denial, view),
        ("appeal", "baseline", appeal, appeal_view),
        ("denial", "by hand", leaked, view),
    ]
]
letters = pl.DataFrame(rows)
sources = pl.DataFrame(
    [source_row(row, case=case, view=seen) for row, seen in zip(rows, [view, appeal_view, view], strict=True)]
)

verdicts = imrdata.assess(letters, sources=sources).join(letters.select("letter_id", "author", "text"), on="letter_id")
verdicts.group_by("author", "verdict").len().sort("author", "verdict")

# %%
failed = verdicts.filter(pl.col("verdict") == "fail")
assert set(failed["author"]) == {"by hand"}
for verdict in failed.iter_rows(named=True):
    print(f"{verdict['check']}: {verdict['reason']}")
    if verdict["span_start"] is not None:
        span = verdict["text"][verdict["span_start"] : verdict["span_end"]]
        print(f"    characters {verdict['span_start']} to {verdict['span_end']}: {' '.join(span.split())!r}")

# %% [markdown]
# ## 6. The whole walk
#
# `run` does all of this for every case that a recipe asks for: it writes, checks, selects, splits by case and emits a
# dataset. This recipe names no model. Because a baseline letter is a control and not a teacher, a recipe has to ask
# for it by name, and `plumbing` makes the dataset's card say that the set only shows that the pipes hold.

# %%
recipe = imrdata.Recipe(
    name="quickstart",
    seed=7,
    authors=[{"author": "baseline"}],
    select={"targets": ["baseline"]},
    plumbing=True,
)
scratch = tempfile.TemporaryDirectory()
done = imrdata.run(recipe, out=Path(scratch.name) / "quickstart", limit=24)
done

# %%
print(*done.notes, sep="\n")
print("cases skipped:", done.summary["cases_skipped"] or "none")
print("records:", done.summary["records"])
done.records.select("case_id", "split", "author", "author_kind", "license").head(5)

# %% [markdown]
# ## 7. Is the dataset what it says it is?
#
# `verify` reads the folder alone: checksums, counts, licenses, each record's id from its own messages, and no case in
# two splits. It tells when a single character has changed. It does *not* say that the letters are good: that is what
# checks, and people, are for.

# %%
dataset = done.folder / "dataset"
report = imrdata.verify(dataset)
assert report.ok
print("sound:", dict(report.counts))

train = dataset / "train.jsonl"
train.write_bytes(train.read_bytes().replace(b"appeal", b"appea1", 1))
for problem in imrdata.verify(dataset).problems:
    print("found:", problem)

# %%
scratch.cleanup()

# %% [markdown]
# ## Where to go from here
#
# - `imrdata run demo` does the same on the command line, with a small embedded model beside the baseline.
# - `imrdata run demo --source export.csv` takes an export of your own; `imrdata read export.csv --out DIR` stops after
#   the books.
# - A check of your own is a subclass of `imrdata.Check` with a name and one method, `inspect`.
