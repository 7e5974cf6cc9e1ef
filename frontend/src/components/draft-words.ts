/** Words of forms that are kept while one types. */
import { words } from "@/lib/language";

export const say = words(
  {
    signedOut: "ログインが切れました。入力した内容は、この端末に残っています。",
    signIn: "ログインする",
    notOnDevice: "この端末に保存できません。画面を閉じずに、事務局へご連絡ください。",
    conflictTitle: (place: string) => `「${place}」に2つの入力があります`,
    conflictBy: (name: string, at: string) => `${name}さんが${at}に変更しました`,
    conflictTab: (at: string) => `別の画面で${at}に入力しました`,
    conflictSelf: (at: string) => `あなたが別の端末で${at}に変更しました`,
    mineText: "自分の入力",
    theirText: "相手の入力",
    useMine: "自分の入力を使う",
    useTheirs: "相手の入力を使う",
    removed: "（消しました）",
    emptied: "（何も書かれていません）",
    yes: "はい",
    no: "いいえ",
  },
  {
    signedOut: "You are signed out. What you typed is kept on this device.",
    signIn: "Sign in",
    notOnDevice: "This device cannot keep it. Please leave the page open and call the office.",
    conflictTitle: (place: string) => `There are two texts for “${place}”`,
    conflictBy: (name: string, at: string) => `${name} changed it at ${at}`,
    conflictTab: (at: string) => `Typed in another window at ${at}`,
    conflictSelf: (at: string) => `Changed by you on another device at ${at}`,
    mineText: "Yours",
    theirText: "Theirs",
    useMine: "Use mine",
    useTheirs: "Use theirs",
    removed: "(removed)",
    emptied: "(nothing)",
    yes: "yes",
    no: "no",
  },
);
