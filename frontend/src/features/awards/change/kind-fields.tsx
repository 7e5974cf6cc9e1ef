/** What each kind of change asks for. */
import { useQuery } from "@tanstack/react-query";
import { Banner } from "@/components/banner";
import { Checkbox } from "@/components/choice";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { BudgetRows } from "../budget-rows/budget-rows";
import { type Award, paymentsQuery } from "../queries";
import { say } from "./messages";
import type { Aim, ChangeForm } from "./terms";

const AIMS: readonly Aim[] = ["purpose", "place", "period"];

export interface KindProps {
  id: string;
  award: Award;
  form: ChangeForm;
  errors: Readonly<Record<string, string>>;
  onSet: (part: Partial<ChangeForm>) => void;
}

export function KindFields(props: KindProps) {
  const { award, form, errors, onSet } = props;
  if (form.kind === "schedule") return <Days {...props} />;
  if (form.kind === "content") return <Content {...props} />;
  if (form.kind === "people") return <People {...props} />;
  if (form.kind === "abolition")
    return (
      <p>
        <Kana>{say.stopping}</Kana>
      </p>
    );
  if (form.kind !== "budget") return null;
  return (
    <BudgetRows
      budget={form.budget}
      grant={award.amount}
      errors={errors}
      onChange={(budget) => onSet({ budget })}
    />
  );
}

function Days({ award, form, errors, onSet }: KindProps) {
  const help = (held: string | null | undefined) =>
    `${held ? say.dayHelp(day(held)) : say.noDay}${say.dayExample}`;
  return (
    <>
      <TextField
        id="change-from"
        width="short"
        label={say.from}
        support={help(award.project_from)}
        required={false}
        value={form.from}
        error={errors["change-from"]}
        onChange={(from) => onSet({ from })}
      />
      <TextField
        id="change-to"
        width="short"
        label={say.to}
        support={help(award.project_to)}
        required={false}
        value={form.to}
        error={errors["change-to"]}
        onChange={(to) => onSet({ to })}
      />
    </>
  );
}

function Content({ form, onSet }: KindProps) {
  const turn = (aim: Aim, on: boolean) =>
    onSet({ aims: AIMS.filter((name) => (name === aim ? on : form.aims.includes(name))) });
  return (
    <fieldset className="stack-s">
      <legend className="label">
        <Kana>{say.aims}</Kana>
      </legend>
      <p className="support">
        <Kana>{say.aimsHelp}</Kana>
      </p>
      {AIMS.map((aim, index) => (
        <Checkbox
          key={aim}
          id={index === 0 ? "change-aims" : `change-aims-${aim}`}
          label={say.aimNames[aim]}
          checked={form.aims.includes(aim)}
          onChange={(on) => turn(aim, on)}
        />
      ))}
    </fieldset>
  );
}

function People({ id, award }: KindProps) {
  const locked = useQuery(paymentsQuery(id)).data?.account_locked;
  return (
    <>
      {locked ? <Banner kind="warn" title={say.locked} /> : null}
      <p>
        <Kana>{say.people}</Kana>
      </p>
      <p>
        <a className="link44" href={`/groups/${award.group.id}`}>
          <Kana>{say.group}</Kana>
        </a>
      </p>
    </>
  );
}
