/** Signing in and up over the sign-in library's addresses. 401 is a state there ("goes on"), no failure. */
import { ownHeaders } from "@/api/client";
import { language, words } from "@/lib/language";
import { forgetKept } from "@/lib/offline";
import { Problem } from "@/lib/problem";

const BASE = "/_allauth/browser/v1/";

const say = words(
  {
    wrongCode: "確認番号が違います。メールの6けたの数字を確かめてください。",
    ended: "この確認番号は使えなくなりました。もう一度、番号を送ってください。",
    tooOften: "回数が多すぎます。しばらく待ってから、もう一度お試しください。",
    email: "メールアドレスの形が違います。例：midori@example.jp",
    name: "お名前を入力してください。",
    passkey: "パスキーでログインできませんでした。確認番号でログインしてください。",
    totp: "認証アプリの6けたの数字が違います。",
  },
  {
    wrongCode: "The code is not right. Please check the six digits in the mail.",
    ended: "This code can no longer be used. Please have a new one sent.",
    tooOften: "Too often. Please wait a little and try again.",
    email: "This is no e-mail address. Example: midori@example.jp",
    name: "Please enter your name.",
    passkey: "Signing in with a passkey did not work. Please use a code.",
    totp: "The six digits of the authenticator app are not right.",
  },
);

export interface Answer {
  status: number;
  data: Record<string, unknown>;
  errors: { param?: string; code?: string; message: string }[];
  flows: { id: string; is_pending?: boolean }[];
}

/** What comes next after a step. */
export type Outcome = "signed-in" | "code" | "authenticator";

export async function send(
  path: string,
  body?: unknown,
  method = body === undefined ? "GET" : "POST",
): Promise<Answer> {
  const answer = await fetch(BASE + path, {
    method,
    headers: { ...ownHeaders(method), "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => null);
  if (answer === null) throw new Problem(0, null);
  const told = (await answer.json().catch(() => ({}))) as Partial<Answer> & {
    data?: { flows?: Answer["flows"] };
  };
  if (answer.status === 429) throw refusal(429, say.tooOften);
  if (answer.status >= 500) throw new Problem(answer.status, told);
  return {
    status: answer.status,
    data: told.data ?? {},
    errors: told.errors ?? [],
    flows: told.data?.flows ?? [],
  };
}

export function refusal(status: number, text: string): Problem {
  return new Problem(status, { code: "sign_in", [`detail_${language}`]: text });
}

function outcome(answer: Answer): Outcome {
  if (answer.status === 200) return "signed-in";
  const pending = answer.flows.find((flow) => flow.is_pending)?.id;
  return pending === "mfa_authenticate" ? "authenticator" : "code";
}

/** The cookie that writes need comes with any read. */
async function ready(): Promise<void> {
  await fetch("/api/v1/sign-in/");
}

/** Full-width letters and digits as they were meant, without spaces and hyphens of any kind. */
export function plain(typed: string): string {
  return typed.normalize("NFKC").replace(/[\s\u2010-\u2015\u2212ー-]/g, "");
}

export function address(typed: string): string {
  return typed.normalize("NFKC").trim();
}

export async function askCode(email: string): Promise<void> {
  await ready();
  const answer = await send("auth/code/request", { email: address(email) });
  if (answer.status === 400) throw refusal(400, say.email);
}

export async function confirmCode(code: string): Promise<Outcome> {
  return next(await send("auth/code/confirm", { code: plain(code) }), say.wrongCode);
}

export async function signUp(name: string, email: string): Promise<void> {
  await ready();
  const answer = await send("auth/signup", { email: address(email), name });
  if (answer.status === 400) throw refusal(400, answer.errors[0]?.param === "name" ? say.name : say.email);
}

export async function confirmAddress(code: string): Promise<Outcome> {
  return next(await send("auth/email/verify", { key: plain(code) }), say.wrongCode);
}

export async function confirmAuthenticator(code: string): Promise<Outcome> {
  return next(await send("auth/2fa/authenticate", { code: plain(code) }), say.totp);
}

function next(answer: Answer, wrong: string): Outcome {
  if (answer.status === 400) throw refusal(400, wrong);
  if (answer.status === 409 || answer.status === 403) throw refusal(409, say.ended);
  return outcome(answer);
}

export async function signOut(): Promise<void> {
  await send("auth/session", undefined, "DELETE");
  await forgetKept().catch(() => undefined);
}

export const canUsePasskey = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

export async function withPasskey(): Promise<Outcome> {
  await ready();
  const asked = await send("auth/webauthn/login");
  const options = asked.data.request_options as { publicKey: PublicKeyCredentialRequestOptionsJSON };
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw refusal(400, say.passkey);
  return next(await send("auth/webauthn/login", { credential: credential.toJSON() }), say.passkey);
}

/** The people of a development site's demo sign in by password. */
export async function withPassword(email: string, password: string): Promise<void> {
  await ready();
  const answer = await fetch("/api/v1/sign-in/", {
    method: "POST",
    headers: { ...ownHeaders("POST"), "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => null));
}
