/** A5 団体のこと: the group's own profile, written like the form itself and kept for next year. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { Banner } from "@/components/banner";
import { AnotherPerson, savingOf } from "@/components/draft-state";
import { TextField } from "@/components/field";
import { SaveState } from "@/components/save-state";
import { answered, isAnotherPerson, ofPerson } from "@/lib/draft/http";
import type { Written } from "@/lib/draft/page";
import type { DraftData, Json, ServerDraft } from "@/lib/draft/types";
import { useDraft } from "@/lib/draft/use-draft";
import { say } from "./files-messages";
import { formQuery, useForm } from "./form-context";
import { StepFrame } from "./step-frame";
import { fieldId, type Screen, textOf } from "./tasks";

const FIELDS = [
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
const REQUIRED: ReadonlySet<string> = new Set(["name", "representative", "address", "phone"]);
const SHORT: ReadonlySet<string> = new Set(["postal_code", "phone", "founded_on", "members"]);
const HELP: Readonly<Record<string, string>> = {
  postal_code: say.group.postalHelp,
  phone: say.group.phoneHelp,
  founded_on: say.group.foundedHelp,
};

type Group = Screen["group"];

function told(group: Group): ServerDraft {
  const draft: Record<string, Json> = {};
  for (const field of FIELDS) {
    const value = group[field];
    if (value !== null && value !== undefined && value !== "") draft[field] = String(value);
  }
  // A profile has no versions; the later answer is the newer one.
  return { version: Date.now(), draft, saved_by: null, saved_at: null };
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

/** A group's profile as something that is written: saved when a field is left. */
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

export function GroupStep() {
  const { id, me, screen } = useForm();
  const client = useQueryClient();
  const written = useMemo(
    () =>
      profileOf(screen.group.id, () => void client.invalidateQueries({ queryKey: formQuery(id).queryKey })),
    [screen.group.id, client, id],
  );
  const [first] = useState(() => told(screen.group));
  const profile = useDraft(written, me, first);
  const mayWrite = screen.group.role !== "viewer";
  const problem = profile?.state.kind === "failed" ? profile.state.problem : null;
  return (
    <StepFrame task="group">
      <p>{mayWrite ? say.group.lead : say.group.viewer}</p>
      {profile === null ? null : (
        <>
          {profile.state.kind === "untouched" ? null : (
            <SaveState saving={savingOf(profile.state)} onRetry={() => profile.engine.wake()} />
          )}
          {profile ? <AnotherPerson state={profile.state} /> : null}
          {problem && !problem.faults?.length && !isAnotherPerson(problem) ? (
            <Banner kind="err" title={problem.detail} live />
          ) : null}
          {FIELDS.map((field) => (
            <TextField
              key={field}
              id={fieldId(`/group/${field}`)}
              label={say.group[field]}
              support={HELP[field]}
              required={REQUIRED.has(field)}
              width={SHORT.has(field) ? "short" : "prose"}
              readOnly={!mayWrite}
              value={textOf(profile.data[field])}
              error={problem?.faults?.find((fault) => fault.pointer === `/${field}`)?.text}
              onChange={(text) => profile.engine.set(field, text)}
            />
          ))}
        </>
      )}
    </StepFrame>
  );
}
