/** Address, then code: the same on the page and in the sheet. */
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { Banner } from "@/components/banner";
import { Checkbox } from "@/components/choice";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { officePhone } from "@/lib/me";
import { isSharedComputer, setSharedComputer } from "@/lib/shared-computer";
import { say } from "./messages";
import { canUsePasskey } from "./sign-in-api";
import type { SigningIn } from "./use-sign-in";

const RESEND_SECONDS = 30;

export function SignInForm({ signing, children }: { signing: SigningIn; children?: ReactNode }) {
  return signing.step === "address" ? (
    <AddressForm signing={signing}>{children}</AddressForm>
  ) : (
    <CodeForm key={signing.step} signing={signing} />
  );
}

function AddressForm({ signing, children }: { signing: SigningIn; children?: ReactNode }) {
  const [email, setEmail] = useState(signing.email);
  const [missing, setMissing] = useState(false);
  const [shared, setShared] = useState(isSharedComputer);
  function send(event: FormEvent): void {
    event.preventDefault();
    setMissing(!email.trim());
    if (email.trim()) void signing.toAddress(email.trim());
  }
  return (
    <form className="stack" onSubmit={send} noValidate>
      <TextField
        id="email"
        label={say.email}
        support={say.emailHelp}
        type="email"
        autoComplete="username webauthn"
        inputMode="email"
        value={email}
        onChange={setEmail}
        error={missing ? say.emailMissing : signing.problem?.message}
      />
      <Checkbox
        label={say.shared}
        checked={shared}
        onChange={(next) => {
          setSharedComputer(next);
          setShared(next);
        }}
      />
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.send}</Kana>
        </button>
        {canUsePasskey() ? (
          <button type="button" className="btn btn-2" onClick={() => void signing.passkey()}>
            <Kana>{say.passkey}</Kana>
          </button>
        ) : null}
      </div>
      {children}
      <NoMail />
    </form>
  );
}

export function CodeForm({ signing }: { signing: SigningIn }) {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState(false);
  const byMail = signing.step === "code";
  function enter(event: FormEvent): void {
    event.preventDefault();
    setMissing(!code.trim());
    if (code.trim()) void signing.enter(code.trim());
  }
  return (
    <form className="stack" onSubmit={enter} noValidate>
      <TextField
        id="code"
        width="short"
        label={byMail ? say.code : say.authenticator}
        support={byMail ? say.codeHelp(signing.email) : say.authenticatorHelp}
        autoComplete="one-time-code"
        inputMode="numeric"
        autoFocus
        value={code}
        onChange={setCode}
        error={missing ? say.codeMissing : signing.problem?.message}
      />
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.signIn}</Kana>
        </button>
        <button type="button" className="btn btn-3" onClick={signing.back}>
          <Kana>{say.otherEmail}</Kana>
        </button>
      </div>
      {byMail ? <Resend key={signing.sent} signing={signing} /> : null}
      <NoMail />
    </form>
  );
}

function Resend({ signing }: { signing: SigningIn }) {
  const [left, setLeft] = useState(RESEND_SECONDS);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="stack-s">
      {signing.sent > 1 ? <Banner kind="ok" title={say.resent} live /> : null}
      {left > 0 ? (
        <p className="sub">{say.resendIn(left)}</p>
      ) : (
        <button type="button" className="btn btn-2 btn-m" onClick={() => void signing.resend()}>
          <Kana>{say.resend}</Kana>
        </button>
      )}
    </div>
  );
}

function NoMail() {
  return (
    <details>
      <summary className="link44">
        <Kana>{say.noMail}</Kana>
      </summary>
      <ul className="stack-s bullets">
        {say.noMailText.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {officePhone ? <li>{say.noMailPhone(officePhone)}</li> : null}
      </ul>
    </details>
  );
}
