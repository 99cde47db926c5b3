"""Catalog files, format 1: read with every mistake named by its line, and written for people to improve."""

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tools.catalog.complaints import Complaints
from tools.catalog.model import Catalog
from tools.catalog.references import check_references
from tools.errors import MusterError, fail

_CORE = "tag:yaml.org,2002:"
_TYPED = [
    (re.compile(r"true|True|TRUE|false|False|FALSE"), f"{_CORE}bool"),
    (re.compile(r"[-+]?(0|[1-9]\d*)"), f"{_CORE}int"),
    (re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?"), f"{_CORE}float"),
]
_FIRST = ["format", "kind", "id", "column", "columns", "type"]  # what a person looks for at the head of an entry


class _Loader(yaml.CSafeLoader):
    """Every plain word is text, so that `no`, 010, 12:30 and 1.10 stay as they were stored; only emptiness is not."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver(f"{_CORE}null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


def read_catalog(path: Path) -> Catalog:
    """The catalog in a YAML file. Raises MusterError with all problems at once, each with its line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise fail("file_missing", f"There is no file {path}.", f"找不到文件 {path}。", where=str(path)) from error
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise fail(
            "unreadable_catalog", f"{path.name} is not UTF-8 text.", f"{path.name} 不是 UTF-8 文本。", where=path.name
        ) from error
    return parse_catalog(text, path.name)


def parse_catalog(text: str, source: str) -> Catalog:
    """The catalog in `text`; `source` names it in problems."""
    root, data = _parse(text, source)
    complaints = Complaints(source, root)
    complaints.repeated_keys()
    check_references(data, complaints)
    try:
        catalog = Catalog.model_validate(data)
    except ValidationError as error:
        complaints.of_validation(error)
        raise MusterError(*complaints.in_order) from error
    if complaints.found:
        raise MusterError(*complaints.in_order)
    return catalog


def catalog_yaml(catalog: Catalog) -> str:
    """The catalog as a file of format 1, without what says nothing."""
    return yaml.dump(
        _pruned(catalog.model_dump(mode="json")),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,  # the innermost lists and names on one line
        width=120,
    )


def _parse(text: str, source: str) -> tuple[yaml.MappingNode, dict[str, Any]]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise fail(
                "not_a_catalog",
                "A catalog file begins with `format: 1` and holds `users:` and `tags:`.",
                "目录文件以 `format: 1` 开头，包含 `users:` 和 `tags:`。",
                where=source,
            )
        _type_numbers(root)
        return root, _without_nulls(loader.construct_document(root))
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise fail(
            "bad_yaml",
            f"This is not valid YAML: {error.problem}. Check the indentation, colons and quotes here.",
            f"YAML 语法有误：{error.problem}。请检查此处的缩进、冒号和引号。",
            where=f"{source}:{line}",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise fail("bad_yaml", f"This is not valid YAML: {error}", f"YAML 语法有误：{error}", where=source) from error
    finally:
        loader.dispose()


def _type_numbers(root: yaml.MappingNode) -> None:
    """Numbers and truths where the catalog means them: in definitions, and in the values of number and flag tags."""
    for key, node in root.value:
        if key.value == "format":
            _typed(node)
        for entry in _entries(node):
            parts = dict(_named(entry))
            if key.value == "terms" and "definition" in parts:
                _typed(parts["definition"])
            for attribute in [entry, *_entries(parts.get("properties"))]:
                inside = dict(_named(attribute))
                if "type" in inside and inside["type"].value in ("number", "flag"):
                    for list_name in ("values", "groups"):
                        for each in _entries(inside.get(list_name)):
                            for name, value in _named(each):
                                if name in ("value", "values"):
                                    _typed(value)


def _typed(node: yaml.Node) -> None:
    match node:
        case yaml.ScalarNode(style="" | None, value=word):  # not quoted
            node.tag = next((tag for pattern, tag in _TYPED if pattern.fullmatch(word)), node.tag)
        case yaml.SequenceNode(value=items):
            for item in items:
                _typed(item)
        case yaml.MappingNode(value=pairs):
            for _, value in pairs:
                _typed(value)


def _entries(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _named(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    return [(key.value, value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _without_nulls(data: Any) -> Any:
    """`aliases:` with nothing after it is the same as left out."""
    if isinstance(data, dict):
        return {key: _without_nulls(value) for key, value in data.items() if value is not None}
    return [_without_nulls(item) for item in data] if isinstance(data, list) else data


def _pruned(data: Any) -> Any:
    if isinstance(data, dict):
        keys = sorted(data, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
        return {key: _pruned(data[key]) for key in keys if data[key] is not None and data[key] != []}
    return [_pruned(item) for item in data] if isinstance(data, list) else data
