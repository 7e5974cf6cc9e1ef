/** The receipt of a gift in one's record: to be had, asked for again, or why there is none. */
import { useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { shortDay } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { MINE, type OwnGift } from "./giving-api";
import { say } from "./mine-messages";

type Receipt = components["schemas"]["ReceiptRefOutput"];

export function ReceiptCell({ gift }: { gift: OwnGift }) {
  const receipt = gift.receipts.at(-1);
  if (receipt?.state === "valid") return <Valid receipt={receipt} />;
  if (receipt) return <span>{`${receipt.number} ${say.receiptVoid}`}</span>;
  if (!gift.receipt_wanted || gift.receipt_by === "none") return <span>{say.noReceipt}</span>;
  if (gift.state === "pledged" || gift.state === "pending") return <span>{say.receiptWaiting}</span>;
  if (gift.state === "received" || gift.state === "earmarked") return <span>{say.receiptComing}</span>;
  return <span>{say.noReceipt}</span>;
}

function Valid({ receipt }: { receipt: Receipt }) {
  const [told, setTold] = useState("");
  const [refused, setRefused] = useState("");

  /** Fetched rather than linked, so that a paper that is not ready yet is said here and not on an empty page. */
  async function fetchPaper(): Promise<void> {
    setRefused("");
    setTold(say.receiptFetching);
    try {
      const answer = await fetch(`/api/v1/receipts/${receipt.id}/pdf/`);
      if (!answer.ok) {
        const late = answer.status === 429 || answer.status >= 500;
        setTold(late ? say.receiptMaking : "");
        if (!late) setRefused(problemOf(null).message);
        return;
      }
      const address = URL.createObjectURL(await answer.blob());
      const link = document.createElement("a");
      link.href = address;
      link.download = `${say.certificate}_${receipt.number}.pdf`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      setTold("");
    } catch (error) {
      setTold("");
      setRefused(problemOf(error).message);
    }
  }

  async function askAgain(): Promise<void> {
    setRefused("");
    try {
      const path = { id: String(receipt.id) };
      await read(api.POST("/api/v1/receipts/{id}/ask-reissue/", { params: { path } }));
      setTold(say.askedAgain(receipt.number));
      await queries.invalidateQueries({ queryKey: MINE });
    } catch (error) {
      setRefused(problemOf(error).message);
    }
  }

  return (
    <div className="stack-s">
      <button type="button" className="link44" onClick={() => void fetchPaper()}>
        {say.receiptDownload(receipt.number)}
      </button>
      {receipt.reissue_asked_at ? (
        <p className="sub">{say.receiptAsked(shortDay(receipt.reissue_asked_at))}</p>
      ) : (
        <button type="button" className="link44" onClick={() => void askAgain()}>
          {say.receiptAgain}
          <span className="vh">{say.receiptOf(receipt.number)}</span>
        </button>
      )}
      <p role="status">{told}</p>
      {refused ? <Banner kind="err" title={refused} live /> : null}
    </div>
  );
}
