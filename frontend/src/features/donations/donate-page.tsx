/** P4 寄附する: to which purpose, how much, under what name, how paid; then one look at all of it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Steps } from "@/components/steps";
import { problemOf } from "@/lib/problem";
import { yen } from "@/lib/yen";
import { CheckStep } from "./check-step";
import {
  amountOf,
  bodyOf,
  faultsOf,
  type GiftForm,
  type Giving,
  type Missing,
  STEP_OF,
  STEPS,
  type StepKey,
} from "./gift-form";
import { give, givingQuery } from "./giving-api";
import { forgetForm, keepForm, keptForm, keyFor } from "./kept-form";
import { say } from "./messages";
import { NameStep } from "./name-step";
import { AmountStep, PayStep, PurposeStep } from "./steps";

export function DonatePage() {
  const { fund, sub_fund } = useSearch({ from: "/donate" });
  const asked = useQuery(givingQuery(fund));
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.home, href: "/" }, { text: say.donate }]} />
      <PageTitle title={say.donate} />
      <Ready asked={asked}>{(giving) => <DonateForm giving={giving} wanted={sub_fund ?? ""} />}</Ready>
    </div>
  );
}

function begun(giving: Giving, wanted: string): GiftForm {
  const kept = keptForm();
  const known = giving.sub_funds.some((choice) => choice.code === wanted && choice.is_open);
  return known ? { ...kept, subFund: wanted } : kept;
}

function DonateForm({ giving, wanted }: { giving: Giving; wanted: string }) {
  const [form, setForm] = useState(() => begun(giving, wanted));
  const [step, setStep] = useState<StepKey>("purpose");
  const [attempt, setAttempt] = useState(0);
  const [mistakes, setMistakes] = useState<Missing[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const navigate = useNavigate();

  function change(part: Partial<GiftForm>): void {
    const next = { ...form, ...part };
    keepForm(next);
    setForm(next);
  }

  function go(to: StepKey, found: Missing[] = []): void {
    setMistakes(found);
    setStep(to);
    if (found.length > 0) setAttempt(attempt + 1);
    else window.scrollTo(0, 0);
  }

  function onward(event: FormEvent): void {
    event.preventDefault();
    if (step === "check") {
      void send();
      return;
    }
    const found = faultsOf(step, form, giving, say.faults, yen);
    if (found.length > 0) go(step, found);
    else go(STEPS[STEPS.indexOf(step) + 1] ?? "check");
  }

  async function send(): Promise<void> {
    const open = STEPS.find((each) => faultsOf(each, form, giving, say.faults, yen).length > 0);
    if (open) {
      go(open, faultsOf(open, form, giving, say.faults, yen));
      return;
    }
    if (sending) return;
    setSending(true);
    setRefused(null);
    try {
      const body = bodyOf(form, giving);
      const token = await give(giving.fund.id, body, keyFor(body));
      forgetForm();
      await navigate({ to: "/donate/thanks/$token", params: { token } });
    } catch (error) {
      const problem = problemOf(error);
      const found = problem.faults.map((fault) => ({ field: fault.pointer.slice(1), text: fault.text }));
      const [first] = found;
      if (first) go(STEP_OF[first.field] ?? "check", found);
      else setRefused(problem.message);
    } finally {
      setSending(false);
    }
  }

  const parts = { form, giving, change, mistakes };
  const at = step === "check" ? STEPS.length : STEPS.indexOf(step);
  return (
    <>
      <Steps
        titles={[...STEPS, "check" as const].map((key) => say.steps[key])}
        at={at}
        label={say.stepsLabel}
      />
      <form className="stack-l mt7" onSubmit={onward} noValidate>
        <ErrorSummary mistakes={mistakes} attempt={attempt} />
        {step === "purpose" ? <PurposeStep {...parts} /> : null}
        {step === "amount" ? <AmountStep {...parts} /> : null}
        {step === "name" ? <NameStep {...parts} /> : null}
        {step === "pay" ? <PayStep {...parts} /> : null}
        {step === "check" ? <CheckStep form={form} giving={giving} onChange={(to) => go(to)} /> : null}
        {refused ? (
          <Banner kind="err" title={refused} live>
            <p>
              <Kana>{say.failedAgain}</Kana>
            </p>
          </Banner>
        ) : null}
        <div className="btns">
          <button type="submit" className="btn btn-1">
            {buttonWords(step, sending, amountOf(form) ?? 0)}
          </button>
          {at > 0 ? (
            <button type="button" className="btn btn-3" onClick={() => go(STEPS[at - 1] ?? "purpose")}>
              <Kana>{say.back}</Kana>
            </button>
          ) : null}
        </div>
      </form>
    </>
  );
}

function buttonWords(step: StepKey, sending: boolean, amount: number): string {
  if (sending) return say.sending;
  if (step === "check") return say.give(yen(amount));
  return step === "pay" ? say.toCheck : say.next;
}
