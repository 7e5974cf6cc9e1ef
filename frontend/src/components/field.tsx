/** One field: label, 要否, support text, input, error, one below the other. No placeholder anywhere. */
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";
import { countCharacters } from "@/lib/text";
import { Icon } from "./icon";
import { Kana } from "./kana";
import { say } from "./words";

export interface FieldProps {
  label: ReactNode;
  /** The error's own sentence; the same text stands in the summary. */
  error?: string | undefined;
  support?: ReactNode;
  /** undefined: neither word is shown (one field alone, where it goes without saying). */
  required?: boolean | undefined;
  /** Where the summary's link leads; made up when left out. */
  id?: string | undefined;
}

interface Wiring {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
  "aria-required": true | undefined;
}

/** The frame of any field; `children` gets what ties the input to its label, support and error. */
export function Field({
  label,
  error,
  support,
  required,
  id,
  className = "field",
  after,
  children,
}: FieldProps & {
  className?: string;
  after?: { id: string; content: ReactNode } | undefined;
  children: (wiring: Wiring) => ReactNode;
}) {
  const made = useId();
  const own = id ?? made;
  const described = [support && `${own}-s`, after && `${own}-${after.id}`, error && `${own}-e`].filter(
    Boolean,
  );
  return (
    <div className={className}>
      <label className="label" htmlFor={own}>
        <Kana>{label}</Kana>
        <Need required={required} />
      </label>
      {support ? (
        <p className="support" id={`${own}-s`}>
          <Kana>{support}</Kana>
        </p>
      ) : null}
      {children({
        id: own,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described.length ? described.join(" ") : undefined,
        "aria-required": required || undefined,
      })}
      {after ? (
        <p className="support" id={`${own}-${after.id}`}>
          <Kana>{after.content}</Kana>
        </p>
      ) : null}
      <FieldError id={`${own}-e`} error={error} />
    </div>
  );
}

export function Need({ required }: { required?: boolean | undefined }) {
  if (required === undefined) return null;
  return (
    <span className={required ? "req" : "opt"}>
      <Kana>{required ? say.required : say.optional}</Kana>
    </span>
  );
}

export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  if (!error) return null;
  return (
    <p className="err" id={id}>
      <Icon name="warning" />
      <span>
        <Kana>{error}</Kana>
      </span>
    </p>
  );
}

type Control<T> = Omit<T, "id" | "onChange" | "value" | "required" | "placeholder"> & {
  value: string;
  onChange: (text: string) => void;
};

export function TextField({
  label,
  error,
  support,
  required,
  id,
  width = "prose",
  onChange,
  className,
  ...rest
}: FieldProps & Control<InputHTMLAttributes<HTMLInputElement>> & { width?: "prose" | "short" | "full" }) {
  return (
    <Field
      {...{ label, error, support, required, id }}
      className={width === "full" ? "field" : `field ${width}`}
    >
      {(wiring) => (
        <input
          {...rest}
          {...wiring}
          className={className ? `input ${className}` : "input"}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Several lines; `limit` is soft: what is over it is kept and counted, never cut. */
export function TextArea({
  label,
  error,
  support,
  required,
  id,
  limit,
  rows = 6,
  onChange,
  ...rest
}: FieldProps & Control<TextareaHTMLAttributes<HTMLTextAreaElement>> & { limit?: number | undefined }) {
  const over = limit === undefined ? 0 : countCharacters(rest.value) - limit;
  const counter =
    limit === undefined ? undefined : { id: "c", content: over > 0 ? say.over(over) : say.left(-over) };
  return (
    <Field {...{ label, error, support, required, id }} className="field prose" after={counter}>
      {(wiring) => (
        <textarea
          {...rest}
          {...wiring}
          rows={rows}
          className="input"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Yen as people type it; what it means is for the budget's rules to say. */
export function YenField({
  label,
  error,
  support,
  required,
  id,
  onChange,
  ...rest
}: FieldProps & Control<InputHTMLAttributes<HTMLInputElement>>) {
  return (
    <Field {...{ label, error, support, required, id }}>
      {(wiring) => (
        <span className="yen mt2">
          <input
            inputMode="numeric"
            autoComplete="off"
            {...rest}
            {...wiring}
            className="input num"
            onChange={(event) => onChange(event.target.value)}
          />
          <Kana>{say.yen}</Kana>
        </span>
      )}
    </Field>
  );
}

export function Select({
  label,
  error,
  support,
  required,
  id,
  options,
  value,
  onChange,
  empty,
}: FieldProps & {
  options: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  /** The first line, while nothing is chosen. */
  empty?: string;
}) {
  return (
    <Field {...{ label, error, support, required, id }} className="field short">
      {(wiring) => (
        <select
          {...wiring}
          className="input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {empty === undefined ? null : <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
