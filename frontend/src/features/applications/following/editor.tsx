/** The field that mends one item of a correction, by what kind of field it is. */
import { Checkbox } from "@/components/choice";
import { FieldError, TextArea, TextField, YenField } from "@/components/field";
import type { Json } from "@/lib/draft/types";
import type { Fault } from "@/lib/problem";
import { DocumentsEditor } from "./documents-editor";
import { say } from "./messages";
import type { Correction } from "./queries";
import { RowsEditor } from "./rows-editor";

export interface EditorProps {
  item: Correction["items"][number];
  correction: Correction;
  value: Json;
  faults: readonly Fault[];
  onChange: (value: Json) => void;
}

/** `/expenses/0/unit_price` → `f-expenses-0-unit_price`. */
export function fieldId(pointer: string): string {
  return `f${pointer.replace(/[^A-Za-z0-9_]+/g, "-")}`;
}

export function errorAt(faults: readonly Fault[], pointer: string): string | undefined {
  return faults.find((fault) => fault.pointer === pointer)?.text;
}

const ROWS = new Set(["income", "expenses", "schedule", "indicators"]);

export function Editor(props: EditorProps) {
  const { item, value, faults, onChange } = props;
  const pointer = `/${item.field}`;
  const shared = { id: fieldId(pointer), label: say.mended, error: errorAt(faults, pointer) };
  if (item.field === "documents") return <DocumentsEditor {...props} />;
  if (ROWS.has(item.field)) return <RowsEditor {...props} />;
  if (item.field === "answers" || item.field === "consents") return <Several {...props} />;
  if (item.field === "requested") return <YenField {...shared} value={text(value)} onChange={onChange} />;
  if (item.field === "continuing") {
    return <Checkbox {...shared} label={item.label} checked={value === true} onChange={onChange} />;
  }
  if (item.field === "tags") {
    const words = Array.isArray(value) ? value.map(String).join("、") : text(value);
    return (
      <TextField
        {...shared}
        value={words}
        onChange={(typed) => onChange(typed.split(/[、,，]/).filter((word) => word.trim()))}
      />
    );
  }
  if (item.field === "title") return <TextField {...shared} value={text(value)} onChange={onChange} />;
  return (
    <TextArea
      {...shared}
      limit={item.max_chars ?? undefined}
      rows={8}
      value={text(value)}
      onChange={onChange}
    />
  );
}

/** Answers to the call's own questions, and promises: one field each. */
function Several({ item, correction, value, faults, onChange }: EditorProps) {
  if (item.field === "consents") {
    const given = Array.isArray(value) ? value.map(String) : [];
    return (
      <div className="stack-s" id={fieldId("/consents")} tabIndex={-1}>
        {correction.consents.map((consent) => (
          <Checkbox
            key={consent.code}
            label={consent.label}
            checked={given.includes(consent.code)}
            onChange={(on) =>
              onChange(on ? [...given, consent.code] : given.filter((code) => code !== consent.code))
            }
          />
        ))}
        <FieldError id={`${fieldId("/consents")}-e`} error={errorAt(faults, "/consents")} />
      </div>
    );
  }
  const answers = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return (
    <div className="stack">
      {correction.questions.map((question) => (
        <TextArea
          key={question.code}
          id={fieldId(`/answers/${question.code}`)}
          label={question.label}
          rows={4}
          value={text(answers[question.code] ?? "")}
          error={errorAt(faults, `/answers/${question.code}`)}
          onChange={(typed) => onChange({ ...answers, [question.code]: typed })}
        />
      ))}
    </div>
  );
}

export function text(value: Json): string {
  return value === null || typeof value === "object" ? "" : String(value);
}
