/** A10 同意: each promise by itself, in full, never ticked beforehand. */
import { Checkbox } from "@/components/choice";
import { Kana } from "@/components/kana";
import type { Json } from "@/lib/draft/types";
import { useForm } from "./form-context";
import { say } from "./messages";
import { StepFrame } from "./step-frame";
import { faultText, fieldId, wordsOf } from "./tasks";

export function ConsentsStep() {
  const { screen, draft, faults, mending } = useForm();
  const given = wordsOf(draft.data.consents);
  const name = screen.group.representative;
  const tick = (kind: string, checked: boolean) =>
    draft.engine.edit((data) => {
      const rest = wordsOf(data.consents).filter((each) => each !== kind);
      return { ...data, consents: (checked ? [...rest, kind] : rest) as Json };
    });
  const lacking = mending ? faults.filter((fault) => fault.code.endsWith("consent_missing")) : [];
  return (
    <StepFrame task="consents">
      <p>{name ? say.consents.lead(name) : say.consents.leadNobody}</p>
      {screen.form.consents.map((consent, index) => (
        <section key={consent.kind} className="stack-s" aria-labelledby={`c-${consent.kind}`}>
          <h2 id={`c-${consent.kind}`}>{consent.label}</h2>
          <p className="prose">{consent.text}</p>
          <Checkbox
            id={index === 0 ? fieldId("/consents") : `c-${consent.kind}-tick`}
            label={say.consents.agree(consent.label)}
            checked={given.includes(consent.kind)}
            error={
              given.includes(consent.kind)
                ? undefined
                : lacking.map(faultText).find((text) => text.includes(consent.label))
            }
            onChange={(checked) => tick(consent.kind, checked)}
          />
          {consent.kind === "publication" ? (
            <div className="panel stack-s">
              <h3>
                <Kana>{say.consents.public}</Kana>
              </h3>
              <ul className="list">
                {screen.form.public_items.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            </div>
          ) : null}
        </section>
      ))}
    </StepFrame>
  );
}
