"""Training data for health-plan appeals, from California's published medical-review decisions, that can be checked.

The public names live in the rooms below and are loaded when they are first used, so that importing the package
costs next to nothing and touches no network.

    fetch         the portal → a snapshot with hash, date and terms         (cases)
    read_imr      an export → cases, rejected rows and balanced books       (cases)
    add_sentences Findings → sentences with roles                           (cases)
    add_mentions  votes, verdict in the text, treatments, literature names (cases)
    explain       one case with its roles in colour                         (cases)
    DenialView, AppealView   the only doors from a case to a prompt         (letters)
    Request, Response, Ledger, Engine, Client, ScriptedClient, forbid_network   (llm)
    plan, Plan               what a recipe would ask, and what it may cost  (planning)
    preview, Preview         one case from Findings to verdicts             (previewing)
    Check, assess            quality rules and their verdicts               (quality)
    near_duplicates          texts that are almost the same, in clusters    (quality)
    render_config            an Axolotl config, and what training may take  (dataset)
    Recipe, run, Run         all that shapes a run, and the run             (recipe, run)
    verify                   is a dataset what it says it is?               (verification)
    compare                  what differs between two datasets, and why     (comparison)
    ImrDataError             the root of every error raised on purpose      (errors)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imrdata.cases.explain import explain
    from imrdata.cases.fetch import Snapshot, fetch
    from imrdata.cases.findings import add_sentences
    from imrdata.cases.mentions import add_mentions
    from imrdata.cases.read import ImrData, read_imr
    from imrdata.comparison import Comparison, compare
    from imrdata.dataset.training import render_config
    from imrdata.errors import ImrDataError
    from imrdata.letters.views import AppealView, DenialView
    from imrdata.llm.clients import Client
    from imrdata.llm.clients.scripted import ScriptedClient
    from imrdata.llm.ledger import Ledger
    from imrdata.llm.network import forbid_network
    from imrdata.llm.plan import Plan
    from imrdata.llm.request import Request, Response
    from imrdata.llm.runner import Engine
    from imrdata.planning import plan
    from imrdata.previewing import Preview, preview
    from imrdata.quality.check import Check, assess
    from imrdata.quality.duplicates import near_duplicates
    from imrdata.recipe import Recipe
    from imrdata.verification import verify
    from imrdata.walk import Run, run

__version__ = "0.1.0"

_HOMES = {
    "AppealView": "imrdata.letters.views",
    "Check": "imrdata.quality.check",
    "Client": "imrdata.llm.clients",
    "Comparison": "imrdata.comparison",
    "DenialView": "imrdata.letters.views",
    "Engine": "imrdata.llm.runner",
    "ImrData": "imrdata.cases.read",
    "ImrDataError": "imrdata.errors",
    "Ledger": "imrdata.llm.ledger",
    "Plan": "imrdata.llm.plan",
    "Preview": "imrdata.previewing",
    "Recipe": "imrdata.recipe",
    "Request": "imrdata.llm.request",
    "Response": "imrdata.llm.request",
    "Run": "imrdata.walk",
    "Snapshot": "imrdata.cases.fetch",
    "ScriptedClient": "imrdata.llm.clients.scripted",
    "add_mentions": "imrdata.cases.mentions",
    "add_sentences": "imrdata.cases.findings",
    "assess": "imrdata.quality.check",
    "compare": "imrdata.comparison",
    "explain": "imrdata.cases.explain",
    "fetch": "imrdata.cases.fetch",
    "forbid_network": "imrdata.llm.network",
    "near_duplicates": "imrdata.quality.duplicates",
    "plan": "imrdata.planning",
    "preview": "imrdata.previewing",
    "read_imr": "imrdata.cases.read",
    "render_config": "imrdata.dataset.training",
    "run": "imrdata.walk",
    "verify": "imrdata.verification",
}

__all__ = [
    "AppealView",
    "Check",
    "Client",
    "Comparison",
    "DenialView",
    "Engine",
    "ImrData",
    "ImrDataError",
    "Ledger",
    "Plan",
    "Preview",
    "Recipe",
    "Request",
    "Response",
    "Run",
    "ScriptedClient",
    "Snapshot",
    "add_mentions",
    "add_sentences",
    "assess",
    "compare",
    "explain",
    "fetch",
    "forbid_network",
    "near_duplicates",
    "plan",
    "preview",
    "read_imr",
    "render_config",
    "run",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'imrdata' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
