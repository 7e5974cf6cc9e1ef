/** Where what was typed is, in the words of every form; and two texts that met at one place. */
import { Banner } from "@/components/banner";
import { SaveState, type Saving } from "@/components/save-state";
import { clock } from "@/lib/date";
import { isAnotherPerson } from "@/lib/draft/http";
import { isRow } from "@/lib/draft/places";
import type { Conflict, DraftSnapshot, Json, Other, ServerDraft } from "@/lib/draft/types";
import type { Draft } from "@/lib/draft/use-draft";
import { lost } from "@/lib/session";
import { say } from "./draft-words";

export function DraftState<S extends ServerDraft>({ draft }: { draft: Draft<S> }) {
  const { state } = draft;
  const problem = state.kind === "failed" ? state.problem : null;
  if (isAnotherPerson(problem)) return <AnotherPerson state={state} />;
  return (
    <>
      <SaveState saving={savingOf(state)} onRetry={() => draft.engine.wake()} />
      {problem ? <p className="err">{problem.detail}</p> : null}
      {state.kind === "failed" && !state.onDevice ? <p className="err">{say.notOnDevice}</p> : null}
      {state.kind === "signed-out" ? (
        <Banner kind="warn" title={say.signedOut} live>
          <a className="link44" href={`/login?next=${encodeURIComponent(location.pathname)}`}>
            {say.signIn}
          </a>
        </Banner>
      ) : null}
    </>
  );
}

/** Nothing is saved under another's name; one signs in as oneself again, or goes on as the other. */
export function AnotherPerson({ state }: { state: DraftSnapshot["state"] }) {
  if (state.kind !== "failed" || !isAnotherPerson(state.problem)) return null;
  return (
    <Banner kind="warn" title={state.problem?.detail ?? ""} live>
      <div className="stack">
        <p>{state.onDevice ? say.keptHere : say.notOnDevice}</p>
        <p className="row">
          <button type="button" className="btn btn-2 btn-m" onClick={() => void signInAsOneself()}>
            {say.signInSelf}
          </button>
          <button type="button" className="btn btn-2 btn-m" onClick={() => location.reload()}>
            {say.goOnAsOther}
          </button>
        </p>
      </div>
    </Banner>
  );
}

/** The other one is signed out, and the sheet opens over the form, which stays as it is. */
async function signInAsOneself(): Promise<void> {
  const { signOut } = await import("@/features/people/sign-in-api");
  await signOut();
  lost();
}

export function savingOf(state: DraftSnapshot["state"]): Saving {
  switch (state.kind) {
    case "untouched":
      return { state: "clean" };
    case "saving":
      return { state: "saving" };
    case "saved":
      return { state: "saved", at: new Date(state.at) };
    case "on-device":
      return { state: "local", at: new Date(state.at) };
    case "failed":
      return { state: "failed" };
    case "signed-out":
      return { state: "local", at: new Date(state.at) };
  }
}

/** One place with two texts: both are shown, one is chosen. */
export function ConflictBox({
  conflict,
  place,
  mine,
  me,
  onChoose,
}: {
  conflict: Conflict;
  /** What the place is called. */
  place: string;
  mine: Json | undefined;
  /** Who looks at it. */
  me: number;
  onChoose: (choice: "mine" | number) => void;
}) {
  return (
    <Banner kind="warn" title={say.conflictTitle(place)} live>
      <div className="stack">
        <div>
          <p className="b">{say.mineText}</p>
          <p className="pre">{shown(mine)}</p>
          <button type="button" className="btn btn-2 btn-m" onClick={() => onChoose("mine")}>
            {say.useMine}
          </button>
        </div>
        {conflict.others.map((other, index) => (
          <div key={`${other.from}${other.at}`}>
            <p className="b">
              {say.theirText}　{whose(other, me)}
            </p>
            <p className="pre">{shown(other.value)}</p>
            <button type="button" className="btn btn-2 btn-m" onClick={() => onChoose(index)}>
              {say.useTheirs}
            </button>
          </div>
        ))}
      </div>
    </Banner>
  );
}

function whose(other: Other, me: number): string {
  const at = other.at ? clock(other.at) : "";
  if (other.from === "tab" || other.by === null) return say.conflictTab(at);
  return other.by.id === me ? say.conflictSelf(at) : say.conflictBy(other.by.name, at);
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return say.removed;
  if (value === "") return say.emptied;
  if (isRow(value)) {
    const cells = Object.entries(value).filter(
      ([key, item]) => key !== "key" && item !== "" && item !== null,
    );
    return cells.map(([, item]) => shown(item)).join("　") || say.emptied;
  }
  if (Array.isArray(value)) return value.map(shown).join("、");
  if (typeof value === "boolean") return value ? say.yes : say.no;
  return String(value);
}
