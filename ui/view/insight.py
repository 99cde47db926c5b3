"""Cards of what is special about audiences: a profile, and a comparison of two."""

from tools.actions.compare_segments import Comparison
from tools.actions.profile_segment import NumberRow, Profile, TgiRow
from tools.language import Lang, Text
from tools.profile.bins import number_label
from ui.view.card import Bar, Card, Fact
from ui.view.numbers import percent, users


def profile_card(profile: Profile, lang: Lang) -> Card:
    nothing = Text(
        en="On the tags that may be used, this audience looks like the whole population.",
        zh="在可用的标签上，该人群与大盘没有明显差异。",
    )
    return Card(
        kind="profile",
        title=Text(en="Profile", zh="人群画像").to(lang),
        summary=profile.definition_text.to(lang) if profile.over or profile.under else nothing.to(lang),
        count=profile.count,
        population=profile.population,
        share=profile.count / profile.population if profile.population else 0.0,
        facts=tuple(_typical(row, lang) for row in profile.numbers),
        bars=_bars(profile.over + profile.under, lang),
        bars_title=Text(en="TGI, population = 100", zh="TGI（大盘 = 100）").to(lang),
        notes=(
            Text(
                en=f"{profile.tags_used} tags looked at. TGI = 100 × share in the audience ÷ share in the population.",
                zh=f"共分析 {profile.tags_used} 个标签。TGI = 100 × 人群占比 ÷ 大盘占比。",
            ).to(lang),
            *(text.to(lang) for text in profile.left_out),
        ),
    )


def _typical(row: NumberRow, lang: Lang) -> Fact:
    low, high, base = (number_label(round(value, 2), None).to(lang) for value in (row.low, row.high, row.base_median))
    return Fact(
        label=row.tag_name.to(lang),
        value=number_label(round(row.median, 2), row.unit).to(lang),
        hint=Text(
            en=f"median; half from {low} to {high}; all users {base}", zh=f"中位数；半数在 {low} 至 {high}；大盘 {base}"
        ).to(lang),
    )


def comparison_card(comparison: Comparison, lang: Lang) -> Card:
    first, second = comparison.first_text.to(lang), comparison.second_text.to(lang)
    return Card(
        kind="comparison",
        title=Text(en="Comparison", zh="人群对比").to(lang),
        summary=Text(en=f"A: {first}\nB: {second}", zh=f"A：{first}\nB：{second}").to(lang),
        population=comparison.population,
        facts=(
            Fact(label="A", value=users(comparison.first_count, lang)),
            Fact(label="B", value=users(comparison.second_count, lang)),
            Fact(
                label=Text(en="In both", zh="重合").to(lang),
                value=users(comparison.both, lang),
                hint=_of(comparison.both, comparison.first_count, comparison.second_count, lang),
            ),
            Fact(label=Text(en="Only A", zh="仅 A").to(lang), value=users(comparison.only_first, lang)),
            Fact(label=Text(en="Only B", zh="仅 B").to(lang), value=users(comparison.only_second, lang)),
        ),
        bars=_bars(comparison.differences, lang),
        bars_title=Text(en="TGI of A, B = 100", zh="A 的 TGI（B = 100）").to(lang),
        notes=tuple(text.to(lang) for text in comparison.left_out),
    )


def _of(both: int, first: int, second: int, lang: Lang) -> str:
    a, b = percent(both / first if first else 0.0), percent(both / second if second else 0.0)
    return Text(en=f"{a} of A, {b} of B", zh=f"占 A 的 {a}，占 B 的 {b}").to(lang)


def _bars(rows: list[TgiRow], lang: Lang) -> tuple[Bar, ...]:
    """The differences that were chosen as the strongest, in the order that a chart is read in."""
    return tuple(_bar(row, lang) for row in sorted(rows, key=lambda row: -row.tgi))


def _bar(row: TgiRow, lang: Lang) -> Bar:
    separator = "：" if lang == "zh" else ": "
    return Bar(
        label=f"{row.tag_name.to(lang)}{separator}{row.value_name.to(lang)}",
        tgi=row.tgi,
        share=row.share,
        base_share=row.base_share,
        count=row.count,
    )
