"""Every fault a case folder can have: code → Japanese and English sentence. Codes never change."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # the file as such
    "file_missing": ("ファイルがありません。", "The file is missing."),
    "file_unreadable": ("ファイルを開けません。", "The file cannot be opened."),
    "file_too_large": (
        "ファイルが大きすぎます({limit} MB まで)。",
        "The file is too large (limit {limit} MB).",
    ),
    "file_empty": ("ファイルが空です。", "The file is empty."),
    "not_utf8": (
        "UTF-8 で保存し直してください(Shift_JIS は読めません)。",
        "Save it again as UTF-8 (Shift_JIS is not read).",
    ),
    "not_yaml": ("YAML として読めません: {problem}", "Not readable as YAML: {problem}"),
    "yaml_alias": (
        "アンカーと参照(& と *)は使えません。値をそのまま書いてください。",
        "Anchors and aliases (& and *) are not read. Write the value out.",
    ),
    "yaml_tag": ("タグ({tag})は使えません。", "The tag {tag} is not read."),
    "yaml_too_deep": ("入れ子が深すぎます。", "Nested too deeply."),
    "not_csv": ("CSV として読めません: {problem}", "Not readable as CSV: {problem}"),
    # its shape
    "wrong_shape": ("ここには{expected}を書いてください。", "Write {expected_en} here."),
    "missing_key": ("「{name}」を書いてください。", "“{name}” is missing."),
    "unknown_key": ("「{name}」という項目はありません。", "There is no setting called “{name}”."),
    "duplicate_key": (
        "「{name}」が二度あります(最初は{first}行目)。",
        "“{name}” stands here twice (first in line {first}).",
    ),
    "missing_column": ("「{name}」の列がありません。", "The column “{name}” is missing."),
    "unknown_column": ("「{name}」という列はありません。", "There is no column called “{name}”."),
    "duplicate_column": ("「{name}」の列が二つあります。", "The column “{name}” stands here twice."),
    "cell_count": (
        "見出しは{expected}列、この行は{found}列です。そろえてください。",
        "The header has {expected} columns, this row {found}.",
    ),
    # a single value
    "empty": ("値を入れてください。", "A value is needed here."),
    "not_a_whole_number": (
        "整数で書いてください(「{value}」)。",
        "Write a whole number, not “{value}”.",
    ),
    "not_a_decimal": ("数で書いてください(「{value}」)。", "Write a number, not “{value}”."),
    "not_a_rate": (
        "率は 3/4 や 0.8 のように書いてください(「{value}」)。",
        "Write a rate such as 3/4 or 0.8, not “{value}”.",
    ),
    "not_a_date": (
        "暦にある日付を 2025-04-01 の形で書いてください(「{value}」)。",
        "Write a date of the calendar as 2025-04-01, not “{value}”.",
    ),
    "not_a_moment": (
        "日時を 2025-05-16T17:00:00+09:00 の形で書いてください(「{value}」)。",
        "Write date and time as 2025-05-16T17:00:00+09:00, not “{value}”.",
    ),
    "no_time_zone": (
        "時差(日本は +09:00)を付けてください(「{value}」)。",
        "Add the time zone (+09:00 for Japan) to “{value}”.",
    ),
    "not_a_truth": (
        "{choices} のどちらかにしてください(「{value}」)。",
        "Choose one of {choices}, not “{value}”.",
    ),
    "not_a_choice": (
        "{choices} から選んでください(「{value}」)。",
        "Choose one of {choices}, not “{value}”.",
    ),
    "not_a_phone": (
        "電話番号を 03-1234-5678 の形で書いてください(「{value}」)。",
        "Write a phone number such as 03-1234-5678, not “{value}”.",
    ),
    "not_a_postal_code": (
        "郵便番号を 213-0001 の形で書いてください(「{value}」)。",
        "Write a postal code such as 213-0001, not “{value}”.",
    ),
    "not_digits": ("数字{length}桁で書いてください(「{value}」)。", "Write {length} digits, not “{value}”."),
    "not_a_code": (
        "空白のない短い符号にしてください(「{value}」)。",
        "Write a short code without blanks, not “{value}”.",
    ),
    "control_character": (
        "{position}文字目に使えない制御文字があります。",
        "Character {position} is a control character that cannot be stored.",
    ),
    "too_long": (
        "{limit}文字までにしてください(いま{length}文字)。",
        "At most {limit} characters (now {length}).",
    ),
    "negative": ("0以上にしてください({value})。", "Must not be negative ({value})."),
    "not_positive": ("1以上にしてください({value})。", "Must be more than zero ({value})."),
    "too_large": ("数が大きすぎます。", "The number is too large."),
    # one value against another
    "unknown_reference": ("{kind}「{value}」はありません。", "There is no {kind_en} “{value}”."),
    "duplicate": ("「{value}」は{first}行目にもあります。", "“{value}” also stands in row {first}."),
    "outside_year": (
        "{day} は年度({start}〜{end})の外です。",
        "{day} is outside the fiscal year ({start} to {end}).",
    ),
    "out_of_order": (
        "{day} は {other} の {other_day} より前にできません。",
        "{day} cannot be before {other}, {other_day}.",
    ),
    "too_late": (
        "{day} は {other} の {other_day} より後にできません。",
        "{day} cannot be after {other}, {other_day}.",
    ),
    "too_early": (
        "{day} は年度の始まり({start})の半年以上前です。",
        "{day} is more than half a year before the fiscal year begins ({start}).",
    ),
    "year_mismatch": (
        "{year}年度は {start} から {end} までです。",
        "Fiscal year {year} runs from {start} to {end}.",
    ),
    "rate_out_of_range": (
        "率は {low}{high} までです({value})。",
        "The rate is {low_en} and at most {high}, not {value}.",
    ),
    "above_maximum": ("{maximum} 以下にしてください({value})。", "At most {maximum} ({value})."),
    "floor_above_cap": (
        "下限 {floor} 円が上限 {cap} 円を超えています。",
        "The floor of {floor} yen is above the cap of {cap} yen.",
    ),
    "rates_too_few": (
        "{limit}回まで採択できるのに、率が{count}個しかありません。",
        "{limit} awards are allowed, but only {count} rates are given.",
    ),
    "rates_none": ("率を一つ以上書いてください。", "Give at least one rate."),
    "operations_fund": (
        "運営費(operations)の枠は一つだけ必要です(いま{count}個)。",
        "Exactly one sub-fund of kind operations is needed (now {count}).",
    ),
    "city_match_fund": (
        "市マッチング(city_match)の枠は{wanted}です(いま{count}個)。",
        "{wanted_en} of kind city_match (now {count}).",
    ),
    "overflow_cycle": (
        "超過分の行き先が輪になっています: {chain}",
        "The overflow goes round in a circle: {chain}",
    ),
    "target_missing": (
        "団体指定の枠には target_group が必要です。",
        "A named-group sub-fund needs its target_group.",
    ),
    "target_unexpected": (
        "target_group は団体指定の枠だけに書きます。",
        "Only a named-group sub-fund has a target_group.",
    ),
    "sub_fund_kind": (
        "この枠({value}: {kind})は使えません。",
        "Sub-fund {value} ({kind}) cannot be used here.",
    ),
    "corporate_check_digit": (
        "法人番号の検査数字が合いません。",
        "The check digit of the corporate number is wrong.",
    ),
    "unknown_bank": ("銀行コード「{bank}」の銀行がありません。", "There is no bank with code {bank}."),
    "unknown_branch": (
        "銀行「{bank}」に支店コード「{branch}」の支店がありません。",
        "Bank {bank} has no branch with code {branch}.",
    ),
    "not_a_bank_day": (
        "{day} は銀行の休業日です。振込は営業日にしてください。",
        "Banks are closed on {day}. Pay on a business day.",
    ),
    "account_incomplete": (
        "口座の欄は五つとも入れるか、五つとも空にしてください。",
        "Fill all five account fields, or none.",
    ),
    "account_missing": (
        "団体「{group}」に振り込む口座がありません(groups.csv)。",
        "Group “{group}” is paid here but has no account in groups.csv.",
    ),
    "holder_not_carriable": (
        "銀行のファイルに載せられません: {why}",
        "A bank file cannot carry this: {why_en}",
    ),
    "submission_outside_round": (
        "受付期間({opens}〜{closes}、猶予{grace}分)の外です。",
        "Outside the call ({opens} to {closes}, {grace} minutes of grace).",
    ),
    "amount_mismatch": (
        "単価 {unit_price} × 数量 {quantity} = {computed} 円ですが、{amount} 円とあります。",
        "{unit_price} × {quantity} = {computed} yen, but {amount} is written.",
    ),
    "unbalanced": (
        "収入 {income} 円(助成 {requested} + その他 {other})と支出 {total} 円が {difference} 円ちがいます。",
        "Income {income} ({requested} asked + {other} other) and expense {total} differ by {difference} yen.",
    ),
    "quote_missing": (
        "{threshold} 円以上の{category}には見積書が必要です。",
        "{category} of {threshold} yen or more needs a quote.",
    ),
    "no_expenses": ("支出を一行以上書いてください。", "Give at least one expense row."),
    "settlement_sum": (
        "認定 + 不認定 + 対象外 = {computed} 円ですが、{total} 円とあります。",
        "Accepted + disallowed + ineligible = {computed} yen, but {total} is written.",
    ),
    "not_settled": (
        "申請「{value}」に額の確定(settlement)がありません。",
        "Application “{value}” has no settlement.",
    ),
    "score_out_of_range": (
        "点は {low} から {high} までです({value})。",
        "Points run from {low} to {high}, not {value}.",
    ),
    "score_off_step": ("点は {step} きざみです({value})。", "Points go by {step}, not {value}."),
    "score_missing": (
        "申請「{application}」の委員「{reviewer}」の採点が足りません: {criteria}",
        "Reviewer “{reviewer}” has not scored application “{application}” on: {criteria}",
    ),
    "stage_has_scores": (
        "採点前の除斥なのに採点があります({count}件、scores.csv {row}行目から)。",
        "Excluded before scoring, yet there are {count} scores (scores.csv from row {row}).",
    ),
    "stage_has_no_scores": (
        "採点後の除斥なのに採点がありません。",
        "Excluded after scoring, yet there are no scores.",
    ),
    "too_few_reviewers": (
        "数えられる委員が{count}人です。{minimum}人以上必要です。",
        "Only {count} reviewers count; at least {minimum} are needed.",
    ),
    "date_unexpected": (
        "状態が {status} のときは空にしてください。",
        "Leave this empty while the status is {status}.",
    ),
    "cash_short": (
        "{day} の手元の現金は {held} 円で、{amount} 円は預けられません。",
        "On {day} only {held} yen were in the cash box, not {amount}.",
    ),
    "not_a_card_gift": (
        "寄附「{value}」はカードではありません。",
        "Donation “{value}” was not made by card.",
    ),
    "gift_not_received": (
        "寄附「{value}」はこの日に受け取った寄附ではありません。",
        "Donation “{value}” is not a gift received by then.",
    ),
    "match_not_promised": (
        "policy.city_match がないので書けません。",
        "Not possible without policy.city_match.",
    ),
    "days_mismatch": ("日数は {computed} 日です({value})。", "That is {computed} days, not {value}."),
    "too_few_tied": ("同点の申請を二つ以上並べてください。", "Name two or more tied applications."),
    "other_department": (
        "申請「{value}」は部門「{department}」の申請ではありません。",
        "Application “{value}” is not in department “{department}”.",
    ),
}
