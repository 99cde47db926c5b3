"""The page's own words, in both languages."""

from types import SimpleNamespace

from tools.language import Lang, Text

_WORDS = {
    "headline": Text(en="Who do you want to reach?", zh="想圈选什么样的人群？"),
    "promise": Text(
        en="Describe the audience in a sentence. You get a rule you can check, its size, and the reason for each part.",
        zh="用一句话描述，即可得到可核对的圈选规则、实时人数，以及每个条件的依据。",
    ),
    "placeholder": Text(en="Describe or adjust an audience", zh="描述想要的人群，或继续调整"),
    "synthetic": Text(en="Synthetic data", zh="合成演示数据"),
    "thinking": Text(en="Reading the request", zh="正在理解需求"),
    "conditions": Text(en="Conditions", zh="圈选条件"),
    "population": Text(en="Everyone", zh="大盘"),
    "kept": Text(en="keeps", zh="保留"),
    "adds": Text(en="without it", zh="去掉则"),
    "users": Text(en="users", zh="人"),
    "users_title": Text(en="Users", zh="人数"),
    "user": Text(en="user", zh="人"),
    "assumed": Text(en="Assumed", zh="默认理解"),
    "see_query": Text(en="See the query", zh="查看查询语句"),
    "value": Text(en="Trait", zh="特征"),
    "share": Text(en="Audience", zh="人群占比"),
    "base_share": Text(en="Population", zh="大盘占比"),
    "share_a": Text(en="A", zh="A 占比"),
    "share_b": Text(en="B", zh="B 占比"),
    "how_many": Text(en="How many similar users?", zh="扩展多少人？"),
    "expand_now": Text(en="Find them", zh="开始扩展"),
    "name": Text(en="Name", zh="人群名称"),
    "name_hint": Text(en="e.g. Spring campaign", zh="例如：春季活动人群"),
    "save_now": Text(en="Save", zh="保存"),
    "download": Text(en="Download the file", zh="下载文件"),
    "manifest": Text(en="Manifest", zh="导出清单"),
    "exporting": Text(en="Writing the file", zh="正在生成文件"),
}

BROKEN = Text(
    en="Something went wrong on our side. Your audience is as it was; please try again.",
    zh="系统出了点问题，当前人群没有变化，请稍后再试。",
)
BUSY = Text(en="The last request is still being worked on.", zh="上一个请求还在处理中。")
GONE = Text(
    en="This card can no longer be used. Please ask again.",
    zh="这张卡片已失效，请重新描述人群。",
)


def words(lang: Lang) -> SimpleNamespace:
    """Every word of the page in `lang`, by name."""
    return SimpleNamespace(**{name: text.to(lang) for name, text in _WORDS.items()})


def took(seconds: float, steps: int, lang: Lang) -> str:
    return Text(
        en=f"{steps} step{'' if steps == 1 else 's'} in {seconds:.1f} s", zh=f"共 {steps} 步，用时 {seconds:.1f} 秒"
    ).to(lang)


def source_parts(as_of: str, users: int, snapshot: str, lang: Lang) -> tuple[str, ...]:
    """What is searched: how many users, of which day, from which load."""
    texts = (
        Text(en=f"{users:,} users", zh=f"{users:,} 位用户"),
        Text(en=f"data as of {as_of}", zh=f"数据截至 {as_of}"),
        Text(en=f"snapshot {snapshot}", zh=f"快照 {snapshot}"),
    )
    return tuple(text.to(lang) for text in texts)
