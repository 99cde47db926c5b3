"""What is wrong with a catalog file, in words, each with its line and what would be right."""

from collections.abc import Sequence

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from tools.catalog.model import (
    Catalog,
    Columns,
    Event,
    Group,
    Identifier,
    Match,
    Name,
    Place,
    Property,
    Sensitive,
    Tag,
    Term,
    Users,
    Value,
)
from tools.errors import Problem
from tools.language import Text

Path = Sequence[int | str]

# The entry that is described under a key of the file, for "did you mean" on its keys.
_ENTRIES: dict[str, type[BaseModel]] = {
    "users": Users, "tags": Tag, "events": Event, "properties": Property, "places": Place, "terms": Term,
    "ids": Identifier, "sensitive": Sensitive, "values": Value, "groups": Group, "match": Match, "columns": Columns,
    "name": Name, "unit": Name, "description": Name,
}  # fmt: skip

_SHAPES = {
    "string_type": Text(en="should be text", zh="应为文本"),
    "tuple_type": Text(en="should be a list: [first, second]", zh="应为列表：[值1, 值2]"),
    "model_type": Text(
        en="should be a mapping, such as {en: City, zh: 城市}", zh="应为键值对，例如 {en: City, zh: 城市}"
    ),
    "date_from_datetime_parsing": Text(en="should be a day such as 2026-10-31", zh="应为日期，例如 2026-10-31"),
    "date_type": Text(en="should be a day such as 2026-10-31", zh="应为日期，例如 2026-10-31"),
    "float_parsing": Text(en="should be a number", zh="应为数字"),
    "int_parsing": Text(en="should be a whole number", zh="应为整数"),
    "too_short": Text(en="should not be empty", zh="不能为空"),
    "union_tag_not_found": Text(
        en="needs a `kind` (all, any, not, tag, event, ...)", zh="缺少 `kind`（all、any、not、tag、event 等）"
    ),
}


class Complaints:
    """Collects problems of one file; `root` is its YAML tree, which knows the lines."""

    def __init__(self, source: str, root: yaml.MappingNode):
        self.found: list[Problem] = []
        self._source = source
        self._root = root

    def add(self, code: str, path: Path, en: str, zh: str, *, got: object = None, known: Sequence[str] = ()) -> None:
        """A problem at `path` (keys and positions from the top). Of `known` right words the nearest are suggested."""
        near = [match[0] for match in process.extract(str(got), known, limit=3, score_cutoff=60)] if known else []
        self.found.append(
            Problem(
                code=code,
                message=Text(en=f"{_spelled(path)}: {en}", zh=f"{_spelled(path)}：{zh}"),
                where=f"{self._source}:{self._line(path)}",
                got=None if got is None else str(got),
                suggestions=tuple(near),
            )
        )

    @property
    def in_order(self) -> list[Problem]:
        """The problems in the order of the file."""
        return sorted(self.found, key=lambda problem: int(problem.where.rpartition(":")[2]))

    def repeated_keys(self) -> None:
        """YAML keeps the last of two equal keys in silence; a catalog must not."""
        seen: set[int] = set()
        open_nodes: list[tuple[tuple[int | str, ...], yaml.Node]] = [((), self._root)]
        while open_nodes:
            path, node = open_nodes.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.SequenceNode):
                open_nodes += [((*path, i), item) for i, item in enumerate(node.value)]
            if isinstance(node, yaml.MappingNode):
                keys = [key.value for key, _ in node.value]
                open_nodes += [((*path, key.value), value) for key, value in node.value]
                for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
                    self.add("repeated_key", (*path, key), "the key is given twice", "同一个键写了两次", got=key)

    def of_validation(self, error: ValidationError) -> None:
        """The problems of a validation, in our words."""
        for details in error.errors(include_url=False):
            self._of(details)

    def _of(self, details: ErrorDetails) -> None:
        path, given, kind = details["loc"], details["input"], details["type"]
        match kind:
            case "extra_forbidden":
                known = list(_entry_at(path[:-1]).model_fields)
                listed = ", ".join(known)
                self.add(
                    "unknown_key", path, f"there is no such key here; there are {listed}",
                    f"此处没有这个键；可用的键：{listed}", got=path[-1], known=known,
                )  # fmt: skip
            case "missing":
                self.add("missing_key", path, "is missing", "缺少此项")
            case "literal_error" | "union_tag_invalid":
                context = details.get("ctx", {})
                expected = str(context.get("expected") or context.get("expected_tags"))
                got = context.get("tag", given)
                known = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
                self.add(
                    "bad_value", path, f"{got} is not one of {', '.join(known)}",
                    f"{got} 不在可选范围内：{'、'.join(known)}", got=got, known=known,
                )  # fmt: skip
            case "value_error":
                said = details["msg"].removeprefix("Value error, ")
                self.add("bad_entry", path, said, f"不符合格式要求（{said}）")
            case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
                self.add("out_of_range", path, f"{given}: {details['msg']}", f"{given} 超出允许范围", got=given)
            case _:
                shape = _SHAPES.get(kind, Text(en=details["msg"], zh=f"格式不对（{details['msg']}）"))
                got = given if isinstance(given, str | int | float) else None
                self.add("bad_type", path, shape.en, shape.zh, got=got)

    def _line(self, path: Path) -> int:
        """Line of the deepest part of `path` that the file has."""
        node: yaml.Node = self._root
        mark = node.start_mark
        for step in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in reversed(node.value) if pair[0].value == str(step)), None)
                if pair is not None:
                    mark, node = pair[0].start_mark, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                mark = node.start_mark
        return int(mark.line) + 1


def _entry_at(path: Path) -> type[BaseModel]:
    named = [step for step in path if isinstance(step, str)]
    return _ENTRIES.get(named[-1], Catalog) if named else Catalog


def _spelled(path: Path) -> str:
    """`tags[3].values[0].name`"""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")
