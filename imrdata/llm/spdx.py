"""SPDX license expressions in one canonical form, so that two that say the same are the same text. Room: llm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

__all__ = ["conjuncts", "license_expression"]

_TOKEN: Final = re.compile(r"[()]|[^\s()]+")

#: A license, or a set of which all (AND) or one (OR) apply; no set stands in one of its own kind.
_Node: TypeAlias = "str | tuple[str, frozenset[_Node]]"


def license_expression(parts: Iterable[str]) -> str:
    """Join licenses into one SPDX expression in canonical form; all of them apply.

    Nested and repeated parts are flattened, and sorted. A part that is no SPDX expression stays as it is.

    Examples
    --------
    >>> license_expression(["MIT", "Apache-2.0 AND MIT"])
    'Apache-2.0 AND MIT'
    >>> license_expression(["Apache-2.0 OR MIT", "CC-BY-4.0"])
    '(Apache-2.0 OR MIT) AND CC-BY-4.0'
    >>> license_expression([])
    ''
    """
    nodes = [node for part in set(parts) if (node := _parsed(part))]
    return _text(_combined("AND", nodes)) if nodes else ""


def conjuncts(expression: str) -> frozenset[str]:
    """Cut an expression into the parts that all apply, each in canonical form.

    Examples
    --------
    >>> sorted(conjuncts("(MIT OR Apache-2.0) AND (ISC)"))
    ['Apache-2.0 OR MIT', 'ISC']
    """
    node = _parsed(expression)
    if not node:
        return frozenset()
    return frozenset(map(_text, node[1])) if isinstance(node, tuple) and node[0] == "AND" else frozenset({_text(node)})


def _combined(kind: str, nodes: Iterable[_Node]) -> _Node:
    flat: set[_Node] = set()
    for node in nodes:
        flat |= node[1] if isinstance(node, tuple) and node[0] == kind else {node}
    return next(iter(flat)) if len(flat) == 1 else (kind, frozenset(flat))


def _text(node: _Node) -> str:
    if isinstance(node, str):
        return node
    kind, inner = node
    # Sorted by what stands inside the parentheses, which are there for whatever is no single license.
    texts = sorted((_text(each), isinstance(each, tuple)) for each in inner)
    return f" {kind} ".join(f"({text})" if nested else text for text, nested in texts)


def _parsed(expression: str) -> _Node:
    tokens = _TOKEN.findall(expression)
    try:
        node, rest = _read(tokens, "OR")
    except (ValueError, RecursionError):
        return " ".join(expression.split())
    return " ".join(expression.split()) if rest else node


def _read(tokens: list[str], kind: str) -> tuple[_Node, list[str]]:
    """Read ``A OR B …`` of parts ``C AND D …``, as AND binds more tightly; return the tokens left, too."""
    nodes = []
    while True:
        node, tokens = _read(tokens, "AND") if kind == "OR" else _one(tokens)
        nodes.append(node)
        if tokens[:1] != [kind]:
            return _combined(kind, nodes), tokens
        tokens = tokens[1:]


def _one(tokens: list[str]) -> tuple[_Node, list[str]]:
    """Read one license, or a whole expression in parentheses."""
    if tokens[:1] == ["("]:
        node, rest = _read(tokens[1:], "OR")
        if rest[:1] != [")"]:
            raise ValueError("a parenthesis is not closed")
        return node, rest[1:]
    if not tokens or tokens[0] in ("AND", "OR", "WITH", ")"):
        raise ValueError("a license is missing")
    if tokens[1:2] == ["WITH"] and len(tokens) > 2:
        return " ".join(tokens[:3]), tokens[3:]
    return tokens[0], tokens[1:]
