/** 別のメールアドレスで探す: a letter proves that the other address is one's own too. */
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { type Problem, problemOf } from "@/lib/problem";
import { askForGifts } from "./giving-api";
import { say } from "./mine-messages";

export function FindOther() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setSent(false);
    try {
      await askForGifts(email);
      setSent(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  return (
    <details className="disc">
      <summary className="link44">
        <Kana>{say.findOther}</Kana>
      </summary>
      <form className="stack mt4" onSubmit={(event) => void send(event)} noValidate>
        <p>
          <Kana>{say.findOtherLead}</Kana>
        </p>
        {sent ? <Banner kind="ok" title={say.findOtherSent} live /> : null}
        <TextField
          id="other-email"
          label={say.email}
          support={say.emailSupport}
          type="email"
          inputMode="email"
          autoComplete="email"
          value={email}
          onChange={setEmail}
          error={problem ? (problem.faults[0]?.text ?? problem.message) : undefined}
        />
        <p>
          <button type="submit" className="btn btn-2">
            <Kana>{say.findOtherSend}</Kana>
          </button>
        </p>
      </form>
    </details>
  );
}
