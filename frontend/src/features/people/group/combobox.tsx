/**
 * A field that proposes while one types (WAI-ARIA combobox, list by hand). Arrows choose, Enter takes, Esc closes;
 * what is typed without choosing chooses nothing.
 */
import { type KeyboardEvent, useId, useState } from "react";
import { Field, type FieldProps } from "@/components/field";
import { say } from "./messages";

export interface Choice {
  key: string;
  text: string;
  note?: string;
}

export function Combobox({
  choices,
  typed,
  onType,
  onChoose,
  ...field
}: FieldProps & {
  choices: readonly Choice[];
  typed: string;
  onType: (text: string) => void;
  onChoose: (choice: Choice) => void;
}) {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const active = open ? choices[at] : undefined;
  function choose(choice: Choice): void {
    onChoose(choice);
    setOpen(false);
    setAt(-1);
  }
  function onKey(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const last = choices.length - 1;
      setAt(open ? (at + step > last ? 0 : at + step < 0 ? last : at + step) : step > 0 ? 0 : last);
      setOpen(true);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
      setAt(-1);
    }
  }
  return (
    <Field {...field} className="field prose">
      {(wiring) => (
        <div className="combo">
          <input
            {...wiring}
            className="input"
            role="combobox"
            autoComplete="off"
            aria-expanded={open}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={active ? `${list}-${active.key}` : undefined}
            value={typed}
            onChange={(event) => {
              onType(event.target.value);
              setOpen(true);
              setAt(-1);
            }}
            onFocus={() => setOpen(typed === "")}
            onBlur={() => setOpen(false)}
            onKeyDown={onKey}
          />
          <div
            id={list}
            role="listbox"
            aria-label={typeof field.label === "string" ? field.label : undefined}
            hidden={!open || choices.length === 0}
          >
            {choices.map((choice, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, which keeps the focus
              // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant points here
              <div
                key={choice.key}
                id={`${list}-${choice.key}`}
                role="option"
                aria-selected={index === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(choice)}
              >
                {choice.text}
                {choice.note ? <span className="sub">　{choice.note}</span> : null}
              </div>
            ))}
          </div>
          <p role="status" className="vh">
            {open ? (choices.length > 0 ? say.found(choices.length) : typed ? say.noneFound : "") : ""}
          </p>
        </div>
      )}
    </Field>
  );
}
