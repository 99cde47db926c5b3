"""Numbers as people read them, the same in every front end."""

from datetime import datetime

from tools.language import Lang


def number(value: int) -> str:
    """12345 → "12,345"."""
    return f"{value:,}"


def users(count: int, lang: Lang) -> str:
    """12345 → "12,345 users", "12,345 人"."""
    if lang == "zh":
        return f"{number(count)} 人"
    return f"{number(count)} user{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """0.01234 → "1.23%"; what is there but rounds to nothing says so, and so does what is nearly but not quite all."""
    if 0 < share < 0.00005:
        return "<0.01%"
    if 0.99995 <= share < 1:
        return ">99.99%"
    return f"{share:.2%}"


def index(tgi: float) -> str:
    """A TGI, without decimals as the trade writes it: 187.4 → "187"."""
    return f"{tgi:,.0f}"


def day(moment: datetime) -> str:
    """The day, where the server stands."""
    return moment.astimezone().date().isoformat()


def minute(moment: datetime) -> str:
    """To the minute, where the server stands."""
    moment = moment.astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")
