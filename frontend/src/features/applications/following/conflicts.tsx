/** Another person's text at the same place: both shown, one chosen. */
import { Kana } from "@/components/kana";
import { clock } from "@/lib/date";
import type { FormDraft } from "@/lib/draft/http";
import { partsOf } from "@/lib/draft/places";
import type { Draft } from "@/lib/draft/use-draft";
import { say } from "./messages";

export function Conflicts({ draft, field }: { draft: Draft<FormDraft>; field: string }) {
  const here = draft.conflicts.filter((conflict) => partsOf(conflict.path)[0] === field);
  return here.map((conflict) => {
    const other = conflict.others[0];
    if (!other) return null;
    const name = other.by?.name ?? say.someone;
    return (
      <div key={conflict.path} className="note note-warn" role="status">
        <div className="stack-s">
          <p className="note-title">{say.conflict(name, clock(other.at))}</p>
          <p className="written">
            <span className="sub">{say.theirs(name)}</span>
            <br />
            {typeof other.value === "string" ? other.value : JSON.stringify(other.value)}
          </p>
          <div className="btns">
            <button
              type="button"
              className="btn btn-2 btn-m"
              onClick={() => void draft.engine.choose(conflict.path, "mine")}
            >
              <Kana>{say.useMine}</Kana>
            </button>
            <button
              type="button"
              className="btn btn-2 btn-m"
              onClick={() => void draft.engine.choose(conflict.path, 0)}
            >
              <Kana>{say.useTheirs}</Kana>
            </button>
          </div>
        </div>
      </div>
    );
  });
}
