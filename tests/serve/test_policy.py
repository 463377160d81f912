"""Each rule of the checklist finds each of its faults, and nothing else; what is shipped has none but open pins."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml

from serve import policy
from serve.policy import RULES, violations
from tests.serve.overlays import FAULTS, Document, filled, stored

Fault = dict[str, Any]
faults: list[Fault] = yaml.safe_load(FAULTS.read_text())


def index_of(items: list[Any], key: str) -> int:
    """The place of an element that has this name, is mounted there, or is it."""
    for place, item in enumerate(items):
        if item == key or (isinstance(item, dict) and key in (item.get("name"), item.get("mountPath"))):
            return place
    raise KeyError(key)


def with_fault(documents: list[Document], fault: Fault) -> list[Document]:
    if "document" in fault:
        return [*documents, fault["document"]]
    [found] = [each for each in documents if f"{each['kind']} {each['metadata']['name']}" == fault["in"]]
    holder: Any = found
    for key in fault["at"][:-1]:
        holder = holder[index_of(holder, key) if isinstance(holder, list) else key]
    last = fault["at"][-1]
    place: Any = index_of(holder, last) if isinstance(holder, list) else last
    if "add" in fault:
        holder[place].append(fault["add"])
    elif fault.get("remove"):
        del holder[place]
    else:
        holder[place] = fault["set"]
    return documents


@pytest.mark.parametrize("fault", faults, ids=lambda fault: fault["fault"])
def test_the_fault_is_found_by_its_rule_alone(fault: Fault) -> None:
    found = violations(with_fault(filled(stored()), fault))
    assert {violation.rule for violation in found} == {fault["rule"]}


def test_every_rule_has_a_fault_and_a_reason() -> None:
    assert {fault["rule"] for fault in faults} == set(RULES)
    assert all(why.endswith(".") for _, why in RULES.values())


def test_what_is_stored_violates_nothing_but_open_pins() -> None:
    assert {violation.rule for violation in violations(stored())} == {"image-digest"}
    assert violations(filled(stored())) == []


def test_the_command_prints_each_violation_and_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(yaml.safe_dump_all(filled(stored()))))
    assert policy.main() == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("apiVersion: v1\nkind: Service\nmetadata: {name: vllm}\nspec: {}\n"))
    assert policy.main() == 1
    assert capsys.readouterr().out == "Service vllm: its name begins with vllm [service-name]\n"
