"""Asks vLLM's own argument parser, and its own list of variables, what it knows of a release's.

Runs in `.venv-vllm`. In on standard input: flags by hardware, variables, quantisation. Out: what is unknown, and what
was parsed.

Usage: .venv-vllm/bin/python -m tests.vllm.known_flags < given.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

#: Read by vLLM or by what it loads, and in no list of vLLM's: its usage reports, the hub's client, OpenMP.
ELSEWHERE = ("DO_NOT_TRACK", "HF_HUB_OFFLINE", "OMP_WAIT_POLICY")


def answer(given: dict[str, Any]) -> dict[str, Any]:
    import vllm
    from vllm import envs
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.model_executor.layers.quantization import QUANTIZATION_METHODS
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    parser = make_arg_parser(FlexibleArgumentParser())
    known = {option for action in parser._actions for option in action.option_strings}
    unknown = [
        flag for flags in given["flags"].values() for flag in flags if flag.startswith("--") and flag not in known
    ]
    parsed = {}
    if not unknown:
        for hardware, flags in given["flags"].items():
            found = vars(parser.parse_args(["--model", "/models/x", *flags]))
            names = ("max_model_len", "shutdown_timeout", "override_generation_config", "trust_request_chat_template")
            parsed[hardware] = {name: found[name] for name in (*names, "enable_log_requests")}
        assert given["quantisation"] in QUANTIZATION_METHODS, given["quantisation"]
    return {
        "version": vllm.__version__,
        "unknown_flags": sorted(set(unknown)),
        "unknown_variables": [
            name for name in given["variables"] if name not in envs.environment_variables and name not in ELSEWHERE
        ],
        "parsed": parsed,
    }


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
