/** The profile: every field may be left for later but the name; the server's sentences stand at their fields. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { ErrorSummary } from "@/components/error-summary";
import { TextField, YenField } from "@/components/field";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { useKept } from "./kept";
import { say } from "./messages";
import { type Group, may, renewGroup } from "./queries";

type Change = components["schemas"]["PatchedGroupChangeInputRequest"];
interface One {
  name: keyof Change & keyof Group;
  label: string;
  support?: ReactNode;
  kind?: "number" | "yen" | "day" | "email" | "tel";
  complete?: string;
  short?: boolean;
}

const FIELDS: readonly One[] = [
  { name: "name", label: say.name, support: say.nameHelp, complete: "organization" },
  { name: "name_kana", label: say.nameKana, support: say.kanaHelp },
  { name: "legal_form", label: say.legalForm },
  { name: "corporate_number", label: say.corporateNumber, support: say.corporateHelp, short: true },
  { name: "representative", label: say.representative, complete: "name" },
  { name: "representative_kana", label: say.representativeKana },
  { name: "founded_on", label: say.founded, support: say.foundedHelp, kind: "day", short: true },
  { name: "members", label: say.members, kind: "number", short: true },
  { name: "resident_members", label: say.residents, kind: "number", short: true },
  { name: "households", label: say.households, support: say.householdsHelp, kind: "number", short: true },
  { name: "annual_budget", label: say.budget, support: say.budgetHelp, kind: "yen" },
  { name: "postal_code", label: say.postal, support: say.postalHelp, complete: "postal-code", short: true },
  { name: "address", label: say.address, complete: "street-address" },
  { name: "phone", label: say.phone, support: say.phoneHelp, kind: "tel", complete: "tel", short: true },
  { name: "email", label: say.email, kind: "email", complete: "email" },
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
            <dt>{field.label}</dt>
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
              (field.kind === "day" ? writtenDay(group) : shown(group[field.name]))
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

/** As people write a day; the server reads it back. */
const writtenDay = (group: Group) =>
  group.founded_on ? group.founded_on.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日") : "";

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
  const { label, support, kind, complete, short } = field;
  const shared = { id: `g-${field.name}`, label, support, error, value, onChange };
  const required = field.name === "name";
  if (kind === "yen") return <YenField {...shared} required={false} />;
  return (
    <TextField
      {...shared}
      required={required}
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
