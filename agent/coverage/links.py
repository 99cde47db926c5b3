"""Which conditions of a definition a piece of a request is answered by."""

from collections.abc import Iterable

from agent.coverage.spoken import amounts, ends_of, readings
from agent.coverage.uses import Use, uses_in
from agent.planner.text.items import Amount, When
from agent.planner.times.windows import read_time
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.catalog.tokens import tokenise


class Links:
    """The uses of a definition, held against what words may mean."""

    def __init__(self, uses: Iterable[Use], catalog: Catalog):
        self.uses = list(uses)
        self._catalog = catalog

    def of_entry(self, entry: Entry) -> list[Use]:
        """Uses of the thing that a word stands for; one of the other values of its tag is a use too: not north can be
        said as south."""
        match entry.kind:
            case "term":
                return self._of_term(entry)
            case "value" | "group" | "property_value" | "property_group":
                kind, attribute = attribute_of(entry)
                about = [use for use in self.uses if (kind, attribute) in use.names]
                holding = [use for use in about if set(entry.values) & use.values_of(attribute)]
                return holding or [use for use in about if use.values_of(attribute)]
            case "tag" | "property":
                return [use for use in self.uses if attribute_of(entry) in use.names]
            case kind:
                return [use for use in self.uses if (kind, entry.id) in use.names]

    def denied(self, entry: Entry) -> bool:
        """Whether what a word stands for is used, and is left out."""
        _, attribute = attribute_of(entry)
        return any(
            use.negated or bool(entry.values and not set(entry.values) & use.values_of(attribute))
            for use in self.of_entry(entry)
        )

    def has_amount(self, item: Amount) -> bool:
        return any(is_near(number, use.numbers) for use in self.uses for number in amounts(item))

    def has_time(self, item: When) -> bool:
        """Whether a condition has this window, one of its days as a value, or a tag whose name says it."""
        said = readings(item, self._catalog)
        days = {str(day) for ends in said for day in ends if day}
        within = float(getattr(item.time.window, "n", 0))
        return any(
            said & {ends_of(window, self._catalog) for window in use.windows}
            or days & {str(value) for _, value in use.values}
            or within in use.numbers
            or said & self._named_times(use)
            for use in self.uses
        )

    def _of_term(self, entry: Entry) -> list[Use]:
        wanted = uses_in(self._catalog.terms[int(entry.id)].definition)
        found = [use for use in self.uses if any(_same_rule(use, part) for part in wanted)]
        return found if all(any(_same_rule(use, part) for use in self.uses) for part in wanted) else []

    def _named_times(self, use: Use) -> set[object]:
        """近30天消费 carries its window in its name."""
        tags = [tag for kind, name in use.names if kind == "tag" and (tag := self._catalog.tag(name))]
        names = [tokenise(words) for tag in tags for words in (*tag.name.all, *tag.aliases)]
        read = [read_time(tokens, at, self._catalog.today) for tokens in names for at in range(len(tokens))]
        return {ends_of(time.window, self._catalog) for time in read if time}


def attribute_of(entry: Entry) -> tuple[str, str]:
    """What a value, tag or property belongs to, as uses name it."""
    return ("tag", entry.tag) if entry.tag else ("property", f"{entry.event}.{entry.prop}")


def _same_rule(use: Use, part: Use) -> bool:
    return (use.names, use.values, use.numbers, use.windows) == (part.names, part.values, part.numbers, part.windows)


def is_near(number: float, numbers: Iterable[float]) -> bool:
    """Of whole numbers more than 1 and at least 2 are the same."""
    whole = number.is_integer()
    return any(abs(other - number) < 1e-9 or (whole and abs(other - number) == 1) for other in numbers)
