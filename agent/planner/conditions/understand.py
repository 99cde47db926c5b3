"""A request in words → a definition with the words each condition came from, or the questions it leaves open."""

from dataclasses import dataclass

from agent.planner.conditions.births import birth_leaves
from agent.planner.conditions.date_leaves import date_leaves
from agent.planner.conditions.event_leaves import event_leaf
from agent.planner.conditions.event_objects import without_event_objects
from agent.planner.conditions.formulas import formula_leaves
from agent.planner.conditions.host_amounts import bind_amounts, bind_measures
from agent.planner.conditions.host_times import bind_times, prefer_events, repeat_events
from agent.planner.conditions.hosts import Host
from agent.planner.conditions.hosts_of import hosts_of
from agent.planner.conditions.kind_nouns import pass_over_objects
from agent.planner.conditions.kind_words import without_kind_values
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.links import link_steps
from agent.planner.conditions.loose_amounts import loose_amounts
from agent.planner.conditions.more_times import add_alternatives
from agent.planner.conditions.name_leaves import name_leaf
from agent.planner.conditions.near_leaves import near_leaves
from agent.planner.conditions.ordered_values import apply_order
from agent.planner.conditions.past_states import ask_about_past_states
from agent.planner.conditions.questions import ask_about_the_rest
from agent.planner.conditions.rank import Ranking, ranking_of
from agent.planner.conditions.reading import Question, Reading
from agent.planner.conditions.resolve import Options, resolve
from agent.planner.conditions.same_objects import share_objects
from agent.planner.conditions.scope import combine
from agent.planner.conditions.sequences import sequence_leaves, settled
from agent.planner.conditions.signs import apply_signs
from agent.planner.conditions.spending import money_spent_on
from agent.planner.conditions.tag_leaves import flag_leaf, number_leaves, segment_leaf, term_leaf, value_leaf
from agent.planner.conditions.totals import with_its_own_money
from agent.planner.text.items import Aside, Mention
from agent.planner.text.request import Request
from tools.catalog.lookup import Lookup
from tools.catalog.model import Catalog, Event
from tools.catalog.tokens import normalise
from tools.language import Text
from tools.segment import Definition


@dataclass(frozen=True)
class Understanding:
    """`definition` holds what was understood; it may be used only when there are no `questions`."""

    definition: Definition
    empty: bool
    assumptions: tuple[Text, ...]
    questions: tuple[Question, ...]


def understand(request: Request, catalog: Catalog, lookup: Lookup) -> Understanding:
    """Read one description of an audience. `empty` when it says nothing about users at all."""
    reading = Reading(request.text, request.tokens, list(request.items), catalog)
    money_spent_on(reading)
    _say_typos(reading)
    _say_asides(reading)
    apply_order(reading)
    apply_signs(reading)
    without_kind_values(reading)
    chosen = resolve(reading)
    without_event_objects(reading, chosen)
    with_its_own_money(reading, chosen)
    hosts = hosts_of(reading, chosen)
    share_objects(reading, hosts)
    links = link_steps(reading, hosts)
    bind_times(reading, hosts)
    links = settled(reading, hosts, links)
    repeat_events(reading, hosts)
    add_alternatives(reading, hosts)
    prefer_events(reading, hosts)
    ranking = ranking_of(reading, hosts)
    free = [host for host in hosts if host not in ranking.hosts]
    bind_amounts(reading, free)
    bind_measures(reading, free)
    in_order, steps = sequence_leaves(reading, links)
    apart = [host for host in free if host not in steps]
    leaves = in_order + formula_leaves(reading, hosts) + _leaves(reading, chosen, apart, [*steps, *ranking.hosts])
    leaves.sort(key=lambda leaf: leaf.at)
    ask_about_past_states(reading, leaves)
    ask_about_the_rest(reading, lookup)
    where = combine(reading, leaves)
    definition = Definition(where=where, order_by=ranking.order_by, limit=ranking.limit, sample=ranking.sample)
    empty = not leaves and ranking == Ranking() and not reading.questions
    return Understanding(definition, empty, tuple(reading.assumptions), tuple(reading.questions))


def _leaves(reading: Reading, chosen: dict[int, Options], hosts: list[Host], elsewhere: list[Host]) -> list[Leaf]:
    """Leaves of what was chosen; of `elsewhere` there are others already."""
    leaves = near_leaves(reading, chosen) + birth_leaves(reading)
    hosted = {host.at for host in (*hosts, *elsewhere)}
    hosted |= {at for host in (*hosts, *elsewhere) for at, _ in (*host.filters, *host.properties)}
    for host in hosts:
        if host.entry.event:
            leaves.append(event_leaf(reading, host))
        elif _tag_type(reading, host) == "number":
            leaves += number_leaves(reading, host)
        else:
            leaves += date_leaves(reading, host)
    for at, options in chosen.items():
        entry = options[0]
        if at in hosted or at in reading.taken:
            continue
        match entry.kind:
            case "value" | "group":
                leaves.append(value_leaf(reading, at, entry))
            case "term":
                leaves.append(term_leaf(reading, at, entry))
            case "segment":
                leaves.append(segment_leaf(reading, at, entry))
            case "tag" if _type(reading, entry.tag) == "flag":
                leaves.append(flag_leaf(reading, at, entry))
            case _:
                pass
    pass_over_objects(reading, chosen, _events(reading, [*hosts, *elsewhere]))
    with_value = {leaf.attribute[0]: leaf.at for leaf in leaves if leaf.attribute[0]}
    for at, options in chosen.items():
        if at not in hosted and at not in reading.taken and options[0].kind == "tag":
            leaves += name_leaf(reading, at, options[0], with_value)
    return leaves + loose_amounts(reading)


def _events(reading: Reading, hosts: list[Host]) -> dict[int, Event]:
    return {host.at: event for host in hosts if (event := reading.catalog.event(host.entry.event or ""))}


def _say_typos(reading: Reading) -> None:
    for item in reading.items:
        if isinstance(item, Mention) and (item.typo or _is_misspelt(reading, item)):
            typed, name = reading.words(item), item.entries[0].name
            reading.assume(f'"{typed}" read as "{name.to("en")}".', f"“{typed}”按“{name.to('zh')}”理解。")


def _is_misspelt(reading: Reading, item: Mention) -> bool:
    """Whether a word of it was read otherwise than it was typed."""
    words = [token for token in reading.tokens[item.start : item.end] if token.kind == "word"]
    return any(normalise(reading.text[token.start : token.end])[0] != token.text for token in words)


def _say_asides(reading: Reading) -> None:
    for item in reading.items:
        if not isinstance(item, Aside):
            continue
        words = reading.words(item)
        match item.why:
            case "purpose":
                reading.assume(
                    f'"{words}" taken as what it is for, not as a condition.', f"“{words}”按用途理解，不作为条件。"
                )
            case "remark":
                reading.assume(
                    f'"{words}" taken as a remark, not as a condition.', f"“{words}”按背景说明理解，不作为条件。"
                )
            case "label":
                reading.assume(
                    f'"{words}" taken for what the words behind it describe.', f"“{words}”按其后的说明理解。"
                )
            case "any":
                reading.assume(f'"{words}": any will do, so no condition.', f"“{words}”：均可，不作为条件。")


def _tag_type(reading: Reading, host: Host) -> str | None:
    return _type(reading, host.entry.tag)


def _type(reading: Reading, tag_id: str | None) -> str | None:
    tag = reading.catalog.tag(tag_id or "")
    return tag.type if tag else None
