/** How a gift is shown, and at once what the public would see of it. */
import { Banner } from "@/components/banner";
import { Checkbox, Radios } from "@/components/choice";
import { TextField } from "@/components/field";
import { yen } from "@/lib/yen";
import { say } from "./messages";

export interface Shown {
  publicity: "anonymous" | "alias" | "name";
  alias: string;
  hideAmount: boolean;
}

export function PublicityFields({
  value,
  name,
  amount,
  onChange,
  error,
  id = "alias",
}: {
  value: Shown;
  /** Who gives, as it would be shown. */
  name: string;
  amount: number | null;
  onChange: (part: Partial<Shown>) => void;
  /** What is wrong with the other name. */
  error?: string | undefined;
  id?: string;
}) {
  const shown = value.publicity === "alias" ? value.alias : value.publicity === "name" ? name : "";
  return (
    <>
      <Radios
        label={say.publicity}
        required
        options={[
          { value: "anonymous", label: say.anonymous, note: say.anonymousNote },
          { value: "alias", label: say.alias },
          { value: "name", label: say.publicName },
        ]}
        value={value.publicity}
        onChange={(publicity) => onChange({ publicity: publicity as Shown["publicity"] })}
      />
      {value.publicity === "alias" ? (
        <TextField
          id={id}
          label={say.aliasName}
          support={say.aliasSupport}
          required
          value={value.alias}
          onChange={(alias) => onChange({ alias })}
          error={error}
        />
      ) : null}
      {value.publicity === "anonymous" ? null : (
        <>
          <Checkbox
            label={say.hideAmount}
            checked={value.hideAmount}
            onChange={(hideAmount) => onChange({ hideAmount })}
          />
          <Banner kind="info" title={say.preview}>
            <p>
              {value.hideAmount || amount === null
                ? say.previewNameOnly(shown)
                : say.previewLine(shown, yen(amount))}
            </p>
          </Banner>
        </>
      )}
    </>
  );
}
