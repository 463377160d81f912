"""Makes a tiny random Mistral with the real vocabulary of Mistral 7B v0.3, as mistral-common carries it.

What it fakes: the training. What is real: the 32,768 tokens, their ids, and which of them are control tokens, all of
them listed in `tokenizer.json` as the hub's file of that model does. Runs in `.venv-axolotl`.

Usage: .venv-axolotl/bin/python -m tests.axolotl.tiny_mistral FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

VOCABULARY = "mistral_instruct_tokenizer_240323.model.v3"


def make_tiny_mistral(folder: Path) -> None:
    """Write config, weights and tokenizer."""
    import mistral_common
    import sentencepiece
    import torch
    from transformers import LlamaTokenizer, MistralConfig, MistralForCausalLM

    file = Path(mistral_common.__file__).parent / "data" / VOCABULARY
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(file))
    names = [pieces.id_to_piece(number) for number in range(pieces.vocab_size())]
    scores = {name: number for number, name in enumerate(names)}
    merges = _merges(pieces, names)
    controls = [name for number, name in enumerate(names) if pieces.is_control(number)]
    tokenizer = LlamaTokenizer(vocab=scores, merges=merges, unk_token="<unk>", bos_token="<s>", eos_token="</s>")
    tokenizer.add_special_tokens(
        {"additional_special_tokens": [name for name in controls if name not in ("<s>", "</s>")]}
    )
    assert len(tokenizer) == len(names), (len(tokenizer), len(names))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = MistralConfig(
        vocab_size=len(names),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        sliding_window=None,
    )
    MistralForCausalLM(config).save_pretrained(folder)


def _merges(pieces: object, names: list[str]) -> list[tuple[str, str]]:
    """The merges that a SentencePiece BPE's order of pieces stands for."""
    from transformers.convert_slow_tokenizer import generate_merges

    vocabulary = {name: pieces.get_score(number) for number, name in enumerate(names)}  # type: ignore[attr-defined]
    return list(generate_merges({name: number for number, name in enumerate(names)}, vocabulary))


if __name__ == "__main__":
    make_tiny_mistral(Path(sys.argv[1]))
