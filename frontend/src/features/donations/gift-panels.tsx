/** What can be done on the page of a gift: see where it went, change how it is shown, mend its address. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { Loading, Ready } from "@/components/states";
import { type Problem, problemOf } from "@/lib/problem";
import { type GiftPage, giftStoryQuery, mendEmail, showGift } from "./giving-api";
import { say } from "./messages";
import { PublicityForm } from "./publicity-form";

// The drawing comes when somebody wants to see it: most who give look at their reference first.
const Journey = lazy(() => import("./journey").then((found) => ({ default: found.Journey })));

export function SeeJourney({ token }: { token: string }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <p>
        <button type="button" className="btn btn-2" onClick={() => setOpen(true)}>
          <Kana>{say.seeJourney}</Kana>
        </button>
      </p>
    );
  }
  return (
    <section className="stack" aria-labelledby="journey">
      <h2 id="journey">
        <Kana>{say.journey}</Kana>
      </h2>
      <Suspense fallback={<Loading />}>
        <JourneyOf token={token} />
      </Suspense>
    </section>
  );
}

function JourneyOf({ token }: { token: string }) {
  const asked = useQuery(giftStoryQuery(token));
  return <Ready asked={asked}>{(story) => <Journey story={story} />}</Ready>;
}

export function ChangePublicity({ gift, token }: { gift: GiftPage; token: string }) {
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  function done(): void {
    setChanged(true);
    setOpen(false);
  }
  return (
    <div className="stack">
      {changed ? <Banner kind="ok" title={say.publicityChanged} live /> : null}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="link44">
          <Kana>{say.changePublicity}</Kana>
        </summary>
        {open ? (
          <PublicityForm
            now={gift}
            name={gift.donor_name}
            amount={gift.amount}
            onSend={(body) => showGift(token, body)}
            onDone={done}
          />
        ) : null}
      </details>
    </div>
  );
}

export function MendEmail({ token }: { token: string }) {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    try {
      await mendEmail(token, email);
      setSent(email);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  return (
    <details>
      <summary className="link44">
        <Kana>{say.mendEmail}</Kana>
      </summary>
      <form className="stack mt4" onSubmit={(event) => void send(event)} noValidate>
        {sent ? <Banner kind="ok" title={say.mended(sent)} live /> : null}
        <TextField
          id="email"
          label={say.email}
          type="email"
          autoComplete="email"
          value={email}
          onChange={setEmail}
          error={problem ? (problem.faults[0]?.text ?? problem.message) : undefined}
        />
        <button type="submit" className="btn btn-2 btn-m">
          <Kana>{say.send}</Kana>
        </button>
      </form>
    </details>
  );
}
