/** Changing how a gift is shown, on its page and in one's record. */
import { type FormEvent, useId, useState } from "react";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { type Problem, problemOf } from "@/lib/problem";
import type { Publicity } from "./giving-api";
import { say } from "./messages";
import { PublicityFields, type Shown } from "./publicity-fields";

export function PublicityForm({
  now,
  name,
  amount,
  onSend,
  onDone,
  onClose,
}: {
  now: { publicity: string; alias?: string; show_amount?: boolean };
  name: string;
  amount: number;
  onSend: (body: Publicity) => Promise<unknown>;
  onDone: () => void;
  onClose?: () => void;
}) {
  const field = useId();
  const [shown, setShown] = useState<Shown>({
    publicity: now.publicity === "alias" || now.publicity === "name" ? now.publicity : "anonymous",
    alias: now.alias ?? "",
    hideAmount: now.show_amount === false,
  });
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    const lacks = shown.publicity === "alias" && shown.alias.trim() === "";
    setMissing(lacks);
    if (lacks) {
      document.getElementById(field)?.focus();
      return;
    }
    try {
      await onSend({
        publicity: shown.publicity,
        alias: shown.publicity === "alias" ? shown.alias : "",
        show_amount: !shown.hideAmount,
      });
      onDone();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  const fault = problem?.faults.find((each) => each.pointer === "/alias")?.text;
  return (
    <form className="stack" onSubmit={(event) => void send(event)} noValidate>
      <PublicityFields
        id={field}
        value={shown}
        name={name}
        amount={amount}
        onChange={(part) => setShown({ ...shown, ...part })}
        error={missing ? say.faults.aliasMissing : fault}
      />
      {problem && !fault ? <Banner kind="err" title={problem.message} live /> : null}
      <div className="btns">
        <button type="submit" className="btn btn-2">
          <Kana>{say.save}</Kana>
        </button>
        {onClose ? (
          <button type="button" className="btn btn-3" onClick={onClose}>
            <Kana>{say.close}</Kana>
          </button>
        ) : null}
      </div>
    </form>
  );
}
