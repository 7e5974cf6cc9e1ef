/** Passkeys, and the authenticator app where there is one. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { type Problem, problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { Stale } from "./account-about";
import { addPasskey, type Key, keysQuery, removePasskey, STALE } from "./account-api";
import { say } from "./account-messages";
import { deviceLabel } from "./device-label";
import { canUsePasskey } from "./sign-in-api";

export function Passkeys() {
  return (
    <>
      <p>
        <Kana>{say.passkeysLead}</Kana>
      </p>
      <Ready asked={useQuery(keysQuery)}>{(keys) => <Keys keys={keys} />}</Ready>
    </>
  );
}

function Keys({ keys }: { keys: readonly Key[] }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [added, setAdded] = useState(false);
  async function attempt(act: () => Promise<void>, adds: boolean): Promise<void> {
    setAdded(false);
    setProblem(null);
    try {
      await act();
      setAdded(adds);
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  const shown = keys.filter((key) => key.type !== "recovery_codes");
  return (
    <div className="stack">
      {problem?.code === STALE ? <Stale onGone={() => setProblem(null)} /> : null}
      {problem && problem.code !== STALE ? <Banner kind="err" title={problem.message} live /> : null}
      {added ? <Banner kind="ok" title={say.passkeyAdded} live /> : null}
      {shown.length === 0 ? (
        <p className="sub">
          <Kana>{say.passkeysNone}</Kana>
        </p>
      ) : null}
      <ul className="stack-s">
        {shown.map((key) => (
          <li key={key.id} className="card stack-s">
            <p className="b">{key.type === "totp" ? say.authenticator : key.name}</p>
            <p className="sub">
              {key.last_used_at ? say.passkeyUsed(day(isoOf(key.last_used_at))) : say.passkeyUnused}
            </p>
            {key.type === "webauthn" ? (
              <p>
                <button
                  type="button"
                  className="btn btn-3 btn-m"
                  onClick={() => void attempt(() => removePasskey(key.id), false)}
                >
                  {say.passkeyRemove(key.name ?? "")}
                </button>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {canUsePasskey() ? <NewKey onAdd={(name) => attempt(() => addPasskey(name), true)} /> : null}
      {canUsePasskey() ? null : (
        <p className="sub">
          <Kana>{say.passkeyNotHere}</Kana>
        </p>
      )}
    </div>
  );
}

function NewKey({ onAdd }: { onAdd: (name: string) => Promise<void> }) {
  const [name, setName] = useState(deviceLabel(navigator.userAgent));
  function add(event: FormEvent): void {
    event.preventDefault();
    void onAdd(name.trim() || say.thisDevice);
  }
  return (
    <form className="stack" onSubmit={add} noValidate>
      <TextField
        id="passkey-name"
        label={say.passkeyName}
        support={say.passkeyNameHelp}
        value={name}
        onChange={setName}
      />
      <p>
        <button type="submit" className="btn btn-2">
          <Kana>{say.passkeyAdd}</Kana>
        </button>
      </p>
    </form>
  );
}

/** The sign-in library tells seconds. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
