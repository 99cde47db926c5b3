"""A tool's arguments as a model is shown them: JSON schema in the part of it that every server understands.

Two forms of the same thing. In strict mode (https://platform.openai.com/docs/guides/structured-outputs) the server
holds the model to the schema letter by letter: every object is closed, every key is required, and what may be left out
may be null instead. Servers that do not know that mode get the plain form, in which optional keys are simply optional.
"""

from functools import cache
from typing import Any

from pydantic import BaseModel

from tools.actions.audience import Audience

# Strict mode refuses any other keyword; limits on numbers and lists are checked when the call is made.
_KEYWORDS = ("type", "enum", "items", "anyOf", "$ref", "description", "properties", "$defs")
_NULL = {"type": "null"}


def plain_schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """`arguments` as JSON schema, references kept: written out, the nested definition would fill a model's window."""
    return _object(_told(arguments), strict=False)


def strict_schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """`arguments` as JSON schema for strict mode: whoever reads such a call drops its nulls first."""
    return _object(_told(arguments), strict=True)


def without_nulls(given: Any) -> Any:
    """A call's arguments without the keys that strict mode made the model write as null."""
    match given:
        case dict():
            return {key: without_nulls(value) for key, value in given.items() if value is not None}
        case list():
            return [without_nulls(value) for value in given]
        case _:
            return given


@cache  # every conversation asks for the same few, and Pydantic takes its time
def _told(arguments: type[BaseModel]) -> dict[str, Any]:
    """Of an audience the model is shown only the saved segment; any other one it previews first, and the draft is
    meant."""
    schema = arguments.model_json_schema()
    if issubclass(arguments, Audience):
        del schema["properties"]["definition"]
        del schema["$defs"]
    return schema


def _object(schema: dict[str, Any], strict: bool) -> dict[str, Any]:
    needed = set(schema.get("required", []))
    # The server tells conditions apart by their kind, which pydantic lets a program leave out.
    needed |= {"kind"} & schema["properties"].keys()
    properties = {name: _part(field, strict) for name, field in schema["properties"].items()}
    if strict:
        properties = {name: field if name in needed else _or_null(field) for name, field in properties.items()}
    told: dict[str, Any] = {"type": "object", "properties": properties}
    if strict or needed:
        told["required"] = [name for name in properties if strict or name in needed]
    if description := schema.get("description"):
        told["description"] = description
    told["additionalProperties"] = False
    if definitions := schema.get("$defs"):
        told["$defs"] = {name: _part(part, strict) for name, part in definitions.items()}
    return told


def _part(schema: dict[str, Any], strict: bool) -> dict[str, Any]:
    match schema:
        case {"properties": dict()}:
            return _object(schema, strict)
        case {"$ref": reference}:
            return {"$ref": reference}
        case {"const": value, **rest}:
            return {"type": rest["type"], "enum": [value]}
        case {"prefixItems": [first, *_], **rest}:
            # A tuple of fixed length: servers refuse an array without `items`.
            return _part({**rest, "items": first}, strict)
        case {"oneOf": options, **rest}:
            return _part({**rest, "anyOf": options}, strict)
        case {"anyOf": options, **rest} if _NULL in options:
            # Whether a key may be left out is for the object around it to say.
            others = [option for option in options if option != _NULL]
            return _part({**rest, **(others[0] if len(others) == 1 else {"anyOf": others})}, strict)
    told = {key: value for key, value in schema.items() if key in _KEYWORDS}
    if "items" in told:
        told["items"] = _part(told["items"], strict)
    if "anyOf" in told:
        told["anyOf"] = [_part(option, strict) for option in told["anyOf"]]
    return told


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    match field:
        case {"anyOf": options, **rest}:
            return {**rest, "anyOf": [*options, _NULL]}
        case {"description": description, **rest}:
            return {"description": description, "anyOf": [rest, _NULL]}
        case _:
            return {"anyOf": [field, _NULL]}
