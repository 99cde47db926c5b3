"""A tool's arguments as a model is shown them: JSON schema in the part of it that every server understands."""

from typing import Any

from pydantic import BaseModel

from tools.actions.audience import Audience

_NOISE = {"title", "discriminator"}


def schema_for_models(arguments: type[BaseModel]) -> dict[str, Any]:
    """`arguments` as JSON schema, references kept: written out, the nested definition would fill a model's window.

    Of an audience the model is shown only the saved segment; any other one it previews first, and the draft is meant.
    """
    schema: dict[str, Any] = _plain(arguments.model_json_schema())
    if issubclass(arguments, Audience):
        del schema["properties"]["definition"]
        del schema["$defs"]
    return schema


def _plain(schema: Any) -> Any:
    match schema:
        case {"prefixItems": [first, *_], **rest}:
            # A tuple of fixed length: servers refuse an array without `items`.
            return _plain({**rest, "items": first})
        case {"anyOf": [optional, {"type": "null"}], **rest}:
            return _plain({**rest, **optional})
        case {"properties": properties, **rest}:
            plain = _plain(rest)
            plain["properties"] = {name: _plain(field) for name, field in properties.items()}
            if "kind" in properties:
                plain["required"] = ["kind", *plain.get("required", [])]
            return plain
        case dict():
            return {
                "anyOf" if key == "oneOf" else key: _plain(value)
                for key, value in schema.items()
                if key not in _NOISE and (key, value) != ("default", None)
            }
        case list():
            return [_plain(part) for part in schema]
        case _:
            return schema
