/** 精算: every term of the working, what was paid, and what is to be paid by whom. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Banner, Empty } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Tag } from "@/components/tag";
import { Working } from "@/components/working";
import { day } from "@/lib/date";
import { language } from "@/lib/language";
import { yen } from "@/lib/yen";
import { ClaimPayment } from "./claim-payment";
import { say as all } from "./messages";
import { paymentsQuery, type Settlement, settlementQuery } from "./queries";
import { ReportLink } from "./report-link";

const route = getRouteApi("/awards/$id/settlement");
const say = all.settlement;

export function SettlementPage() {
  const { id } = route.useParams();
  return (
    <Ready asked={useQuery(settlementQuery(id))}>
      {(settlement) => <Shown id={id} settlement={settlement} />}
    </Ready>
  );
}

function Shown({ id, settlement }: { id: string; settlement: Settlement }) {
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: all.home, href: "/my" }, { text: say.title }]} />
      <PageTitle
        title={say.title}
        above={<p className="sub">{`${settlement.number}　${settlement.title}`}</p>}
      >
        <p>
          <Tag look={settlement.state === "settled" ? "done" : "partial"}>{settlement.state_label}</Tag>
        </p>
      </PageTitle>
      <div className="stack-l">
        {settlement.fixed === null ? (
          <Empty>
            <p>
              <Kana>{say.notYet}</Kana>
            </p>
            <ReportLink award={id} kind="final" state={settlement.report_state} />
            {["active", "change_pending"].includes(settlement.state) ? (
              <p>
                <a className="link44" href={`/awards/${id}/change`}>
                  {all.toChange}
                </a>
              </p>
            ) : null}
          </Empty>
        ) : (
          <Fixed id={id} settlement={settlement} fixed={settlement.fixed} />
        )}
        {settlement.application === null ? null : (
          <p>
            <a className="btn btn-2" href={`/messages?application=${settlement.application}`}>
              <Kana>{say.question}</Kana>
            </a>
          </p>
        )}
      </div>
    </div>
  );
}

function Fixed({ id, settlement, fixed }: { id: string; settlement: Settlement; fixed: number }) {
  return (
    <>
      <Result id={id} settlement={settlement} />
      <Working
        title={say.working}
        terms={settlement.working.map((term) => ({
          key: term.name,
          label: language === "en" ? term.label_en : term.label_ja,
          amount: term.value,
          expression: term.expression,
          binding: term.binding,
        }))}
        sumLabel={say.fixed}
        sum={fixed}
      />
      <Amounts
        caption={say.spent}
        rows={[
          [say.accepted, settlement.accepted],
          [say.disallowed, settlement.disallowed],
          [say.ineligible, settlement.ineligible],
          [say.all, settlement.actual_total],
          [all.accept.income, settlement.other_income],
        ]}
      />
      <Amounts
        caption={say.flow}
        rows={[
          [say.paid, settlement.paid],
          [say.refunded, settlement.refunded],
          [say.fixed, fixed],
        ]}
      />
    </>
  );
}

function Amounts({
  caption,
  rows,
}: {
  caption: string;
  rows: readonly (readonly [string, number | null])[];
}) {
  return (
    <section>
      <h2 className="h-s mb2">{caption}</h2>
      <dl className="dl2">
        {rows.map(([label, amount]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="num">{yen(amount ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Result({ id, settlement }: { id: string; settlement: Settlement }) {
  if (settlement.refund > 0) return <Refund settlement={settlement} />;
  if (settlement.top_up > 0) return <TopUp id={id} amount={settlement.top_up} />;
  return <Banner kind="ok" title={say.even} />;
}

function Refund({ settlement }: { settlement: Settlement }) {
  const refund = settlement.open_refund;
  const to = settlement.pay_to;
  return (
    <Banner kind="warn" title={say.refund(yen(settlement.refund))}>
      {refund === null ? null : (
        <>
          <p>{say.due(day(refund.due_on))}</p>
          {refund.received > 0 ? <p>{say.left(yen(refund.left))}</p> : null}
          {to === null ? (
            <p>
              <Kana>{say.askAccount}</Kana>
            </p>
          ) : (
            <p>
              {say.payTo}：{to.bank} {to.branch} {to.account_type_label}{" "}
              <span className="num">{to.number}</span> {to.holder_kana}
            </p>
          )}
        </>
      )}
    </Banner>
  );
}

function TopUp({ id, amount }: { id: string; amount: number }) {
  const payments = useQuery(paymentsQuery(id)).data?.payments ?? [];
  const final = payments.find((row) => row.kind === "final" && row.id !== null);
  return (
    <>
      <Banner kind="info" title={say.topUp(yen(amount))}>
        {final ? <p>{say.settled(final.state_label)}</p> : null}
      </Banner>
      {final?.state === "planned" ? <ClaimPayment award={id} payment={final} text={say.settle} /> : null}
    </>
  );
}
