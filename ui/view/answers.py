"""Cards of answers that are not audiences: a question back, look-ups, playbook passages, problems."""

from knowledge_base.search_playbooks import Passages
from tools.actions.ask_user import Clarification
from tools.actions.find_tags import TagMatches
from tools.errors import MusterError, Problem
from tools.language import Lang, Text
from ui.view.card import Button, Card, Entry


def clarification_card(clarification: Clarification, lang: Lang) -> Card:
    """The question, with each suggestion as something to click."""
    quoted = Text(
        en=", ".join(f"“{word}”" for word in clarification.unresolved),
        zh="".join(f"“{word}”" for word in clarification.unresolved),
    ).to(lang)
    return Card(
        kind="clarification",
        title=Text(en="One question", zh="需要确认").to(lang),
        summary=clarification.question.to(lang),
        notes=(Text(en=f"Not understood: {quoted}", zh=f"暂未理解：{quoted}").to(lang),) if quoted else (),
        buttons=tuple(_say(suggestion) for suggestion in clarification.suggestions),
    )


def tags_card(found: TagMatches, lang: Lang) -> Card:
    nothing = Text(en=f"Nothing matches “{found.query}”.", zh=f"没有找到与“{found.query}”相关的标签。")
    separator = "、" if lang == "zh" else ", "
    return Card(
        kind="tags",
        title=Text(en="Tags and values", zh="标签与取值").to(lang),
        summary="" if found.matches else nothing.to(lang),
        entries=tuple(
            Entry(title=match.name.to(lang), text=separator.join(match.values), note=match.id)
            for match in found.matches
        ),
    )


def passages_card(passages: Passages, lang: Lang) -> Card:
    nothing = Text(en="The playbooks say nothing on this.", zh="运营手册中没有相关内容。")
    return Card(
        kind="passages",
        title=Text(en="From the playbooks", zh="来自运营手册").to(lang),
        summary="" if passages.passages else nothing.to(lang),
        entries=tuple(Entry(title=passage.citation, text=passage.text) for passage in passages.to_read),
    )


def problem_card(problem: Problem | MusterError, lang: Lang) -> Card:
    """Plain sentences; what would work instead can be clicked."""
    problems = problem.problems if isinstance(problem, MusterError) else (problem,)
    return Card(
        kind="problem",
        title=Text(en="This did not work", zh="未能完成").to(lang),
        summary="\n".join(each.message.to(lang) for each in problems),
        buttons=tuple(_say(suggestion) for each in problems for suggestion in each.suggestions),
    )


def _say(words: str) -> Button:
    return Button(action="say", label=words, argument=words)
