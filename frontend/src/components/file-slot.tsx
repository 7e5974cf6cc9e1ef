/** One document: what it is, what is there, how to give it. Only 「使えます」 fills it. */
import { type ReactNode, useId } from "react";
import { FileButton } from "./file-button";
import { Icon } from "./icon";
import { Kana } from "./kana";
import { Tag } from "./tag";
import { say } from "./words";

export type FileState =
  | { state: "waiting" }
  | { state: "sending"; percent: number }
  | { state: "scanning" }
  | { state: "usable" }
  | { state: "unscanned" }
  | { state: "unusable"; reason: string };

export interface SlotFile {
  key: string;
  name: string;
  pages?: number | null;
  href?: string;
  file: FileState;
}

export function FileSlot({
  title,
  help,
  required,
  files,
  accept,
  camera = true,
  error,
  id,
  onChoose,
  onRemove,
  level = 3,
  children,
}: {
  title: string;
  /** Of its heading. */
  level?: 2 | 3;
  help?: ReactNode;
  required: boolean;
  files: readonly SlotFile[];
  accept: string;
  camera?: boolean;
  error?: string | undefined;
  id?: string;
  onChoose: (files: File[]) => void;
  onRemove?: (key: string) => void;
  children?: ReactNode;
}) {
  const made = useId();
  const own = id ?? made;
  const Heading = `h${level}` as const;
  return (
    <section className="card stack" aria-labelledby={`${own}-t`}>
      <div className="stack-s">
        <Heading id={`${own}-t`} className="h-s">
          <Kana>{title}</Kana>
          <span className={required ? "req" : "opt"}>
            <Kana>{required ? say.required : say.optional}</Kana>
          </span>
        </Heading>
        {help ? (
          <p className="support">
            <Kana>{help}</Kana>
          </p>
        ) : null}
      </div>
      {files.length > 0 ? (
        <ul className="files">
          {files.map((file) => (
            <SlotLine key={file.key} file={file} onRemove={onRemove} />
          ))}
        </ul>
      ) : null}
      <div className="btns">
        {camera ? (
          <FileButton
            own={`${own}-camera`}
            icon="camera"
            text={say.file.camera}
            title={title}
            accept="image/*"
            capture
            onChoose={onChoose}
          />
        ) : null}
        <FileButton
          own={own}
          icon="file"
          text={say.file.choose}
          title={title}
          accept={accept}
          onChoose={onChoose}
        />
      </div>
      {error ? (
        <p className="err" id={`${own}-e`}>
          <Icon name="warning" />
          <span>
            <Kana>{error}</Kana>
          </span>
        </p>
      ) : null}
      {children}
    </section>
  );
}

function SlotLine({ file, onRemove }: { file: SlotFile; onRemove: ((key: string) => void) | undefined }) {
  return (
    <li className="row">
      <span className="row-i">
        <Icon name="file" />
        {file.href ? (
          <a className="link44" href={file.href}>
            {file.name}
          </a>
        ) : (
          file.name
        )}
        {file.pages ? <span className="sub">（{say.file.pages(file.pages)}）</span> : null}
      </span>
      <span role="status">
        <FileTag file={file.file} />
      </span>
      {onRemove ? (
        <button type="button" className="btn btn-3 btn-m" onClick={() => onRemove(file.key)}>
          <Icon name="trash" />
          <Kana>{say.file.remove}</Kana>
          <span className="vh">（{file.name}）</span>
        </button>
      ) : null}
    </li>
  );
}

export function FileTag({ file }: { file: FileState }) {
  switch (file.state) {
    case "sending":
      return <Tag look="partial">{say.file.sending(file.percent)}</Tag>;
    case "waiting":
      return <Tag look="todo">{say.file.waiting}</Tag>;
    case "scanning":
      return <Tag look="check">{say.file.scanning}</Tag>;
    case "usable":
      return <Tag look="done">{say.file.usable}</Tag>;
    case "unscanned":
      return <Tag look="record">{say.file.unscanned}</Tag>;
    case "unusable":
      return (
        <Tag look="late">
          {say.file.unusable}：{file.reason}
        </Tag>
      );
  }
}
