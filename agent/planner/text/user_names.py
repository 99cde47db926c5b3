"""Who users are called: the nouns that stand for all of them."""

from tools.catalog.tokens import phrase

# Names for the same: where the table of users has one, the others say no more than it does.
_ALIKE = (
    ("accounts", "companies", "organisations", "organizations", "orgs", "businesses", "firms", "tenants", "workspaces",
     "teams", "clients", "公司", "企业", "组织", "团队", "单位", "机构"),
    ("students", "pupils", "learners", "children", "kids", "parents", "families", "trainees",
     "学生", "学员", "孩子", "小朋友", "家长", "学习者"),
    ("donors", "supporters", "givers", "contributors", "benefactors", "捐赠人", "捐款人", "捐赠者", "支持者"),
    ("guests", "travellers", "travelers", "holidaymakers", "住客", "宾客", "旅客"),
    ("passengers", "fliers", "flyers", "travellers", "travelers", "乘客", "旅客"),
    ("drivers", "motorists", "司机", "驾驶员"),
    ("residents", "tenants", "renters", "households", "住户", "租户", "租客"),
    ("readers", "subscribers", "读者", "订户"),
    ("players", "gamers", "玩家"),
    ("shoppers", "buyers", "买家"),
    ("policyholders", "insured", "保单持有人", "投保人"),
    ("patients", "患者", "病人"),
)  # fmt: skip


def names_of_users(table: str) -> frozenset[tuple[str, ...]]:
    """The nouns for users of a table of that name, as phrases: "fliers" are users, not those who flew."""
    said = phrase(table)
    alike = (phrase(name) for names in _ALIKE if said in [phrase(name) for name in names] for name in names)
    return frozenset((said, *alike))
