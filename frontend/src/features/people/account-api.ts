/** One's account: our own part over the API, ways to sign in over the sign-in library's addresses. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Problem } from "@/lib/problem";
import { lost } from "@/lib/session";
import { say } from "./account-messages";
import { type Answer, address, plain, refusal, send, signOut } from "./sign-in-api";

export type Account = components["schemas"]["OwnAccountOutput"];
export type AccountChange = components["schemas"]["PatchedOwnAccountInputRequest"];
export type Closing = components["schemas"]["ClosingOutput"];

export interface Device {
  id: number;
  user_agent: string;
  ip: string;
  created_at: number;
  last_seen_at?: number;
  is_current: boolean;
}

export interface Key {
  type: "webauthn" | "totp" | "recovery_codes";
  id: number;
  name?: string;
  created_at: number;
  last_used_at: number | null;
}

export const STALE = "stale_session";

/** What came; 401 here means that the session has to prove itself anew. */
async function ask(path: string, body?: unknown, method?: string): Promise<Answer> {
  const answer = await send(path, body, method);
  if (answer.status === 401)
    throw new Problem(401, { code: STALE, detail_ja: say.staleLead, detail_en: say.staleLead });
  const [first] = answer.errors;
  if (answer.status >= 400) throw refusal(answer.status, first?.message ?? "");
  return answer;
}

/** Signs out and opens the sheet: the code goes to the present address. */
export async function proveAnew(): Promise<void> {
  await signOut();
  lost();
}

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: () => read(api.GET("/api/v1/account/")),
});

export const closingQuery = queryOptions({
  queryKey: ["account", "closing"],
  queryFn: () => read(api.GET("/api/v1/account/closing/")),
});

export const devicesQuery = queryOptions({
  queryKey: ["account", "devices"],
  queryFn: async () => list<Device>(await ask("auth/sessions")),
});

export const keysQuery = queryOptions({
  queryKey: ["account", "keys"],
  queryFn: async () => list<Key>(await ask("account/authenticators")),
});

function list<T>(answer: Answer): T[] {
  return Array.isArray(answer.data) ? (answer.data as T[]) : [];
}

export async function changeAccount(change: AccountChange): Promise<Account> {
  return read(api.PATCH("/api/v1/account/", { body: change }));
}

export async function askNewAddress(email: string): Promise<void> {
  await ask("account/email", { email: address(email) });
}

export async function confirmNewAddress(code: string): Promise<void> {
  await ask("auth/email/verify", { key: plain(code) });
}

export async function signOutThere(id: number): Promise<void> {
  await send("auth/sessions", { sessions: [id] }, "DELETE");
}

export async function addPasskey(name: string): Promise<void> {
  const asked = await ask("account/authenticators/webauthn?passwordless");
  const options = asked.data.creation_options as { publicKey: PublicKeyCredentialCreationOptionsJSON };
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw refusal(400, say.passkeyFailed);
  await ask("account/authenticators/webauthn", { name, credential: credential.toJSON() });
}

export async function removePasskey(id: number): Promise<void> {
  await ask("account/authenticators/webauthn", { authenticators: [id] }, "DELETE");
}

export async function leave(): Promise<void> {
  await api.POST("/api/v1/account/closing/");
}
