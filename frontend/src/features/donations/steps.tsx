/** To which purpose, how much, how paid; the name has a file of its own. */
import { Radios } from "@/components/choice";
import { YenField } from "@/components/field";
import { Kana } from "@/components/kana";
import { percentOf, Thermometer } from "@/components/thermometer";
import { WorkingSum, WorkingTerms } from "@/components/working";
import { day } from "@/lib/date";
import { yen } from "@/lib/yen";
import { amountOf, becoming, type Choice, chosen, type GiftForm, type Giving, methodsFor } from "./gift-form";
import { say } from "./messages";
import { faultOf as of, type StepProps } from "./step-props";

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
            <Kana>{say.closedList}</Kana>
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
        <h2 id="becomes">
          <Kana>{say.becomesNone}</Kana>
        </h2>
        <p className="sub">
          <Kana>{say.becomesHint}</Kana>
        </p>
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
