/** All that was filled in, before anything is promised. */
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { addressNeeded, amountOf, chosen, type GiftForm, type Giving, type StepKey } from "./gift-form";
import { say } from "./messages";

const PUBLICITY = { anonymous: say.anonymous, alias: say.alias, name: say.publicName };
const RECEIPT = { none: say.receiptNone, email: say.receiptEmail, post: say.receiptPost };
const METHOD: Record<string, string> = { bank: say.bank, cash: say.cash };

export function CheckStep({
  form,
  giving,
  onChange,
}: {
  form: GiftForm;
  giving: Giving;
  onChange: (step: StepKey) => void;
}) {
  const lines: [StepKey, string, string][] = [
    ["purpose", say.purpose, chosen(form, giving)?.name ?? ""],
    ["amount", say.amount, yen(amountOf(form) ?? 0)],
    ["name", form.kind === "company" ? say.companyName : say.name, form.name],
    ...(form.kind === "company"
      ? ([["name", say.contact, form.contact]] as [StepKey, string, string][])
      : []),
    ["name", say.email, form.email],
    ["name", say.phone, form.phone || say.notGiven],
    [
      "name",
      say.publicity,
      PUBLICITY[form.publicity] + (form.publicity === "alias" ? `　${form.alias}` : ""),
    ],
    ["name", say.receipt, RECEIPT[form.receiptBy]],
    ...(addressNeeded(form, giving)
      ? ([["name", say.address, `${form.postalCode} ${form.address}`]] as [StepKey, string, string][])
      : []),
    ["pay", say.method, METHOD[form.method] ?? form.method],
  ];
  return (
    <section className="stack prose" aria-labelledby="check">
      <h2 id="check">
        <Kana>{say.steps.check}</Kana>
      </h2>
      <p>
        <Kana>{say.checkLead}</Kana>
      </p>
      <dl className="dl2">
        {lines.map(([step, label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {value}
              <button type="button" className="btn btn-3 btn-m" onClick={() => onChange(step)}>
                {say.change}
                <span className="vh">{say.changeOf(label)}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
