/** Name and address; a new address holds once its code came back. */
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { meQuery } from "@/lib/me";
import { type Problem, problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import {
  type Account,
  accountQuery,
  askNewAddress,
  changeAccount,
  confirmNewAddress,
  proveAnew,
  STALE,
} from "./account-api";
import { say } from "./account-messages";

/** What was changed is read anew, here and in the frame. */
export async function readAnew(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
    queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  ]);
}

export function AboutMe({ account }: { account: Account }) {
  return (
    <>
      <Name account={account} />
      <dl className="dl">
        <dt>
          <Kana>{say.email}</Kana>
        </dt>
        <dd>{account.email}</dd>
      </dl>
      <Address />
    </>
  );
}

function Name({ account }: { account: Account }) {
  const [name, setName] = useState(account.name);
  const [kana, setKana] = useState(account.name_kana);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState(false);
  const [missing, setMissing] = useState(false);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setSaved(false);
    setMissing(!name.trim());
    if (!name.trim()) return;
    try {
      await changeAccount({ name: name.trim(), name_kana: kana.trim() });
      setProblem(null);
      setSaved(true);
      await readAnew();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  return (
    <form className="stack" onSubmit={save} noValidate>
      {saved ? <Banner kind="ok" title={say.saved} live /> : null}
      <TextField
        id="account-name"
        label={say.name}
        required
        autoComplete="name"
        value={name}
        onChange={setName}
        error={missing ? say.nameMissing : problem?.message}
      />
      <TextField
        id="account-kana"
        label={say.nameKana}
        support={say.nameKanaHelp}
        required={false}
        value={kana}
        onChange={setKana}
      />
      <p>
        <button type="submit" className="btn btn-2">
          <Kana>{say.save}</Kana>
        </button>
      </p>
    </form>
  );
}

type Step = "address" | "code" | "changed";

function Address() {
  const [step, setStep] = useState<Step>("address");
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);

  async function go(event: FormEvent, typed: string, empty: string, act: () => Promise<void>, next: Step) {
    event.preventDefault();
    setMissing(typed.trim() ? "" : empty);
    setProblem(null);
    if (!typed.trim()) return;
    try {
      await act();
      setStep(next);
      if (next === "changed") await readAnew();
    } catch (error) {
      setProblem(problemOf(error));
    }
  }

  if (problem?.code === STALE) return <Stale onGone={() => setProblem(null)} />;
  if (step === "changed") return <Banner kind="ok" title={say.emailChanged} live />;
  if (step === "code") {
    return (
      <form
        className="stack"
        noValidate
        onSubmit={(event) =>
          void go(event, code, say.emailCodeMissing, () => confirmNewAddress(code), "changed")
        }
      >
        <TextField
          id="email-code"
          width="short"
          label={say.emailCode}
          support={say.emailCodeHelp(email)}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={setCode}
          error={missing || problem?.message}
        />
        <p>
          <button type="submit" className="btn btn-1">
            <Kana>{say.confirmEmail}</Kana>
          </button>
        </p>
      </form>
    );
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => void go(event, email, say.newEmailMissing, () => askNewAddress(email), "code")}
    >
      <TextField
        id="new-email"
        label={say.newEmail}
        support={say.newEmailHelp}
        type="email"
        inputMode="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={missing || problem?.message}
      />
      <p>
        <button type="submit" className="btn btn-2">
          <Kana>{say.changeEmail}</Kana>
        </button>
      </p>
    </form>
  );
}

/** The session is too old for such a change. */
export function Stale({ onGone }: { onGone: () => void }) {
  return (
    <Banner kind="warn" title={say.stale} live>
      <p>
        <Kana>{say.staleLead}</Kana>
      </p>
      <p>
        <button
          type="button"
          className="btn btn-2 btn-m"
          onClick={() => {
            onGone();
            void proveAnew();
          }}
        >
          <Kana>{say.again}</Kana>
        </button>
      </p>
    </Banner>
  );
}
