"""Cards and turns as HTML. Templates escape every text on their own; replies are Markdown without links or images."""

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.language import Lang
from ui.view import Bar, Card
from ui.view.numbers import index, number, percent
from ui.view.segment import share_words
from ui.web.words import words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markdown_it import MarkdownIt

_LEAST_VISIBLE = 0.4  # percent of a meter's length: what is there must be seen
_STRONGEST_TGI = 32.0  # longer bars are cut, in either direction: a share of 0 is endlessly far from the average


def page_part(template: str, lang: Lang, **values: object) -> str:
    """One of the page's templates, in `lang`."""
    part = _environment().get_template(template)
    return part.render(words=words(lang), lang=lang, html_lang=html_lang(lang), **values)


def html_lang(lang: Lang) -> str:
    return "zh-CN" if lang == "zh" else "en"


def reply_html(text: str) -> str:
    """A reply's paragraphs, lists and emphasis; nothing in it can load, link to or run anything."""
    return str(_markdown().render(text))


def suggested_size(card: Card) -> int:
    """How many similar users to propose: about as many again as the audience has, as a round number that exists."""
    count, population = card.count or 0, card.population or 0
    wanted = max(count, population // 50, 1)
    magnitude = 10 ** int(math.log10(wanted))
    return int(max(1, min(math.ceil(wanted / magnitude) * magnitude, population - count)))


def _reach(bar: Bar, bars: tuple[Bar, ...]) -> float:
    """Length of a TGI bar from the 100 line in percent of the axis (at most 50): double and half are equally far."""
    return round(max(0.6, 49 * _distance(bar.tgi) / max(1.0, *(_distance(each.tgi) for each in bars))), 2)


def _distance(tgi: float) -> float:
    times = max(tgi / 100, 1 / _STRONGEST_TGI)
    return abs(math.log2(min(times, _STRONGEST_TGI)))


def _width(share: float) -> float:
    return 0 if share <= 0 else round(min(100.0, max(_LEAST_VISIBLE, share * 100)), 2)


def _share_words(card: Card, lang: Lang) -> str:
    return share_words(card.count or 0, card.population or 0, lang)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "percent": percent,
        "index": index,
        "reach": _reach,
        "width": _width,
        "suggested_size": suggested_size,
        "share_words": _share_words,
    }
    return environment


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    # A model's reply is foreign text: an image or a link in it could carry data to another host.
    plain = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return plain.disable(["image", "link", "autolink", "html_block", "html_inline", "reference", "code", "heading"])
