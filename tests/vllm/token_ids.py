"""The training side of template parity: token ids as transformers' own `apply_chat_template` makes them.

Runs in `.venv-vllm`. Conversations come as JSON on standard input, the lists of ids go out the same way.

Usage: .venv-vllm/bin/python -m tests.vllm.token_ids FOLDER < conversations.json
"""

from __future__ import annotations

import json
import sys


def token_ids(folder: str, conversations: list[list[dict[str, str]]]) -> list[list[int]]:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    return [
        tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
        for messages in conversations
    ]


if __name__ == "__main__":
    print(json.dumps(token_ids(sys.argv[1], json.load(sys.stdin))))
