/** The answer to a correction: each field asked for, beside what was filed; saved as it is typed. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { AnotherPerson } from "@/components/draft-state";
import { ErrorSummary, type Mistake } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { SaveState, type Saving } from "@/components/save-state";
import { Tag } from "@/components/tag";
import type { FormDraft } from "@/lib/draft/http";
import { draftOf, forgetDraft } from "@/lib/draft/page";
import { same } from "@/lib/draft/places";
import type { Json, SaveState as Saved } from "@/lib/draft/types";
import type { Draft } from "@/lib/draft/use-draft";
import type { Me } from "@/lib/me";
import { type Fault, problemOf } from "@/lib/problem";
import { Conflicts } from "./conflicts";
import { Editor, fieldId } from "./editor";
import { Value } from "./form-value";
import { say } from "./messages";
import type { Correction } from "./queries";

export function AnswerForm({
  correction,
  draft,
  person,
}: {
  correction: Correction;
  draft: Draft<FormDraft>;
  person: Me;
}) {
  const [attempt, setAttempt] = useState(0);
  const sending = useMutation({
    mutationFn: () => submit(correction.application, draft),
    onSuccess: async () => {
      await draft.engine.stop();
      await forgetDraft(person.id, draftOf(correction.application).subject);
      location.assign(`/apply/${correction.application}/receipt`);
    },
  });
  const problem = sending.error ? problemOf(sending.error) : null;
  const faults = problem?.faults ?? [];
  function send(event: FormEvent): void {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (!sending.isPending) sending.mutate();
  }
  return (
    <form className="stack-l" onSubmit={send} noValidate>
      <ErrorSummary mistakes={faults.map((fault) => mistakeOf(fault, correction))} attempt={attempt} />
      {problem && faults.length === 0 ? <Banner kind="err" title={problem.message} live /> : null}
      <p>
        <Kana>{say.correctionLead}</Kana>
      </p>
      {correction.items.map((item) => (
        <section key={item.field} className="card stack" aria-labelledby={`c-${item.field}`}>
          <div className="row">
            <h2 id={`c-${item.field}`}>{item.label}</h2>
            {item.field === "documents" ? null : (
              <Mended before={item.current} now={draft.data[item.field] ?? null} />
            )}
          </div>
          {item.request_text ? (
            <div className="work">
              <h3 className="h-s">
                <Kana>{say.fromOffice}</Kana>
              </h3>
              <p className="written">{item.request_text}</p>
            </div>
          ) : null}
          <div className="side">
            <div className="stack-s">
              <h3 className="h-s">
                <Kana>{say.current}</Kana>
              </h3>
              <Value field={item.field} value={item.current} correction={correction} />
            </div>
            <div className="stack">
              <Editor
                item={item}
                correction={correction}
                value={draft.data[item.field] ?? null}
                faults={faults.filter((fault) => fieldOf(fault.pointer) === item.field)}
                onChange={(value) => draft.engine.set(item.field, value)}
              />
              <Conflicts draft={draft} field={item.field} />
            </div>
          </div>
        </section>
      ))}
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.submitCorrection}</Kana>
        </button>
      </div>
      <p role="status">{sending.isPending ? say.sending : ""}</p>
    </form>
  );
}

function Mended({ before, now }: { before: unknown; now: Json }) {
  return same(before as Json, withoutKeys(now)) ? (
    <Tag look="todo">{say.unchanged}</Tag>
  ) : (
    <Tag look="done">{say.changed}</Tag>
  );
}

/** Rows on the device carry keys; what was filed does not. */
function withoutKeys(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.map((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
    const { key: _, ...rest } = row;
    return rest;
  });
}

/** First everything that was typed, then the answer on the version the server has then. */
async function submit(application: number, draft: Draft<FormDraft>): Promise<void> {
  await draft.engine.flush();
  const { answer } = draft.engine.getSnapshot();
  await read(
    api.POST("/api/v1/applications/{id}/resubmit/", {
      params: {
        path: { id: String(application) },
        header: { "If-Match": `"${answer?.version ?? 0}"` },
      },
      body: { changes: {} },
    }),
  );
}

export function fieldOf(pointer: string): string {
  return pointer.split("/")[1] ?? "";
}

/** Where a fault is mended: in its field, or at the first one that is open. */
function mistakeOf(fault: Fault, correction: Correction): Mistake {
  const open = correction.items.some((item) => item.field === fieldOf(fault.pointer));
  const pointer = open ? fault.pointer : `/${correction.items[0]?.field ?? ""}`;
  return { field: fieldId(pointer), text: fault.text };
}

export function SavedLine({ draft }: { draft: Draft<FormDraft> }) {
  return (
    <>
      <SaveState saving={savingOf(draft.state)} onRetry={() => void draft.engine.wake()} />
      <AnotherPerson state={draft.state} />
    </>
  );
}

export function savingOf(state: Saved): Saving {
  switch (state.kind) {
    case "untouched":
      return { state: "clean" };
    case "saving":
      return { state: "saving" };
    case "saved":
      return { state: "saved", at: new Date(state.at) };
    case "failed":
      return { state: "failed" };
    default:
      return { state: "local", at: new Date(state.at) };
  }
}
