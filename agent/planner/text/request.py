"""A request once it is read: its text, its tokens, and the items that cover all of them."""

from dataclasses import dataclass

from agent.planner.text.items import Amount, Calculation, Command, Filler, Item, Joint, Mention, Unknown, When
from agent.planner.words import Act
from tools.catalog.tokens import Token

_MEANING = Mention | Amount | When | Calculation | Unknown


@dataclass(frozen=True)
class Request:
    """A text with its tokens and the items that cover all of them in order."""

    text: str
    tokens: list[Token]
    items: list[Item]

    def acts(self) -> dict[Act, int]:
        """What is asked to be done → the index of the first item that asks it."""
        acts: dict[Act, int] = {}
        for at, item in enumerate(self.items):
            if isinstance(item, Command):
                acts.setdefault(item.act, at)
        return acts

    def without(self, *indexes: int) -> "Request":
        """The same request with items passed over."""
        items = [Filler(item.start, item.end) if at in indexes else item for at, item in enumerate(self.items)]
        return Request(self.text, self.tokens, items)

    def described(self) -> "Request":
        """What is said of users, without what is to be done with them."""
        meaning = self.meaning()
        items = list(self.items)
        for at, item in enumerate(items):
            # 五月新人里去掉上班族: between two things that are described, to take away is to leave out.
            inside = meaning and meaning[0] < at < meaning[-1]
            if isinstance(item, Command) and item.act == "remove" and inside:
                items[at] = Joint(item.start, item.end, "except")
            elif isinstance(item, Command):
                items[at] = Filler(item.start, item.end)
        return Request(self.text, self.tokens, items)

    def unread(self, act: Act) -> "Request":
        """The same request with a word that asks for something taken for a word like any other, and not understood."""
        items = [
            Unknown(item.start, item.end) if isinstance(item, Command) and item.act == act else item
            for item in self.items
        ]
        return Request(self.text, self.tokens, items)

    def meaning(self) -> list[int]:
        """Indexes of the items that say something about users, and not how to join or what to do."""
        return [at for at, item in enumerate(self.items) if isinstance(item, _MEANING)]
