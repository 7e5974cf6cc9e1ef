/** One's data to take along, and stopping to use the site. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { forgetKept } from "@/lib/offline";
import { type Problem, problemOf } from "@/lib/problem";
import { type Closing, closingQuery, leave } from "./account-api";
import { say } from "./account-messages";

export function MyData() {
  return (
    <>
      <section className="stack" aria-labelledby="data">
        <h2 id="data">
          <Kana>{say.data}</Kana>
        </h2>
        <p>
          <Kana>{say.dataLead}</Kana>
        </p>
        <p>
          <a className="btn btn-2" href="/api/v1/account/data/" download>
            <Kana>{say.takeData}</Kana>
          </a>
        </p>
      </section>
      <section className="stack" aria-labelledby="leave">
        <h2 id="leave">
          <Kana>{say.leave}</Kana>
        </h2>
        <p>
          <Kana>{say.leaveLead}</Kana>
        </p>
        <Ready asked={useQuery(closingQuery)}>{(closing) => <Leaving closing={closing} />}</Ready>
      </section>
    </>
  );
}

function Leaving({ closing }: { closing: Closing }) {
  const [asking, setAsking] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function go(): Promise<void> {
    try {
      await leave();
      await forgetKept().catch(() => undefined);
      location.assign("/");
    } catch (error) {
      setAsking(false);
      setProblem(problemOf(error));
    }
  }
  function press(): void {
    setPressed(true);
    setAsking(closing.allowed);
  }
  const refusal = problem?.message ?? (pressed ? closing.reason : "");
  return (
    <div className="stack">
      <p>{closing.kept.length > 0 ? say.kept : say.keptNothing}</p>
      {closing.kept.length > 0 ? (
        <ul className="bullets stack-s">
          {closing.kept.map((row) => (
            <li key={row.label}>{say.keptUntil(row.label, day(row.until))}</li>
          ))}
        </ul>
      ) : null}
      {refusal ? (
        <Banner kind="warn" title={say.cannotLeave} live>
          <p>{refusal}</p>
        </Banner>
      ) : null}
      <p>
        <button type="button" className="btn btn-3" onClick={press}>
          <Kana>{say.leave}</Kana>
        </button>
      </p>
      <Dialog title={say.leaveAsk} open={asking} onClose={() => setAsking(false)}>
        <p>
          <Kana>{say.leaveLead}</Kana>
        </p>
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => void go()}>
            <Kana>{say.leaveYes}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setAsking(false)}>
            <Kana>{say.leaveNo}</Kana>
          </button>
        </div>
      </Dialog>
    </div>
  );
}
