"""The words of the two languages that carry no business meaning: how conditions are joined, negated, counted, ranked,
and what may be passed over. What a word of a customer's business means stands in the catalog, never here.
"""

from typing import Literal

Glue = Literal[
    "and", "or", "list", "comma", "stop", "of", "not", "never", "except", "except_end", "neither", "nor", "both", "but", "open", "close",
    "union", "intersection", "minus",
]  # fmt: skip
GLUE: dict[Glue, tuple[str, ...]] = {
    "and": ("和", "与", "及", "以及", "且", "并且", "而且", "并", "同时", "又", "还", "也", "and", "as well as", "plus", "and also", "also", "&", "+", "&&", "以及还", "并且还", "且还", "其中", "当中", "还得", "还要", "and who", "and have"),
    "or": ("或", "或者", "或是", "或者是", "要么", "or", "and/or", "either", "||", "抑或", "要不"),
    "list": ("、", "/", "|"),
    "comma": (",", "，", ":", "：", "-", "—", "–"),
    "stop": (".", "。", ";", "；", "!", "！", "?", "？", "\n"),
    "of": ("的", "之"),
    "not": (
        "不", "不是", "不在", "不要", "没", "没有", "未", "非", "无", "没有过", "不含", "不包括", "不包含", "不想要", "还没", "还没有", "尚未", "从未", "未曾", "并非",
        "不属于", "不喜欢", "不看", "不用", "没在", "没有在", "别要", "别", "not", "no", "non", "without", "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "haven't", "hasn't",
        "hadn't", "never", "who don't", "do not", "does not", "did not", "have not", "has not", "are not", "is not", "dont", "didnt", "havent", "hasnt", "isnt", "arent", "lacking", "lack", "not in", "won't", "cannot", "can't", "no longer", "not yet", "yet to", "have yet to", "has yet to",
    ),
    "never": ("从来没有", "从来没", "从没", "从未", "never ever"),
    "except": (
        "除了", "除去", "除开", "排除", "剔除", "刨除", "排掉", "过滤掉", "除", "不算", "不计", "except", "except for", "excluding", "exclude", "excludes", "other than", "apart from",
        "but not", "leave out", "leaving out", "filter out", "minus", "aside from", "besides", "排除掉", "剔除掉", "扣除", "扣掉", "减去", "筛掉", "skip", "omit", "but exclude", "and exclude",
    ),
    "except_end": ("以外", "之外", "外", "除外"),
    "neither": ("neither", "既不", "既没有", "既没", "既非", "既不是"),
    "nor": ("nor", "也不", "也没有", "也没", "又不", "又没有", "又没", "也非", "也不是", "又不是"),
    "both": ("both", "都", "既", "全都", "都有"),
    "but": ("但", "但是", "不过", "却", "but", "however", "yet", "可是", "然而", "while", "whereas"),
    "open": ("(", "（", "[", "【"),
    "close": (")", "）", "]", "】"),
    "union": ("并集", "合并", "合集", "union", "union of", "the union of", "combined"),
    "intersection": ("交集", "重叠", "重合", "intersection", "intersection of", "the intersection of", "overlap", "overlap of", "the overlap of", "overlap between"),
    "minus": ("差集",),
}  # fmt: skip

Aspect = Literal["sum", "avg", "max", "min", "distinct", "each", "top", "bottom", "random", "known", "unknown", "near", "happened"]
ASPECTS: dict[Aspect, tuple[str, ...]] = {
    "sum": ("总", "总共", "累计", "累积", "合计", "一共", "共", "总计", "共计", "加起来", "total", "in total", "altogether", "sum", "sum of", "cumulative", "cumulatively", "overall", "a total of", "总额", "总和", "total of"),
    "avg": ("平均", "均", "人均", "平均每次", "average", "on average", "avg", "mean", "averaging", "an average"),
    "max": ("单次最高", "最大一笔", "最高一次", "单笔最高", "largest", "biggest", "maximum single"),
    "min": ("最低一次", "单笔最低", "smallest"),
    "distinct": ("不同", "不同的", "种不同", "different", "distinct", "unique", "separate"),
    "each": ("单笔", "每笔", "每次", "单次", "每单", "单单", "一笔", "each", "per order", "each time", "a single", "single", "every time", "in one go", "apiece"),
    "top": ("最高", "最多", "最大", "最强", "最好", "最近", "最新", "排名前", "排前", "前", "靠前", "top", "highest", "most", "largest", "best", "biggest", "the top", "the most", "highest by", "最高的", "最多的", "最大的", "最活跃的", "排名靠前", "排名最高"),
    "bottom": ("最低", "最少", "最小", "垫底", "靠后", "后", "倒数", "bottom", "lowest", "least", "fewest", "smallest", "the bottom", "the least", "最低的", "最少的", "最小的", "排名后"),
    "random": ("随机", "随机抽取", "随机抽", "随机选", "随机挑", "抽样", "抽取", "抽", "任意", "random", "randomly", "at random", "a random", "random sample of", "a random sample of", "sample of", "a sample of", "sample", "randomly chosen", "randomly selected", "randomly pick", "randomly choose"),
    "known": ("已知", "有记录", "known", "has a known", "with known", "with a known", "不为空", "非空"),
    "unknown": ("未知", "不明", "缺失", "为空", "unknown", "missing", "with no known", "空值", "不详"),
    "near": ("附近", "周边", "周围", "方圆", "半径", "near", "nearby", "around", "close to", "radius", "within a radius of", "in a radius of", "radius of", "away from", "from"),
    "happened": ("过", "了", "已经", "已", "曾", "曾经", "有过", "already", "ever", "at some point", "before"),
}  # fmt: skip

# What may be passed over: people, politeness, grammar. Nothing here narrows an audience.
FILLER: tuple[str, ...] = (
    "用户", "的用户", "人群", "人群包", "人", "的人", "客户", "顾客", "消费者", "人士", "群体", "人员", "者", "族", "同学", "朋友", "们", "一批", "一群", "一些", "一下", "一个", "一波", "一拨", "一部分", "那些", "哪些", "所有", "全部", "全体", "全量", "大盘", "整体",
    "请", "请帮我", "帮我", "帮", "帮忙", "麻烦", "给我", "给", "我", "我们", "咱们", "你", "您", "想", "想要", "我想", "我想要", "想找", "需要", "要", "希望", "打算", "准备", "能不能", "能否", "可以", "可不可以", "能", "吗", "呢", "吧", "啊", "呀", "哦", "嗯", "哈", "谢谢", "谢了", "你好", "您好", "嗨",
    "找", "找出", "找到", "找一下", "查", "查找", "查询", "查一下", "看", "看看", "看一下", "圈", "圈选", "圈出", "圈一下", "圈定", "筛", "筛选", "筛选出", "筛出", "选", "选出", "选取", "挑", "挑选", "挑出", "定位", "锁定", "提取", "拉", "拉出", "拉一下", "列出", "捞", "捞出", "捞一下", "建", "创建", "新建", "生成", "搞", "弄", "做", "来", "出", "出来", "下", "得到", "获取", "统计", "数一下", "有多少", "多少", "多少人", "多少个", "几个", "规模", "数量", "人数",
    "是", "为", "有", "在", "于", "从", "到", "住", "住在", "居住", "居住在", "位于", "来自", "处于", "属于", "具有", "拥有", "带有", "含有", "包含", "包括", "符合", "满足", "对", "对于", "关于", "针对", "把", "将", "被", "让", "使用", "使用了", "用", "用了", "进行", "进行过", "发生", "发生过", "产生", "就", "才", "再", "都是", "均为", "等于", "那", "那种", "这", "这种", "这样", "其", "它们", "什么", "怎样", "某", "每个", "每位", "条件", "要求", "标签", "范围", "之间", "方面", "情况", "类型", "类", "型", "级", "级别", "等级", "时候", "的话", "感觉", "比较", "大概", "主要", "只", "只要", "仅", "仅限", "只看", "只有", "光", "限定", "限", "即", "等", "等等", "个", "位", "名", "且是", "目标", "受众", "喜好", "喜欢", "爱", "偏好", "家里", "家", "中", "内", "上", "地区", "地方", "城市里", "当地", "过的", "了的", "发", "推", "推送", "投放", "触达", "营销", "发券", "发个券", "发优惠券", "发短信", "发消息", "做活动", "做推广", "做个活动", "想给", "给他们", "发放", "群发",
    "the", "a", "an", "of", "for", "to", "in", "at", "on", "by", "with", "from", "as", "into", "onto", "who", "whom", "whose", "which", "that", "theirs", "he", "she", "it", "its", "his", "her", "there", "where", "when", "what", "all", "any", "every", "each of", "some", "everyone", "everybody", "anyone", "anybody", "someone", "users", "user", "people", "persons", "individuals", "customers", "customer", "clients", "consumers", "shoppers", "audience", "audiences", "segment", "segments", "group", "groups", "folks", "guys", "members of", "population", "owner", "owners", "holder", "holders", "those who", "fans", "lovers", "fan", "lover",
    "find", "show", "get", "give", "list", "me", "us", "i", "we", "you", "my", "our", "your", "i'd", "i'm", "we're", "i'll", "let's", "lets", "let", "want", "wants", "need", "would", "like", "could", "can", "please", "pls", "thanks", "thank you", "hi", "hello", "hey", "how many", "number of", "count", "count of", "select", "target", "build", "create", "make", "pull", "fetch", "look for", "looking for", "look", "identify", "search", "query", "retrieve", "locate", "reach", "am", "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "having", "do", "does", "did", "done", "will", "shall", "should", "may", "might", "must", "so", "too", "very", "really", "just", "only", "then", "than", "now", "currently", "current", "presently", "living", "live", "lives", "lived", "based", "located", "residing", "resident", "residents", "reside", "staying", "coming", "come", "made", "own", "owns", "owned", "owning", "hold", "holds", "possess", "use", "uses", "using", "whether", "if", "such", "whatever", "interested in", "interested", "into", "love", "enjoy", "enjoys", "loves", "likes", "prefer", "prefers", "send", "sent", "sending", "campaign", "campaigns", "them a", "whoever", "out", "up", "there are", "here", "about", "among", "within", "during", "per", "via", "through", "placed", "place", "performed", "perform", "whose", "one", "ones", "s", "re", "ve", "m", "ll", "d", "'s", "year olds", "olds", "level", "type", "status", "area",
    "\"", "'", "“", "”", "‘", "’", "《", "》", "「", "」", "*", "·", "_", "@", "#", "~", "`", "…", "=",
)  # fmt: skip
