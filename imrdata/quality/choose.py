"""Which checks run, and with which thresholds: the shipped ones, and what a recipe's `quality:` key adds.

In: addresses of check classes (``mypackage.mymodule:MyCheck``) and thresholds by check name. Out: checks.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from imrdata.errors import ImrDataError, RecipeError
from imrdata.quality.audit import KINDS
from imrdata.quality.check import Check
from imrdata.quality.scored import ScoredCheck

__all__ = ["choose_checks", "load_check"]


def choose_checks(*, more: Sequence[str] = (), thresholds: Mapping[str, float] | None = None) -> list[Check]:
    """Return the shipped checks and those that are named, with the thresholds that are asked for.

    Parameters
    ----------
    more
        Classes to add, as ``mypackage.mymodule:MyCheck``.
    thresholds
        Check name to the score from which a letter fails; the others keep their own.

    Raises
    ------
    RecipeError
        A class can't be loaded or is no check, two checks have one name, or a threshold is set for a check that is
        not there or has none.

    Examples
    --------
    >>> len(choose_checks()) > 20
    True
    >>> choose_checks(thresholds={"no_such": 0.5})
    Traceback (most recent call last):
    ...
    imrdata.errors.RecipeError: quality.thresholds: there is no check no_such; name one of those that run.
    """
    # Named here, not at the top: a check's own file imports this room's contract.
    from imrdata.quality.checks import default_checks

    asked = dict(thresholds or {})
    chosen: list[Check] = [_with_threshold(check, asked) for check in default_checks()]
    for address in more:
        check = _with_threshold(_made(load_check(address), address=address), asked)
        if check.name in {one.name for one in chosen}:
            raise RecipeError(
                f"there is already a check {check.name}", where=f"quality.checks: {address}", mend="rename yours"
            )
        chosen.append(check)
    if asked:
        raise RecipeError(
            f"there is no check {next(iter(asked))}", where="quality.thresholds", mend="name one of those that run"
        )
    return chosen


def _made(found: type[Check], *, address: str) -> Check:
    """Return a check of a class; refuse one that can't be made, or is not of the contract."""
    where = f"quality.checks: {address}"
    try:
        inspect.signature(found).bind()
    except TypeError:
        raise RecipeError(
            f"{found.__name__} can't be made without arguments", where=where, mend="give its arguments defaults"
        ) from None
    try:
        check = found()
    except ImrDataError:
        raise
    except Exception as error:  # whatever somebody's class raises is one sentence
        raise RecipeError(
            f"{found.__name__} broke off as it was made ({type(error).__name__})", where=where, mend="mend it"
        ) from error
    tier: Any = check.tier
    kinds: Any = check.kinds
    if tier not in ("A", "B") or not (isinstance(kinds, tuple) and kinds and set(kinds) <= set(KINDS)):
        raise RecipeError(
            f"{found.__name__} has the tier {tier!r} and the kinds {kinds!r}",
            where=where,
            mend='tier is "A" or "B", kinds is a tuple of denial, appeal or both',
        )
    return check


def _with_threshold(check: Check, asked: dict[str, float]) -> Check:
    """Return the check with its threshold, if one is asked for, and take that off the list."""
    line = asked.pop(check.name, None)
    if line is None:
        return check
    if not isinstance(check, ScoredCheck):
        raise RecipeError(
            f"check {check.name} has no threshold: it says yes or no", where="quality.thresholds", mend="take it out"
        )
    try:
        return type(check)(threshold=line)
    except ImrDataError as error:
        raise RecipeError(error.problem, where=f"quality.thresholds.{check.name}", mend=error.mend) from None


def load_check(address: str) -> type[Check]:
    """Return the check class at an address such as ``mypackage.mymodule:MyCheck``.

    Raises
    ------
    RecipeError
        There is no such module or class, or it is no check.

    Examples
    --------
    >>> load_check("imrdata.quality.checks.length:Length").name
    'length'
    """
    where = f"quality.checks: {address}"
    module, colon, name = address.partition(":")
    if not (module and colon and name):
        raise RecipeError("it is no address of a class", where=where, mend="write mypackage.mymodule:MyCheck")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError as error:
        raise RecipeError(
            f"it can't be imported ({error})", where=where, mend="install it, or set PYTHONPATH to its folder"
        ) from error
    if found is None:
        raise RecipeError(f"{module} has no {name}", where=where, mend="name a class of that module")
    if not (isinstance(found, type) and issubclass(found, Check)):
        raise RecipeError(f"{name} is no subclass of imrdata.Check", where=where, mend="subclass it")
    if not isinstance(getattr(found, "name", None), str):
        raise RecipeError(f"{name} has no name", where=where, mend='give the class a line such as name = "my_check"')
    return found
