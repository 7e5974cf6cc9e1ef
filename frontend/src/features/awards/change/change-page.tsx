/** 変更の届け出: what changes, whether a notice is enough, and what was asked before. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Tag } from "@/components/tag";
import { type Award, awardQuery } from "../queries";
import { ChangeSheet } from "./change-form";
import { History } from "./history";
import { say } from "./messages";

const route = getRouteApi("/awards/$id/change");

export function ChangePage() {
  const { id } = route.useParams();
  return <Ready asked={useQuery(awardQuery(id))}>{(award) => <Shown id={id} award={award} />}</Ready>;
}

function Shown({ id, award }: { id: string; award: Award }) {
  const [sent, setSent] = useState("");
  const ask = award.actions.find((action) => action.verb === "ask_change");
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.home, href: "/my" }, { text: say.title }]} />
      <PageTitle title={say.title} above={<p className="sub">{`${award.number}　${award.title}`}</p>}>
        <p>
          <Tag look={award.state === "change_pending" ? "partial" : "record"}>{award.state_label}</Tag>
        </p>
      </PageTitle>
      <div className="stack-l">
        {sent ? <Banner kind="ok" live title={sent} /> : null}
        {ask?.allowed ? (
          <>
            <p>
              <Kana>{say.lead}</Kana>
            </p>
            <ChangeSheet
              key={award.version}
              id={id}
              award={award}
              onSent={(changed) => setSent(toldOf(changed))}
              onTyped={() => setSent("")}
            />
          </>
        ) : (
          <Banner kind="info" title={ask?.reason || say.closed(award.state_label)} />
        )}
        <History id={id} changes={award.changes} />
        {award.application === null ? null : (
          <p>
            <a className="link44" href={`/apply/${award.application}/status`}>
              <Kana>{say.seeStatus}</Kana>
            </a>
          </p>
        )}
      </div>
    </div>
  );
}

function toldOf(award: Award): string {
  return award.changes.at(-1)?.state === "noted" ? say.sentNoted : say.sentAsked;
}
