/** One receipt: its picture, and what is typed off it. */
import { useState } from "react";
import { Checkbox } from "@/components/choice";
import { Select, TextField, YenField } from "@/components/field";
import { FileButton } from "@/components/file-button";
import { type FileState, FileTag } from "@/components/file-slot";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import type { Row } from "@/lib/draft/places";
import type { Sending } from "@/lib/uploads/queue";
import { yen } from "@/lib/yen";
import { RECEIPTS } from "./files";
import { say } from "./messages";
import { fieldId, type ReportFile, textOf } from "./parts";
import { isUnusable, Picture } from "./picture";
import { useFault, useReport } from "./report-context";
import { amountOf, choiceFor, choiceOf, chosenLine, type Line, lineOf } from "./totals";
import { placeOfReceipt } from "./transport";

export function ReceiptCard({
  row,
  at,
  lines,
  open,
  onChange,
  onAttach,
  onRemove,
}: {
  row: Row;
  at: number;
  lines: readonly Line[];
  /** Whether it may be changed. */
  open: boolean;
  onChange: (changed: Row) => void;
  onAttach: (file: File) => void;
  onRemove: (() => void) | undefined;
}) {
  const { told, uploads, screen } = useReport();
  const files = told.files.filter((file) => file.kind === "receipt" && file.row === row.key);
  const sending = uploads.sending.filter((file) => file.code === placeOfReceipt(String(row.key)));
  const filed = screen.report.rows.find((each) => each.position === at);
  const verdict = screen.report.state === "returned" ? filed : undefined;
  return (
    <fieldset className="card stack">
      <legend className="label">{say.receipt.name(at + 1)}</legend>
      {verdict?.verdict ? (
        <p>
          {say.receipt.verdict}：<b>{verdict.verdict_label}</b>　{verdict.verdict_reason}
        </p>
      ) : null}
      <div className="shot-row">
        <Pictures at={at} files={files} sending={sending} open={open} onAttach={onAttach} />
        {open ? (
          <Fields
            row={row}
            at={at}
            lines={lines}
            hasFile={files.length + sending.length > 0}
            onChange={onChange}
          />
        ) : (
          <Closed row={row} lines={lines} />
        )}
      </div>
      <Warnings at={at} />
      {onRemove ? (
        <p>
          <button type="button" className="btn btn-3 btn-m btn-danger" onClick={onRemove}>
            <Icon name="trash" />
            {say.receipt.remove}
            <span className="vh">（{say.receipt.name(at + 1)}）</span>
          </button>
        </p>
      ) : null}
    </fieldset>
  );
}

function Pictures({
  at,
  files,
  sending,
  open,
  onAttach,
}: {
  at: number;
  files: readonly ReportFile[];
  sending: readonly Sending[];
  open: boolean;
  onAttach: (file: File) => void;
}) {
  const { uploads } = useReport();
  const fault = useFault();
  const error = fault(`/rows/${at}/files`);
  const [broken, setBroken] = useState(false);
  const refused = sending.some((file) => file.refusal !== "");
  const unreadable = broken || files.some(isUnusable);
  const own = fieldId(`/rows/${at}/files`);
  return (
    <div className="stack-s">
      {sending.map((file) => (
        <div key={file.key} className="stack-s">
          <Picture
            held={uploads.queue?.held(file.key)}
            alt={say.receipt.picture(at + 1)}
            onBroken={() => setBroken(true)}
          />
          <span role="status">
            <FileTag file={stateOf(file)} />
          </span>
        </div>
      ))}
      {files.map((file) => (
        <div key={file.id} className="stack-s">
          <Picture file={file} alt={say.receipt.picture(at + 1)} onBroken={() => setBroken(true)} />
          <a className="link44" href={file.url}>
            {file.name}
          </a>
        </div>
      ))}
      {unreadable ? (
        <p className="err">
          <Kana>{say.receipt.unreadable}</Kana>
        </p>
      ) : null}
      {unreadable || refused ? (
        <p className="b">
          <Kana>{say.receipt.byHandAmount}</Kana>
        </p>
      ) : null}
      {open && (files.length + sending.length === 0 || unreadable || refused) ? (
        <FileButton
          own={own}
          icon="camera"
          text={say.receipt.attach}
          title={say.receipt.name(at + 1)}
          accept={RECEIPTS}
          look="btn-2 btn-m"
          onChoose={(chosen) => chosen.forEach(onAttach)}
        />
      ) : null}
      {error ? (
        <p className="err" id={`${own}-e`}>
          <Icon name="warning" />
          <span>{error}</span>
        </p>
      ) : null}
    </div>
  );
}

export function stateOf(file: Sending): FileState {
  if (file.refusal) return { state: "unusable", reason: file.refusal };
  return file.percent === null ? { state: "waiting" } : { state: "sending", percent: file.percent };
}

function Fields({
  row,
  at,
  lines,
  hasFile,
  onChange,
}: {
  row: Row;
  at: number;
  lines: readonly Line[];
  hasFile: boolean;
  onChange: (changed: Row) => void;
}) {
  const { screen } = useReport();
  const fault = useFault();
  const place = `/rows/${at}`;
  const choice = choiceOf(row, lines);
  return (
    <div className="shot-f">
      <TextField
        id={fieldId(`${place}/paid_on`)}
        label={say.receipt.date}
        required
        inputMode="numeric"
        autoComplete="off"
        width="full"
        error={fault(`${place}/paid_on`)}
        value={textOf(row.paid_on)}
        onChange={(text) => onChange({ paid_on: text })}
      />
      <YenField
        id={fieldId(`${place}/amount`)}
        label={say.receipt.amount}
        required
        error={fault(`${place}/amount`)}
        value={textOf(row.amount)}
        onChange={(text) => onChange({ amount: text })}
      />
      <TextField
        id={fieldId(`${place}/payee`)}
        label={say.receipt.payee}
        required={false}
        autoComplete="off"
        width="full"
        error={fault(`${place}/payee`)}
        value={textOf(row.payee)}
        onChange={(text) => onChange({ payee: text })}
      />
      <Select
        id={fieldId(`${place}/category`)}
        label={say.receipt.line}
        required
        error={fault(`${place}/category`) ?? fault(`${place}/budget_row`)}
        empty={say.receipt.choosing}
        options={optionsOf(lines, screen.expense_categories, choice)}
        value={choice}
        onChange={(value) => onChange(chosenLine(value, lines))}
      />
      {hasFile ? null : (
        <div className="all">
          <Checkbox
            id={fieldId(`${place}/voucher`)}
            label={say.receipt.noVoucher}
            checked={row.voucher === false}
            onChange={(checked) => onChange({ voucher: !checked })}
          />
        </div>
      )}
    </div>
  );
}

/** The lines of the budget, then what is not in it; what a row has stays to be chosen. */
function optionsOf(lines: readonly Line[], categories: readonly string[], chosen: string) {
  const own = new Map(
    lines.map((line) => [
      choiceFor(line),
      line.description ? `${line.category}（${line.description}）` : line.category,
    ]),
  );
  const budgeted = new Set(lines.map((line) => line.category));
  const others = categories.filter((category) => !budgeted.has(category));
  if (chosen !== "" && !own.has(chosen) && !others.includes(chosen.slice(1))) others.push(chosen.slice(1));
  return [
    ...[...own].map(([value, label]) => ({ value, label })),
    ...others.map((category) => ({ value: `c${category}`, label: say.receipt.outside(category) })),
  ];
}

function Closed({ row, lines }: { row: Row; lines: readonly Line[] }) {
  const line = lines[lineOf(row, lines)];
  return (
    <div className="stack-s">
      <dl className="dl">
        <dt>
          <Kana>{say.receipt.date}</Kana>
        </dt>
        <dd className="num">{textOf(row.paid_on) || say.nothing}</dd>
        <dt>
          <Kana>{say.receipt.payee}</Kana>
        </dt>
        <dd>{textOf(row.payee) || say.nothing}</dd>
        <dt>
          <Kana>{say.receipt.amount}</Kana>
        </dt>
        <dd className="num">{yen(amountOf(row))}</dd>
        <dt>
          <Kana>{say.receipt.line}</Kana>
        </dt>
        <dd>{line?.category ?? textOf(row.category)}</dd>
      </dl>
      <p className="sub">
        <Kana>{say.receipt.closed}</Kana>
      </p>
    </div>
  );
}

/** What the office will ask about; it keeps nobody from handing in. */
function Warnings({ at }: { at: number }) {
  const { warnings } = useReport();
  const here = warnings.filter((warning) => warning.pointer.startsWith(`/rows/${at}/`));
  return here.map((warning) => (
    <p key={warning.pointer} className="row-i soon" role="status">
      <Icon name="warning" />
      <span>{warning.text}</span>
    </p>
  ));
}
