/** Filling a change in and sending it; a stop is asked about once more. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Radios } from "@/components/choice";
import { Dialog } from "@/components/dialog";
import { ErrorSummary } from "@/components/error-summary";
import { TextArea } from "@/components/field";
import { Kana } from "@/components/kana";
import { problemOf } from "@/lib/problem";
import { budgetErrors, isChanged, standing } from "../budget-rows/rows";
import { faultsOf } from "../faults";
import { useKept } from "../kept";
import { type Award, awardQuery } from "../queries";
import { KindFields } from "./kind-fields";
import { LiveAnswer } from "./live-answer";
import { say } from "./messages";
import { type ChangeForm, emptyForm, FIELDS, KINDS, type Kind, requestOf, termsOf } from "./terms";

export function ChangeSheet({
  id,
  award,
  onSent,
  onTyped,
}: {
  id: string;
  award: Award;
  onSent: (award: Award) => void;
  onTyped: () => void;
}) {
  const client = useQueryClient();
  // A budget that was typed before the award changed would undo that change.
  const [form, setForm, forget] = useKept(`change.${id}.${award.version}`, emptyForm(standing(award)));
  const [asking, setAsking] = useState(false);
  const [missing, setMissing] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const send = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/awards/{id}/changes/", { params: { path: { id } }, body: requestOf(form) })),
    onSuccess: (changed) => {
      forget();
      client.setQueryData(awardQuery(id).queryKey, changed);
      onSent(changed);
    },
    onSettled: () => {
      setAsking(false);
      setAttempt((before) => before + 1);
    },
  });
  const problem = send.error ? problemOf(send.error) : null;
  const errors = errorsOf(problem ? faultsOf(problem) : [], form);
  if (missing && !form.kind) errors["change-kind"] = say.kindNeeded;
  const mistakes = Object.entries(errors).map(([field, text]) => ({ field, text }));
  const set = (part: Partial<ChangeForm>) => {
    onTyped();
    setForm({ ...form, ...part });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(form.kind === "");
    if (form.kind === "") setAttempt(attempt + 1);
    else if (form.kind === "abolition") setAsking(true);
    else if (!send.isPending) send.mutate();
  };
  const choose = (kind: string) => {
    send.reset();
    set({ kind: kind as Kind });
  };
  return (
    <form className="stack-l" noValidate onSubmit={onSubmit}>
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      {problem && mistakes.length === 0 ? <Banner kind="err" live title={problem.message} /> : null}
      <Radios
        id="change-kind"
        label={say.kind}
        required
        columns
        options={KINDS.map((kind) => ({ value: kind, label: say.kinds[kind] }))}
        value={form.kind}
        error={errors["change-kind"]}
        onChange={choose}
      />
      <KindFields id={id} award={award} form={form} errors={errors} onSet={set} />
      <TextArea
        id="change-reason"
        label={form.kind === "abolition" ? say.reasonStop : say.reason}
        support={say.reasonHelp}
        required
        limit={2000}
        rows={4}
        value={form.reason}
        error={errors["change-reason"]}
        onChange={(reason) => set({ reason })}
      />
      <Answer id={id} award={award} form={form} />
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.send}</Kana>
        </button>
      </div>
      <Dialog title={say.sureStop} open={asking} onClose={() => setAsking(false)}>
        {say.stopText.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => send.isPending || send.mutate()}>
            <Kana>{say.stop}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setAsking(false)}>
            <Kana>{say.back}</Kana>
          </button>
        </div>
      </Dialog>
    </form>
  );
}

function Answer({ id, award, form }: { id: string; award: Award; form: ChangeForm }) {
  if (form.kind === "") return null;
  if (form.kind === "abolition") return <Banner kind="warn" title={say.needsApproval} />;
  if ((form.kind === "budget" || form.kind === "schedule") && isStill(form, award)) {
    return (
      <p className="sub">
        <Kana>{say.notYet[form.kind]}</Kana>
      </p>
    );
  }
  return <LiveAnswer id={id} round={award.round?.id} terms={termsOf(form)} />;
}

/** Nothing of what the chosen kind is about has been changed yet. */
function isStill(form: ChangeForm, award: Award): boolean {
  return form.kind === "schedule"
    ? !form.from.trim() && !form.to.trim()
    : !isChanged(form.budget, award.planned_income);
}

function errorsOf(faults: ReturnType<typeof faultsOf>, form: ChangeForm): Record<string, string> {
  const errors = budgetErrors(faults, "/new_budget", form.budget.rows);
  for (const fault of faults) {
    const field = FIELDS[fault.pointer];
    if (field) errors[field] ??= fault.text;
  }
  return errors;
}
