/** 助成希望額, with the most that may be asked for at hand. It is never changed but by the person. */
import { useMemo } from "react";
import type { Sections } from "@/components/article-link";
import { Need } from "@/components/field";
import { Kana } from "@/components/kana";
import type { Working } from "@/lib/budget/amounts";
import type { Json } from "@/lib/draft/types";
import { yen } from "@/lib/yen";
import { NumberCell } from "./cells";
import { say } from "./messages";
import { NoteLine } from "./note-line";
import { idOf, type Note, noteIdOf } from "./notes";
import type { Edits } from "./use-budget";

const PLACE = "requested";

export function RequestedField({
  value,
  top,
  notes,
  sections,
  edits,
  onFocus,
}: {
  value: Json | undefined;
  top: Working | null;
  notes: readonly Note[];
  sections: Sections;
  edits: Edits;
  onFocus: (place: string) => void;
}) {
  const wire = useMemo(
    () => ({
      onType: (typed: Json) => {
        onFocus(PLACE);
        edits.requested(typed, true);
      },
      onLeave: () => {
        onFocus("");
        edits.leave();
      },
    }),
    [edits, onFocus],
  );
  return (
    <div className="field mt4">
      <label className="label" htmlFor={idOf(PLACE)}>
        {say.requested}
        <Need required />
      </label>
      {top ? <p className="support">{say.ceilingIs(yen(top.award))}</p> : null}
      <div className="row">
        <span className="yen mt2">
          <NumberCell
            id={idOf(PLACE)}
            value={value}
            describedBy={notes.length > 0 ? noteIdOf(PLACE) : undefined}
            {...wire}
          />
          {say.yen}
        </span>
        {top && top.award > 0 ? (
          <button type="button" className="btn btn-2 btn-m" onClick={() => edits.requested(top.award)}>
            <Kana>{say.toCeiling}</Kana>
          </button>
        ) : null}
      </div>
      {notes.map((note) => (
        <NoteLine key={note.text} note={note} sections={sections} />
      ))}
    </div>
  );
}
