/** Where what was typed is: always visible beside the title, never a message that goes away. */
import { clock } from "@/lib/date";
import { Icon } from "./icon";
import { Kana } from "./kana";
import { say } from "./words";

export type Saving =
  | { state: "clean" }
  | { state: "saving" }
  | { state: "saved"; at: Date }
  | { state: "local"; at: Date }
  | { state: "failed" };

export function SaveState({ saving, onRetry }: { saving: Saving; onRetry?: () => void }) {
  if (saving.state === "failed") {
    return (
      <div className="row" role="status">
        <span className="err">
          <Icon name="warning" />
          <span>
            <Kana>{say.save.failed}</Kana>
          </span>
        </span>
        {onRetry ? (
          <button type="button" className="btn btn-2 btn-m" onClick={onRetry}>
            <Kana>{say.save.again}</Kana>
          </button>
        ) : null}
      </div>
    );
  }
  return (
    <p className="save" role="status">
      {saving.state === "clean" ? null : <Line saving={saving} />}
    </p>
  );
}

function Line({ saving }: { saving: Exclude<Saving, { state: "clean" | "failed" }> }) {
  if (saving.state === "saving") {
    return (
      <>
        <Icon name="undo" />
        <span>
          <Kana>{say.save.saving}</Kana>
        </span>
      </>
    );
  }
  const at = clock(saving.at);
  return (
    <>
      <Icon name={saving.state === "saved" ? "tick" : "clock"} />
      <span>
        <Kana>{saving.state === "saved" ? say.save.saved(at) : say.save.local(at)}</Kana>
      </span>
    </>
  );
}
