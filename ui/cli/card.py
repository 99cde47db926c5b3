"""Cards on a terminal."""

from typing import IO

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from tools.language import Lang, Text
from ui.cli.console import harmless
from ui.view import Card, Viewable, card_of
from ui.view.numbers import index, number, percent
from ui.view.segment import share_words

_WIDTH_OF_PIPES = 100
_SHOWN_IN_BARS = 300  # a TGI that fills its bar


def show(result: Viewable, lang: Lang, file: IO[str]) -> None:
    """Draw the card of a result on `file`: in colour and as wide as the terminal, or plain for a pipe."""
    console = Console(file=file, width=None if file.isatty() else _WIDTH_OF_PIPES, highlight=False)
    console.print(_panel(card_of(result, lang), lang))


def _panel(card: Card, lang: Lang) -> Panel:
    parts: list[RenderableType] = []
    if card.count is not None:
        size = Styled(number(card.count), style="bold")
        if card.population:
            size.append(f"  {share_words(card.count, card.population, lang)}", style="dim")
        parts.append(size)
    if card.summary and not card.lines:
        parts.append(_styled(card.summary))
    parts += [part for part in (_lines(card, lang), _facts(card), _bars(card), _weights(card), _entries(card)) if part]
    parts += [_styled(f"~ {text}", "cyan") for text in card.assumptions]
    parts += [_styled(f"! {text}", "yellow") for text in card.warnings]
    parts += [_styled(text, "dim") for text in card.notes]
    words = [button.label for button in card.buttons if button.action == "say"]
    if words:
        hint = Text(en="Perhaps: ", zh="可选：").to(lang)
        parts.append(_styled(hint + ("、" if lang == "zh" else ", ").join(words), "cyan"))
    return Panel(Group(*parts), title=_styled(card.title, "bold"), title_align="left")


def _lines(card: Card, lang: Lang) -> Table | None:
    """Each condition with the words it came from and the users it leaves."""
    if not card.lines:
        return None
    table = _grid()
    for line in card.lines:
        text = _styled(line.text)
        if line.because:
            quoted = f"“{line.because}”"
            text.append_text(_styled(f"  {quoted}", "dim"))
        if line.note:
            text.append_text(_styled(f"\n{line.note}", "dim"))
        table.add_row("·", text, "" if line.count is None else number(line.count))
    return table


def _facts(card: Card) -> Table | None:
    if not card.facts:
        return None
    table = Table.grid(padding=(0, 2))
    for fact in card.facts:
        table.add_row(_styled(fact.label, "dim"), _styled(fact.value), _styled(fact.hint, "dim"))
    return table


def _bars(card: Card) -> Table | None:
    """TGI values, over-represented first, each with its share here and there."""
    if not card.bars:
        return None
    table = Table(box=None, title=_styled(card.bars_title, "dim"), title_justify="left", show_header=False)
    for bar in card.bars:
        length = round(20 * min(bar.tgi, _SHOWN_IN_BARS) / _SHOWN_IN_BARS)
        colour = "green" if bar.tgi >= 100 else "red"
        shares = f"{percent(bar.share)} / {percent(bar.base_share)}"
        table.add_row(_styled(bar.label), Styled("█" * length, style=colour), index(bar.tgi), _styled(shares, "dim"))
    return table


def _weights(card: Card) -> Table | None:
    if not card.weights:
        return None
    table = Table(box=None, title=_styled(card.weights_title, "dim"), title_justify="left", show_header=False)
    for weight in card.weights:
        table.add_row(_styled(weight.label), percent(weight.share))
    return table


def _entries(card: Card) -> Table | None:
    if not card.entries:
        return None
    if card.kind == "passages":
        return _read_in_turn(card)
    table = Table.grid(padding=(0, 2))
    for entry in card.entries:
        table.add_row(_styled(entry.title, "bold"), _styled(entry.text), _styled(entry.note, "dim"))
    return table


def _read_in_turn(card: Card) -> Table:
    """Passages one under the other, each under the name of its source."""
    table = Table.grid()
    for entry in card.entries:
        table.add_row(_styled(entry.title, "bold"))
        table.add_row(_styled(f"{entry.text}\n"))
    return table


def _grid() -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column()
    table.add_column(ratio=1)
    table.add_column(justify="right")
    return table


def _styled(text: str, style: str = "") -> Styled:
    """Foreign text as text: neither markup nor the terminal's control characters get through."""
    return Styled(harmless(text), style=style)
