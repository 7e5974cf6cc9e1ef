// Written by `manage.py write_wording`; do not edit.

export const wording = {
  "sentences": {
    "missing": [
      "入力してください。",
      "Please fill this in."
    ],
    "not_text": [
      "文字で入力してください。",
      "Please enter text."
    ],
    "too_long": [
      "{limit}文字以内にしてください。いま{count}文字です。",
      "At most {limit} characters; there are {count} now."
    ],
    "too_many_code_points": [
      "飾りの多い文字が長すぎて保存できません。文字を減らしてください。",
      "These characters are too long to be kept. Please use fewer."
    ],
    "not_a_list": [
      "一覧で入力してください。",
      "This must be a list."
    ],
    "not_a_row": [
      "行の形で入力してください。",
      "This must be a row of fields."
    ],
    "rows": [
      "{least}行から{most}行までにしてください。いま{count}行です。",
      "From {least} to {most} rows, please; there are {count} now."
    ],
    "not_a_number": [
      "整数で入力してください。",
      "Please enter a whole number."
    ],
    "out_of_range": [
      "{least:,}から{most:,}までの数を入力してください。",
      "Please enter a number from {least:,} to {most:,}."
    ],
    "not_a_truth": [
      "はい・いいえで選んでください。",
      "Please choose yes or no."
    ],
    "not_a_choice": [
      "選択肢から選んでください: {choices}",
      "Please choose one of: {choices}"
    ],
    "unknown_field": [
      "この様式にない項目です。削除してください。",
      "The form has no such field. Please remove it."
    ],
    "row_amount": [
      "金額は単価×数量({amount:,}円)で計算されます。金額の入力を消してください。",
      "The amount is unit price × quantity (¥{amount:,}). Please do not enter another."
    ],
    "row_too_large": [
      "単価×数量が大きすぎます。けたを確かめてください。",
      "Unit price × quantity is too large. Please check the digits."
    ],
    "quote_missing": [
      "{threshold:,}円以上の{category}には見積書が必要です。見積書を添えて、印を付けてください。",
      "{category} of ¥{threshold:,} or more needs a quote. Please attach it and tick the box."
    ],
    "unit_price_below": [
      "費目「{category}」で対象になるのは、単価が{limit:,}円未満のものです。単価を確かめるか、対象経費の印を外してください。",
      "In {category} a unit price must be below ¥{limit:,} to be eligible. Please check it, or untick “eligible”."
    ],
    "unit_price_at_most": [
      "費目「{category}」で対象になるのは、単価が{limit:,}円までのものです。単価を確かめるか、対象経費の印を外してください。",
      "In {category} a unit price may be ¥{limit:,} at most to be eligible. Please check it, or untick “eligible”."
    ],
    "unbalanced": [
      "収支が合っていません。助成希望額{requested:,}円と他の収入{other:,}円の合計は、支出{total:,}円より{gap:,}円{direction_ja}。",
      "The budget does not balance: requested ¥{requested:,} plus other income ¥{other:,} is ¥{gap:,} {direction_en} than the expense of ¥{total:,}."
    ],
    "above_ceiling": [
      "助成希望額が上限より{over:,}円多くなっています。{ceiling:,}円までにしてください。",
      "The amount requested is ¥{over:,} above the ceiling. Please ask for ¥{ceiling:,} at most."
    ],
    "nothing_to_ask": [
      "いまの予算では、申請できる額がありません。支出と収入を確かめてください。",
      "As the budget stands nothing can be applied for. Please check expense and income."
    ],
    "ceiling_below_floor": [
      "計算した額{full:,}円が下限の{floor:,}円に満たないため、交付できません。支出と収入を確かめてください。",
      "The amount worked out, ¥{full:,}, is below the floor of ¥{floor:,} and cannot be awarded. Please check expense and income."
    ],
    "requested_below_floor": [
      "助成希望額が下限に満たないため、交付できません。{floor:,}円以上にしてください。",
      "The amount requested is below the floor and cannot be awarded. Please ask for at least ¥{floor:,}."
    ],
    "step_missing": [
      "{nth}回目の採択は、この部門の定めにありません。別の部門に申請してください。",
      "The department has no terms for award number {nth}. Please apply to another department."
    ]
  },
  "labels": {
    "rate_term": [
      "対象経費×助成率",
      "eligible expense × rate"
    ],
    "cap": [
      "上限額",
      "cap"
    ],
    "requested": [
      "申請額",
      "requested"
    ],
    "shortfall": [
      "収支の不足額",
      "shortfall"
    ],
    "committee_amount": [
      "審査会の定めた額",
      "the committee's amount"
    ],
    "remaining_budget": [
      "予算の残り",
      "remaining budget"
    ]
  },
  "rateBases": {
    "eligible": [
      "対象経費",
      "eligible"
    ],
    "eligible_less_grants": [
      "対象経費−他の助成金",
      "eligible − other grants"
    ],
    "eligible_less_income": [
      "対象経費−他の収入",
      "eligible − other income"
    ]
  },
  "gapBases": {
    "total": [
      "総事業費",
      "total"
    ],
    "eligible": [
      "対象経費",
      "eligible"
    ]
  },
  "expressions": {
    "rate_term": [
      "{base} {amount}円 × {rate} = {product}円 → {unit}円未満切捨て {value}",
      "{base} ¥{amount} × {rate} = ¥{product}, cut to ¥{unit} = {value}"
    ],
    "shortfall": [
      "{base} {amount}円 − 他の収入 {income}円 = {value}",
      "{base} ¥{amount} − other income ¥{income} = {value}"
    ]
  },
  "termOrder": [
    "rate_term",
    "cap",
    "requested",
    "shortfall",
    "committee_amount",
    "remaining_budget"
  ],
  "notALimit": [
    "requested",
    "committee_amount"
  ],
  "mostYen": 999999999999
} as const;
