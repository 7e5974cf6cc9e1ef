/** Who is signed in. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import type { components } from "@/api/schema";
import { language } from "./language";
import { forgetKept, keepFor } from "./offline";
import { Problem } from "./problem";
import { queries } from "./queries";
import { heard } from "./server-clock";
import { lost } from "./session";
import { site } from "./site";

export type Me = components["schemas"]["MeOutput"];

let maybe = site.signed_in;

/** Somebody has just signed in, here or in another window. */
export function mayBeSomebody(): void {
  maybe = true;
}

/** null: nobody. Asked apart from the client, for nobody being signed in is no failure here. */
async function ask(): Promise<Me | null> {
  if (!maybe) {
    void forgetKept().catch(() => undefined);
    return null;
  }
  const answer = await fetch("/api/v1/me/", { headers: { "Accept-Language": language } }).catch(() => null);
  if (answer === null) throw new Problem(0, null);
  heard(answer.headers.get("Date"));
  if (answer.status === 401) {
    // A session that ended in the middle of work takes nothing off the screen: one signs in again over it.
    const before = queries.getQueryData<Me | null>(["me"]);
    if (before) lost();
    return before ?? null;
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, body);
  const me = body as Me;
  // Without it the screens do all the same, as long as there is a line.
  void keepFor(me.id).catch(() => undefined);
  return me;
}

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ask, staleTime: 60_000 });

export function useMe(): Me | null | undefined {
  return useQuery(meQuery).data;
}

/** For `beforeLoad` of screens that need somebody: others sign in first and come back. */
export async function signedIn({ location }: { location: { href: string } }): Promise<void> {
  const me = await queries.ensureQueryData(meQuery);
  if (me === null) throw redirect({ to: "/login", search: { next: location.href } });
}

/** The office's phone, for sentences that end in “or ask the office”. */
export const officePhone = site.fund?.phone ?? "";
