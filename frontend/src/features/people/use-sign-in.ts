/** The steps of signing in, for the page and for the sheet over a form. */
import { useState } from "react";
import { mayBeSomebody, meQuery } from "@/lib/me";
import { type Problem, problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { regained } from "@/lib/session";
import {
  askCode,
  confirmAddress,
  confirmAuthenticator,
  confirmCode,
  type Outcome,
  signUp,
  withPasskey,
} from "./sign-in-api";

export type Step = "address" | "code" | "authenticator";

export interface SigningIn {
  step: Step;
  email: string;
  problem: Problem | null;
  /** How often a code was sent to this address. */
  sent: number;
  toAddress: (email: string) => Promise<void>;
  toNewAddress: (name: string, email: string) => Promise<void>;
  enter: (code: string) => Promise<void>;
  passkey: () => Promise<void>;
  resend: () => Promise<void>;
  back: () => void;
}

export function useSignIn(done: () => void): SigningIn {
  const [step, setStep] = useState<Step>("address");
  const [email, setEmail] = useState("");
  const [name, setName] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function attempt(action: () => Promise<Outcome>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const outcome = await action();
      if (outcome === "signed-in") {
        await welcome();
        done();
      } else setStep(outcome);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function codeTo(address: string, as: string | null): Promise<Outcome> {
    if (as === null) await askCode(address);
    else await signUp(as, address);
    setEmail(address);
    setName(as);
    setSent((count) => count + 1);
    return "code";
  }

  return {
    step,
    email,
    problem,
    sent,
    toAddress: (address) => attempt(() => codeTo(address, null)),
    toNewAddress: (as, address) => attempt(() => codeTo(address, as)),
    enter: (code) =>
      attempt(() => {
        if (step === "authenticator") return confirmAuthenticator(code);
        return name === null ? confirmCode(code) : confirmAddress(code);
      }),
    passkey: () => attempt(withPasskey),
    resend: () => attempt(() => codeTo(email, name)),
    back: () => {
      setStep("address");
      setProblem(null);
    },
  };
}

/** Somebody has signed in: who it is is read anew, and whatever waited goes on. */
export async function welcome(): Promise<void> {
  mayBeSomebody();
  await queries.fetchQuery({ ...meQuery, staleTime: 0 });
  regained();
}
