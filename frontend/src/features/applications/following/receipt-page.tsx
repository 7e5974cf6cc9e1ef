/** 受付票: shown only after the server has it; number, moment, hashes, what follows when. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { exactMoment } from "@/lib/date";
import { say } from "./messages";
import { type Receipt, receiptQuery } from "./queries";
import { Way } from "./way";

const route = getRouteApi("/apply/$id/receipt");

export function ReceiptPage() {
  const { id } = route.useParams();
  return <Ready asked={useQuery(receiptQuery(id))}>{(receipt) => <Shown receipt={receipt} />}</Ready>;
}

function Shown({ receipt }: { receipt: Receipt }) {
  const again = receipt.submission > 1;
  return (
    <div className="wrap">
      <Crumbs
        crumbs={[
          { text: say.home, href: "/my" },
          { text: receipt.title, href: `/apply/${receipt.application}/status` },
          { text: say.receipt },
        ]}
      />
      <PageTitle title={say.receipt} />
      <div className="stack-l">
        <Banner kind="ok" title={again ? say.receivedAgain(receipt.submission) : say.received}>
          <p>
            <Kana>{say.mailed}</Kana>
          </p>
          {receipt.in_grace ? (
            <p>
              <Kana>{say.inGrace}</Kana>
            </p>
          ) : null}
        </Banner>
        <section className="panel stack" aria-label={say.receipt}>
          <dl className="dl2">
            <div>
              <dt>
                <Kana>{say.receiptNumber}</Kana>
              </dt>
              <dd className="num">{receipt.number}</dd>
            </div>
            <div>
              <dt>
                <Kana>{say.receivedAt}</Kana>
              </dt>
              <dd className="num">{exactMoment(receipt.received_at)}</dd>
            </div>
            <div>
              <dt>{receipt.department.name}</dt>
              <dd>{receipt.title}</dd>
            </div>
            <div>
              <dt>
                <Kana>{say.contentHash}</Kana>
              </dt>
              <dd className="hash">{receipt.content_hash_short}</dd>
            </div>
          </dl>
          <p className="sub">
            <Kana>{say.contentHashHelp}</Kana>
          </p>
        </section>
        <div className="btns">
          <a className="btn btn-1" href={`/apply/${receipt.application}/status`}>
            <Kana>{say.seeStatus}</Kana>
          </a>
          <a className="btn btn-2" href={receipt.pdf_url}>
            <Icon name="download" />
            <Kana>{say.savePdf}</Kana>
          </a>
          <a className="btn btn-2" href={receipt.slip_url}>
            <Icon name="print" />
            <Kana>{say.printSlip}</Kana>
          </a>
        </div>
        <section className="stack" aria-labelledby="next">
          <h2 id="next">
            <Kana>{say.next}</Kana>
          </h2>
          <Way stages={receipt.next_steps} />
        </section>
        <section className="stack" aria-labelledby="files">
          <h2 id="files">
            <Kana>{say.files}</Kana>
          </h2>
          {receipt.files.length === 0 ? (
            <p>
              <Kana>{say.noFiles}</Kana>
            </p>
          ) : (
            <Files receipt={receipt} />
          )}
        </section>
      </div>
    </div>
  );
}

function Files({ receipt }: { receipt: Receipt }) {
  return (
    <ul className="files">
      {receipt.files.map((file) => (
        <li key={`${file.name} ${file.hash_short}`}>
          <span className="row-i">
            <Icon name="file" />
            {file.name}
          </span>
          <br />
          <span className="sub">
            {file.scan_label ? `${file.scan_label}　` : ""}
            <span className="hash">{file.hash_short}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
