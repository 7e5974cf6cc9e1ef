/** The API, typed by its own description (`schema.d.ts` is made from docs/openapi.yaml). */
import createClient, { type Middleware } from "openapi-fetch";
import { language } from "@/lib/language";
import { Problem } from "@/lib/problem";
import { heard } from "@/lib/server-clock";
import { lost } from "@/lib/session";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** The token that Django wants back with every write. */
export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** Headers that every request of ours carries. */
export function ownHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { "Accept-Language": language };
  if (!SAFE.has(method)) headers["X-CSRFToken"] = csrfToken();
  return headers;
}

const ours: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownHeaders(request.method))) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    heard(response.headers.get("Date"));
    if (response.ok) return response;
    if (response.status === 401) lost();
    throw new Problem(response.status, await response.json().catch(() => null));
  },
  onError() {
    return new Problem(0, null);
  },
};

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });
api.use(ours);

/** What came, for query functions: `read(api.GET("/api/v1/me/"))`. Raises Problem. */
export async function read<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
