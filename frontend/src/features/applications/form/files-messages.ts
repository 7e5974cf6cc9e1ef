/** Words of handing in documents (A9) and of a group's own facts (A5). */
import { words } from "@/lib/language";

export const say = words(
  {
    lead: "書類ごとに、ファイルを1つ以上つけてください。PDF・写真（JPEG・PNG）・Excel・Word、1つ10MBまでです。",
    other: "そのほかの書類",
    undo: "元に戻す",
    removed: (name: string) => `「${name}」を消しました`,
    earlier: "去年の書類を使う",
    earlierNone: "前に出した書類はありません。",
    use: (name: string, round: string) => `${name}（${round}）を使う`,
    infected: "ウイルスの疑い。別のファイルをお送りください",
    unreadable: "開けません。パスワードを外すか、別のファイルをお送りください",
    group: {
      lead: "ここで直すと、団体の情報も変わります。次の申請でも使います。",
      viewer: "閲覧だけの方は書き直せません。",
    },
  },
  {
    lead: "At least one file for each document: PDF, photo (JPEG, PNG), Excel or Word, up to 10 MB each.",
    other: "Other documents",
    undo: "Undo",
    removed: (name: string) => `“${name}” was removed`,
    earlier: "Use last year's",
    earlierNone: "Nothing was handed in before.",
    use: (name: string, round: string) => `Use ${name} (${round})`,
    infected: "may carry a virus. Please send another file",
    unreadable: "cannot be opened. Please remove the password or send another file",
    group: {
      lead: "Changes here change your group's profile, too. It is used for the next application.",
      viewer: "Viewers cannot change anything.",
    },
  },
);
