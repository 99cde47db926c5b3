"""Requests over tables that were loaded as they were: nobody wrote a word of their catalogs."""

from pathlib import Path

import pytest

from tests.planner.conversation import Conversation, grounding, outcome
from tools.ingest.load import load
from tools.workspace import Workspace

SHOP = [
    "会员号,性别,年龄,城市,会员等级,注册时间,注册渠道,累计消费金额(元),手机品牌,偏好品类,是否会员日参与",
    "1,女,31,深圳,金卡,2026-01-05,门店,320.5,苹果,手机、耳机,是",
    "2,男,45,杭州,普通,2025-03-01,小程序,88,华为,手机,否",
    "3,女,28,深圳,银卡,2024-07-09,门店,12,苹果,耳机、手机,是",
]
ORDERS = [
    "会员号,行为时间,行为类型,品类,金额",
    "1,2026-09-30,下单,手机,99.5",
    "2,2026-09-01,加购,耳机,",
    "3,2026-09-02,下单,耳机,20",
]
MUSEUM = [
    "visitor_id,gender,age,is_member,membership_tier,totalSpendGbp,birth_date,signup_channel",
    "1,F,31,1,Patron,320.5,1995-02-01,website",
    "2,M,45,0,,88,1981-02-01,partner",
    "3,F,61,1,Friend,12,1965-02-01,website",
]
ACTIVITY = [
    "visitor_id,event_time,event_type,amount,ticket_type",
    "1,2026-09-30,shop_purchase,99.5,",
    "2,2026-09-01,visit,,student",
    "3,2026-09-02,cafe_purchase,20,",
]


LEADS = [
    "customer_id,gender,city,budget_max,credit_score,wants_loan,last_login_at,saved_items_cnt,insurance_expiry_date",
    "1,male,Shanghai,200000,640,1,2026-09-20,12,2026-11-02",
    "2,female,Hangzhou,90000,710,0,2026-08-02,3,2027-01-15",
    "3,female,Shanghai,150000,580,1,2026-09-28,0,2026-10-20",
]
DEALS = [
    "customer_id,event_type,created_at,price,discount_amount,is_refunded",
    "1,order,2026-09-30,180000,5000,0",
    "2,order,2026-09-02,80000,0,1",
    "3,cancel,2026-09-05,140000,2000,0",
    "3,order,2026-09-01,140000,2000,0",
]


def heard(folder: Path, users: list[str], events: list[str], said: str) -> str:
    (folder / "members.csv").write_text("\n".join(users), "utf-8")
    (folder / "log.csv").write_text("\n".join(events), "utf-8")
    load(folder / "workspace", folder / "members.csv", [folder / "log.csv"])
    snapshot = Workspace(folder / "workspace").snapshot
    return outcome(Conversation(grounding(snapshot.path / "catalog.yaml")).say(said))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("women in Shenzhen", "性别=女 & 城市=深圳"),
        ("gold members who ordered in the last 30 days", "会员等级=金卡 & 下单[last 30 day]>=1"),
        ("深圳的女性，买过耳机", "城市=深圳 & 性别=女 & 下单[品类=耳机]>=1"),
        ("累计消费超过100的", "累计消费金额>100"),
        ("近一年消费超过100的", "sum(下单[last 1 year].金额)>100"),
        ("spent more than 100 in total", "累计消费金额>100"),
        ("门店注册的", "注册渠道=门店"),
        ("用苹果手机的", "手机品牌=苹果"),
        ("VIP客户", "asks: VIP"),
    ],
)
def test_a_chinese_table_is_asked_in_both_languages(tmp_path: Path, said: str, means: str) -> None:
    assert heard(tmp_path, SHOP, ORDERS, said) == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("30岁以上的女会员", "age>=30 & gender=F & is_member=true"),
        ("members over 60", "is_member=true & age>60"),
        ("patrons who visited this year", "membership_tier=Patron & visit[this year]>=1"),
        ("students who visited this year", "visit[ticket_type=student, this year]>=1"),
        ("born in the 80s", "birth_date 1980-01-01..1989-12-31"),
        ("spent over £50 in a single shop purchase", "shop_purchase[amount>50]>=1"),
        ("anyone who spent over £50 in total", "total_spend_gbp>50"),
        ("loyal visitors", "asks: loyal"),
    ],
)
def test_an_english_table_is_asked_in_both_languages(tmp_path: Path, said: str, means: str) -> None:
    assert heard(tmp_path, MUSEUM, ACTIVITY, said) == means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("上海预算15万以上、需要贷款的女性", "city=Shanghai & budget_max>=150000 & wants_loan=true & gender=female"),
        ("信用分低于600的", "credit_score<600"),
        ("最近7天登录过的", "last_login_at last 7 day"),
        ("保险下个月到期的", "insurance_expiry_date 2026-10-01..2026-10-31"),
        ("取消过订单的", "cancel>=1"),
        ("cancelled an order", "cancel>=1"),
        ("refunded orders this month", "order[is_refunded=true, this month]>=1"),
        ("more than 10 saved items", "saved_items_cnt>10"),
        ("ordered above 100,000", "order[price>100000]>=1"),
    ],
)
def test_a_table_with_nothing_but_english_headers_is_asked_in_both_languages(
    tmp_path: Path, said: str, means: str
) -> None:
    assert heard(tmp_path, LEADS, DEALS, said) == means
