"""What the command line itself says, in the language of the terminal."""

import os
from collections.abc import Mapping
from typing import Literal


def terminal_language(environment: Mapping[str, str] = os.environ) -> Literal["en", "zh"]:
    """By the locale's variables, the strongest first, as POSIX orders them."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


_CHINESE = terminal_language() == "zh"


def say(en: str, zh: str) -> str:
    """One text of the help, chosen when the command starts."""
    return zh if _CHINESE else en
