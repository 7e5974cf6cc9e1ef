/** 団体の情報: who the group is, its papers, account, people and grants; used again by every application. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Banner } from "@/components/banner";
import { DataTable } from "@/components/data-table";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { useMe } from "@/lib/me";
import { yen } from "@/lib/yen";
import { AccountSection } from "./account-section";
import { DocumentsSection } from "./documents-section";
import { MembersSection } from "./members-section";
import { say } from "./messages";
import { NewGroup } from "./new-group";
import { ProfileForm } from "./profile-form";
import { may, type Profile, profileQuery } from "./queries";

const route = getRouteApi("/groups/$id");

export function GroupPage() {
  const { id } = route.useParams();
  return id === "new" ? <NewGroup /> : <Known key={id} id={id} />;
}

function Known({ id }: { id: string }) {
  return <Ready asked={useQuery(profileQuery(id))}>{(profile) => <Shown profile={profile} />}</Ready>;
}

function Shown({ profile }: { profile: Profile }) {
  const { group } = profile;
  const writes = may(group, "update");
  return (
    <div className="wrap">
      <PageTitle
        typed
        title={group.name}
        above={
          <p className="sub">
            <Kana>{say.title}</Kana>
          </p>
        }
      >
        <p>
          <Kana>{say.lead}</Kana>
        </p>
        <OtherGroups id={group.id} />
      </PageTitle>
      <div className="stack-l">
        {writes ? null : (
          <Banner kind="info" title={say.readOnly}>
            <p>
              <Kana>{say.askRepresentative}</Kana>
            </p>
          </Banner>
        )}
        <ProfileForm group={group} />
        <AccountSection group={group} />
        <DocumentsSection group={group} documents={profile.documents} />
        <MembersSection profile={profile} />
        <PastAwards profile={profile} />
      </div>
    </div>
  );
}

function OtherGroups({ id }: { id: number }) {
  const others = (useMe()?.groups ?? []).filter((group) => group.id !== id);
  if (others.length === 0) return null;
  return (
    <p>
      {say.otherGroups}：
      {others.map((group) => (
        <a key={group.id} className="link44" href={`/groups/${group.id}`}>
          {group.name}
        </a>
      ))}
    </p>
  );
}

function PastAwards({ profile }: { profile: Profile }) {
  return (
    <section className="stack" aria-labelledby="past">
      <h2 id="past">
        <Kana>{say.past}</Kana>
      </h2>
      {profile.past_awards.length === 0 ? (
        <p>
          <Kana>{say.noPast}</Kana>
        </p>
      ) : (
        <DataTable
          caption={<span className="vh">{say.past}</span>}
          rows={profile.past_awards.map((award, index) => ({ ...award, key: index }))}
          rowKey={(award) => award.key}
          columns={[
            { key: "title", title: say.project, cell: (award) => award.title || award.department },
            { key: "year", title: say.year, cell: (award) => award.fiscal_year },
            { key: "fund", title: say.fund, cell: (award) => award.fund },
            { key: "state", title: say.state, cell: (award) => award.state_label },
            {
              key: "amount",
              title: say.amount,
              right: true,
              cell: (award) => (award.amount === null ? "" : yen(award.amount)),
            },
          ]}
        />
      )}
    </section>
  );
}
