/** Where an application begins: a department of an open call, a group, and what was worked out before (P3). */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { Radios } from "@/components/choice";
import { Crumbs } from "@/components/crumbs";
import { ErrorSummary, type Mistake } from "@/components/error-summary";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { carriedFor } from "@/lib/carried";
import { type Me, meQuery } from "@/lib/me";
import { type Problem, problemOf } from "@/lib/problem";
import { type RoundCheck, roundCheckQuery } from "@/lib/round-check";
import { begun, type Made } from "./begun";
import { say } from "./messages";

export function BeginPage() {
  const { round, department } = useSearch({ strict: false }) as { round?: number; department?: number };
  const me = useQuery(meQuery).data;
  const asked = useQuery({ ...roundCheckQuery(String(round ?? "")), enabled: round !== undefined });
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.mine, href: "/my" }, { text: say.title }]} />
      <PageTitle title={say.title} />
      {round === undefined ? (
        <p className="stack">
          {say.which}{" "}
          <a href="/rounds">
            <Kana>{say.rounds}</Kana>
          </a>
        </p>
      ) : (
        <Ready asked={asked}>
          {(check) => (me ? <Begin check={check} me={me} wanted={department} /> : null)}
        </Ready>
      )}
    </div>
  );
}

function Begin({ check, me, wanted }: { check: RoundCheck; me: Me; wanted: number | undefined }) {
  const offered = check.departments.filter((row) => row.offered);
  const first = offered.find((row) => row.id === wanted) ?? (offered.length === 1 ? offered[0] : undefined);
  const [department, setDepartment] = useState(first ? String(first.id) : "");
  const [group, setGroup] = useState(me.groups.length === 1 ? String(me.groups[0]?.id) : "");
  const [name, setName] = useState("");
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const [made] = useState<Made>(() => ({ groups: new Map(), drafts: new Map() }));
  const navigate = useNavigate();
  const known = useQueryClient();
  const isNew = me.groups.length === 0;
  const mistakes: Mistake[] = [];
  if (department === "") mistakes.push({ field: "department", text: say.choose });
  if (isNew && name.trim() === "") mistakes.push({ field: "name", text: say.nameMissing });
  if (!isNew && group === "") mistakes.push({ field: "group", text: say.choose });
  const shown = attempt > 0 ? mistakes : [];
  const errorOf = (field: string) => shown.find((mistake) => mistake.field === field)?.text;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (mistakes.length > 0 || sending) return;
    setSending(true);
    setProblem(null);
    try {
      const id = await begun(Number(department), isNew ? name : Number(group), made);
      await known.invalidateQueries({ queryKey: meQuery.queryKey });
      await navigate({ to: `/apply/${id}` });
    } catch (error) {
      setProblem(problemOf(error));
      setSending(false);
    }
  };
  if (!check.accepting) return <Banner kind="warn" title={say.closed} />;
  return (
    <form className="stack-l" noValidate onSubmit={send}>
      <ErrorSummary mistakes={shown} attempt={attempt} />
      {problem ? <Banner kind="err" title={problem.message} live /> : null}
      <p>{check.name}</p>
      <Radios
        id="department"
        label={say.department}
        required
        error={errorOf("department")}
        options={offered.map((row) => ({ value: String(row.id), label: row.name }))}
        value={department}
        onChange={setDepartment}
      />
      {isNew ? (
        <TextField
          id="name"
          label={say.newGroup}
          support={say.newGroupHint}
          required
          error={errorOf("name")}
          value={name}
          onChange={setName}
        />
      ) : (
        <Radios
          id="group"
          label={say.group}
          required
          error={errorOf("group")}
          options={me.groups.map((row) => ({
            value: String(row.id),
            label: <span className="pre">{row.name}</span>,
          }))}
          value={group}
          onChange={setGroup}
        />
      )}
      {carriedFor(Number(department)) ? (
        <p>
          <Kana>{say.carried}</Kana>
        </p>
      ) : null}
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.begin}</Kana>
        </button>
      </div>
    </form>
  );
}
