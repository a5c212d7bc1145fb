"""The JSON schema of a suite, for editors: it takes what the loader takes, as far as a schema can say it.

The models tell most of it. What they leave to code is added here: a suite's scalars are read as they are written, so a
number or ``no`` is a text too; a key has a value, a list an item, a case something to check.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from assistant.regression.cases import LIMITS, Suite
from assistant.regression.expectations import Expectations

SCHEMA_FILE = "suite.schema.json"
_TEXT = ["string", "number", "boolean"]
_NUMBER = {"type": "string", "pattern": r"^\s*[+-]?\d+(\.\d+)?\s*$"}
_BOOLEAN = {"enum": ["true", "false", "yes", "no", "on", "off"]}
_NULL = {"type": "null"}
# What a node says of itself, beside what it allows.
_TOLD = ("title", "description", "default")


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a suite, made from the models."""
    found: dict[str, Any] = _as_read(Suite.model_json_schema(by_alias=True))
    models = found["$defs"]
    for name, model in models.items():
        if name.startswith("Several_"):
            model["anyOf"] = [{"required": [key], "properties": {key: {"minItems": 1}}} for key in ("all", "any")]
    for name in ("Expect", "Defaults"):
        for kind in Expectations.model_fields:
            for form in models[name]["properties"][kind].get("anyOf", ()):
                if form.get("type") == "array":
                    form["minItems"] = 1
    models["Words"]["oneOf"] = [{"required": [name]} for name in ("text", "word", "regex")]
    models["Days"]["minProperties"] = 1
    unanswered = {"required": ["status", "reason"], "properties": {"status": {"enum": ["answered", "any"]}}}
    models["Expect"]["not"] = unanswered
    models["Case"]["properties"]["name"]["pattern"] = r"^\S(.*\S)?$"
    models["Case"]["required"].remove("expect")  # the suite's defaults may be all that is expected
    for name in ("cases", "documents"):
        found["properties"][name]["minItems"] = 1
    case = {"required": ["expect"], "properties": {"expect": _telling()}}
    found["if"] = {"required": ["defaults"], "properties": {"defaults": _telling()}}
    found["else"] = {"properties": {"cases": {"items": case}}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def shipped_schema() -> dict[str, Any]:
    """Return the JSON schema that comes with the package, for editors."""
    found: dict[str, Any] = json.loads(files("assistant.regression").joinpath(SCHEMA_FILE).read_text(encoding="utf-8"))
    return found


def _telling() -> dict[str, Any]:
    """Something that not every answer has."""
    kinds = [kind for kind in Expectations.model_fields if kind not in {*LIMITS, "status"}]
    status = {"required": ["status"], "properties": {"status": {"enum": ["answered", "abstained"]}}}
    return {"anyOf": [*({"required": [kind]} for kind in kinds), status]}


def _as_read(node: Any) -> Any:
    """A part of the schema as the loader reads: no empty values, and scalars by what is written."""
    if isinstance(node, list):
        return [_as_read(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _as_read(value) for key, value in node.items() if key != "default" or value not in (None, [], {})}
    if _NULL in node.get("anyOf", ()):
        forms = [form for form in node["anyOf"] if form != _NULL]
        node = {**node, "anyOf": forms} if len(forms) > 1 else {**_without(node, "anyOf"), **forms[0]}
    match node.get("type"):
        case "string" if not node.keys() & {"enum", "const", "format"}:
            return {**node, "type": _TEXT}
        case "integer" | "number":
            return _either(node, _NUMBER)
        case "boolean":
            return _either(node, _BOOLEAN)
    return node


def _either(node: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in node.items() if key in _TOLD}
    return {**told, "anyOf": [_without(node, *_TOLD), other]}


def _without(node: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in keys}
