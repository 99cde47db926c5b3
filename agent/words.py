"""One plain sentence about a result, for a turn in which no model speaks."""

from typing import assert_never

from agent.results import Result
from knowledge_base.search_playbooks import Passages
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
            return Text(en=f"Saved segments: {len(segments)}.", zh=f"已保存 {len(segments)} 个人群。")
        case Profile(count=count, tags_used=tags):
            return Text(
                en=f"What is special about these {_users(count)}, over {tags} tags.",
                zh=f"从 {tags} 个标签看这 {count:,} 人的特点。",
            )
        case Comparison(both=both):
            return Text(en=f"{_users(both)} in both.", zh=f"两个人群重合 {both:,} 人。")
        case ExportOffer(count=count):
            return Text(en=f"{_users(count)} ready to export.", zh=f"{count:,} 人，可以导出。")
        case TagMatches(matches=matches):
            return Text(en=f"Found in the catalog: {len(matches)}.", zh=f"在标签目录中找到 {len(matches)} 项。")
        case Passages(passages=passages):
            return Text(en=f"Found in the playbooks: {len(passages)}.", zh=f"在运营手册中找到 {len(passages)} 段。")
        case Receipt(rows=rows, channel=channel, file=file):
            return Text(
                en=f"Exported {rows:,} rows to {channel}: {file.name}.",
                zh=f"已导出 {rows:,} 行（{channel}）：{file.name}。",
            )
        case _:
            assert_never(result)


def _users(count: int) -> str:
    return f"{count:,} user{'' if count == 1 else 's'}"
