/** The page of a gift is over, or its address was lost: 受付番号とメールで探す. */
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { ErrorSummary } from "@/components/error-summary";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { type Problem, problemOf } from "@/lib/problem";
import { findGift } from "./giving-api";
import { say } from "./messages";

interface Mistake {
  field: string;
  text: string;
}

export function Expired() {
  return (
    <div className="wrap">
      <PageTitle title={say.expired} />
      <section className="stack prose" aria-labelledby="find">
        <h2 id="find">
          <Kana>{say.find}</Kana>
        </h2>
        <FindGift />
      </section>
    </div>
  );
}

function FindGift() {
  const [reference, setReference] = useState("");
  const [email, setEmail] = useState("");
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sent, setSent] = useState(false);

  function missing(): Mistake[] {
    const found: Mistake[] = [];
    if (!reference.trim()) found.push({ field: "reference", text: say.referenceMissing });
    if (!email.trim()) found.push({ field: "email", text: say.faults.emailMissing });
    return found;
  }

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setSent(false);
    setAttempt(attempt + 1);
    const found = missing();
    setMistakes(found);
    if (found.length > 0) return;
    try {
      await findGift(reference, email);
      setSent(true);
    } catch (error) {
      const refused = problemOf(error);
      const faults = refused.faults.map((fault) => ({ field: fault.pointer.slice(1), text: fault.text }));
      setMistakes(faults);
      if (faults.length === 0) setProblem(refused);
    }
  }

  const of = (field: string) => mistakes.find((each) => each.field === field)?.text;
  return (
    <form className="stack" onSubmit={(event) => void send(event)} noValidate>
      <p>
        <Kana>{say.findLead}</Kana>
      </p>
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      <TextField
        id="reference"
        label={say.reference}
        support={say.referenceSupport}
        required
        width="short"
        inputMode="numeric"
        value={reference}
        onChange={setReference}
        error={of("reference")}
      />
      <TextField
        id="email"
        label={say.email}
        support={say.findEmailSupport}
        required
        type="email"
        inputMode="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={of("email")}
      />
      {problem ? <Banner kind="err" title={problem.message} live /> : null}
      {sent ? <Banner kind="ok" title={say.findSent} live /> : null}
      <p>
        <button type="submit" className="btn btn-1">
          <Kana>{say.findSend}</Kana>
        </button>
      </p>
    </form>
  );
}
