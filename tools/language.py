"""The two languages of the product, and text that exists in both."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

Lang = Literal["en", "zh"]

_HAN = re.compile(r"[㐀-鿿豈-﫿]")


class Text(BaseModel):
    """One message to a person, in both languages; the front end picks one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    zh: str

    def to(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


def language_of(text: str) -> Lang:
    """The language to answer `text` in: Chinese as soon as it holds one Han character.

    Chinese requests often carry Latin brand names and units; English ones hardly ever carry Han characters.
    """
    return "zh" if _HAN.search(text) else "en"
