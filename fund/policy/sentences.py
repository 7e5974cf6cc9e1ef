"""What a faulty setting is told, in Japanese and English: name → (kind, ja, en).

Kinds: unreadable (nothing can be computed), refused (never published), warned (shown, and published with
eyes open). Codes are `fund.policy_<name>` and never change (docs/errors.md).
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    "not_a_table": (
        "unreadable",
        "設定の表(オブジェクト)が必要です。",
        "A table of settings (an object) is needed here.",
    ),
    "not_a_list": ("unreadable", "一覧(配列)が必要です。", "A list is needed here."),
    "unknown_setting": (
        "refused",
        "この名前の設定はありません。{hint_ja}",
        "There is no setting of this name.{hint_en}",
    ),
    "missing": ("unreadable", "「{name}」を入れてください。", "Please give “{name}”."),
    "choice": ("unreadable", "{choices} から選んでください。", "Choose one of {choices}."),
    "whole": (
        "unreadable",
        "0以上1兆以下の整数で入れてください(例 100000)。",
        "Give a whole number from 0 to 1,000,000,000,000, e.g. 100000.",
    ),
    "rate": (
        "unreadable",
        "数は '2/3' や '0.5' のように引用符で囲んで書いてください。",
        "Write the number as text, '2/3' or '0.5'.",
    ),
    "text": ("unreadable", "文字で入れてください。", "Give a text."),
    "characters": (
        "unreadable",
        "使えない文字が入っています。打ち直してください。",
        "It holds characters that cannot be kept; please type it again.",
    ),
    "truth": ("unreadable", "true か false を入れてください。", "Give true or false."),
    "day": ("unreadable", "日付は 2026-05-16 のように入れてください。", "Write the day as 2026-05-16."),
    "moment": (
        "unreadable",
        "日時は 2026-05-16 17:00 のように入れてください。",
        "Write the moment as 2026-05-16 17:00.",
    ),
    "clock": ("unreadable", "時刻は 17:00 のように入れてください。", "Write the time as 17:00."),
    "formula": (
        "unreadable",
        "数、名前({names})、または times・plus・minus・full_mark_of の式を入れてください。",
        "Give a number, a name ({names}), or a formula of times, plus, minus, full_mark_of.",
    ),
    "condition": (
        "unreadable",
        "fact・operator・value の比較か、all・any・not を一つだけ入れてください。",
        "Give one comparison of fact, operator and value, or one of all, any, not.",
    ),
}
SENTENCES |= {
    "step_gap": (
        "refused",
        "{n}回目の段がありません。{n}から始めてください。",
        "No step covers award {n}; start at {n}.",
    ),
    "step_overlap": (
        "refused",
        "{n}回目の段が二つあります。前の段の終わりを直してください。",
        "Two steps cover award {n}; mend where the first one ends.",
    ),
    "step_open": ("refused", "終わりのない段は最後に置いてください。", "Put the open-ended step last."),
    "floor_above_cap": (
        "refused",
        "下限{floor}円が上限{cap}円を超え、だれにも交付できません。どちらかを直してください。",
        "The floor of {floor} yen exceeds the cap of {cap} yen: nobody can be awarded. Mend either.",
    ),
    "no_places": ("refused", "件数を入れてください。", "Give the number of places."),
    "base_unused": (
        "refused",
        "この項を terms に加えるか、この設定を消してください。",
        "Add its term to terms, or remove this setting.",
    ),
}
SENTENCES |= {
    "format": (
        "unreadable",
        "1行目に format: {wanted} と書いてください。",
        "Write format: {wanted} at the top.",
    ),
    "code_twice": (
        "refused",
        "コード「{code}」が二度使われています。別のコードにしてください。",
        "The code “{code}” is used twice; choose another.",
    ),
    "code_sign": (
        "refused",
        "コード「{code}」に使えない文字があります。「/」「:」「~」、空白を除いてください。",
        "The code “{code}” holds a character that is not allowed; leave out / : ~ and spaces.",
    ),
    "votes_later": (
        "unreadable",
        "市民投票の配分はまだ使えません。tokens か audience を選んでください。",
        "Citizens' votes are not available yet; choose tokens or audience.",
    ),
    "rate_range": ("refused", "率は0より大きく1以下にしてください。", "A rate lies above 0 and up to 1."),
    "advance_range": (
        "refused",
        "概算払の率は0以上1以下にしてください。",
        "The advance rate lies from 0 to 1.",
    ),
    "steps_end": (
        "warned",
        "{n}回目からの率・上限がありません。段を足すか、回数を{last}にしてください。",
        "Awards from {n} have no step; add one or lower the limit to {last}.",
    ),
    "no_terms": (
        "refused",
        "交付額を決める項を一つ以上選んでください。",
        "Choose at least one term of the amount.",
    ),
    "rate_missing": (
        "refused",
        "「対象経費×率」を使うには率を入れるか、terms から rate_term を外してください。",
        "Give the rate, or drop rate_term from terms.",
    ),
    "cap_missing": (
        "refused",
        "上限を入れるか、terms から cap を外してください。",
        "Give the cap, or drop cap from terms.",
    ),
    "unbounded": (
        "warned",
        "申請額がそのまま交付額になります。上限か予算枠を入れてください。",
        "Whatever is asked for is awarded; add a cap or a budget.",
    ),
    "no_criteria": (
        "refused",
        "審査基準を置くか、採否だけを決める段階を置いてください。",
        "Add criteria, or a stage that decides without points.",
    ),
    "scale_step": (
        "refused",
        "最低点から最高点までが刻みで割り切れません。",
        "The step does not divide the scale from minimum to maximum.",
    ),
    "length": (
        "refused",
        "{least}〜{most}文字で入れてください。",
        "Give {least} to {most} characters.",
    ),
    "size": (
        "refused",
        "{least}から{most}までの整数で入れてください。",
        "Give a whole number from {least} to {most}.",
    ),
    "scale_number": (
        "refused",
        "0から9999までの数(小数は2桁まで)で入れてください。",
        "Give a number from 0 to 9999 with at most 2 decimals.",
    ),
    "question_choices": (
        "refused",
        "選択肢は、種類が choice の質問に一つ以上、ほかの質問には置かないでください。",
        "A question of kind choice needs choices, and no other has any.",
    ),
    "scale_range": (
        "refused",
        "最高点を最低点より大きくしてください。",
        "The maximum must exceed the minimum.",
    ),
    "never_asked": (
        "warned",
        "この条件に当てはまる申請はありません。条件か回数制限を直してください。",
        "No application can meet this condition; mend it or the limit of awards.",
    ),
    "component_criteria": (
        "refused",
        "審査基準「{code}」がないか、二つの要素に入っています。",
        "The criterion “{code}” is unknown, or in two components.",
    ),
    "component_unknown": (
        "refused",
        "評価の要素「{code}」がありません。",
        "There is no component “{code}”.",
    ),
    "component_circle": (
        "refused",
        "満点が互いを参照して決まりません({path})。片方を数で入れてください。",
        "Full marks refer to each other in a circle ({path}); give one of them as a number.",
    ),
    "tokens": (
        "refused",
        "1人の枚数と1枚の点を0より大きく入れてください。",
        "Give tokens per reviewer and points each, above 0.",
    ),
    "audience": (
        "refused",
        "配分する点の総数と1人が選べる数を入れてください。",
        "Give the pool of points and the number of choices.",
    ),
    "sum_unequal": (
        "warned",
        "除斥で人数が違うと合計では比べられません。平均にするか、委員長の決定を予定してください。",
        "Sums over unequal numbers of reviewers do not compare; use the mean, or plan for the chair's word.",
    ),
    "beyond_full_mark": (
        "refused",
        "満点{full}では、だれも合格できません。値を下げてください。",
        "Nobody can reach it: the full mark is {full}. Lower the value.",
    ),
    "below_lowest": (
        "warned",
        "最低でも{low}点になるため、だれも落ちません。",
        "Nobody can miss it: the lowest score is {low}.",
    ),
    "no_zero": (
        "warned",
        "0点を付けられる基準がないため、この条件は働きません。",
        "No criterion allows 0, so this never applies.",
    ),
    "formula_name": (
        "refused",
        "ここで使える名前は {names} です(「{name}」は使えません)。",
        "Here a formula may name {names}, not “{name}”.",
    ),
    "contradiction": (
        "refused",
        "ほかの条件と合わせて満たせません。どちらかを直してください。",
        "It cannot hold together with another condition; mend either.",
    ),
    "tie_unknown": (
        "refused",
        "同点のときに比べる「{code}」がありません。",
        "There is no “{code}” to break ties with.",
    ),
    "tie_opposed": (
        "refused",
        "申請額の小さい順と大きい順は、片方だけにしてください。",
        "Choose the smaller or the larger request first, not both.",
    ),
    "ties_remain": (
        "warned",
        "同点が残ると線を引けません。最後に committee を加えてください。",
        "Ties may remain at the line; end with committee.",
    ),
    "no_budget": (
        "refused",
        "予算枠か共通枠を入れるか、limit を none にしてください。",
        "Give a budget or a pool, or set limit none.",
    ),
    "pool_department": (
        "refused",
        "部門「{code}」はこの募集にありません。",
        "There is no department “{code}” in this call.",
    ),
    "pool_no_line": (
        "refused",
        "部門「{code}」は共通枠から交付するので、limit を yen か places にしてください。",
        "Department “{code}” is paid out of a pool: set limit to yen or places.",
    ),
    "pool_frames": (
        "refused",
        "枠の合計{sum}円が共通枠{amount}円を超えています。",
        "The frames sum to {sum} yen, above the pool of {amount} yen.",
    ),
    "pool_sub_fund": (
        "refused",
        "指定枠「{code}」がありません。sub_funds に加えるか、コードを直してください。",
        "There is no sub-fund “{code}”; add it to sub_funds or mend the code.",
    ),
    "pool_circle": (
        "refused",
        "余りの送り先が一周しています({path})。順番をそろえてください。",
        "Money would spill in a circle ({path}); put the departments in one order.",
    ),
    "department_unknown": (
        "refused",
        "部門「{code}」はこの募集にありません。",
        "There is no department “{code}” in this call.",
    ),
    "access_circle": (
        "refused",
        "互いに採択歴を求めるため、だれも申請できません({path})。",
        "Each needs an award of the other, so nobody can ever apply ({path}).",
    ),
    "exclusive_self": (
        "refused",
        "自分の部門とは排他にできません。ほかの部門を書いてください。",
        "A department cannot exclude itself; name another.",
    ),
    "fact_unknown": (
        "refused",
        "確かめる項目「{fact}」はありません。{facts} から選んでください。",
        "There is no fact “{fact}”; choose one of {facts}.",
    ),
    "fact_value": (
        "refused",
        "「{fact}」はこの比べ方ができません。operator と value を直してください。",
        "“{fact}” cannot be compared like this; mend operator and value.",
    ),
    "fact_base_date": (
        "refused",
        "基準日を {names} か日付で入れてください。",
        "Give the base date: {names}, or a day.",
    ),
    "fact_of": (
        "refused",
        "何についてか(of)を入れてください。",
        "Say what it is about (of).",
    ),
    "fact_of_office": (
        "refused",
        "事務局だけが分かる項目です。checked_by を office にしてください。",
        "Only the office knows this; set checked_by to office.",
    ),
    "no_channel": (
        "refused",
        "受付の方法を一つ以上選んでください。",
        "Choose at least one way to apply.",
    ),
    "no_closing_time": (
        "refused",
        "締切の時刻か、受付窓口の終了時刻(office_closes)を入れてください。",
        "Give the closing time, or the hour at which the office closes (office_closes).",
    ),
    "dates_order": ("refused", "{ja}", "{en}"),
    "closing_holiday": (
        "warned",
        "{day}は休日です。{next}にするか、紙の受付ができないことを書いてください。",
        "{day_en} is no working day; choose {next_en}, or say that no paper is taken then.",
    ),
    "stage_component": (
        "refused",
        "評価の要素「{code}」がありません。",
        "There is no component “{code}” for this stage.",
    ),
    "stage_method": (
        "refused",
        "審査の方法「{code}」を持つ段(steps)がありません。",
        "No step has the method “{code}”.",
    ),
}
SENTENCES |= {
    "no_such_place": (
        "refused",
        "この場所は文書にありません。名前とコードを確かめてください。{listed}",
        "There is no such place in the document; check names and codes. {listed}",
    ),
}
