/** 領収書: one row for each, photographed one after the other, also where there is no line. */
import type { KeyboardEvent } from "react";
import { Banner, Empty } from "@/components/banner";
import { FileButton } from "@/components/file-button";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { newKey, type Row } from "@/lib/draft/places";
import type { Json } from "@/lib/draft/types";
import { smaller } from "@/lib/uploads/photo";
import { yen } from "@/lib/yen";
import { BudgetTable } from "./budget-table";
import { RECEIPTS, useRemoving } from "./files";
import { PartFrame } from "./frame";
import { say } from "./messages";
import { fieldId, rowsOf } from "./parts";
import { ReceiptCard } from "./receipt-card";
import { isOpen, useFault, useReport } from "./report-context";
import { linesOf, totalsOf } from "./totals";
import { placeOfReceipt } from "./transport";

const TAKE = fieldId("/rows");

export function ReceiptsPart() {
  const { screen, draft, told, uploads } = useReport();
  const fault = useFault();
  const { removed, remove, undo } = useRemoving("rows");
  const rows = rowsOf(draft.data.rows);
  const lines = linesOf(told.budget_actual);
  const totals = totalsOf(lines, rows);
  const returned = screen.report.state === "returned";
  const change = (act: (rows: Row[]) => Row[]) =>
    draft.engine.edit((data) => ({ ...data, rows: act(rowsOf(data.rows)) as Json }));

  const attach = async (row: string, file: File) =>
    uploads.queue?.add(placeOfReceipt(row), await smaller(file));
  const take = async (files: File[]) => {
    const made = files.map((file) => ({ key: newKey(), file }));
    // The rows first: they are on the device before a picture is made smaller.
    change((all) => [...all, ...made.map(({ key }) => ({ key, voucher: true }))]);
    for (const { key, file } of made) await attach(key, file);
  };

  return (
    <PartFrame part="receipts">
      {rows.length === 0 ? (
        <Empty>
          <p>
            <Kana>{say.receipt.none}</Kana>
          </p>
        </Empty>
      ) : null}
      {returned ? null : (
        <p>
          <Kana>{say.receipt.lead}</Kana>
        </p>
      )}
      {fault("/rows") ? (
        <p className="err">
          <Icon name="warning" />
          <span>{fault("/rows")}</span>
        </p>
      ) : null}
      {returned ? null : (
        <div className="btns">
          <FileButton
            own={TAKE}
            icon="camera"
            text={say.receipt.take}
            accept="image/*"
            capture
            onChoose={(files) => void take(files)}
          />
          <FileButton
            icon="file"
            text={say.receipt.choose}
            accept={RECEIPTS}
            onChoose={(files) => void take(files)}
          />
          <button
            type="button"
            className="btn btn-3"
            onClick={() => change((all) => [...all, { key: newKey(), voucher: true }])}
          >
            <Icon name="plus" />
            <Kana>{say.receipt.byHand}</Kana>
          </button>
        </div>
      )}
      {rows.length > 0 ? (
        <>
          <p className="support">
            {say.receipt.dateHelp}
            <span className="only-l-flex">　{say.receipt.enter}</span>
          </p>
          <p className="big" role="status">
            {say.countReceipts(rows.length)}　{say.receipt.total}{" "}
            <span className="num">{yen(totals.total)}</span>
          </p>
        </>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter in any field goes to the next receipt */}
      <div className="stack" onKeyDown={onEnter}>
        {rows.map((row, at) => (
          <ReceiptCard
            key={String(row.key)}
            row={row}
            at={at}
            lines={lines}
            open={!returned || isOpen(screen, at)}
            onChange={(changed) =>
              change((all) => all.map((each) => (each.key === row.key ? { ...each, ...changed } : each)))
            }
            onAttach={(file) => void attach(String(row.key), file)}
            onRemove={returned ? undefined : () => remove(row, at, say.receipt.name(at + 1))}
          />
        ))}
      </div>
      {removed ? (
        <Banner kind="info" title={say.receipt.removed(removed.name)} live>
          <button type="button" className="btn btn-2 btn-m" onClick={undo}>
            <Icon name="undo" />
            <Kana>{say.undo}</Kana>
          </button>
        </Banner>
      ) : null}
      {rows.length > 0 ? <BudgetTable totals={totals} /> : null}
    </PartFrame>
  );
}

/** Enter goes to the same field of the next receipt; behind the last one, to taking another. */
function onEnter(event: KeyboardEvent<HTMLElement>): void {
  const field = event.target;
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.keyCode === 229) return;
  if (!(field instanceof HTMLInputElement) || field.type === "checkbox" || field.type === "file") return;
  const found = /^(r-rows-)(\d+)(-\w+)$/.exec(field.id);
  if (!found) return;
  event.preventDefault();
  const next = document.getElementById(`${found[1]}${Number(found[2]) + 1}${found[3]}`);
  (next ?? document.getElementById(TAKE))?.focus();
}
