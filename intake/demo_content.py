"""Who and what is in the demo fund's open round: people, groups, gifts and applications. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

HOST = "miharashi.example"


def address(key: str) -> str:
    """Under the domain that is reserved for examples."""
    return f"{key}@{HOST}"


# Who signs in: key, role as shown, name, office roles.
CAST: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("donor", "寄附者", "木村 健", ()),
    ("donor2", "寄附者(昨年の寄附の行き先が決まった)", "林 文", ()),
    ("applicant", "申請者(みはらし里山の会 代表者)", "青木 実", ()),
    ("treasurer", "申請者(みはらし里山の会 会計)", "馬場 和子", ()),
    ("applicant2", "申請者(はらっぱ文庫 代表者)", "藤井 信", ()),
    ("applicant3", "申請者(緑地を守る会・坂の上カフェ 代表者)", "村上 望", ()),
    ("chair", "審査委員長", "千葉 澄", ()),
    ("reviewer1", "審査委員", "土井 亮", ()),
    ("reviewer2", "審査委員", "江口 真帆", ()),
    ("reviewer3", "審査委員", "福田 修", ()),
    ("reviewer4", "審査委員", "後藤 千晶", ()),
    ("reviewer5", "審査委員", "原 実", ()),
    ("officer", "事務局(起案者)", "遠藤 恵", ("officer",)),
    ("approver", "事務局(承認者)", "池田 正", ("approver",)),
    ("approver2", "事務局(承認者・二人目)", "上野 明", ("approver",)),
    ("cashier", "事務局(出納)", "大野 光", ("cashier",)),
    ("admin", "事務局(管理者)", "加納 睦", ("administrator",)),
    ("auditor", "監査", "北川 学", ("auditor",)),
)

COMMITTEE = (
    ("V1", "chair", "大学教授"),
    ("V2", "reviewer1", "市民委員"),
    ("V3", "reviewer2", "市民委員"),
    ("V4", "reviewer3", "信用組合"),
    ("V5", "reviewer4", "NPOセンター"),
    ("V6", "reviewer5", "市職員"),
)


@dataclass(frozen=True)
class DemoGroup:
    """A group new to the fund, spoken for by `voice`; bank and branch exist, the account does not."""

    name: str
    kana: str
    voice: str
    bank: str
    branch: str
    number: str
    holder: str
    others: tuple[tuple[str, str], ...] = ()


GROUPS: tuple[DemoGroup, ...] = (
    DemoGroup(
        "みはらし里山の会",
        "ミハラシサトヤマノカイ",
        "applicant",
        "0009",
        "596",
        "0000505",
        "ミハラシサトヤマノカイ",
        (("treasurer", "treasurer"),),
    ),
    DemoGroup("はらっぱ文庫", "ハラッパブンコ", "applicant2", "0001", "388", "0000606", "ハラツパブンコ"),
    DemoGroup("坂の上カフェ", "サカノウエカフェ", "applicant3", "0001", "370", "0000707", "サカノウエカフエ"),
)

# A group of last year for which somebody of the demo speaks now: its second award would be at 2/3 (R3).
RETURNING = ("みはらし緑地を守る会", "applicant3")
# One whose department allows a single award: the desk will find it ineligible (R3).
ONCE_ONLY = "みはらし歴史散歩の会"


@dataclass(frozen=True)
class DemoGift:
    """`days_ago` counts from today; `done` is how far it got: pledged, received or receipted."""

    days_ago: int
    donor: str
    amount: int
    method: str
    sub_fund: str
    publicity: str = "name"
    done: str = "received"


DONORS: Final = ("donor", "donor2")

GIFTS: tuple[DemoGift, ...] = (
    DemoGift(26, "山本 和子", 5_000, "cash", "GEN", "anonymous"),
    DemoGift(25, "木村 健", 30_000, "bank", "GEN", done="receipted"),
    DemoGift(21, "松本 彩", 20_000, "card", "GEN", "anonymous"),
    DemoGift(18, "株式会社みはらし印刷", 400_000, "bank", "GEN", done="receipted"),
    DemoGift(14, "井上 隆", 50_000, "bank", "GEN"),
    DemoGift(12, "みどり造園株式会社", 150_000, "bank", "GRN"),
    DemoGift(9, "清水 翔", 30_000, "bank", "NGO"),
    DemoGift(6, "林 文", 10_000, "cash", "GRN"),
    DemoGift(3, "みはらし建設株式会社", 100_000, "bank", "GEN", done="pledged"),
    DemoGift(2, "木村 健", 10_000, "bank", "GRN", done="pledged"),
)
UNKNOWN_PAYER = (4, 7_000, "通帳の摘要: ヤマダ")


# A question of the group that filed first, and the office's answer: days ago, who, what, about which field.
MESSAGES: tuple[tuple[int, str, str, str], ...] = (
    (3, "group", "講師を二人にしても、報償費は対象になりますか。", "expenses"),
    (2, "office", "はい、対象になります。人数と時間がわかるように内訳を書いてください。", "expenses"),
    (1, "group", "ありがとうございます。チラシの校正は、いつまでに出せばよいでしょうか。", ""),
)


@dataclass(frozen=True)
class DemoApplication:
    """A form, submitted some days ago or still a draft. Expenses: category, what, price, quantity, unit."""

    group: str
    department: str
    title: str
    tags: tuple[str, ...]
    requested: int
    income: tuple[tuple[str, str, int], ...]
    expenses: tuple[tuple[str, str, int, int, str], ...]
    begun: int
    submitted: int | None = None
    texts: dict[str, str] = field(default_factory=dict)

    def data(self, first_day: str) -> dict[str, Any]:
        """The form as typed; a draft without texts of its own has only its summary."""
        data: dict[str, Any] = {
            "title": self.title,
            **self.texts,
            "tags": list(self.tags),
            "continuing": False,
            "requested": self.requested,
            "income": [
                {"category": category, "description": what, "amount": amount}
                for category, what, amount in self.income
            ],
            "expenses": [
                {
                    "category": category,
                    "description": what,
                    "unit_price": price,
                    "quantity": quantity,
                    "unit": unit,
                    "eligible": category != "その他",
                    "quote_attached": False,
                }
                for category, what, price, quantity, unit in self.expenses
            ],
        }
        if self.submitted is None:
            return data
        return {
            **data,
            "schedule": [{"date": first_day, "what": "準備の会と広報", "place": "みはらし市内"}],
            "answers": {},
            "consents": ["antisocial", "personal_data", "publication"],
        }


APPLICATIONS: tuple[DemoApplication, ...] = (
    DemoApplication(
        "みはらし里山の会",
        "COLLAB",
        "里山の道なおしと自然観察会",
        ("環境",),
        300_000,
        (("会費", "会費から", 50_000),),
        (("消耗品費", "杭・砂利・手袋", 1_200, 150, "点"),),
        begun=7,
        texts={"summary": "だれでも歩ける里山の道をなおし、月に一度の観察会をひらきます。"},
    ),
    DemoApplication(
        "はらっぱ文庫",
        "START",
        "はらっぱ読み聞かせの日",
        ("子ども",),
        60_000,
        (("会費", "会費から", 50_000),),
        (("消耗品費", "絵本", 1_200, 40, "冊"),),
        begun=6,
    ),
    # 90,000 + 120,000 + 48,000 + 35,200 + 16,800 = 310,000, and 20,000 ineligible: 330,000
    # = 200,000 + 30,000 + 100,000. R1: 310,000 × 2/3 → 206,000; 200,000 asked.
    DemoApplication(
        "みはらし緑地を守る会",
        "COLLAB",
        "湧き水をたどる緑地の手入れ",
        ("環境",),
        200_000,
        (("参加費", "観察会 300円×100人", 30_000), ("自己資金", "会費の積立から", 100_000)),
        (
            ("報償費", "樹木医・講師謝礼", 15_000, 6, "回"),
            ("消耗品費", "苗木・土のう", 1_500, 80, "点"),
            ("印刷製本費", "緑地マップ", 12, 4_000, "部"),
            ("使用料及び賃借料", "軽トラック", 4_400, 8, "日"),
            ("保険料", "行事保険", 200, 84, "人"),
            ("その他", "お茶", 400, 50, "人"),
        ),
        begun=12,
        submitted=5,
        texts={
            "summary": "住宅地に残る湧き水と緑地を、近所の人と手入れしながら案内します。",
            "purpose": "手入れの人手が減り、湧き水の周りが藪になっている。知らない住民も多い。",
            "activities": "月一回の手入れ、年四回の観察会、湧き水マップの作成と配布。",
            "outcome": "手入れに加わる人を二十人から四十人にふやし、マップを小学校三校で使ってもらう。",
            "continuation": "参加費と会費で続け、三年目からは町内会と分担する。",
        },
    ),
    # 10,000×2 + 600×50 + 3,300×6 + 200×51 = 20,000 + 30,000 + 19,800 + 10,200 = 80,000 = 70,000 + 10,000
    DemoApplication(
        "坂の上カフェ",
        "START",
        "坂の上のおしゃべりカフェ",
        ("福祉",),
        70_000,
        (("参加費", "100円×100人", 10_000),),
        (
            ("報償費", "保健師の話", 10_000, 2, "回"),
            ("消耗品費", "食器・茶葉", 600, 50, "点"),
            ("使用料及び賃借料", "集会所", 3_300, 6, "回"),
            ("保険料", "行事保険", 200, 51, "人"),
        ),
        begun=10,
        submitted=3,
        texts={
            "summary": "坂の上の団地で、ひとり暮らしの人が月二回集まれる場所をひらきます。",
            "purpose": "買い物も病院も坂の下にあり、家から出ない高齢者がふえている。",
            "activities": "集会所で月二回のカフェ。保健師の話と、困りごとの相談を合わせて行う。",
            "outcome": "毎回十五人が参加し、うち五人は初めて外出の習慣をもつ。",
            "continuation": "参加費でまかない、二年目は社会福祉協議会のサロンに登録する。",
        },
    ),
    # 450×60 + 8×1,000 + 110×50 + 250×38 = 27,000 + 8,000 + 5,500 + 9,500 = 50,000 = 40,000 + 10,000
    DemoApplication(
        ONCE_ONLY,
        "START",
        "むかし道マップの増刷",
        ("歴史",),
        40_000,
        (("自己資金", "会費から", 10_000),),
        (
            ("消耗品費", "腕章・ファイル", 450, 60, "点"),
            ("印刷製本費", "マップ増刷", 8, 1_000, "部"),
            ("通信運搬費", "郵送", 110, 50, "通"),
            ("保険料", "行事保険", 250, 38, "人"),
        ),
        begun=9,
        submitted=8,
        texts={
            "summary": "昨年度に作ったむかし道マップを増刷し、学校と公民館に置きます。",
            "purpose": "マップが足りず、転入者の手に届かない。",
            "activities": "増刷と配布、案内つきの散歩を二回。",
            "outcome": "千部を配り、散歩に六十人が参加する。",
            "continuation": "次回からは広告でまかなう。",
        },
    ),
)
