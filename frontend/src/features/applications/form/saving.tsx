/** Where what was typed is, in the words of every form; and texts that met. */
import { Banner } from "@/components/banner";
import { SaveState, type Saving } from "@/components/save-state";
import { clock } from "@/lib/date";
import { get, isRow } from "@/lib/draft/places";
import type { Conflict, DraftSnapshot, Json, Other } from "@/lib/draft/types";
import { useForm } from "./form-context";
import { say } from "./messages";
import { labelOf, type TaskKey, taskOf } from "./tasks";

export function DraftState() {
  const { draft } = useForm();
  const { state } = draft;
  const problem = state.kind === "failed" ? state.problem : null;
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

/** The texts that met in this part of the form (or in any), each with its choice. */
export function Conflicts({ task }: { task?: TaskKey }) {
  const { draft } = useForm();
  const here = draft.conflicts.filter((conflict) => task === undefined || taskOf(conflict.path) === task);
  return (
    <>
      {here.map((conflict) => (
        <ConflictBox key={conflict.path} conflict={conflict} />
      ))}
    </>
  );
}

function ConflictBox({ conflict }: { conflict: Conflict }) {
  const { draft, screen } = useForm();
  return (
    <Banner kind="warn" title={say.conflictTitle(labelOf(conflict.path, screen, draft.data))} live>
      <div className="stack">
        <div>
          <p className="b">{say.mineText}</p>
          <p className="pre">{shown(get(draft.data, conflict.path))}</p>
          <button
            type="button"
            className="btn btn-2 btn-m"
            onClick={() => void draft.engine.choose(conflict.path, "mine")}
          >
            {say.useMine}
          </button>
        </div>
        {conflict.others.map((other, index) => (
          <div key={`${other.from}${other.at}`}>
            <p className="b">
              {say.theirText}　<Whose other={other} />
            </p>
            <p className="pre">{shown(other.value)}</p>
            <button
              type="button"
              className="btn btn-2 btn-m"
              onClick={() => void draft.engine.choose(conflict.path, index)}
            >
              {say.useTheirs}
            </button>
          </div>
        ))}
      </div>
    </Banner>
  );
}

function Whose({ other }: { other: Other }) {
  const { me } = useForm();
  const at = other.at ? clock(other.at) : "";
  if (other.from === "tab" || other.by === null) return <>{say.conflictTab(at)}</>;
  return <>{other.by.id === me.id ? say.conflictSelf(at) : say.conflictBy(other.by.name, at)}</>;
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
  if (typeof value === "boolean") return value ? say.check.yes : say.check.no;
  return String(value);
}
