/** 写真: what it shows, whether the people in it agree, and whether it is published. */
import { useState } from "react";
import { Banner, Empty } from "@/components/banner";
import { Checkbox } from "@/components/choice";
import { TextField } from "@/components/field";
import { FileButton } from "@/components/file-button";
import { FileTag } from "@/components/file-slot";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import type { Row } from "@/lib/draft/places";
import type { Json } from "@/lib/draft/types";
import { smaller } from "@/lib/uploads/photo";
import { useRemoving } from "./files";
import { PartFrame } from "./frame";
import { say } from "./messages";
import { fieldId, rowsOf, textOf } from "./parts";
import { isUnusable, Picture } from "./picture";
import { stateOf } from "./receipt-card";
import { isOpen, useFault, useReport } from "./report-context";
import { Kept } from "./text-parts";
import { placeOfPhoto } from "./transport";

const PHOTOS = ".jpg,.jpeg,.png,image/jpeg,image/png";

export function PhotosPart() {
  const { screen, draft, uploads } = useReport();
  const fault = useFault();
  const { removed, remove, undo } = useRemoving("photos");
  const rows = rowsOf(draft.data.photos);
  const open = isOpen(screen, "photos");
  const change = (act: (rows: Row[]) => Row[]) =>
    draft.engine.edit((data) => ({ ...data, photos: act(rowsOf(data.photos)) as Json }));
  const take = async (files: File[]) => {
    // A photo's row is called as its file is.
    const made = files.map((file) => ({ key: crypto.randomUUID(), file }));
    change((all) => [...all, ...made.map(({ key }) => ({ key, alt: "", consent: false, publish: false }))]);
    for (const { key, file } of made) await uploads.queue?.add(placeOfPhoto, await smaller(file), key);
  };
  const whole = fault("/photos");
  return (
    <PartFrame part="photos">
      <p>
        <Kana>{say.photo.lead}</Kana>
      </p>
      <Banner kind="info" title={say.askPublic} />
      {rows.length === 0 ? (
        <Empty>
          <p>
            <Kana>{say.photo.none}</Kana>
          </p>
        </Empty>
      ) : null}
      {whole ? (
        <p className="err">
          <Icon name="warning" />
          <span>{whole}</span>
        </p>
      ) : null}
      {open ? (
        <div className="btns">
          <FileButton
            own={fieldId("/photos")}
            icon="camera"
            text={say.photo.take}
            accept="image/*"
            capture
            onChoose={(files) => void take(files)}
          />
          <FileButton
            icon="file"
            text={say.photo.choose}
            accept={PHOTOS}
            onChoose={(files) => void take(files)}
          />
        </div>
      ) : null}
      {rows.map((row, at) => (
        <PhotoCard
          key={String(row.key)}
          row={row}
          at={at}
          open={open}
          onChange={(changed) =>
            change((all) => all.map((each) => (each.key === row.key ? { ...each, ...changed } : each)))
          }
          onRemove={() => remove(row, at, say.photo.name(at + 1))}
        />
      ))}
      {removed ? (
        <Banner kind="info" title={say.photo.removed(removed.name)} live>
          <button type="button" className="btn btn-2 btn-m" onClick={undo}>
            <Icon name="undo" />
            <Kana>{say.undo}</Kana>
          </button>
        </Banner>
      ) : null}
    </PartFrame>
  );
}

function PhotoCard({
  row,
  at,
  open,
  onChange,
  onRemove,
}: {
  row: Row;
  at: number;
  open: boolean;
  onChange: (changed: Row) => void;
  onRemove: () => void;
}) {
  const { told, uploads } = useReport();
  const fault = useFault();
  const [broken, setBroken] = useState(false);
  const file = told.files.find((each) => each.kind === "photo" && each.key === row.key);
  const sending = uploads.sending.find((each) => each.code === placeOfPhoto && each.key === row.key);
  const place = `/photos/${at}`;
  const alt = textOf(row.alt);
  const named = <span className="vh">（{say.photo.name(at + 1)}）</span>;
  return (
    <fieldset className="card stack">
      <legend className="label">{say.photo.name(at + 1)}</legend>
      <div className="shot-row">
        <div className="stack-s">
          {file ? (
            <Picture file={file} alt={alt || say.photo.name(at + 1)} onBroken={() => setBroken(true)} />
          ) : sending ? (
            <Picture
              held={uploads.queue?.held(sending.key)}
              alt={alt || say.photo.name(at + 1)}
              onBroken={() => setBroken(true)}
            />
          ) : null}
          {sending && !file ? (
            <span role="status">
              <FileTag file={stateOf(sending)} />
            </span>
          ) : null}
          {broken || (file && isUnusable(file)) ? (
            <p className="err">
              <Kana>{say.photo.unreadable}</Kana>
            </p>
          ) : null}
        </div>
        {open ? (
          <div className="stack">
            <TextField
              id={fieldId(`${place}/alt`)}
              label={say.photo.alt}
              support={at === 0 ? say.photo.altHelp : undefined}
              required={row.publish === true}
              error={fault(`${place}/alt`)}
              value={alt}
              onChange={(text) => onChange({ alt: text })}
            />
            <Checkbox
              id={fieldId(`${place}/consent`)}
              label={
                <>
                  {say.photo.consent}
                  {named}
                </>
              }
              error={fault(`${place}/consent`)}
              checked={row.consent === true}
              onChange={(checked) => onChange({ consent: checked })}
            />
            <Checkbox
              id={fieldId(`${place}/publish`)}
              label={
                <>
                  {say.photo.publish}
                  {named}
                </>
              }
              support={say.photo.publishHelp}
              checked={row.publish === true}
              onChange={(checked) => onChange({ publish: checked })}
            />
          </div>
        ) : (
          <Kept label={say.photo.alt} text={alt} />
        )}
      </div>
      {open ? (
        <p>
          <button type="button" className="btn btn-3 btn-m btn-danger" onClick={onRemove}>
            <Icon name="trash" />
            {say.photo.remove}
            {named}
          </button>
        </p>
      ) : null}
    </fieldset>
  );
}
