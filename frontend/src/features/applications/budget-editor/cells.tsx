/** The inputs of a budget's rows. A figure is shown grouped, and as it is typed while one types. */
import { type InputHTMLAttributes, useRef } from "react";
import { grouped, parseInteger } from "@/lib/budget/numbers";
import type { Json } from "@/lib/draft/types";
import { say } from "./messages";

interface CellProps {
  id: string;
  /** For inputs without a label of their own. */
  name?: string | undefined;
  value: Json | undefined;
  describedBy?: string | undefined;
  /** `row:column` within the table. */
  cell?: string | undefined;
  onType: (value: Json) => void;
  onLeave: () => void;
}

type Wired = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  "id" | "aria-label" | "aria-describedby" | "aria-invalid"
> & {
  "data-cell"?: string | undefined;
};

function wired({ id, name, describedBy, cell }: CellProps): Wired {
  return {
    id,
    "aria-label": name,
    "aria-describedby": describedBy,
    "aria-invalid": describedBy ? true : undefined,
    "data-cell": cell,
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function TextCell(props: CellProps) {
  return (
    <span className="away">
      <input
        {...wired(props)}
        className="input"
        autoComplete="off"
        value={textOf(props.value)}
        onChange={(event) => props.onType(event.target.value)}
        onBlur={props.onLeave}
      />
    </span>
  );
}

/**
 * A whole number as people type it; what can be read is kept as a number when one leaves. Its text stays as it is
 * when one comes in: another one would take away what Tab or a finger has just selected.
 */
export function NumberCell({ className = "input num", ...props }: CellProps & { className?: string }) {
  const touched = useRef(false);
  const { value } = props;
  const leave = () => {
    const read = touched.current && typeof value === "string" ? parseInteger(value) : null;
    touched.current = false;
    if (read !== null && Number.isFinite(read)) props.onType(read);
    props.onLeave();
  };
  return (
    <span className="away">
      <input
        {...wired(props)}
        className={className}
        inputMode="numeric"
        autoComplete="off"
        value={typeof value === "number" ? grouped(value) : textOf(value)}
        onChange={(event) => {
          touched.current = true;
          props.onType(event.target.value);
        }}
        onBlur={leave}
      />
    </span>
  );
}

export function CategoryCell({ names, ...props }: CellProps & { names: readonly string[] }) {
  const value = textOf(props.value);
  return (
    <select
      {...wired(props)}
      className="input"
      value={value}
      onChange={(event) => props.onType(event.target.value)}
      onBlur={props.onLeave}
    >
      {value === "" ? <option value="">{say.choose}</option> : null}
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
      {value !== "" && !names.includes(value) ? (
        <option value={value}>{say.unknownCategory(value)}</option>
      ) : null}
    </select>
  );
}

export function TickCell({ text, ...props }: CellProps & { text: string }) {
  return (
    <label className="mk mk-tick">
      <input
        {...wired(props)}
        type="checkbox"
        checked={props.value === true}
        onChange={(event) => props.onType(event.target.checked)}
        onBlur={props.onLeave}
      />
      {text}
    </label>
  );
}
