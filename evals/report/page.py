"""A report as one page that needs nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.report.report import Report
from evals.report.totals import FIGURES
from evals.report.words import SPLITS, WORDS
from tools.language import Lang


def page(report: Report, lang: Lang) -> str:
    """The page as HTML; whatever was said or answered is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    measured = [figure for figure in FIGURES if any(figures[figure.id].of for figures in report.totals.values())]
    return environment.get_template("page.html").render(
        report=report,
        figures=measured,
        lang=lang,
        words={name: text.to(lang) for name, text in WORDS.items()},
        splits={split: text.to(lang) for split, text in SPLITS.items()},
    )
