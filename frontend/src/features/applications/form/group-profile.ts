/** A group's profile as the form writes it: kept on the device like the form's own draft, saved when a field is left. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { writtenDay } from "@/lib/date";
import { answered, ofPerson } from "@/lib/draft/http";
import type { Written } from "@/lib/draft/page";
import type { DraftData, Json, ServerDraft } from "@/lib/draft/types";
import { type Draft, useDraft } from "@/lib/draft/use-draft";
import type { Me } from "@/lib/me";
import { type Asked, formQuery } from "./form-context";
import type { Screen } from "./tasks";

export const FIELDS = [
  "name",
  "name_kana",
  "representative",
  "representative_kana",
  "postal_code",
  "address",
  "phone",
  "email",
  "founded_on",
  "members",
] as const;
type Group = Screen["group"];

/** A profile has no versions: the later answer is the newer one. */
function told(group: Group, version = Date.now()): ServerDraft {
  const draft: Record<string, Json> = {};
  for (const field of FIELDS) {
    const value = group[field];
    if (value !== null && value !== undefined && value !== "")
      draft[field] = field === "founded_on" ? writtenDay(String(value)) : String(value);
  }
  return { version, draft, saved_by: null, saved_at: null };
}

/**
 * The server tidies a text up (a space at the end, wide figures). Told at once, that would meet what is typed on in
 * the meantime as somebody else's text; it is shown when the profile is read the next time.
 */
function asSent(saved: ServerDraft, fields: DraftData): ServerDraft {
  const draft = Object.entries({ ...saved.draft, ...fields }).filter(
    ([, text]) => text !== null && text !== "",
  );
  return { ...saved, draft: Object.fromEntries(draft) };
}

function profileOf(id: number, changed: () => void): Written<ServerDraft> {
  const params = { path: { id: String(id) } };
  return {
    subject: `group/${id}`,
    delays: { pause: 30_000, longest: 60_000, poll: 3_600_000 },
    transport: (person) => ({
      load: () =>
        answered(async () => {
          const headers = ofPerson(person);
          return told((await api.GET("/api/v1/groups/{id}/", { params, headers })).data as Group);
        }),
      save: (fields) =>
        answered(async () => {
          const { data } = await api.PATCH("/api/v1/groups/{id}/", {
            params,
            body: bodyOf(fields) as never,
            headers: ofPerson(person),
          });
          changed();
          return { ...asSent(told(data as Group), fields), saved_at: new Date().toISOString() };
        }),
      writing: () => Promise.resolve({ kind: "ok", value: { version: 0, writers: [] } }),
    }),
  };
}

function bodyOf(fields: DraftData): DraftData {
  const empty = (field: string): Json => (field === "founded_on" || field === "members" ? null : "");
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      value === null || value === "" ? empty(field) : value,
    ]),
  );
}

/** The profile of a form's group. Open at every step, so that what A5 left on the device goes to the server. */
export function useProfile(id: number, { group, fromDevice }: Asked, me: Me): Draft<ServerDraft> | null {
  const client = useQueryClient();
  const written = useMemo(
    () => profileOf(group.id, () => void client.invalidateQueries({ queryKey: formQuery(id).queryKey })),
    [group.id, client, id],
  );
  // A copy may be older than what this device has saved since.
  const [first] = useState(() => told(group, fromDevice ? 0 : undefined));
  return useDraft(written, me, first);
}
