/** 期限をのばしてほしい: a message to the office with the reason. */
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { TextArea } from "@/components/field";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { say } from "./messages";
import type { Correction } from "./queries";
import { sendMessage } from "./send-message";

export function Postpone({ correction }: { correction: Correction }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const key = useRef(crypto.randomUUID());
  const sending = useMutation({
    mutationFn: () => {
      const head = say.postponeBody(correction.number, day(correction.due_on));
      return sendMessage(correction.application, { body: `${head}\n${reason}`, files: [], key: key.current });
    },
    onSuccess: () => {
      setOpen(false);
      setReason("");
      key.current = crypto.randomUUID();
      void queries.invalidateQueries({ queryKey: ["threads"] });
    },
  });
  function send(): void {
    setMissing(!reason.trim());
    if (reason.trim()) sending.mutate();
  }
  return (
    <div className="stack-s">
      <p>
        <button type="button" className="btn btn-3" onClick={() => setOpen(true)}>
          <Kana>{say.postpone}</Kana>
        </button>
      </p>
      {sending.isSuccess ? <Banner kind="ok" title={say.postponeSent} live /> : null}
      <Dialog title={say.postponeTitle} open={open} onClose={() => setOpen(false)}>
        {sending.error ? <Banner kind="err" title={problemOf(sending.error).message} live /> : null}
        <p>
          <Kana>{say.postponeText}</Kana>
        </p>
        <TextArea
          label={say.postponeReason}
          support={say.postponeExample}
          required
          rows={3}
          limit={2000}
          value={reason}
          onChange={(text) => {
            key.current = crypto.randomUUID();
            setReason(text);
          }}
          error={missing && !reason.trim() ? say.required : undefined}
        />
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={send}>
            <Kana>{say.postponeSend}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setOpen(false)}>
            <Kana>{say.back}</Kana>
          </button>
        </div>
      </Dialog>
    </div>
  );
}
