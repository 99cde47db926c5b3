"""One playbook: a Markdown file with front matter, read into sections.

    ---
    title: Win back lapsed customers
    kind: scenario            # scenario, industry or method
    language: en              # en or zh
    keywords: [win-back, lapsed]
    questions:                # what people ask that this answers, in their words
      - how do we get old customers to come back
    ---

    ## Goal
    ...

Files are named `<slug>.<language>.md`, or `<slug>.md` where there is one language only.
"""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from tools.errors import MusterError, fail
from tools.language import Lang, Text

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_FENCE = "---"
_RULES = {
    "title": Text(en="must be given, in words", zh="必须写，用一句话"),
    "kind": Text(en="must be scenario, industry or method", zh="必须是 scenario、industry 或 method"),
    "language": Text(en="must be en or zh", zh="必须是 en 或 zh"),
    "keywords": Text(en="must be a list of words: [a, b]", zh="必须是词语列表：[甲, 乙]"),
    "questions": Text(en="must be a list of questions, one a line after `- `", zh="必须是问题列表，每行以“- ”开头"),
}
_UNKNOWN_KEY = Text(
    en="is not known here; the keys are title, kind, language, keywords and questions",
    zh="这一项不认识；可用的只有 title、kind、language、keywords 和 questions",
)


class FrontMatter(BaseModel):
    # Numbers are words too: 618 is a shopping festival.
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    title: Words
    kind: Literal["scenario", "industry", "method"]
    language: Lang
    keywords: tuple[Words, ...] = ()
    questions: tuple[Words, ...] = ()


class Section(BaseModel):
    """What stands under one `##` heading. Text above the first heading is a section under the playbook's title."""

    model_config = ConfigDict(frozen=True)

    heading: str
    text: str


class Playbook(FrontMatter):
    """`slug` is shared by the languages of one playbook."""

    slug: str
    sections: tuple[Section, ...]


def read_playbook(path: Path) -> Playbook:
    """The playbook in a file. Raises MusterError (`bad_playbook`), with the file and line of everything wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, 1, f"cannot be read as UTF-8 text: {error}", f"无法按 UTF-8 文本读取：{error}") from error
    end = _end_of_front_matter(path, lines)
    matter = _front_matter(path, lines[:end])
    slug, _, suffix = path.stem.partition(".")
    if suffix and suffix != matter.language:
        raise _wrong(
            path,
            _line_of("language", lines),
            f"the file name says language {suffix}, the front matter says {matter.language}",
            f"文件名里的语言是 {suffix}，文件头里写的却是 {matter.language}",
        )
    return Playbook(slug=slug, sections=_sections(path, lines, end, matter.title), **matter.model_dump())


def _end_of_front_matter(path: Path, lines: list[str]) -> int:
    """Index of the line that closes the front matter."""
    stripped = [line.rstrip() for line in lines]
    if stripped[:1] != [_FENCE] or _FENCE not in stripped[1:]:
        raise _wrong(
            path,
            1,
            "a playbook begins with front matter between two lines of `---` (title, kind, language)",
            "运营手册开头要有文件头：两行 --- 之间写明 title、kind 和 language",
        )
    return stripped.index(_FENCE, 1)


def _front_matter(path: Path, lines: list[str]) -> FrontMatter:
    try:
        return FrontMatter.model_validate(yaml.safe_load("\n".join(lines[1:])))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise _wrong(path, line, f"not valid YAML: {error.problem}", f"不是合法的 YAML：{error.problem}") from error
    except ValidationError as error:
        keys = dict.fromkeys(str(wrong["loc"][0]) if wrong["loc"] else "title" for wrong in error.errors())
        rules = [(key, _RULES.get(key, _UNKNOWN_KEY)) for key in keys]
        problems = [_wrong(path, _line_of(key, lines), f"`{key}` {rule.en}", f"{key} {rule.zh}") for key, rule in rules]
        raise MusterError(*(problem for wrong in problems for problem in wrong.problems)) from error


def _sections(path: Path, lines: list[str], fence: int, title: str) -> tuple[Section, ...]:
    """The sections below the line `fence`, which closes the front matter."""
    starts = [number for number in range(fence + 1, len(lines)) if lines[number].startswith("## ")]
    sections = []
    for start, end in zip([fence, *starts], [*starts, len(lines)], strict=True):
        heading = title if start == fence else lines[start].removeprefix("## ").strip()
        text = "\n".join(lines[start + 1 : end]).strip()
        if text:
            sections.append(Section(heading=heading, text=text))
        elif start != fence:
            raise _wrong(path, start + 1, f"the section “{heading}” is empty", f"“{heading}”一节没有内容")
    if not sections:
        raise _wrong(path, fence + 1, "there is no text under the front matter", "文件头后面没有正文")
    return tuple(sections)


def _line_of(key: str, lines: list[str]) -> int:
    """Line number of a key of the front matter; of its first line when the key is missing."""
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _wrong(path: Path, line: int, en: str, zh: str) -> MusterError:
    return fail("bad_playbook", en, zh, where=f"{path.name}:{line}")
