/** Fields that are tied to the draft by their name. */
import { type ReactNode, useState } from "react";
import { TextArea, TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { put } from "@/lib/draft/places";
import type { Json } from "@/lib/draft/types";
import { useForm } from "./form-context";
import { say } from "./messages";
import { useFault } from "./step-frame";
import { fieldId, textAt, wordsOf } from "./tasks";

interface Tied {
  /** A place of the draft: `title`, `answers/Q1`. */
  path: string;
  label: ReactNode;
  support?: ReactNode;
  required?: boolean;
}

/** Reading and writing one place of the draft. */
export function useField(path: string): [string, (text: string) => void, string, string | undefined] {
  const { draft } = useForm();
  const fault = useFault();
  const pointer = `/${path}`;
  const set = (text: string) => draft.engine.edit((data) => put(data, path, text));
  return [textAt(draft.data, path), set, fieldId(pointer), fault(pointer)];
}

export function DraftLine({ path, width = "prose", ...rest }: Tied & { width?: "prose" | "short" | "full" }) {
  const [value, set, id, error] = useField(path);
  return <TextField {...rest} {...{ id, error, value, width }} onChange={set} />;
}

export function DraftText({
  path,
  example,
  limit,
  rows = 6,
  ...rest
}: Tied & { example?: string; limit?: number; rows?: number }) {
  const [value, set, id, error] = useField(path);
  return (
    <div className="stack-s">
      <TextArea {...rest} {...{ id, error, value, limit, rows }} onChange={set} />
      {example ? (
        <details className="disc">
          <summary>
            <Kana>{say.form.example}</Kana>
          </summary>
          <p className="pre">{example}</p>
        </details>
      ) : null}
    </div>
  );
}

/** Words with 「、」 between them; what is typed stays as typed, the draft has the words. */
export function DraftWords({ path, ...rest }: Tied) {
  const { draft } = useForm();
  const fault = useFault();
  const words = wordsOf(draft.data[path]);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && same(split(typed), words) ? typed : words.join("、");
  const change = (text: string) => {
    setTyped(text);
    draft.engine.edit((data) => ({ ...data, [path]: split(text) as Json }));
  };
  return (
    <TextField {...rest} id={fieldId(`/${path}`)} error={fault(`/${path}`)} value={shown} onChange={change} />
  );
}

const split = (text: string): string[] =>
  text
    .split(/[、，,]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
const same = (one: readonly string[], two: readonly string[]): boolean => one.join("\n") === two.join("\n");
