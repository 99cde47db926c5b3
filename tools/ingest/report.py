"""What a load understood and what it set aside, for a person in either language and for programs."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tools.ingest.rejects import LISTED, REASONS, Reason
from tools.language import Lang, Text


class Rejected(BaseModel):
    """Rows (for `bad_value`: values) of one table that were set aside for one reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    reason: Reason
    count: int

    @property
    def explanation(self) -> Text:
        return REASONS[self.reason]


class LoadReport(BaseModel):
    """`events` counts rows by event id, `tags` counts tags by type; `notes` say what was inferred
    and what was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot: str
    users: int
    events: dict[str, int]
    tags: dict[str, int]
    as_of: date
    encodings: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    rejected_file: Path | None = None

    def lines(self, lang: Lang) -> list[str]:
        """The whole report, one fact a line."""
        zh = lang == "zh"
        types = ("、" if zh else ", ").join(f"{kind} {count}" for kind, count in self.tags.items())
        lines = [
            f"数据快照 {self.snapshot}：{self.users:,} 位用户，数据截至 {self.as_of}"
            if zh
            else f"Snapshot {self.snapshot}: {self.users:,} users, data as of {self.as_of}",
            f"标签 {sum(self.tags.values())} 个（{types}）" if zh else f"{sum(self.tags.values())} tags ({types})",
        ]
        lines += [f"行为 {event}：{n:,} 条" if zh else f"Event {event}: {n:,} rows" for event, n in self.events.items()]
        lines += [text.to(lang) for text in (*self.encodings, *self.notes)]
        lines += [
            f"{each.table}：{each.count:,} 处 — {each.explanation.zh}"
            if zh
            else f"{each.table}: {each.count:,} × {each.explanation.en}"
            for each in self.rejected
        ]
        if self.rejected_file:
            lines.append(
                f"逐行明细（每种原因至多 {LISTED:,} 行）：{self.rejected_file}"
                if zh
                else f"Each of them with its line (at most {LISTED:,} a reason): {self.rejected_file}"
            )
        return lines
