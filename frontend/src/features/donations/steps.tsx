/** The four steps of giving. */
import { Banner } from "@/components/banner";
import { Checkbox, Radios } from "@/components/choice";
import { TextField, YenField } from "@/components/field";
import { percentOf, Thermometer } from "@/components/thermometer";
import { WorkingSum, WorkingTerms } from "@/components/working";
import { day } from "@/lib/date";
import { yen } from "@/lib/yen";
import {
  addressNeeded,
  amountOf,
  becoming,
  type Choice,
  chosen,
  type GiftForm,
  type Giving,
  type Missing,
  methodsFor,
} from "./gift-form";
import { say } from "./messages";

export interface StepProps {
  form: GiftForm;
  giving: Giving;
  change: (part: Partial<GiftForm>) => void;
  mistakes: readonly Missing[];
}

const of = (mistakes: readonly Missing[], field: string) =>
  mistakes.find((mistake) => mistake.field === field)?.text;

function raisedWords(choice: Choice): string {
  if (choice.raised === null) return say.noFigure;
  const { goal, raised } = choice;
  return goal ? say.raised(yen(goal), yen(raised), percentOf(raised, goal)) : say.raisedOnly(yen(raised));
}

export function PurposeStep({ form, giving, change, mistakes }: StepProps) {
  const open = giving.sub_funds.filter((choice) => choice.is_open);
  const closed = giving.sub_funds.filter((choice) => !choice.is_open);
  const general = open.find((choice) => choice.code === giving.default);
  const options = [
    ...(general ? [{ value: "", label: say.leaveToFund, note: say.leaveToFundNote(general.name) }] : []),
    ...open
      .filter((choice) => choice.code !== giving.default)
      .map((choice) => ({
        value: choice.code,
        label: choice.name,
        note: (
          <Thermometer
            sentence={[choice.purpose, raisedWords(choice)].filter(Boolean).join("　")}
            goal={choice.goal}
            raised={choice.raised ?? 0}
          />
        ),
      })),
  ];
  return (
    <>
      <Radios
        id="sub_fund"
        label={say.purpose}
        required
        options={options}
        value={form.subFund}
        onChange={(subFund) => change({ subFund })}
        error={of(mistakes, "sub_fund")}
      />
      <p className="sub">{say.asOf(day(giving.as_of))}</p>
      {closed.length > 0 ? (
        <section className="stack-s" aria-labelledby="closed">
          <h2 className="h-s" id="closed">
            {say.closedList}
          </h2>
          <ul className="bullets">
            {closed.map((choice) => (
              <li key={choice.code}>
                {choice.name}　{say.closed}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

export function AmountStep({ form, giving, change, mistakes }: StepProps) {
  const most = Math.max(...giving.methods.map((method) => method.maximum));
  const own = form.amount === "own";
  return (
    <div className="cols">
      <div className="stack-l">
        <Radios
          id={own ? undefined : "amount"}
          label={say.amount}
          required
          columns
          support={say.amountSupport(yen(giving.minimum), yen(most))}
          options={[
            ...giving.presets.map((each) => ({ value: String(each), label: <strong>{yen(each)}</strong> })),
            { value: "own", label: <strong>{say.own}</strong> },
          ]}
          value={form.amount}
          onChange={(amount) => change({ amount })}
          error={own ? undefined : of(mistakes, "amount")}
        />
        {own ? (
          <YenField
            id="amount"
            label={say.ownAmount}
            support={say.ownSupport}
            required
            value={form.ownAmount}
            onChange={(ownAmount) => change({ ownAmount })}
            error={of(mistakes, "amount")}
          />
        ) : null}
        <p className="sub">{giving.deductible ? say.deductible : say.notDeductible}</p>
      </div>
      <Becoming form={form} giving={giving} />
    </div>
  );
}

function Becoming({ form, giving }: { form: GiftForm; giving: Giving }) {
  const amount = amountOf(form);
  const choice = chosen(form, giving);
  if (amount === null || !choice) {
    return (
      <aside className="work" aria-labelledby="becomes">
        <h2 id="becomes">{say.becomesNone}</h2>
        <p className="sub">{say.becomesHint}</p>
      </aside>
    );
  }
  const { granted, fee, match, arrives } = becoming(amount, choice, giving);
  const { numerator, denominator } = choice.fee_rate;
  const feeLabel = numerator ? say.fee(`${(numerator * 100) / denominator}%`) : say.feeNone;
  return (
    <aside className="work" aria-labelledby="becomes">
      <h2 id="becomes">{say.becomes(yen(amount))}</h2>
      <WorkingTerms
        terms={[
          { key: "granted", label: say.granted, amount: granted },
          { key: "fee", label: feeLabel, amount: fee, expression: say.feeNote },
        ]}
      />
      <WorkingSum label={say.yourGift} sum={amount} />
      {match > 0 && giving.match ? (
        <>
          <WorkingTerms
            terms={[
              {
                key: "match",
                label: say.cityAdds,
                amount: match,
                expression: say.cityNote(yen(giving.match.unit)),
              },
            ]}
          />
          <WorkingSum label={say.arrives} sum={arrives} />
        </>
      ) : null}
    </aside>
  );
}

export function NameStep(props: StepProps) {
  const { form, change, mistakes } = props;
  const company = form.kind === "company";
  return (
    <div className="stack-l prose">
      <Radios
        label={say.kind}
        required
        columns
        options={[
          { value: "individual", label: say.individual },
          { value: "company", label: say.company },
        ]}
        value={form.kind}
        onChange={(kind) => change({ kind: kind as GiftForm["kind"] })}
      />
      <TextField
        id="name"
        label={company ? say.companyName : say.name}
        support={company ? say.companySupport : say.nameSupport}
        required
        autoComplete={company ? "organization" : "name"}
        value={form.name}
        onChange={(name) => change({ name })}
        error={of(mistakes, "name")}
      />
      {company ? (
        <>
          <TextField
            id="contact"
            label={say.contact}
            support={say.contactSupport}
            required
            autoComplete="name"
            value={form.contact}
            onChange={(contact) => change({ contact })}
            error={of(mistakes, "contact")}
          />
          <Checkbox label={say.invoice} checked={form.invoice} onChange={(invoice) => change({ invoice })} />
        </>
      ) : null}
      <TextField
        id="email"
        label={say.email}
        support={say.emailSupport}
        required
        type="email"
        inputMode="email"
        autoComplete="email"
        value={form.email}
        onChange={(email) => change({ email })}
        error={of(mistakes, "email")}
      />
      <TextField
        id="phone"
        label={say.phone}
        support={say.phoneSupport}
        required={false}
        type="tel"
        autoComplete="tel"
        value={form.phone}
        onChange={(phone) => change({ phone })}
        error={of(mistakes, "phone")}
      />
      <PublicityFields {...props} />
      <ReceiptFields {...props} />
    </div>
  );
}

function PublicityFields({ form, change, mistakes }: StepProps) {
  const shown = form.publicity === "alias" ? form.alias : form.publicity === "name" ? form.name : "";
  const amount = amountOf(form);
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
        value={form.publicity}
        onChange={(publicity) => change({ publicity: publicity as GiftForm["publicity"] })}
      />
      {form.publicity === "alias" ? (
        <TextField
          id="alias"
          label={say.aliasName}
          support={say.aliasSupport}
          required
          value={form.alias}
          onChange={(alias) => change({ alias })}
          error={of(mistakes, "alias")}
        />
      ) : null}
      {form.publicity === "anonymous" ? null : (
        <>
          <Checkbox
            label={say.hideAmount}
            checked={form.hideAmount}
            onChange={(hideAmount) => change({ hideAmount })}
          />
          <Banner kind="info" title={say.preview}>
            <p>
              {form.hideAmount || amount === null
                ? say.previewNameOnly(shown)
                : say.previewLine(shown, yen(amount))}
            </p>
          </Banner>
        </>
      )}
    </>
  );
}

function ReceiptFields({ form, giving, change, mistakes }: StepProps) {
  return (
    <>
      <Radios
        label={say.receipt}
        required
        options={[
          { value: "none", label: say.receiptNone },
          { value: "email", label: say.receiptEmail },
          { value: "post", label: say.receiptPost },
        ]}
        value={form.receiptBy}
        onChange={(receiptBy) => change({ receiptBy: receiptBy as GiftForm["receiptBy"] })}
      />
      {addressNeeded(form, giving) ? (
        <>
          <TextField
            id="postal_code"
            width="short"
            label={say.postalCode}
            support={say.postalSupport}
            required
            inputMode="numeric"
            autoComplete="postal-code"
            value={form.postalCode}
            onChange={(postalCode) => change({ postalCode })}
            error={of(mistakes, "postal_code")}
          />
          <TextField
            id="address"
            label={say.address}
            support={say.addressSupport}
            required
            autoComplete="street-address"
            value={form.address}
            onChange={(address) => change({ address })}
            error={of(mistakes, "address")}
          />
        </>
      ) : null}
    </>
  );
}

export function PayStep({ form, giving, change, mistakes }: StepProps) {
  const words: Record<string, { label: string; note: string }> = {
    bank: { label: say.bank, note: say.bankNote(giving.pay_days) },
    cash: { label: say.cash, note: say.cashNote },
  };
  const open = methodsFor(form, giving);
  const cash = giving.methods.find((method) => method.code === "cash");
  return (
    <div className="stack prose">
      <Radios
        id="method"
        label={say.method}
        required
        options={open.map((code) => ({
          value: code,
          label: words[code]?.label ?? code,
          note: words[code]?.note,
        }))}
        value={form.method}
        onChange={(method) => change({ method })}
        error={of(mistakes, "method")}
      />
      {cash && !open.includes("cash") ? <p className="sub">{say.noCash(yen(cash.maximum))}</p> : null}
    </div>
  );
}
