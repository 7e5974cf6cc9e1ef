/** Where a gift went: its stages, the flow of its yen, the projects it came to. On D2 and on a gift's page. */
import { Kana } from "@/components/kana";
import { Sankey } from "@/components/sankey";
import { type Stage, Timeline } from "@/components/timeline";
import { day, instant } from "@/lib/date";
import { yen } from "@/lib/yen";
import type { Story } from "./giving-api";
import { flowsOf } from "./journey-flows";
import { say } from "./journey-messages";

type Share = Story["shares"][number];

export function Journey({ story }: { story: Story }) {
  const grants = story.shares.filter((share) => share.kind === "award");
  const granted = grants.reduce((sum, share) => sum + share.amount, 0);
  const pot = story.sub_fund?.name ?? "";
  const moved = story.not_in < story.amount && pot !== "";
  return (
    <div className="stack-l">
      <Timeline stages={stagesOf(story, grants)} />
      {moved ? (
        <section className="stack" aria-labelledby="flows">
          <h2 id="flows">
            <Kana>{say.flows}</Kana>
          </h2>
          <Sankey
            sentence={
              grants.length > 0
                ? say.flow(yen(story.amount), yen(granted), grants.length)
                : say.flowNone(yen(story.amount), pot)
            }
            caption={say.flows}
            total={story.amount}
            {...flowsOf(story, { gift: say.given, pot, left: say.left, part: nameOf })}
          />
        </section>
      ) : null}
      {grants.length > 0 ? <Grants grants={grants} /> : null}
    </div>
  );
}

function nameOf(share: Share): string {
  if (share.kind === "award") return share.label;
  const parts: Record<string, string | undefined> = say.parts;
  return parts[share.kind] ?? say.otherPart;
}

function stagesOf(story: Story, grants: Share[]): Stage[] {
  const titles: Record<string, string | undefined> = say.stageWords;
  return story.stages.map((stage) => ({
    key: stage.code,
    title: titles[stage.code] ?? stage.code,
    state: stage.state === "done" || stage.state === "now" ? stage.state : "next",
    when: stage.on ? day(stage.on) : undefined,
    children: saidOf(stage.code, story, grants),
  }));
}

function saidOf(code: string, story: Story, grants: Share[]) {
  const pot = story.sub_fund?.name ?? "";
  const isIn = story.received_on !== null && story.not_in < story.amount;
  if (code === "received")
    return story.received_on ? (
      <p>{yen(story.amount)}</p>
    ) : (
      <p>
        <Kana>{say.notYetIn}</Kana>
      </p>
    );
  if (code === "sub_fund") return isIn && pot ? <p>{say.inSubFund(pot)}</p> : null;
  if (code === "paid" && grants.length > 0) {
    return (
      <ul>
        {grants.map((share) => (
          <li key={share.project_id ?? share.label}>
            {say.lineOf(share.label, share.paid_on ? say.paidOn(day(share.paid_on)) : say.notPaid)}
          </li>
        ))}
      </ul>
    );
  }
  if (code !== "allocated") return null;
  return (
    <div className="stack-s">
      {grants.length > 0 ? (
        <>
          <p>
            {say.allocatedTo(
              yen(story.amount),
              grants.length,
              grants.map((share) => say.shareOf(share.label, yen(share.amount))).join(say.comma),
            )}
          </p>
          {story.left > 0 ? <p>{say.alsoLeft(yen(story.left))}</p> : null}
          <p>
            <Kana>{say.fifo}</Kana>
          </p>
        </>
      ) : isIn && pot ? (
        <p>{waiting(story, pot)}</p>
      ) : null}
    </div>
  );
}

function waiting(story: Story, pot: string): string {
  if (!story.next_decision_on) return say.waitingIn(pot);
  const month = Number(
    instant(story.next_decision_on).toLocaleString("en", { month: "numeric", timeZone: "Asia/Tokyo" }),
  );
  return say.waitingDecision(pot, month);
}

function Grants({ grants }: { grants: Share[] }) {
  return (
    <section className="stack" aria-labelledby="grants">
      <h2 id="grants">
        <Kana>{say.projects}</Kana>
      </h2>
      <p>
        {say.fifo} {say.fifoMore}
      </p>
      <ul className="stack">
        {grants.map((share) => (
          <li key={share.project_id ?? share.label} className="card stack">
            <div className="stack-s">
              <h3>{share.label}</h3>
              <p>{share.group}</p>
              <p className="big num">{yen(share.amount)}</p>
              <p>{share.reported_on ? say.reportedOn(day(share.reported_on)) : reportDue(share)}</p>
            </div>
            {share.photo ? (
              <img
                className="plate"
                src={share.photo.url}
                alt={share.photo.alt}
                width={share.photo.width}
                height={share.photo.height}
                loading="lazy"
              />
            ) : null}
            <HowWorkedOut share={share} />
            {share.project_id ? (
              <p>
                <a className="link44" href={`/projects/${share.project_id}`}>
                  {share.reported_on ? say.readReport : say.seeProject}
                  <span className="vh">{say.ofProject(share.label)}</span>
                </a>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function reportDue(share: Share): string {
  if (!share.report_due_on) return say.reportLater;
  const month = instant(share.report_due_on).toLocaleDateString(document.documentElement.lang || "ja", {
    year: "numeric",
    month: "long",
    timeZone: "Asia/Tokyo",
  });
  return say.reportBy(month);
}

function HowWorkedOut({ share }: { share: Share }) {
  const { drawn, before, after } = share;
  if (drawn === null || before === null || after === null)
    return (
      <p className="sub">
        <Kana>{say.noYen}</Kana>
      </p>
    );
  return (
    <details className="disc">
      <summary className="link44">
        {say.formulaTitle}
        <span className="vh">{say.ofProject(share.label)}</span>
      </summary>
      <p>{say.formula(yen(drawn), yen(before), yen(after), yen(share.amount))}</p>
    </details>
  );
}
