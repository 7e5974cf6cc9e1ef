/** Radios and checkboxes in boxes of 56 px; chosen is said by border, ground and mark, never colour alone. */
import { type ReactNode, useId } from "react";
import { FieldError, type FieldProps, Need } from "./field";
import { Kana } from "./kana";

export interface Option {
  value: string;
  label: ReactNode;
  /** A line below the label. */
  note?: ReactNode;
}

export function Radios({
  label,
  error,
  support,
  required,
  id,
  options,
  value,
  onChange,
  columns = false,
}: FieldProps & {
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
  /** Two beside each other where there is room. */
  columns?: boolean;
}) {
  const made = useId();
  const own = id ?? made;
  const described = [support && `${own}-s`, error && `${own}-e`].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={described || undefined} aria-invalid={error ? true : undefined}>
      <legend className="label">
        <Kana>{label}</Kana>
        <Need required={required} />
      </legend>
      {support ? (
        <p className="support" id={`${own}-s`}>
          <Kana>{support}</Kana>
        </p>
      ) : null}
      <div className={columns ? "choice-grid" : "choice-list"}>
        {options.map((option, index) => (
          <label key={option.value} className="choice">
            <input
              type="radio"
              id={index === 0 ? own : undefined}
              name={own}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              <Kana>{option.label}</Kana>
              {option.note ? (
                <span className="choice-note">
                  <Kana>{option.note}</Kana>
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={`${own}-e`} error={error} />
    </fieldset>
  );
}

/** One promise or switch; its whole text stands beside it. */
export function Checkbox({
  label,
  error,
  support,
  id,
  checked,
  onChange,
}: Omit<FieldProps, "required"> & { checked: boolean; onChange: (checked: boolean) => void }) {
  const made = useId();
  const own = id ?? made;
  const described = [support && `${own}-s`, error && `${own}-e`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label className="choice">
        <input
          type="checkbox"
          id={own}
          checked={checked}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          <Kana>{label}</Kana>
        </span>
      </label>
      {support ? (
        <p className="support" id={`${own}-s`}>
          <Kana>{support}</Kana>
        </p>
      ) : null}
      <FieldError id={`${own}-e`} error={error} />
    </div>
  );
}
