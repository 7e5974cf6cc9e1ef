/** The profile: every field may be left for later but the name; the server's sentences stand at their fields. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { ErrorSummary } from "@/components/error-summary";
import { TextField, YenField } from "@/components/field";
import { Kana } from "@/components/kana";
import { day, writtenDay } from "@/lib/date";
import { type GroupField, groupHelp, groupLabel } from "@/lib/group-words";
import { problemOf } from "@/lib/problem";
import { useKept } from "./kept";
import { say } from "./messages";
import { type Group, may, renewGroup } from "./queries";

type Change = components["schemas"]["PatchedGroupChangeInputRequest"];
interface One {
  name: GroupField & keyof Change & keyof Group;
  kind?: "number" | "yen" | "day" | "email" | "tel";
  complete?: string;
  short?: boolean;
}

const FIELDS: readonly One[] = [
  { name: "name", complete: "organization" },
  { name: "name_kana" },
  { name: "legal_form" },
  { name: "corporate_number", short: true },
  { name: "representative", complete: "name" },
  { name: "representative_kana" },
  { name: "founded_on", kind: "day", short: true },
  { name: "members", kind: "number", short: true },
  { name: "resident_members", kind: "number", short: true },
  { name: "households", kind: "number", short: true },
  { name: "annual_budget", kind: "yen" },
  { name: "postal_code", complete: "postal-code", short: true },
  { name: "address", complete: "street-address" },
  { name: "phone", kind: "tel", complete: "tel", short: true },
  { name: "email", kind: "email", complete: "email" },
];

export function ProfileForm({ group }: { group: Group }) {
  if (!may(group, "update")) return <ReadOnly group={group} />;
  return <Writing group={group} />;
}

function ReadOnly({ group }: { group: Group }) {
  return (
    <section className="stack" aria-labelledby="profile">
      <h2 id="profile">
        <Kana>{say.profile}</Kana>
      </h2>
      <dl className="dl2">
        {FIELDS.map((field) => (
          <div key={field.name}>
            <dt>{groupLabel(field.name)}</dt>
            <dd>{field.kind === "day" ? shownDay(group) : String(group[field.name] ?? "")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const shownDay = (group: Group) => (group.founded_on ? day(group.founded_on) : "");

function Writing({ group }: { group: Group }) {
  const typed = useKept(String(group.id));
  const [attempt, setAttempt] = useState(0);
  const saving = useMutation({
    mutationFn: (values: Record<string, string>) =>
      read(
        api.PATCH("/api/v1/groups/{id}/", {
          params: { path: { id: String(group.id) } },
          body: asSent(values) as Change,
        }),
      ),
    onSuccess: async () => {
      typed.clear();
      await renewGroup(group.id);
    },
  });
  const problem = saving.error ? problemOf(saving.error) : null;
  const faults = problem?.faults ?? [];
  const changed = Object.keys(typed.values).length > 0;
  function save(event: FormEvent): void {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (changed && !saving.isPending) saving.mutate(typed.values);
  }
  return (
    <section aria-labelledby="profile">
      <form className="stack" onSubmit={save} noValidate>
        <h2 id="profile">
          <Kana>{say.profile}</Kana>
        </h2>
        <ErrorSummary
          attempt={attempt}
          mistakes={faults.map((fault) => ({ field: `g-${fault.pointer.slice(1)}`, text: fault.text }))}
        />
        {problem && faults.length === 0 ? <Banner kind="err" title={problem.message} live /> : null}
        {typed.found ? <Banner kind="info" title={say.kept} /> : null}
        {FIELDS.map((field) => (
          <Entry
            key={field.name}
            field={field}
            value={
              typed.values[field.name] ??
              (field.kind === "day" ? writtenDay(group.founded_on ?? "") : shown(group[field.name]))
            }
            error={faults.find((fault) => fault.pointer === `/${field.name}`)?.text}
            onChange={(value) => typed.set(field.name, value)}
          />
        ))}
        <div className="row">
          <button type="submit" className="btn btn-1">
            <Kana>{say.save}</Kana>
          </button>
          <span role="status" className="sub">
            {changed ? say.unsaved : saving.isSuccess ? say.saved : ""}
          </span>
        </div>
      </form>
    </section>
  );
}

const shown = (value: unknown) => (value === null || value === undefined ? "" : String(value));

function Entry({
  field,
  value,
  error,
  onChange,
}: {
  field: One;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { name, kind, complete, short } = field;
  const shared = {
    id: `g-${name}`,
    label: groupLabel(name),
    support: groupHelp(name),
    error,
    value,
    onChange,
  };
  if (kind === "yen") return <YenField {...shared} required={false} />;
  return (
    <TextField
      {...shared}
      required={name === "name"}
      width={short ? "short" : "prose"}
      autoComplete={complete ?? "off"}
      inputMode={kind === "number" ? "numeric" : kind === "tel" || kind === "email" ? kind : undefined}
    />
  );
}

/** Numbers and days that were emptied are none. */
function asSent(values: Record<string, string>): Record<string, string | null> {
  const kinds = new Map(FIELDS.map((field) => [field.name as string, field.kind]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const kind = kinds.get(name);
      const empties = kind === "number" || kind === "yen" || kind === "day";
      return [name, empties && !value.trim() ? null : value];
    }),
  );
}
