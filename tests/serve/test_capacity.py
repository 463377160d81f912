"""The figures of the runbook: the table's way of measuring, the estimate of memory, and alerts that fit the release."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from benchmarks.serve_capacity import main
from serve.release import ROOT, Release
from tests.serve.model_server import Act, ModelServer

README = (ROOT / "serve" / "README.md").read_text()


def test_each_row_keeps_as_many_in_flight_as_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    with ModelServer(default=Act("Some words of a letter.", drip=0.01, completion_tokens=5)) as server:
        main(["--url", server.url, "--name", "m", "--in-flight", "7", "--requests", "21", "--tokens", "5"])
        assert server.most_under_way == 7
        assert len(server.bodies) == 7 + 21  # the first seven warm it up
        assert len({json.dumps(body["messages"]) for body in server.bodies[7:]}) == 21
        assert all(body["ignore_eos"] and body["max_tokens"] == 5 for body in server.bodies[7:])
    *_, row = capsys.readouterr().out.splitlines()
    assert row.startswith("| 7 | 21 | ")


def test_a_server_that_refuses_gives_no_figures() -> None:
    with ModelServer(default=Act(status=429)) as server, pytest.raises(AssertionError, match="answers 429"):
        main(["--url", server.url, "--name", "m", "--in-flight", "2"])


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        ({"hidden_size": 576, "num_attention_heads": 9, "num_key_value_heads": 3, "num_hidden_layers": 30}, "0.25"),
        ({"hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32}, "5.4"),
    ],
)
def test_the_estimates_of_the_runbook_are_what_the_command_says(
    shape: dict[str, int], weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(shape))
    main(["--config", str(file), "--memory-gib", "24", "--weights-gib", weights])
    a_token, contexts = re.findall(r"^(\S+) bytes a token.* = (\d+) contexts of 4,096", capsys.readouterr().out)[0]
    assert f"{a_token} bytes a token; {contexts} contexts of 4,096" in README
    assert f"24 GiB x 0.9 - {weights} GiB" in README


def test_alerts_come_before_what_they_warn_of(release: Release) -> None:
    [document] = yaml.safe_load_all((ROOT / "serve/k8s/overlays/monitoring/alerts.yaml").read_text())
    rules = {rule["alert"]: rule for group in document["spec"]["groups"] for rule in group["rules"]}
    limit = {name: float(rule["expr"].split()[-1]) for name, rule in rules.items() if " > " in rule["expr"]}
    assert limit["LettersWait"] < release.limits.queue
    assert limit["LettersSlow"] < release.client.total
    assert limit["FirstTokenLate"] < release.client.first_byte
    assert limit["CacheFull"] < 1
    for name, rule in rules.items():
        assert f"`{name}`" in README
        assert rule["annotations"]["action"]
