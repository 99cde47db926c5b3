"""A catalog for tables that came without one: types, names, units and roles of columns from headers and values.

What can be known is said; nothing is guessed beyond what the data shows. People improve it afterwards.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from tools.catalog.facts import ColumnFacts, Split, TableFacts
from tools.catalog.header import Header, read_header, words
from tools.catalog.model import Columns, Event, Identifier, IdType, Match, Name, Property, PropertyType, Tag
from tools.language import language_of

_Attribute = TypeVar("_Attribute", Tag, Property)

# Roles of columns by their names: lower case, without blanks and separators. Likeliest first.
_USER_IDS = (
    "userid", "uid", "customerid", "custid", "memberid", "accountid", "用户id", "用户编号", "用户号", "会员id",
    "会员号", "会员编号", "客户id", "客户编号", "客户号", "personid", "subscriberid", "householdid", "householdkey",
    "playerid", "userno", "userkey", "customerkey", "openid", "unionid", "deviceid", "user", "id",
)  # fmt: skip
_EVENT_TYPES = (
    "event", "eventtype", "eventname", "eventid", "action", "actiontype", "behavior", "behaviortype", "behaviour",
    "behaviourtype", "activity", "activitytype", "type", "事件", "事件类型", "事件名称", "行为", "行为类型",
    "动作", "操作",
)  # fmt: skip
_TIMES = (
    "ts", "time", "timestamp", "eventtime", "datetime", "date", "eventdate", "createdat", "createtime", "occurredat",
    "时间", "事件时间", "行为时间", "发生时间", "日期",
)  # fmt: skip
_IDENTIFIERS: dict[str, IdType] = {
    "phone": "phone", "mobile": "phone", "phonenumber": "phone", "mobilephone": "phone", "mobilenumber": "phone",
    "cellphone": "phone", "tel": "phone", "telephone": "phone", "手机": "phone", "手机号": "phone", "手机号码": "phone",
    "电话": "phone", "电话号码": "phone", "联系电话": "phone", "email": "email", "mail": "email",
    "emailaddress": "email", "邮箱": "email", "电子邮箱": "email", "邮箱地址": "email", "imei": "imei",
    "oaid": "oaid", "idfa": "idfa",
    "androidid": "android_id", "externalid": "external", "externaluserid": "external", "crmid": "external",
    "openid": "external", "unionid": "external", "外部id": "external",
}  # fmt: skip
_LATITUDES = ("latitude", "lat", "纬度")
_LONGITUDES = ("longitude", "lon", "lng", "long", "经度")
_CODE_WORDS = {"id", "ids", "code", "zip", "zipcode", "postcode", "postal", "key", "no", "sku", "barcode"}
_CODE_ENDINGS = ("编号", "编码", "代码", "邮编", "号", "码")
_FLAG_WORDS = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"}, {"是", "否"})
_MOST_DIGITS = 15  # a double holds no more digits than these exactly; longer ones are codes
_LONGEST_WORD = 40
_EVENT_KINDS = 100  # a column with more distinct texts does not tell kinds of events apart


def user_id_candidates(table: TableFacts) -> list[str]:
    """Columns that may hold the user id, likeliest first: by a name that says so, else unique and named like a key."""
    named = {_bare(column.name): column.name for column in reversed(table.columns)}
    by_name = [named[bare] for bare in _USER_IDS if bare in named]
    keys = [column.name for column in table.columns if _is_code(column.name) and _bare(column.name) not in _IDENTIFIERS]
    unique = {column.name for column in table.columns if column.known == column.distinct == table.rows}
    ranked = [*by_name, *(key for key in keys if key in unique)]
    return list(dict.fromkeys(sorted(ranked, key=lambda column: column not in unique)))


def infer_users(table: TableFacts, id_column: str) -> tuple[list[Tag], list[Identifier], list[str]]:
    """Tags and identifiers of a users table, and the columns left out because they hold nothing."""
    columns = [column for column in table.columns if column.name != id_column]
    ids = [Identifier(type=kind, column=column.name) for column in columns if (kind := _identifier(column))]
    empty = [column.name for column in columns if not column.known]
    taken = {identifier.column for identifier in ids} | set(empty)
    places = _places([column for column in columns if column.name not in taken])
    taken |= {name for place in places if place.columns for name in (place.columns.lat, place.columns.lon)}
    tags = [_tag(column) for column in columns if column.name not in taken]
    return _unique(sorted([*tags, *places], key=lambda tag: _position(tag, columns))), ids, empty


def event_user_candidates(table: TableFacts, user_id: str) -> list[str]:
    """Columns of an event table that may hold the user, likeliest first: named as in the users table, by a name that
    says so, or like a key."""
    named = {_bare(column.name): column.name for column in reversed(table.columns)}
    by_name = [named[bare] for bare in (_bare(user_id), *_USER_IDS) if bare in named]
    return list(dict.fromkeys([*by_name, *(column.name for column in table.columns if _is_code(column.name))]))


def time_column(table: TableFacts) -> str | None:
    """The column with the time of an event: it reads as a time; of several the one whose name says so."""
    candidates = [
        column.name
        for column in table.columns
        if column.kind in ("date", "time", "zoned_time")
        or _reads_as_day(column)
        or (_bare(column.name) in _TIMES and column.mostly(column.days))
    ]
    return min(candidates, key=_time_rank, default=None)


def event_type_column(table: TableFacts, taken: Collection[str]) -> str | None:
    """The column that tells kinds of events apart, if there is one."""
    named = {_bare(column.name): column for column in reversed(table.columns) if column.name not in taken}
    for bare in _EVENT_TYPES:
        column = named.get(bare)
        if column and column.kind == "text" and 0 < column.distinct <= _EVENT_KINDS:
            return column.name
    return None


def infer_event(
    table: TableFacts, user: str, time: str, match: Match | None = None, whole: TableFacts | None = None
) -> Event:
    """One event: the table itself, or the rows of it that `match`; `table` was measured over these rows alone.

    `whole` was measured over all rows, and tells the types: a column has one type, whatever few rows hold.
    """
    header = read_header(str(match.value) if match else table.name)
    taken = {user, time} | ({match.column} if match else set())
    known = {column.name for column in table.columns if column.known} - taken
    properties = [_property(column) for column in (whole or table).columns if column.name in known]
    return Event(
        id=header.id, table=table.name, match=match, user=user, time=time, name=header.name,
        properties=tuple(_unique(properties)),
    )  # fmt: skip


def infer_type(column: ColumnFacts) -> PropertyType:
    """The type that nearly all known values have. What looks like a code stays text."""
    seen = {value.lower() for value in column.values}
    match column.kind:
        case "list":
            return "set"
        case "flag":
            return "flag"
        case "date" | "time" | "zoned_time":
            return "date"
        case "other":
            return "choice"
        case "text" | "integer" | "decimal":
            if seen == {"0", "1"} or (seen and any(seen <= pair for pair in _FLAG_WORDS)):
                return "flag"
            if _reads_as_day(column):
                return "date"
            code = column.leading_zeros or column.most_digits > _MOST_DIGITS or _is_code(column.name)
            if column.mostly(column.numbers) and not code:
                return "number"
            return "set" if separator_of(column) else "choice"


def separator_of(column: ColumnFacts) -> str | None:
    """What separates the values of a set in text: the mark that makes few words, used again and again, of many."""
    if column.kind != "text":
        return None
    fitting = [mark for mark, split in column.splits.items() if _separates(mark, split, column)]
    return max(fitting, key=lambda mark: column.splits[mark].rows, default=None)


def _separates(mark: str, split: Split, column: ColumnFacts) -> bool:
    often = split.rows >= max(2, 0.05 * column.known)
    reused = split.atoms * 2 <= split.tokens and split.longest <= _LONGEST_WORD
    # "Springfield, Ohio" always has two parts: commas within one value, not between several.
    return often and reused and (mark not in ",，" or split.fewest != split.most)


def _reads_as_day(column: ColumnFacts) -> bool:
    """Dates and times as text, and days such as 20260105; numbers of seconds do not count as days unless they are
    named so."""
    epoch = column.most_digits in (10, 13) and not any(mark in value for value in column.values for mark in "-/.年:")
    return column.kind in ("text", "integer", "decimal") and column.mostly(column.days) and not epoch


def _tag(column: ColumnFacts) -> Tag:
    kind = infer_type(column)
    header = _header(column, kind)
    return Tag(
        id=header.id, column=_column(column, header), type=kind, name=header.name, unit=header.unit,
        separator=separator_of(column) if kind == "set" else None,
    )  # fmt: skip


def _property(column: ColumnFacts) -> Property:
    return Property.model_validate(_tag(column).model_dump(exclude={"columns"}))


def _header(column: ColumnFacts, kind: PropertyType) -> Header:
    """The header, with a unit only for numbers, and without the "is" of a flag."""
    header = read_header(column.name, measured=kind == "number")
    match kind:
        case "number":
            note = header.note
            own = None if note is None else Name(en=note) if language_of(note) == "en" else Name(zh=note)
            return replace(header, unit=header.unit or own)
        case "flag":
            bare = re.sub(r"^([Ii]s|[Hh]as|IS|HAS)([ _]+|(?=[A-Z]))", "", column.name)
            return Header(header.id, read_header(bare).name)
        case _:
            return replace(header, unit=None)


def _column(column: ColumnFacts, header: Header) -> str | None:
    return column.name if column.name != header.id else None


def _places(columns: list[ColumnFacts]) -> list[Tag]:
    """Pairs such as home_lat and home_lon, which hold degrees."""
    longitudes = {rest: column for column in columns if (rest := _coordinate(column, _LONGITUDES)) is not None}
    places = []
    for column in columns:
        rest = _coordinate(column, _LATITUDES)
        if rest is None or rest not in longitudes:
            continue
        columns_of = Columns(lat=column.name, lon=longitudes[rest].name)
        header = read_header(rest) if rest else Header("location", Name(en="Location", zh="位置"))
        places.append(Tag(id=header.id, type="place", columns=columns_of, name=header.name))
    return places


def _coordinate(column: ColumnFacts, marks: tuple[str, ...]) -> str | None:
    """The header without its word for a coordinate (`home_lat` → home); None where it is none."""
    if not column.mostly(column.in_degrees):
        return None
    parts = words(column.name)
    for mark in marks:
        if mark in parts:
            return " ".join(part for part in parts if part != mark)
        if not mark.isascii() and mark in column.name:
            return column.name.replace(mark, "").strip(" _-()（）")
    return None


def _identifier(column: ColumnFacts) -> IdType | None:
    kind = _IDENTIFIERS.get(_bare(column.name))
    if kind == "phone":  # not a column of phone brands
        return (
            kind
            if sum(len(re.sub(r"\D", "", value)) >= 7 for value in column.values) * 2 > len(column.values)
            else None
        )
    if kind == "email":
        return kind if any("@" in value for value in column.values) else None
    return kind if column.known else None


def _is_code(name: str) -> bool:
    return bool(_CODE_WORDS & set(words(name))) or name.strip().endswith(_CODE_ENDINGS)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _time_rank(name: str) -> int:
    bare = _bare(name)
    return _TIMES.index(bare) if bare in _TIMES else len(_TIMES)


def _position(tag: Tag, columns: list[ColumnFacts]) -> int:
    names = [column.name for column in columns]
    return names.index(tag.columns.lat if tag.columns else tag.stored_in)


def _unique(attributes: Iterable[_Attribute]) -> list[_Attribute]:
    """An id that is taken gets a number."""
    taken: dict[str, _Attribute] = {}
    for attribute in attributes:
        wanted, column, n = attribute.id, attribute.stored_in, 1
        while attribute.id in taken:
            n += 1
            place = isinstance(attribute, Tag) and attribute.columns is not None
            attribute = attribute.model_copy(update={"id": f"{wanted}_{n}", "column": None if place else column})
        taken[attribute.id] = attribute
    return list(taken.values())
