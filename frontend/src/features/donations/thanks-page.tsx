/** P5 ご寄附ありがとうございます: the reference, how to pay, what comes next; the page stays open by its address. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { yen } from "@/lib/yen";
import { Expired } from "./find-gift";
import { ChangePublicity, MendEmail, SeeJourney } from "./gift-panels";
import { type GiftPage, giftPageQuery } from "./giving-api";
import { say } from "./messages";

export function ThanksPage() {
  const { token } = useParams({ from: "/donate/thanks/$token" });
  const asked = useQuery(giftPageQuery(token));
  if (asked.error && problemOf(asked.error).code === "donations.link_over") return <Expired />;
  return <Ready asked={asked}>{(gift) => <Thanks gift={gift} token={token} />}</Ready>;
}

function payment(gift: GiftPage): string {
  if (gift.received_on) return say.receivedOn(day(gift.received_on));
  const until = gift.pay_by ? day(gift.pay_by) : "";
  if (gift.state !== "pledged") return gift.state_label;
  return gift.method === "cash" ? say.waitingCash(until) : say.waitingBank(until);
}

function Thanks({ gift, token }: { gift: GiftPage; token: string }) {
  return (
    <div className="wrap">
      <PageTitle title={gift.state === "lapsed" ? say.thanksLapsed : say.thanks} />
      <div className="stack-l prose">
        <dl className="dl2 panel">
          <Line label={say.reference} value={gift.reference} />
          <Line label={say.amount} value={yen(gift.amount)} />
          <Line label={say.donatedTo} value={gift.fund_name} />
          <Line label={say.subFund} value={gift.sub_fund_name} />
          <Line label={say.state} value={payment(gift)} />
          <Line label={say.publicity} value={shownAs(gift)} />
        </dl>
        {gift.state === "pledged" ? <HowToPay gift={gift} /> : null}
        <NextSteps gift={gift} />
        {gift.email_masked ? <p>{say.mailed(gift.email_masked)}</p> : null}
        {may(gift, "mend_email") ? <MendEmail token={token} /> : null}
        {may(gift, "publicity") ? <ChangePublicity gift={gift} token={token} /> : null}
        <SeeJourney token={token} />
        <p className="btns">
          <button type="button" className="btn btn-2" onClick={() => window.print()}>
            <Icon name="print" />
            <Kana>{say.print}</Kana>
          </button>
        </p>
        <p className="sub">
          {say.keepAddress}
          {say.until(day(gift.expires_at))}
        </p>
      </div>
    </div>
  );
}

function may(gift: GiftPage, verb: string): boolean {
  return gift.actions.some((action) => action.verb === verb && action.allowed);
}

function shownAs(gift: GiftPage): string {
  if (gift.publicity !== "name" && gift.publicity !== "alias") return say.anonymous;
  const name = gift.publicity === "alias" ? gift.alias : gift.donor_name;
  return gift.show_amount ? say.previewLine(name, yen(gift.amount)) : say.previewNameOnly(name);
}

function NextSteps({ gift }: { gift: GiftPage }) {
  const texts: Record<string, string | undefined> = {
    ...say.stepWords,
    pay: gift.pay_by ? say.stepWords.pay(day(gift.pay_by)) : undefined,
  };
  const steps = gift.next_steps.flatMap((step) => texts[step] ?? []);
  return (
    <section className="stack-s" aria-labelledby="next">
      <h2 id="next">
        <Kana>{say.nextSteps}</Kana>
      </h2>
      <ul className="bullets">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </section>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function HowToPay({ gift }: { gift: GiftPage }) {
  const cash = gift.method === "cash";
  return (
    <section className="stack" aria-labelledby="pay">
      <h2 id="pay">{cash ? say.howToBring : say.howToPay}</h2>
      {cash ? (
        <p>
          <Kana>{say.bringNote}</Kana>
        </p>
      ) : (
        <dl className="stack">
          <div>
            <dt className="b">
              <Kana>{say.account}</Kana>
            </dt>
            {gift.account.map((line) => (
              <dd key={line}>{line}</dd>
            ))}
          </div>
          <div>
            <dt className="b">
              <Kana>{say.payer}</Kana>
            </dt>
            <dd className="num big">{gift.payer_line}</dd>
            <dd className="sub">{say.payerNote}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}
