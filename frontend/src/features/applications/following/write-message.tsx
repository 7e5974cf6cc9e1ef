/** Writing to the office: Ctrl+Enter sends; what did not get through stays. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Banner } from "@/components/banner";
import { TextArea } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { useKeptText } from "./kept-text";
import { say } from "./messages";
import { sendMessage } from "./send-message";

const LIMIT = 4000;
const MOST_FILES = 5;

export function WriteMessage({ application }: { application: number }) {
  const [body, setBody] = useKeptText(String(application));
  const [files, setFiles] = useState<File[]>([]);
  const [missing, setMissing] = useState(false);
  const key = useRef(crypto.randomUUID());
  const field = useId();
  const sending = useMutation({
    mutationFn: () => sendMessage(application, { body, files, key: key.current }),
    onSuccess: async () => {
      key.current = crypto.randomUUID();
      setBody("");
      setFiles([]);
      await queries.invalidateQueries({ queryKey: ["threads"] });
    },
  });
  function edit(next: string): void {
    // Another text is another message.
    if (sending.isError) key.current = crypto.randomUUID();
    setBody(next);
  }
  function send(event?: FormEvent): void {
    event?.preventDefault();
    const empty = !body.trim();
    setMissing(empty);
    if (empty) document.getElementById(field)?.focus();
    else if (!sending.isPending) sending.mutate();
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) send();
  }
  const problem = sending.error ? problemOf(sending.error) : null;
  return (
    <form className="stack" onSubmit={send} noValidate>
      {problem ? (
        <Banner kind="err" title={say.notSent} live>
          <p>{problem.faults[0]?.text ?? problem.message}</p>
        </Banner>
      ) : null}
      <TextArea
        id={field}
        label={say.write}
        support={say.writeHelp}
        limit={LIMIT}
        rows={5}
        value={body}
        onChange={edit}
        onKeyDown={onKey}
        error={missing && !body.trim() ? say.required : undefined}
      />
      <Attached files={files} onChange={setFiles} />
      <div className="row">
        <button type="submit" className="btn btn-1">
          <Kana>{say.send}</Kana>
        </button>
        <span role="status" className="sub">
          {sending.isPending ? say.sending : sending.isSuccess && !body ? say.sent : ""}
        </span>
      </div>
    </form>
  );
}

function Attached({ files, onChange }: { files: File[]; onChange: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div className="stack-s">
      {files.length > 0 ? (
        <ul className="files" aria-label={say.attached}>
          {files.map((file) => (
            <li key={`${file.name} ${file.size}`} className="row">
              <span className="row-i">
                <Icon name="file" />
                {file.name}
              </span>
              <button
                type="button"
                className="btn btn-3 btn-m"
                onClick={() => onChange(files.filter((each) => each !== file))}
              >
                {say.remove}
                <span className="vh">（{file.name}）</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        <button type="button" className="btn btn-2" onClick={() => input.current?.click()}>
          <Icon name="file" />
          <Kana>{say.attach}</Kana>
        </button>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={say.attach}
        accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx"
        onChange={(event) => {
          const next = [...files, ...(event.target.files ?? [])];
          event.target.value = "";
          setOver(next.length > MOST_FILES);
          onChange(next.slice(0, MOST_FILES));
        }}
      />
      <p role="status">{over ? say.tooMany : ""}</p>
    </div>
  );
}
