"""Makes a tiny random Llama that vLLM can serve: weights by seed, a tokenizer trained on the fictional sample.

What it fakes: the training; it says random words. What is real: architecture, file formats, the project's own chat
template. Runs in `.venv-vllm`, which has no imrdata, so files are found by their place in the checkout.

Usage: .venv-vllm/bin/python -m tests.vllm.tiny_model FOLDER [SEED [CONTEXT]]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "imrdata" / "data" / "sample" / "fictional_v1.csv"
CHAT_TEMPLATE = ROOT / "imrdata" / "data" / "chat_templates" / "chatml.jinja"

VOCABULARY = 2048
CONTEXT = 1024
END_OF_TEXT, START_OF_TURN, END_OF_TURN = "<|endoftext|>", "<|im_start|>", "<|im_end|>"


def sample_texts() -> Iterator[str]:
    """The cells of the fictional sample, as they stand."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            yield from row


def train_tokenizer() -> object:
    """A byte-level BPE: each token stands for one byte or more, so a text's bytes bound its tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END_OF_TEXT, START_OF_TURN, END_OF_TURN],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(sample_texts(), trainer=trainer)
    return tokenizer


def make_tiny_model(folder: Path, *, seed: int = 0, context: int = CONTEXT) -> None:
    """Write config, weights, tokenizer and chat template to a folder, as the hub's model folders have them."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=train_tokenizer(),
        eos_token=END_OF_TURN,
        pad_token=END_OF_TEXT,
        model_max_length=context,
    )
    # As bytes: a line end at the template's end is part of what its hash covers.
    tokenizer.chat_template = CHAT_TEMPLATE.read_bytes().decode()
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,  # of 32 numbers each: the smallest that vLLM's attention takes on a CPU
        num_key_value_heads=2,
        max_position_embeddings=context,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    seed, context = map(int, [*numbers, *("0", str(CONTEXT))[len(numbers) :]])
    make_tiny_model(Path(folder), seed=seed, context=context)
