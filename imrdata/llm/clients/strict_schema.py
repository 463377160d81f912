"""From any JSON schema to the strict form that hosted providers hold a model to. Room: llm.

In: the schema a request asks for, as pydantic writes it. Out: objects that are closed and whose every property is
required, without the keywords that a provider refuses. What is lost here (lengths, ranges, patterns, defaults) the
validator still holds the answer to. Servers of one's own take the schema as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from imrdata.llm.clients.replies import bad_request

__all__ = ["strict_schema"]

_KEPT: Final = ("type", "description", "enum", "const", "items", "anyOf", "properties")


def strict_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema's strict form.

    Raises
    ------
    PermanentClientError
        ``bad_request``: it holds an object with open-ended keys, or no object at its top, and has no strict form.

    Examples
    --------
    >>> strict_schema({"type": "object", "properties": {"a": {"type": "string", "maxLength": 9, "default": ""}}})
    {'type': 'object', 'properties': {'a': {'type': 'string'}}, 'required': ['a'], 'additionalProperties': False}
    """
    strict = _strict(schema)
    if "properties" not in strict and "$ref" not in strict:
        raise bad_request("the answer's schema is no object", mend="wrap it in an object with one property")
    definitions = {name: _strict(each) for name, each in schema.get("$defs", {}).items()}
    return {**strict, "$defs": definitions} if definitions else strict


def _strict(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, Mapping):
        raise bad_request("a part of the answer's schema says nothing", mend="give it a type")
    if "$ref" in schema:  # nothing may stand beside it
        return {"$ref": schema["$ref"]}
    if len(schema.get("allOf", ())) == 1:
        return _strict({**schema["allOf"][0], **{name: schema[name] for name in ("description",) if name in schema}})
    strict = {name: schema[name] for name in _KEPT if name in schema}
    if "oneOf" in schema:
        strict["anyOf"] = schema["oneOf"]
    if "anyOf" in strict:
        strict["anyOf"] = [_strict(each) for each in strict["anyOf"]]
    if "items" in strict:
        strict["items"] = _strict(strict["items"])
    if schema.get("type") == "object" or "properties" in strict:
        if schema.get("additionalProperties") not in (None, False) or not strict.get("properties"):
            raise bad_request("an object of the answer's schema has open-ended keys", mend="name its properties")
        strict["properties"] = {name: _strict(each) for name, each in strict["properties"].items()}
        strict["required"] = list(strict["properties"])
        strict["additionalProperties"] = False
    elif not strict.keys() & {"type", "enum", "const", "anyOf"}:
        raise bad_request("a part of the answer's schema says nothing", mend="give it a type")
    return strict
