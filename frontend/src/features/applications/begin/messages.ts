/** Words of the page on which an application begins. */
import { words } from "@/lib/language";

export const say = words(
  {
    title: "申請をはじめる",
    mine: "わたしの申請",
    which: "どの募集のどの部門に申請するか、募集要項から選んでください。",
    rounds: "募集中の助成を見る",
    department: "部門",
    group: "申請する団体",
    choose: "選んでください。",
    newGroup: "団体の名前",
    newGroupHint: "まず団体の名前だけで始められます。くわしい情報は、あとで書けます。例：みはらし里山の会",
    nameMissing: "団体の名前を入力してください。",
    carried: "確かめたときの答えと金額を、下書きに写します。",
    begin: "申請をはじめる",
    closed: "いまは受付をしていません。",
  },
  {
    title: "Begin an application",
    mine: "My applications",
    which: "Please choose the call and the department in its call document.",
    rounds: "See the open calls",
    department: "Department",
    group: "The group that applies",
    choose: "Please choose.",
    newGroup: "Name of the group",
    newGroupHint: "The name is enough to begin; the rest can be written later. Example: みはらし里山の会",
    nameMissing: "Please enter the group's name.",
    carried: "Your answers and amounts from the check go into the draft.",
    begin: "Begin",
    closed: "The call takes no applications now.",
  },
);
