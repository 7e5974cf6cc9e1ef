/** The account that grants are paid to: its end only, once it is saved; a change is told to everybody. */
import { useState } from "react";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { AccountForm } from "./account-form";
import { say } from "./messages";
import { type Group, may } from "./queries";

export function AccountSection({ group }: { group: Group }) {
  const [writing, setWriting] = useState(false);
  const [saved, setSaved] = useState(false);
  const { account } = group;
  return (
    <section className="stack" aria-labelledby="account">
      <h2 id="account">
        <Kana>{say.account}</Kana>
      </h2>
      <p>
        <Kana>{say.accountLead}</Kana>
      </p>
      {saved ? <Banner kind="ok" title={say.accountSaved} live /> : null}
      {account ? (
        <div className="card stack-s">
          <div className="row">
            <p className="b">
              {account.bank}　{account.branch}
            </p>
            <Tag look={account.state === "verified" ? "done" : "todo"}>{account.state_label}</Tag>
          </div>
          <p>
            {account.account_type_label}　<span className="num">{say.last(account.number.slice(-3))}</span>
          </p>
          <p>{account.holder_kana}</p>
          {account.state === "verified" ? null : (
            <p className="sub">
              {say.heldUntil(day(account.held_until))}
              {say.accountHold}
            </p>
          )}
        </div>
      ) : (
        <p>
          <Kana>{say.noAccount}</Kana>
        </p>
      )}
      {may(group, "enter_account") ? (
        writing ? (
          <AccountForm
            group={group}
            onDone={(done) => {
              setWriting(false);
              setSaved(done);
            }}
          />
        ) : (
          <p>
            <button type="button" className="btn btn-2" onClick={() => setWriting(true)}>
              {account ? say.changeAccount : say.enterAccount}
            </button>
          </p>
        )
      ) : null}
    </section>
  );
}
