"""Who meets a condition, as a bitmap of user ordinals: from the index where it knows, else asked of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyroaring import BitMap
from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.event import holds, is_once_or_never, matching, user_of, users_by_event
from tools.compiler.expressions import table
from tools.compiler.lookup import find_event
from tools.compiler.near import centre
from tools.compiler.saved import Inside, saved_definition
from tools.compiler.sequence import users_in_sequence
from tools.engine.remembered import Remembered
from tools.index.audience_index import AudienceIndex, Held
from tools.index.audiences import Audiences
from tools.index.bitmaps import Ordinals, everyone, of_flags, of_ordinals
from tools.index.place import Place
from tools.index.rows import Rows
from tools.index.tag_members import tag_members
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Formula,
    InSegment,
    Near,
    Not,
    TagCondition,
)
from tools.segment import Sequence as EventSequence
from tools.segment.base import Leaf
from tools.segment.uses import stands_alone

if TYPE_CHECKING:
    import pyarrow as pa

# Of fewer than one user in so many, a list makes a bitmap sooner than flags.
_FEW = 100
# Events that are counted at a time, for the sake of memory.
_EVENTS = 2**23


class Members:
    """Members of checked conditions in one warehouse. It never changes, so what was answered once stays true.

    `query` runs a query there; what it raises is raised here. Safe to use from several threads; the bitmaps are shared
    and must not be changed.
    """

    def __init__(
        self,
        query: Callable[[exp.Query], pa.Table],
        context: Context,
        index: AudienceIndex | None = None,
        audiences: Audiences | None = None,
    ):
        self._query = query
        self._context = context
        self.index = index
        self._audiences = audiences
        self._remembered = Remembered()

    @cached_property
    def population(self) -> int:
        if self.index is not None:
            return self.index.users
        users = exp.select(exp.Count(this=exp.Star())).from_(table(self._context.catalog.users.table))
        return int(self._query(users).column(0)[0].as_py())

    def count(self, condition: Condition) -> int:
        """Number of users who meet a condition; of two bitmaps without making a third."""
        match condition:
            case All(of=(*first, Not(of=last))) if first:
                return int(self.of(All(of=tuple(first))).difference_cardinality(self.of(last)))
            case All(of=(*first, last)) if first:
                members = self.of(All(of=tuple(first)))
                return int(members.intersection_cardinality(self.of(last))) if members else 0
            case Not(of=part):
                return self.population - self.count(part)
            case _:
                return len(self.of(condition))

    def audience(self, definition: Definition, inside: Inside = ()) -> BitMap:
        """The users of a definition, whatever their order. `inside` are the saved segments that it is part of."""
        if definition.limit is None and definition.sample is None:
            return self.of(definition.where, inside)
        users = compile_definition(definition, self._context)
        # By its SQL, since the name of a segment in it may come to mean another definition.
        return self._remembered.get(users.sql(dialect="duckdb"), lambda: self._answer(self._numbered(users)))

    def of(self, condition: Condition, inside: Inside = ()) -> BitMap:
        """The users who meet a condition. `inside` are the saved segments that it is part of."""
        match condition:
            case All(of=parts):
                return self._of_all(parts, inside)
            case AnyOf() | Not() if self._is_one_question(condition):
                return self._of_leaf(condition)
            case AnyOf(of=parts):
                return BitMap.union(*(self.of(part, inside) for part in parts)) if parts else BitMap()
            case Not(of=part):
                return self._everyone - self.of(part, inside)
            case InSegment():
                return self._of_segment(condition, inside)
            case _:
                return self._of_leaf(condition)

    def _of_all(self, parts: Sequence[Condition], inside: Inside) -> BitMap:
        """What is at hand comes first, what must be asked of the database last, and only while somebody is left."""
        among = self._everyone
        for part in sorted(parts, key=self._must_be_asked):
            if not among:
                break
            among = among - self.of(part.of, inside) if isinstance(part, Not) else among & self.of(part, inside)
        return among

    def _of_segment(self, condition: InSegment, inside: Inside) -> BitMap:
        definition = saved_definition(condition, self._context, inside)
        inside = (*inside, (condition.segment, condition.version))
        audiences = self._audiences
        if audiences is None or not stands_alone(definition):
            return self.audience(definition, inside)
        return self._remembered.get(definition, lambda: self._kept(definition, audiences))

    def _kept(self, definition: Definition, audiences: Audiences) -> BitMap:
        """The audience of a saved segment, from its file; worked out and put there where it has none."""
        sql = compile_definition(definition, self._context).sql(dialect="duckdb")
        members = audiences.find(sql)
        if members is None:
            members = self.audience(definition)
            audiences.keep(sql, members)
        return members

    def _is_one_question(self, condition: Condition) -> bool:
        """Whether all of it must be asked of the database and is about columns of the users table: then it costs no
        more than one of its parts."""
        plain = (TagCondition, Near)
        return all(isinstance(leaf, plain) and self._held(leaf.tag) is None for leaf in _leaves(condition))

    def _of_leaf(self, leaf: Condition) -> BitMap:
        bare = leaf.model_copy(update={"because": None}) if isinstance(leaf, Leaf) else leaf
        return self._remembered.get(bare, lambda: self._found(bare))

    def _found(self, leaf: Condition) -> BitMap:
        by_ordinal = self._by_ordinal
        match leaf:
            case TagCondition(tag=tag) if (held := self._held(tag)) is not None:
                return tag_members(held, leaf, self._context.catalog.today)
            case Near(tag=tag) if isinstance(held := self._held(tag), Place):
                return held.within(*centre(leaf, self._context.catalog), leaf.radius_m)
            case EventCondition(measure="count") if by_ordinal is not None and not is_once_or_never(leaf):
                return self._counted(leaf, by_ordinal)
            case EventCondition() if by_ordinal is not None:
                users, fail = users_by_event(leaf, by_ordinal)
                found = self._answer(users)
                return self._everyone - found if fail else found
            case EventSequence() if by_ordinal is not None:
                return self._answer(users_in_sequence(leaf, by_ordinal))
            case Formula() if by_ordinal is not None:
                return self._asked(Definition(where=leaf), Context(by_ordinal, self._context.saved))
            case _:
                return self._asked(Definition(where=leaf), self._context)

    def _counted(self, condition: EventCondition, by_ordinal: Catalog) -> BitMap:
        """Events are counted by ordinal here, which takes a third of the time that the database needs to group them."""
        event = find_event(by_ordinal, condition.event)
        users = self._ordinals(matching(condition, event, by_ordinal).select(user_of(event, by_ordinal)))
        counts = np.zeros(self.population, np.int64)
        for start in range(0, len(users), _EVENTS):
            counts += np.bincount(users[start : start + _EVENTS], minlength=len(counts))
        return of_flags(holds(condition, counts))

    def _asked(self, definition: Definition, context: Context) -> BitMap:
        return self._answer(self._numbered(compile_definition(definition, context)))

    def _numbered(self, users: exp.Select) -> exp.Select:
        """A query of users with their ordinals in place of their ids."""
        return users.select(self._rows.ordinal, append=False).from_(self._rows.source)

    def _answer(self, ordinals: exp.Query) -> BitMap:
        """The users of a query of one column, their ordinals, in which some may be several times."""
        users = self._ordinals(ordinals)
        if len(users) < self.population // _FEW:
            return of_ordinals(users)
        flags = np.zeros(self.population, np.bool_)
        flags[users] = True
        return of_flags(flags)

    def _ordinals(self, query: exp.Query) -> Ordinals:
        """The answers to a query of one column of ordinals."""
        answer = self._query(query).column(0)
        # Arrow's own `to_numpy` of a whole column imports pandas, which takes longer than a request.
        parts = [np.from_dlpack(part) for part in answer.chunks if len(part)]
        return np.concatenate(parts).astype(np.uint32, copy=False) if parts else np.empty(0, np.uint32)

    def _held(self, tag_id: str) -> Held | None:
        return self.index.tag(tag_id) if self.index is not None else None

    def _must_be_asked(self, condition: Condition) -> bool:
        """Whether the database has to be asked for some of it."""
        plain = (TagCondition, Near)
        return any(not isinstance(leaf, plain) or self._held(leaf.tag) is None for leaf in _leaves(condition))

    @cached_property
    def _everyone(self) -> BitMap:
        return everyone(self.population)

    @cached_property
    def _rows(self) -> Rows:
        users = self._context.catalog.users.table
        nobody = exp.Select().from_(table(users)).select(exp.Star()).limit(0)
        return Rows(users, self._query(nobody).column_names)

    @cached_property
    def _by_ordinal(self) -> Catalog | None:
        """The catalog as if ordinals were the users' ids, in which events are matched by number instead of by text.
        None where events have no ordinals."""
        catalog = self._context.catalog
        if self.index is None:
            return None
        ordinals = self.index.event_users
        users = catalog.users.model_copy(update={"id": self._rows.ordinal.name})
        events = tuple(
            event.model_copy(update={"user": ordinals[event.table][event.user or catalog.users.id]})
            for event in catalog.events
        )
        return catalog.model_copy(update={"users": users, "events": events})


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _leaves(part)
        case Not(of=part):
            yield from _leaves(part)
        case _:
            yield condition
