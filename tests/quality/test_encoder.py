"""The small model that reads sentences: its pieces are the field's, and it answers alike however it is asked."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from benchmarks.development import lines
from benchmarks.train_wording import cut
from imrdata.errors import ImrDataError
from imrdata.quality import encoder, lexicons
from imrdata.quality.encoder import LONGEST, pieces, read_sentences, unpacked
from imrdata.quality.normalise import normal_form

REFUSAL = "I'm an AI and can't draft this letter."
LAWFUL = "I have been ill for a year."


def some_sentences() -> list[str]:
    letters = [one["text"] for one in lines("third", "letters")]
    odd = ["", "naïve résumé", "a_b [MEMBER_NAME]", "5 mg/kg; 12.5%", "ß → ☃ 日本", "x" * 300, "word " * 200]
    return odd + [one for letter in letters for one in cut(letter)]


def test_pieces_are_those_of_the_tokenizers_library() -> None:
    model = encoder._model()
    peer = Tokenizer(models.WordPiece(model.pieces, unk_token="[UNK]", max_input_chars_per_word=10_000))
    peer.normalizer = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False)
    peer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    for text in some_sentences():
        found = pieces(text, model.pieces)
        wanted = peer.encode(normal_form(text), add_special_tokens=False).ids[: LONGEST - 2]
        assert found == [model.pieces["[CLS]"], *wanted, model.pieces["[SEP]"]], text
        assert len(found) <= LONGEST


def test_a_sentence_is_read_alike_alone_and_among_others() -> None:
    texts = some_sentences()[:120]
    together = read_sentences(texts, "appeal")
    for text, one in zip(texts, together, strict=True):
        (alone,) = read_sentences([text], "appeal")
        assert alone.family == one.family
        assert alone.score == pytest.approx(one.score, abs=0.011)


def test_it_tells_a_refusal_from_a_plea() -> None:
    bad, good = read_sentences([REFUSAL, LAWFUL], "appeal")
    assert bad.score > 0 > good.score
    assert bad.family == "app_refusal"


def test_a_denial_has_a_denials_families() -> None:
    assert all(one.family.startswith("den_") for one in read_sentences([REFUSAL, LAWFUL], "denial"))
    assert read_sentences([], "denial") == []


def test_stored_numbers_are_unpacked_row_by_row() -> None:
    stored = {"a": np.array([[1, -2], [127, 0]], dtype=np.int8), "a.scale": np.array([0.5, 2.0], dtype=np.float32)}
    arrays = unpacked({**stored, "b": np.array([1.5], dtype=np.float32)})
    assert {name: value.tolist() for name, value in arrays.items()} == {"a": [[0.5, -1.0], [254.0, 0.0]], "b": [1.5]}
    assert all(value.dtype == np.float32 for value in arrays.values())


def test_every_piece_can_be_written_in_ascii() -> None:
    assert all(name.isascii() and unicodedata.is_normalized("NFD", name) for name in encoder._model().pieces)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 damaged", None])
def test_damaged_weights_are_one_sentence(data: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if data is not None:
        (tmp_path / "encoder.npz").write_bytes(data)
    monkeypatch.setattr(lexicons, "files", lambda _: tmp_path)
    with pytest.raises(ImrDataError, match=r"encoder\.npz: .* missing or damaged; install imrdata anew\.$"):
        lexicons.arrays("encoder.npz")
