"""Cards of audiences: counted, expanded, saved, offered, exported."""

from tools.actions.expand_lookalike import Expansion
from tools.actions.export_segment import Receipt
from tools.actions.list_segments import SegmentList
from tools.actions.offer_export import ExportOffer
from tools.actions.preview_segment import Preview
from tools.actions.save_segment import SavedSegment
from tools.export import CHANNELS, LEFT_OUT
from tools.language import Lang, Text
from ui.view.card import Button, Card, Entry, Fact, Line, Weight
from ui.view.numbers import day, minute, number, percent, users

_PROFILE = Text(en="Profile", zh="看画像")
_EXPAND = Text(en="Find similar users", zh="扩展相似人群")
_SAVE = Text(en="Save", zh="保存")
_EXPORT = Text(en="Export", zh="导出")


def preview_card(preview: Preview, lang: Lang) -> Card:
    lines = []
    above = preview.population
    for condition in preview.conditions:
        lines.append(
            Line(
                text=condition.text.to(lang),
                because=condition.because,
                note=_unknown(condition.unknown, lang) if condition.unknown else "",
                count=condition.narrows_to,
                kept=condition.narrows_to / above if above else 0.0,
                adds=condition.adds if len(preview.conditions) > 1 else 0,
            )
        )
        above = condition.narrows_to
    return Card(
        kind="segment",
        title=Text(en="Audience", zh="人群").to(lang),
        summary=preview.text.to(lang),
        count=preview.count,
        population=preview.population,
        share=preview.share,
        lines=tuple(lines),
        assumptions=tuple(text.to(lang) for text in preview.assumptions),
        warnings=tuple(text.to(lang) for text in (*preview.warnings, *(() if preview.count else (_NOBODY,)))),
        buttons=_buttons(preview.count, lang),
        sql=preview.sql,
    )


def expansion_card(expansion: Expansion, lang: Lang) -> Card:
    return Card(
        kind="expansion",
        title=Text(en="Similar users", zh="相似人群").to(lang),
        summary=Text(
            en=f"The {users(expansion.count, 'en')} most like {number(expansion.seed_count)} seeds, seeds not counted",
            zh=f"与 {number(expansion.seed_count)} 位种子用户最相似的 {users(expansion.count, 'zh')}（不含种子用户）",
        ).to(lang),
        count=expansion.count,
        population=expansion.population,
        share=expansion.count / expansion.population if expansion.population else 0.0,
        facts=(
            Fact(label=Text(en="Seed users", zh="种子用户").to(lang), value=number(expansion.seed_count)),
            Fact(
                label=Text(en="Accuracy (AUC)", zh="区分度（AUC）").to(lang),
                value=f"{expansion.auc:.3f}",
                hint=Text(
                    en="measured on held-out seeds; 0.5 is chance, 1 is perfect",
                    zh="用留出的种子用户检验；0.5 相当于随机，1 为完美",
                ).to(lang),
            ),
            Fact(
                label=Text(en="Lift in the top 5%", zh="前 5% 提升").to(lang),
                value=f"{expansion.lift_at_5:.1f}×" if lang == "en" else f"{expansion.lift_at_5:.1f} 倍",
                hint=Text(
                    en="held-out seeds found among the 5% most similar, against a random 5%",
                    zh="最相似的 5% 用户中命中的留出种子，与随机抽取 5% 相比",
                ).to(lang),
            ),
        ),
        weights=tuple(Weight(label=line.name.to(lang), share=line.gain_share) for line in expansion.features),
        weights_title=Text(en="What makes them similar", zh="相似的主要依据").to(lang),
        warnings=tuple(text.to(lang) for text in expansion.warnings),
        notes=tuple(text.to(lang) for text in expansion.left_out),
        buttons=_buttons(expansion.count, lang),
        sql=expansion.sql,
    )


def saved_card(saved: SavedSegment, lang: Lang) -> Card:
    return Card(
        kind="saved",
        title=Text(en=f"Saved “{saved.name}”", zh=f"已保存“{saved.name}”").to(lang),
        facts=(
            Fact(label=Text(en="Version", zh="版本").to(lang), value=str(saved.version)),
            Fact(label=Text(en="Size", zh="规模").to(lang), value=users(saved.count, lang)),
            Fact(label=Text(en="Saved", zh="保存于").to(lang), value=day(saved.saved_at)),
        ),
        notes=(
            Text(
                en="The rule is kept, not the list: on newer data the same rule finds other users.",
                zh="保存的是圈选规则而不是名单：数据更新后，同一规则会圈出最新的用户。",
            ).to(lang),
        ),
    )


def list_card(saved: SegmentList, lang: Lang) -> Card:
    nothing = Text(en="Nothing has been saved yet.", zh="还没有保存过人群。").to(lang)
    return Card(
        kind="segments",
        title=Text(en="Saved segments", zh="已保存的人群").to(lang),
        summary="" if saved.segments else nothing,
        entries=tuple(
            Entry(
                title=segment.name,
                text=users(segment.count, lang),
                note=Text(
                    en=f"version {segment.version}, {day(segment.saved_at)}",
                    zh=f"第 {segment.version} 版，{day(segment.saved_at)}",
                ).to(lang),
            )
            for segment in saved.segments
        ),
    )


def offer_card(offer: ExportOffer, lang: Lang) -> Card:
    """One button a destination: a click on it is what makes the file."""
    return Card(
        kind="offer",
        title=Text(en="Ready to export", zh="可以导出").to(lang),
        summary=offer.text.to(lang),
        count=offer.count,
        notes=(
            Text(
                en="Nothing has left Muster yet. Choose a destination to make the file.",
                zh="目前还没有导出任何数据，选择渠道后才会生成文件。",
            ).to(lang),
        ),
        buttons=tuple(
            Button(action="export", label=destination.name.to(lang), argument=destination.channel)
            for destination in offer.destinations
        ),
    )


def receipt_card(receipt: Receipt, lang: Lang) -> Card:
    return Card(
        kind="receipt",
        title=Text(en="Exported", zh="已导出").to(lang),
        facts=(
            Fact(label=Text(en="Rows", zh="行数").to(lang), value=number(receipt.rows)),
            Fact(label=Text(en="Channel", zh="渠道").to(lang), value=_channel(receipt.channel, lang)),
            Fact(label=Text(en="Time", zh="时间").to(lang), value=minute(receipt.exported_at)),
            Fact(label="SHA-256", value=receipt.sha256),
        ),
        warnings=tuple(
            _left_out(count, LEFT_OUT.get(reason, Text(en=reason, zh=reason))).to(lang)
            for reason, count in receipt.left_out.items()
            if count
        ),
    )


_NOBODY = Text(
    en="Nobody meets all of these conditions. Loosen or remove one to see who is left.",
    zh="没有用户同时满足这些条件，放宽或去掉其中一条再看看。",
)


def _channel(channel: str, lang: Lang) -> str:
    """A channel's name; a file of an older Muster may be of one that is gone."""
    return CHANNELS[channel].name.to(lang) if channel in CHANNELS else channel


def _left_out(count: int, reason: Text) -> Text:
    return Text(en=f"Left out: {users(count, 'en')} {reason.en}.", zh=f"有 {users(count, 'zh')}未导出：{reason.zh}。")


def _unknown(count: int, lang: Lang) -> str:
    return Text(
        en=f"includes {users(count, 'en')} whose value is unknown",
        zh=f"包含 {users(count, 'zh')}该项信息未知的用户",
    ).to(lang)


def _buttons(count: int, lang: Lang) -> tuple[Button, ...]:
    """What can be done with an audience; nothing with an empty one."""
    if not count:
        return ()
    return (
        Button(action="profile", label=_PROFILE.to(lang)),
        Button(action="expand", label=_EXPAND.to(lang)),
        Button(action="save", label=_SAVE.to(lang)),
        Button(action="export", label=_EXPORT.to(lang)),
    )


def share_words(count: int, population: int, lang: Lang) -> str:
    """ "1.23% of 100,000 users", "占大盘 100,000 人的 1.23%"."""
    share = percent(count / population if population else 0.0)
    return Text(en=f"{share} of {users(population, 'en')}", zh=f"占大盘 {users(population, 'zh')}的 {share}").to(lang)
