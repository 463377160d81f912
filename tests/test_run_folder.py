"""A run folder: one writer, nothing half-written, and nothing lost to a kill at the worst moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from imrdata.errors import RunFolderError, RunFolderLockedError
from imrdata.run_folder import RunFolder


def write(folder: Path, text: str) -> None:
    with RunFolder(folder) as held, held.publish() as place:
        (place / "recipe.yaml").write_text(text)
        (place / "dataset").mkdir()
        (place / "dataset" / "train.jsonl").write_text(text)


def test_a_second_writing_replaces_the_first(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write(tmp_path / "run", text)
        assert (tmp_path / "run" / "recipe.yaml").read_text() == text
        assert (tmp_path / "run" / "dataset" / "train.jsonl").read_text() == text
    assert sorted(entry.name for entry in (tmp_path / "run").iterdir()) == [".lock", "dataset", "recipe.yaml"]


def test_what_goes_wrong_leaves_the_old_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "run", "one")

    def fail() -> None:
        with RunFolder(tmp_path / "run") as held, held.publish() as place:
            (place / "recipe.yaml").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "run" / "recipe.yaml").read_text() == "one"
    assert not (tmp_path / "run" / ".next").exists()


def test_a_kill_between_two_renames_loses_nothing(tmp_path: Path) -> None:
    """The moment in which the old dataset is aside and the new one not yet in its place."""
    write(tmp_path / "run", "one")
    (tmp_path / "run" / "dataset").rename(tmp_path / "run" / ".old-dataset")
    with RunFolder(tmp_path / "run"):
        assert (tmp_path / "run" / "dataset" / "train.jsonl").read_text() == "one"
    write(tmp_path / "run", "two")
    (tmp_path / "run" / ".old-dataset").mkdir()
    with RunFolder(tmp_path / "run"):
        assert (tmp_path / "run" / "dataset" / "train.jsonl").read_text() == "two"
        assert not (tmp_path / "run" / ".old-dataset").exists()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run"), pytest.raises(RunFolderLockedError), RunFolder(tmp_path / "run"):
        pass
    with RunFolder(tmp_path / "run"):
        pass


def test_a_file_and_a_foreign_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path):
        with pytest.raises(RunFolderError), RunFolder(place):
            pass
