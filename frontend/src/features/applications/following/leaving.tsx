/** 取り下げる, 下書きにもどす: asked once, with what follows. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { TextArea } from "@/components/field";
import { Kana } from "@/components/kana";
import { problemOf } from "@/lib/problem";
import { say } from "./messages";
import type { Status } from "./queries";

type Verb = "take_back" | "withdraw";
const WORDS: Record<Verb, { button: string; title: string; text: string }> = {
  take_back: { button: say.takeBack, title: say.takeBackTitle, text: say.takeBackText },
  withdraw: { button: say.withdraw, title: say.withdrawTitle, text: say.withdrawText },
};

export function Leaving({ status }: { status: Status }) {
  const [asked, setAsked] = useState<Verb | null>(null);
  const verbs = status.actions.filter(
    (action) => action.allowed && (action.verb === "take_back" || action.verb === "withdraw"),
  );
  if (verbs.length === 0) return null;
  return (
    <>
      <div className="btns">
        {verbs.map((action) => {
          const verb = action.verb as Verb;
          const danger = verb === "withdraw";
          return (
            <button
              key={verb}
              type="button"
              className={danger ? "btn btn-3 btn-danger" : "btn btn-2"}
              onClick={() => setAsked(verb)}
            >
              {WORDS[verb].button}
            </button>
          );
        })}
      </div>
      {asked ? <Question verb={asked} id={status.application} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

function Question({ verb, id, onClose }: { verb: Verb; id: number; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const path = { id: String(id) };
  const act = useMutation({
    mutationFn: () =>
      verb === "withdraw"
        ? read(api.POST("/api/v1/applications/{id}/withdraw/", { params: { path }, body: { reason } }))
        : read(api.POST("/api/v1/applications/{id}/take-back/", { params: { path }, body: {} })),
    onSuccess: async () => {
      await client.invalidateQueries();
      if (verb === "take_back") location.assign(`/apply/${id}`);
      else onClose();
    },
  });
  const words = WORDS[verb];
  return (
    <Dialog title={words.title} open onClose={onClose}>
      {act.error ? <Banner kind="err" title={problemOf(act.error).message} live /> : null}
      <p>
        <Kana>{words.text}</Kana>
      </p>
      {verb === "withdraw" ? (
        <TextArea label={say.withdrawReason} required={false} rows={3} value={reason} onChange={setReason} />
      ) : null}
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => act.mutate()}>
          {words.button}
        </button>
        <button type="button" className="btn btn-2" onClick={onClose}>
          <Kana>{say.back}</Kana>
        </button>
      </div>
    </Dialog>
  );
}
