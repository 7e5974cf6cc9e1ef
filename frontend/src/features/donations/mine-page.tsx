/** D1 寄附の記録と受領証明書: one's gifts, their receipts, how they are shown, the totals of each year. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Banner, Empty } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { DataTable } from "@/components/data-table";
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { yen } from "@/lib/yen";
import { FindOther } from "./find-other";
import { claim, MINE, type OwnGift, ownGiftsQuery, showOwnGift, type YearTotal } from "./giving-api";
import { say as common } from "./messages";
import { say } from "./mine-messages";
import { PublicityForm } from "./publicity-form";
import { ReceiptCell } from "./receipt-cell";

export function MinePage() {
  const asked = useInfiniteQuery(ownGiftsQuery);
  const news = useClaim();
  const gifts = (asked.data?.pages ?? []).flatMap((page) => page.results);
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.home, href: "/" }, { text: say.mine }]} />
      <PageTitle title={say.mine} />
      <div className="stack-l">
        {news ? <Banner kind={news.kind} title={news.text} live /> : null}
        <Ready asked={asked}>
          {(data) =>
            gifts.length === 0 ? (
              <Empty>
                <p className="b">
                  <Kana>{say.mineEmpty}</Kana>
                </p>
              </Empty>
            ) : (
              <>
                <Gifts gifts={gifts} />
                {asked.hasNextPage ? (
                  <p>
                    <button type="button" className="btn btn-2" onClick={() => void asked.fetchNextPage()}>
                      <Kana>{say.more}</Kana>
                    </button>
                  </p>
                ) : null}
                <Totals totals={data.pages[0]?.year_totals ?? []} />
              </>
            )
          }
        </Ready>
        <FindOther />
      </div>
    </div>
  );
}

interface News {
  kind: "ok" | "err";
  text: string;
}

/** A letter to another address leads here with its secret behind the #, which no server log keeps. */
function useClaim(): News | null {
  const [news, setNews] = useState<News | null>(null);
  useEffect(() => {
    const secret = window.location.hash.slice(1);
    if (!secret) return;
    window.history.replaceState(window.history.state, "", window.location.pathname);
    void claim(secret)
      .then(async (count) => {
        setNews({ kind: "ok", text: say.claimed(count) });
        await queries.invalidateQueries({ queryKey: MINE });
      })
      .catch((error: unknown) => {
        const problem = problemOf(error);
        const over = problem.status === 404 || problem.status === 410;
        setNews({ kind: "err", text: over ? say.linkOver : problem.message });
      });
  }, []);
  return news;
}

function Gifts({ gifts }: { gifts: OwnGift[] }) {
  const [changing, setChanging] = useState<OwnGift | null>(null);
  const [changed, setChanged] = useState(false);
  async function done(): Promise<void> {
    setChanging(null);
    setChanged(true);
    await queries.invalidateQueries({ queryKey: MINE });
  }
  return (
    <section className="stack">
      {changed ? <Banner kind="ok" title={common.publicityChanged} live /> : null}
      <DataTable<OwnGift>
        caption={say.table}
        columns={[
          {
            key: "date",
            title: say.date,
            cell: (gift) => (gift.received_on ? day(gift.received_on) : say.pledgedOn(day(gift.pledged_at))),
          },
          {
            key: "purpose",
            title: common.purpose,
            cell: (gift) => gift.sub_fund?.name ?? common.leaveToFund,
          },
          { key: "amount", title: say.yen, right: true, cell: (gift) => yen(gift.amount) },
          { key: "state", title: say.status, cell: (gift) => gift.state_label },
          { key: "receipt", title: say.certificate, cell: (gift) => <ReceiptCell gift={gift} /> },
          {
            key: "actions",
            title: say.actions,
            cell: (gift) => (
              <div className="stack-s">
                <div className="row">
                  <Link className="link44" to="/my/donations/$id/journey" params={{ id: String(gift.id) }}>
                    {say.seeJourney}
                    <span className="vh">{say.ofGift(gift.number)}</span>
                  </Link>
                  {LOCKED.includes(gift.state) ? null : (
                    <button
                      type="button"
                      className="link44"
                      onClick={() => {
                        setChanged(false);
                        setChanging(gift);
                      }}
                    >
                      {say.changePublicity}
                      <span className="vh">{say.ofGift(gift.number)}</span>
                    </button>
                  )}
                </div>
                <p className="sub">{shownAs(gift)}</p>
              </div>
            ),
          },
        ]}
        rows={gifts}
        rowKey={(gift) => gift.id}
      />
      <Dialog title={say.changePublicity} open={changing !== null} onClose={() => setChanging(null)}>
        {changing ? (
          <PublicityForm
            now={changing}
            name={changing.donor.name}
            amount={changing.amount}
            onSend={(body) => showOwnGift(changing.id, body)}
            onDone={() => void done()}
            onClose={() => setChanging(null)}
          />
        ) : null}
      </Dialog>
    </section>
  );
}

const LOCKED = ["failed", "lapsed", "refunded"];

function shownAs(gift: OwnGift): string {
  const { publicity } = gift;
  return publicity === "alias" || publicity === "name" ? say.shown[publicity] : say.shown.anonymous;
}

function Totals({ totals }: { totals: YearTotal[] }) {
  if (totals.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="totals">
      <h2 id="totals">
        <Kana>{say.yearTotals}</Kana>
      </h2>
      <p>
        <Kana>{say.yearTotalsNote}</Kana>
      </p>
      <ul className="stack">
        {totals.map((total) => (
          <li key={total.year} className="panel stack-s">
            <p>
              <b>{say.year(total.year)}</b> <b className="num">{yen(total.amount)}</b>（
              {say.gifts(total.gifts)}）
            </p>
            <p>
              <a
                className="btn btn-2"
                href={`/api/v1/donations/own/${total.year}/pdf/`}
                target="_blank"
                rel="noopener"
              >
                {say.printTotals}
                <span className="vh">{say.ofGift(say.year(total.year))}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
