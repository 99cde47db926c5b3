"""Errors as data: what was wrong, where, what was got and what would work, for a person and for a model alike."""

from pydantic import BaseModel, ConfigDict

from tools.language import Lang, Text


class Problem(BaseModel):
    """One thing that is wrong.

    `code` is stable and for programs (`unknown_tag`, `bad_value`, `sensitive`, ...); `where` is a path into what was
    given (`where.of[1].value`, `customers.csv:17`); `suggestions` are replacements that would work, best first;
    `retry` says whether the same call can succeed later without a change.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: Text
    where: str = ""
    got: str | None = None
    suggestions: tuple[str, ...] = ()
    retry: bool = False


class MusterError(Exception):
    """What could not be done, as one or more problems. Front ends print it; the agent hands it to the model."""

    def __init__(self, *problems: Problem):
        if not problems:
            raise ValueError("a MusterError needs at least one problem")
        self.problems = problems
        super().__init__(self.to("en"))

    def to(self, lang: Lang) -> str:
        """All problems in words, one a line, each with its place and what would work."""
        return "\n".join(_line(problem, lang) for problem in self.problems)


def fail(
    code: str,
    en: str,
    zh: str,
    *,
    where: str = "",
    got: object = None,
    suggestions: tuple[str, ...] = (),
    retry: bool = False,
) -> MusterError:
    """A MusterError of one problem, to be raised by the caller."""
    return MusterError(
        Problem(
            code=code,
            message=Text(en=en, zh=zh),
            where=where,
            got=None if got is None else str(got),
            suggestions=suggestions,
            retry=retry,
        )
    )


def _line(problem: Problem, lang: Lang) -> str:
    line = problem.message.to(lang)
    if problem.where:
        line = f"{problem.where}: {line}"
    if problem.suggestions:
        hint = "是否想说：" if lang == "zh" else "did you mean: "
        separator = "、" if lang == "zh" else ", "
        line += f" ({hint}{separator.join(problem.suggestions)})"
    return line
