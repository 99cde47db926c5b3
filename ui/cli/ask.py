"""Conversations on the command line: one turn after the other, or a prompt that waits for the next."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from agent.results import Draft, artifact_of
from agent.session import Session, Step, Turn
from tools.actions.preview_segment import Preview
from tools.errors import MusterError, fail
from tools.language import Lang, Text, language_of
from tools.segment import Definition
from ui.cli.console import Console, person

_HELP = Text(
    en="Say whom you look for, then refine it. /export CHANNEL writes the file, /quit or Ctrl-D ends.",
    zh="用一句话描述想找的人，再逐步调整。/export 渠道 导出文件，/quit 或 Ctrl-D 退出。",
)


def ask(session: Session, turns: Sequence[str], console: Console) -> None:
    """One conversation; it stops at the first turn that cannot be done, with exit code 1."""
    done: list[Turn] = []
    for text in turns:
        turn = _take(session, text, console)
        done.append(turn)
        if not console.as_json:
            _print(turn, console, heading=len(turns) > 1)
        if turn.problems:
            break
    if console.as_json:
        console.data(answer(done, session.conversation))
    if done[-1].problems:
        raise typer.Exit(1)


def sentences(turns: Sequence[str]) -> list[str]:
    """The turns given, `-` replaced by the lines of stdin. Raises MusterError (`nothing_said`)."""
    lines = [line for turn in turns for line in (sys.stdin.read().splitlines() if turn == "-" else [turn])]
    said = [line.strip() for line in lines if line.strip()]
    if not said:
        raise fail("nothing_said", "Say whom you look for.", "请说出想找什么样的人。", where="TURN")
    return said


def chat(session: Session, console: Console) -> None:
    """Ask, show, ask again."""
    console.note(_HELP.to(console.lang))
    for text in _typed():
        match text.split():
            case []:
                continue
            case ["/quit" | "/exit"]:
                return
            case ["/export", channel]:
                try:
                    console.show(session.export(channel, by=person()), session.lang)
                except MusterError as error:
                    console.problem(error)
            case [command, *_] if command.startswith("/"):
                console.note(_HELP.to(console.lang))
            case _:
                _print(_take(session, text, console), console)


def answer(turns: Sequence[Turn], conversation: str) -> dict[str, Any]:
    """The JSON of `muster ask`: the conversation as it stands after its last turn, in that turn's language."""
    last = turns[-1]
    lang = last.lang
    question = last.clarification
    total: dict[str, float] = {}
    for turn in turns:
        for name, ms in turn.timings_ms.items():
            total[name] = round(total.get(name, 0.0) + ms, 1)
    return {
        "reply": last.reply,
        "segment": _segment(last.segment, lang) if last.segment else None,
        "clarification": question
        and {
            "question": question.question.to(lang),
            "unresolved": question.unresolved,
            "suggestions": question.suggestions,
        },
        "results": [artifact_of(result) for result in last.shown],
        "problems": [problem.model_dump(mode="json") for problem in last.problems],
        "conversation": conversation,
        "timings_ms": total,
    }


def _segment(draft: Draft, lang: Lang) -> dict[str, Any]:
    if isinstance(draft, Preview):
        conditions = [
            {"text": line.text.to(lang), "because": line.because, "narrows_to": line.narrows_to, "adds": line.adds}
            for line in draft.conditions
        ]
        assumptions = [text.to(lang) for text in draft.assumptions]
    else:
        conditions = [{"text": draft.text.to(lang), "because": None, "narrows_to": draft.count}]
        assumptions = []
    return {
        "definition": _json(draft.definition),
        "count": draft.count,
        "population": draft.population,
        "sql": draft.sql,
        "conditions": conditions,
        "assumptions": assumptions,
    }


def _json(definition: Definition) -> dict[str, Any]:
    return definition.model_dump(mode="json", exclude_none=True)


def _take(session: Session, text: str, console: Console) -> Turn:
    for step in session.stream(text):
        if isinstance(step, Turn):
            return step
        if isinstance(step, Step) and step.kind == "started" and step.label and sys.stderr.isatty():
            console.note(f"{step.label.to(language_of(text))}…")
    raise AssertionError("a stream ends with its turn")


def _print(turn: Turn, console: Console, heading: bool = False) -> None:
    if heading:
        console.line(f"› {turn.request}")
    if turn.problems:
        console.note(turn.reply)
        return
    if turn.remark:
        console.line(turn.remark)
    for result in turn.shown:
        console.show(result, turn.lang)


def _typed() -> Iterator[str]:
    """Lines as they are typed, until Ctrl-D or Ctrl-C."""
    while True:
        try:
            yield input("› ")
        except (EOFError, KeyboardInterrupt):
            return
