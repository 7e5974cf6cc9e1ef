/** What a group's details are called wherever they are written or printed (applications/papers/content.py). */
import { words } from "./language";

export const groupWords = words(
  {
    labels: {
      name: "団体名",
      name_kana: "団体名のフリガナ",
      legal_form: "団体の種類",
      corporate_number: "法人番号",
      representative: "代表者の氏名",
      representative_kana: "代表者の氏名のフリガナ",
      founded_on: "設立した日",
      members: "会員数",
      resident_members: "そのうち市内の人",
      households: "世帯数",
      annual_budget: "年間予算",
      postal_code: "郵便番号",
      address: "住所",
      phone: "電話番号",
      email: "メールアドレス",
    },
    help: {
      name: "会則に書いてある名前です。例：みどりの会",
      name_kana: "カタカナで入力します。例：ミドリノカイ",
      corporate_number: "13けたの数字です。法人でない団体は、空欄のままにします。",
      founded_on: "例：2015年4月1日、平成27年4月1日",
      households: "自治会・町内会のときだけ入力します。",
      annual_budget: "いちばん新しい決算の、支出の合計です。",
      postal_code: "例：213-0001",
      phone: "例：044-123-4567",
    },
  },
  {
    labels: {
      name: "Name",
      name_kana: "Name in kana",
      legal_form: "Kind of group",
      corporate_number: "Corporate number",
      representative: "Representative",
      representative_kana: "Representative in kana",
      founded_on: "Founded on",
      members: "Members",
      resident_members: "Of these, residents",
      households: "Households",
      annual_budget: "Annual budget",
      postal_code: "Postal code",
      address: "Address",
      phone: "Phone",
      email: "E-mail address",
    },
    help: {
      name: "As in the group's rules. Example: みどりの会",
      name_kana: "In katakana. Example: ミドリノカイ",
      corporate_number: "13 digits. Leave it empty without legal personality.",
      founded_on: "Example: 2015-04-01, 2015/4/1",
      households: "Of neighbourhood associations only.",
      annual_budget: "The total expense of the last closed year.",
      postal_code: "Example: 213-0001",
      phone: "Example: 044-123-4567",
    },
  },
);

export type GroupField = keyof typeof groupWords.labels;

export const groupLabel = (field: GroupField): string => groupWords.labels[field];

export const groupHelp = (field: GroupField): string | undefined =>
  (groupWords.help as Readonly<Partial<Record<GroupField, string>>>)[field];
