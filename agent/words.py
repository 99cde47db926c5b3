"""One plain sentence about a result, for a turn in which no model speaks."""

from typing import assert_never

from agent.results import Result
from knowledge_base.search_playbooks import Passage, Passages
from tools.actions.ask_user import Clarification
from tools.actions.compare_segments import Comparison
from tools.actions.expand_lookalike import Expansion
from tools.actions.export_segment import Receipt
from tools.actions.find_tags import TagMatches
from tools.actions.list_segments import SegmentList
from tools.actions.offer_export import ExportOffer
from tools.actions.preview_segment import Preview
from tools.actions.profile_segment import Profile
from tools.actions.save_segment import SavedSegment
from tools.language import Text

_NAMED = 5


def sentence(result: Result | Receipt) -> Text:
    match result:
        case Preview(count=count, text=text):
            return Text(en=f"{_users(count)}: {text.en}.", zh=f"共 {count:,} 人：{text.zh}。")
        case Expansion(count=count, seed_count=seeds):
            return Text(
                en=f"{_users(count)} most like the {seeds:,} seeds.",
                zh=f"按 {seeds:,} 名种子用户找到相似用户 {count:,} 人。",
            )
        case Clarification(question=question):
            return question
        case SavedSegment(name=name, version=version, count=count):
            return Text(
                en=f"Saved “{name}”, version {version}, {_users(count)}.",
                zh=f"已保存“{name}”第 {version} 版，共 {count:,} 人。",
            )
        case SegmentList(segments=segments):
            return _listed(
                Text(en=f"Saved segments: {len(segments)}", zh=f"已保存 {len(segments)} 个人群"),
                [
                    Text(en=f"{each.name} ({_users(each.count)})", zh=f"{each.name}（{each.count:,} 人）")
                    for each in segments
                ],
            )
        case Profile(count=count, tags_used=tags, over=over):
            return _listed(
                Text(
                    en=f"What stands out about these {_users(count)}, over {tags} tags (TGI 100 is the population)",
                    zh=f"从 {tags} 个标签看，这 {count:,} 人最突出的特点（TGI 100 为大盘水平）",
                ),
                [
                    Text(
                        en=f"{row.tag_name.en}: {row.value_name.en}, TGI {row.tgi:.0f}",
                        zh=f"{row.tag_name.zh}：{row.value_name.zh}，TGI {row.tgi:.0f}",
                    )
                    for row in over
                ],
            )
        case Comparison(first_count=first, second_count=second, both=both):
            return Text(
                en=f"The first has {_users(first)}, the second {_users(second)}; {both:,} are in both.",
                zh=f"前者 {first:,} 人，后者 {second:,} 人，重合 {both:,} 人。",
            )
        case ExportOffer(count=count):
            return Text(
                en=f"{_users(count)} ready to export. Choose a format and click to export.",
                zh=f"{count:,} 人，可以导出。请选择格式并点击导出。",
            )
        case TagMatches(matches=matches):
            return _listed(
                Text(en=f"Found in the catalog: {len(matches)}", zh=f"在标签目录中找到 {len(matches)} 项"),
                [match.name for match in matches],
            )
        case Passages():
            return _quoted(result.to_read)
        case Receipt(rows=rows, channel=channel, file=file):
            return Text(
                en=f"Exported {rows:,} rows to {channel}: {file.name}.",
                zh=f"已导出 {rows:,} 行（{channel}）：{file.name}。",
            )
        case _:
            assert_never(result)


def _quoted(passages: list[Passage]) -> Text:
    """The best playbook's passages whole and the others by name: an answer that can be read, and where it is from."""
    if not passages:
        return Text(en="The playbooks say nothing about this.", zh="运营手册中没有相关内容。")
    whole = [passage for passage in passages if passage.playbook == passages[0].playbook]
    also = [passage.citation for passage in passages if passage not in whole]
    en = [f"{each.text}\n— {each.citation}" for each in whole] + [f"See also: {'; '.join(also)}" for _ in also[:1]]
    zh = [f"{each.text}\n——{each.citation}" for each in whole] + [f"另见：{'；'.join(also)}" for _ in also[:1]]
    return Text(en="\n\n".join(en), zh="\n\n".join(zh))


def _listed(what: Text, names: list[Text]) -> Text:
    """ "Found 12: city, age, income, …"."""
    if not names:
        return Text(en=f"{what.en}.", zh=f"{what.zh}。")
    shown, more = names[:_NAMED], len(names) > _NAMED
    return Text(
        en=f"{what.en}: {'; '.join(name.en for name in shown)}{'; …' if more else '.'}",
        zh=f"{what.zh}：{'；'.join(name.zh for name in shown)}{'……' if more else '。'}",
    )


def _users(count: int) -> str:
    return f"{count:,} user{'' if count == 1 else 's'}"
