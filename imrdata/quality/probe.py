"""The outcome probe: whether a denial tells more of how its review will end than its writer could know.

In: denial letters, their cases, and what their writers saw. Out: one `Probe` per author. A denial is written before the
review, so whatever predicts the determination from its text must have been visible before. A classifier is trained on
the letters and another one on the visible fields; the rule (docs/corpus.md) is that the first must not have more than
.03 AUROC over the second. Needs scikit-learn (extra ``quality``); without it nothing is measured, and it is said.

A `whole` stage. It describes a corpus and drops no letter: its floats may differ in the last digits by machine.
Room: quality.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.letters.views import VISIBLE_COLUMNS

__all__ = ["LIMIT", "Probe", "probe_outcome"]

#: AUROC by which a denial may beat the visible fields.
LIMIT: Final = 0.03

_FOLDS: Final = 5
_DRAWS: Final = 1_000
_OUTCOMES: Final = ("upheld", "overturned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What the denials of one author tell of the outcome. AUROC: .5 is guessing, 1 is knowing.

    Attributes
    ----------
    author
        Who wrote the letters.
    letters, overturned, clusters
        Letters looked at, how many of their cases were overturned, and in how many clusters of near-duplicates their
        cases lie. Folds and bootstrap take clusters whole.
    fields, view, letter, both
        AUROC from the visible fields; from all that the writer saw (fields and admitted sentences; None where it is not
        known); from the letter; from fields and letter together.
    gain, low, high
        ``letter - fields``, which the rule is about, with its 95 % interval.
    view_gain, view_low, view_high
        ``letter - view``: a letter that beats the fields but not the view passes on what the wall let through.
    added, added_low, added_high
        ``both - fields``: what a letter adds, also where it says less of the fields than their columns do.
    verdict
        ``above`` if the whole interval of `gain` or of `added` is above the limit; ``within`` if both are at most the
        limit, and that of `gain` is no wider than twice the limit; ``open``: too few letters to tell; ``unmeasured``.
    reason
        Why it is unmeasured; else empty.
    """

    author: str
    letters: int
    overturned: int
    clusters: int
    fields: float | None = None
    view: float | None = None
    letter: float | None = None
    both: float | None = None
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    view_gain: float | None = None
    view_low: float | None = None
    view_high: float | None = None
    added: float | None = None
    added_low: float | None = None
    added_high: float | None = None
    verdict: str = "unmeasured"
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, floats to four places."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def probe_outcome(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    sources: pl.DataFrame | None = None,
    clusters: pl.DataFrame | None = None,
    least: int = 20,
    most: int = 4_000,
    seed: int = 0,
) -> tuple[Probe, ...]:
    """Measure what each author's denials tell of the determination.

    Parameters
    ----------
    letters
        ``letter_id, case_id, kind, author, text``; appeals are left aside.
    cases
        ``case_id``, ``determination`` and the visible columns (`imrdata.letters.views.VISIBLE_COLUMNS`). Cases that
        were neither upheld nor overturned are left aside.
    sources
        ``letter_id, view_text``: what each writer saw. None: ``view`` is not measured.
    clusters
        ``id`` (case_id) and ``representative``, as `near_duplicates` returns them. None: each case is its own.
    least
        Clusters of each outcome without which nothing is measured, 5 or more.
    most
        Letters of an author that are looked at; of more, so many are drawn by seed.
    seed
        Of draw, folds and bootstrap.

    Returns
    -------
    tuple of Probe
        Sorted by author. The interval is a bootstrap over clusters of scores from five-fold cross-validation: it holds
        what other letters would change, not what other folds would.

    Raises
    ------
    ImrDataError
        A column is missing, or `least` is below 5.

    Examples
    --------
    >>> cases = pl.DataFrame({"case_id": [f"c{n}" for n in range(60)], "determination": ["upheld", "overturned"] * 30})
    >>> cases = cases.with_columns(pl.lit(None, pl.String).alias(name) for name in VISIBLE_COLUMNS)
    >>> texts = [f"We deny it. {'Sorry.' if n % 2 else 'Regards.'}" for n in range(60)]
    >>> letters = cases.select(
    ...     "case_id", letter_id="case_id", kind=pl.lit("denial"), author=pl.lit("x"), text=pl.Series(texts)
    ... )
    >>> found = probe_outcome(letters, cases=cases)[0]
    >>> found.verdict, found.letter, found.fields
    ('above', 1.0, 0.5)
    """
    _need(letters, ("letter_id", "case_id", "kind", "author", "text"), "letters")
    _need(cases, ("case_id", "determination", *VISIBLE_COLUMNS), "cases")
    if least < _FOLDS:
        raise ImrDataError(f"least is {least}", where="probe_outcome", mend=f"give {_FOLDS} or more")
    known = cases.filter(pl.col("determination").is_in(_OUTCOMES)).select("case_id", "determination", *VISIBLE_COLUMNS)
    rows = (
        letters.filter((pl.col("kind") == "denial") & pl.col("text").is_not_null())
        .select("letter_id", "case_id", "author", "text")
        .join(known, on="case_id")
        .with_columns(cluster=pl.col("case_id"), view_text=pl.lit(None, pl.String))
    )
    if clusters is not None:
        homes = clusters.select(case_id="id", home="representative")
        rows = rows.join(homes, on="case_id", how="left").with_columns(cluster=pl.coalesce("home", "cluster"))
    if sources is not None:
        _need(sources, ("letter_id", "view_text"), "sources")
        rows = rows.drop("view_text").join(sources.select("letter_id", "view_text"), on="letter_id", how="left")
    found = []
    for author in sorted(letters["author"].drop_nulls().unique()):
        own = rows.filter(pl.col("author") == author).sort("letter_id")
        if own.height > most:
            own = own[sorted(random.Random(seed).sample(range(own.height), most))]
        found.append(_probed(str(author), own, least=least, seed=seed))
    return tuple(found)


def _need(frame: pl.DataFrame, columns: Sequence[str], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ImrDataError(
            f"{name} have no column {', '.join(missing)}", where="probe_outcome", mend="give them these columns"
        )


def _probed(author: str, rows: pl.DataFrame, *, least: int, seed: int) -> Probe:
    outcomes = (rows["determination"] == "overturned").to_list()
    counted: dict[str, Any] = {
        "author": author,
        "letters": rows.height,
        "overturned": sum(outcomes),
        "clusters": rows["cluster"].n_unique(),
    }
    by_outcome = Counter(rows.select("cluster", "determination").unique()["determination"])
    short = [f"{by_outcome[name]} {name}" for name in _OUTCOMES if by_outcome[name] < least]
    if short:
        return Probe(**counted, reason=f"{' and '.join(short)}, and it takes {least} of each")
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return Probe(**counted, reason="scikit-learn is not installed: pip install 'imrdata[quality]'")
    scores = _scores(rows, outcomes, seed=seed)
    gains = [("letter", "fields"), ("both", "fields")] + ([("letter", "view")] if "view" in scores else [])
    aurocs, bounds = _bootstrapped(scores, outcomes, rows["cluster"].to_list(), gains=gains, seed=seed)
    gain, low, high = bounds["letter", "fields"]
    added = bounds["both", "fields"]
    beside_view = bounds.get(("letter", "view"), (None, None, None))
    return Probe(
        **counted,
        fields=aurocs["fields"],
        view=aurocs.get("view"),
        letter=aurocs["letter"],
        both=aurocs["both"],
        gain=gain,
        low=low,
        high=high,
        view_gain=beside_view[0],
        view_low=beside_view[1],
        view_high=beside_view[2],
        added=added[0],
        added_low=added[1],
        added_high=added[2],
        verdict=_verdict((low, high), added[1:]),
    )


def _verdict(gain: tuple[float, float], added: tuple[float, float]) -> str:
    if max(gain[0], added[0]) > LIMIT:
        return "above"
    # Letters say less of the fields than their columns do: of a few letters that alone would look like no leak.
    told = gain[1] - gain[0] <= 2 * LIMIT
    return "within" if told and max(gain[1], added[1]) <= LIMIT else "open"


def _scores(rows: pl.DataFrame, outcomes: list[bool], *, seed: int) -> dict[str, Any]:
    """Return each classifier's score of each letter, made without the letter's own cluster."""
    import numpy as np
    from scipy.sparse import hstack
    from scipy.stats import rankdata
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

    # As one-hot columns; a value that is not given is one too.
    values = rows.select(VISIBLE_COLUMNS).fill_null("(not given)").rows(named=True)
    fields = DictVectorizer().fit_transform(values)
    letter = _words(rows["text"].to_list())
    given = {"fields": fields, "letter": letter, "both": hstack((fields, letter)).tocsr()}
    if not rows["view_text"].null_count():
        given["view"] = hstack((fields, _words(rows["view_text"].to_list()))).tocsr()
    truth = np.array(outcomes)
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    parts = list(folds.split(letter, truth, rows["cluster"].to_list()))
    scores = {}
    for name, matrix in given.items():
        found = np.full(len(truth), 0.5)
        for train, test in parts:
            if len(set(truth[train].tolist())) == 2:
                model = LogisticRegression(solver="liblinear", dual=True, tol=0.01, max_iter=1_000, random_state=seed)
                model.fit(matrix[train], truth[train])
                # Ranks within a fold: that its base rate is another must not count for or against a classifier.
                found[test] = rankdata(model.decision_function(matrix[test]).round(9)) / (len(test) + 1)
        scores[name] = found
    return scores


def _words(texts: list[str]) -> Any:
    """Return TF-IDF weights of words and pairs of words; those of a single letter say nothing of others."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    try:
        return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=50_000).fit_transform(
            texts
        )
    except ValueError:  # no word occurs in two of them
        return csr_matrix((len(texts), 1))


def _bootstrapped(
    scores: dict[str, Any], outcomes: list[bool], clusters: list[str], *, gains: list[tuple[str, str]], seed: int
) -> tuple[dict[str, float], dict[tuple[str, str], tuple[float, float, float]]]:
    """Return each AUROC, and each difference of two with its interval."""
    import numpy as np

    truth = np.array(outcomes, dtype=float)
    names, homes = np.unique(np.array(clusters), return_inverse=True)
    places = {name: np.unique(score, return_inverse=True)[1] for name, score in scores.items()}
    aurocs = {name: _auroc(place, truth, np.ones(len(truth))) for name, place in places.items()}
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in scores}
    even = np.full(len(names), 1 / len(names))
    for _ in range(_DRAWS):
        weights = rng.multinomial(len(names), even)[homes].astype(float)
        if 0 < weights @ truth < weights.sum():
            for name, place in places.items():
                drawn[name].append(_auroc(place, truth, weights))
    bounds = {}
    for one, other in gains:
        low, high = np.quantile(np.array(drawn[one]) - np.array(drawn[other]), [0.025, 0.975])
        bounds[one, other] = (aurocs[one] - aurocs[other], float(low), float(high))
    return aurocs, bounds


def _auroc(places: Any, truth: Any, weights: Any) -> float:
    """Return the chance that an overturned case scores higher than an upheld one; ties count half."""
    import numpy as np

    hits = np.bincount(places, weights * truth)
    misses = np.bincount(places, weights * (1 - truth))
    below = np.cumsum(misses) - misses
    return float((hits @ (below + misses / 2)) / (hits.sum() * misses.sum()))
