"""The figures as a table in the terminal."""

from rich.table import Table

from evals.report.report import Report
from evals.report.totals import FIGURES, Figure, Total
from evals.report.words import SPLITS, WORDS
from tools.language import Lang


def table(report: Report, lang: Lang) -> Table:
    """A row a figure that was measured, for each split its value, from how many, and the change since the baseline."""
    drawn = Table(title=f"{report.model} · {report.seconds:g} s")
    drawn.add_column(WORDS["figure"].to(lang))
    for split in report.totals:
        drawn.add_column(SPLITS[split].to(lang), justify="right")
        drawn.add_column(WORDS["of"].to(lang), justify="right", style="dim")
    for figure in FIGURES:
        if any(figures[figure.id].of for figures in report.totals.values()):
            cells: list[str] = []
            for split, figures in report.totals.items():
                total = figures[figure.id]
                arrow = change(figure, total, report.before.get(split, {}).get(figure.id))
                cells += [total.shown(figure.shape) + arrow, str(total.of or "")]
            drawn.add_row(figure.name.to(lang), *cells)
    return drawn


def change(figure: Figure, now: Total, before: Total | None) -> str:
    """An arrow where a figure differs from the baseline as it is shown; green for better, red for worse."""
    if before is None or before.value is None or now.value is None:
        return ""
    if now.shown(figure.shape) == before.shown(figure.shape):
        return ""
    rose = now.value > before.value
    colour = "green" if rose == figure.higher_is_better else "red"
    return f" [{colour}]{'↑' if rose else '↓'}[/]"
