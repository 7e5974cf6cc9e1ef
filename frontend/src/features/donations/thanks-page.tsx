/** P5 ご寄附ありがとうございます: the reference, how to pay, what comes next; the page stays open by its address. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { type Problem, problemOf } from "@/lib/problem";
import { yen } from "@/lib/yen";
import { type GiftPage, giftPageQuery, mendEmail } from "./giving-api";
import { say } from "./messages";

export function ThanksPage() {
  const { token } = useParams({ from: "/donate/thanks/$token" });
  const asked = useQuery(giftPageQuery(token));
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
      <PageTitle title={say.thanks} />
      <div className="stack-l prose">
        <dl className="dl2 panel">
          <Line label={say.reference} value={gift.reference} />
          <Line label={say.amount} value={yen(gift.amount)} />
          <Line label={say.donatedTo} value={gift.fund_name} />
          <Line label={say.subFund} value={gift.sub_fund_name} />
          <Line label={say.state} value={payment(gift)} />
        </dl>
        {gift.state === "pledged" ? <HowToPay gift={gift} /> : null}
        <p>{say.mailed(gift.email_masked)}</p>
        <MendEmail token={token} />
        <p className="btns">
          <button type="button" className="btn btn-2" onClick={() => window.print()}>
            <Icon name="print" />
            {say.print}
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
        <p>{say.bringNote}</p>
      ) : (
        <dl className="stack">
          <div>
            <dt className="b">{say.account}</dt>
            {gift.account.map((line) => (
              <dd key={line}>{line}</dd>
            ))}
          </div>
          <div>
            <dt className="b">{say.payer}</dt>
            <dd className="num big">{gift.payer_line}</dd>
            <dd className="sub">{say.payerNote}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}

function MendEmail({ token }: { token: string }) {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    try {
      await mendEmail(token, email);
      setSent(email);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  return (
    <details>
      <summary className="link44">{say.mendEmail}</summary>
      <form className="stack mt4" onSubmit={(event) => void send(event)} noValidate>
        {sent ? <Banner kind="ok" title={say.mended(sent)} live /> : null}
        <TextField
          id="email"
          label={say.email}
          type="email"
          autoComplete="email"
          value={email}
          onChange={setEmail}
          error={problem ? (problem.faults[0]?.text ?? problem.message) : undefined}
        />
        <button type="submit" className="btn btn-2 btn-m">
          {say.send}
        </button>
      </form>
    </details>
  );
}
