/** 支払い予定: each payment with what it still needs, and the account it goes to. */
import { useQuery } from "@tanstack/react-query";
import { DataTable } from "@/components/data-table";
import { Kana } from "@/components/kana";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { language } from "@/lib/language";
import { yen } from "@/lib/yen";
import { ClaimPayment } from "./claim-payment";
import { say as all } from "./messages";
import { type Payment, type Payments, paymentsQuery } from "./queries";

const say = all.accept;

export function PaymentPlan({ id, group }: { id: string; group: number }) {
  return (
    <Ready asked={useQuery(paymentsQuery(id))}>
      {(plan) =>
        plan.payments.length > 0 && (
          <section className="stack">
            <DataTable
              caption={say.payments}
              rows={plan.payments}
              rowKey={(row) => row.id ?? row.kind}
              columns={[
                { key: "kind", title: say.kind, cell: (row) => row.kind_label },
                { key: "amount", title: say.amount, right: true, cell: amountOf },
                { key: "when", title: say.when, cell: stateOf },
                { key: "needs", title: say.needs, cell: needsOf },
              ]}
            />
            {plan.payments.map((payment) => (
              <Asking key={payment.id ?? payment.kind} award={id} payment={payment} />
            ))}
            <Account plan={plan} group={group} />
          </section>
        )
      }
    </Ready>
  );
}

const amountOf = (row: Payment) => `${yen(row.amount)}${row.is_estimate ? say.estimate : ""}`;

function stateOf(row: Payment): string {
  if (row.paid_on) return say.paidOn(day(row.paid_on));
  if (row.due_on) return say.dueOn(day(row.due_on));
  return row.state_label || say.later;
}

function needsOf(row: Payment): string {
  const open = row.needs.filter((need) => !need.done);
  if (open.length === 0) return say.nothing;
  return open.map((need) => (language === "en" ? need.label_en : need.label_ja)).join("、");
}

/** A final payment is asked for on 精算, beside its working. */
function Asking({ award, payment }: { award: string; payment: Payment }) {
  const ask = payment.actions.find((action) => action.verb === "request");
  if (!ask || payment.kind === "final") return null;
  if (!ask.allowed) return <p>{ask.reason}</p>;
  return <ClaimPayment award={award} payment={payment} text={all.claim} />;
}

function Account({ plan, group }: { plan: Payments; group: number }) {
  const account = plan.account;
  return (
    <div>
      <h2 className="h-s">
        <Kana>{say.account}</Kana>
      </h2>
      {account === null ? (
        <p>
          {say.noAccount}{" "}
          <a href={`/groups/${group}`}>
            <Kana>{say.registerAccount}</Kana>
          </a>
        </p>
      ) : (
        <p className="num">
          {say.accountLine(account.bank, account.branch, account.number)}　{account.state_label}
        </p>
      )}
      {plan.account_locked ? (
        <p>
          <Kana>{say.locked}</Kana>
        </p>
      ) : null}
    </div>
  );
}
