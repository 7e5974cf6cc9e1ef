/** Who belongs to the group and as what; inviting, changing a role, leaving. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { useMe } from "@/lib/me";
import { problemOf } from "@/lib/problem";
import { Invite } from "./invite";
import { say } from "./messages";
import { may, type Profile, renewGroup } from "./queries";

type Member = Profile["group"]["members_present"][number];

export function MembersSection({ profile }: { profile: Profile }) {
  const me = useMe();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const { group } = profile;
  const speaks = may(group, "end_member");
  return (
    <section className="stack" aria-labelledby="members">
      <h2 id="members">
        <Kana>{say.membersTitle}</Kana>
      </h2>
      <ul className="people">
        {group.members_present.map((member) => {
          const own = member.user.id === me?.id;
          return (
            <li key={member.user.id}>
              <span className="ava" aria-hidden="true">
                {[...member.user.name][0]}
              </span>
              <span>
                <b>{member.user.name}</b>（{member.role_label}）{own ? say.you : ""}
                <br />
                <span className="sub">
                  {member.last_seen_at ? say.lastSeen(day(member.last_seen_at)) : say.neverSeen}
                </span>
              </span>
              {speaks || own ? (
                <button type="button" className="btn btn-3 btn-m" onClick={() => setLeaving(member)}>
                  {own ? say.leave : say.endMembership}
                  <span className="vh">（{member.user.name}）</span>
                </button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {may(group, "invite") ? <Invite profile={profile} /> : null}
      {leaving ? (
        <End
          profile={profile}
          member={leaving}
          own={leaving.user.id === me?.id}
          onClose={() => setLeaving(null)}
        />
      ) : null}
    </section>
  );
}

function End({
  profile,
  member,
  own,
  onClose,
}: {
  profile: Profile;
  member: Member;
  own: boolean;
  onClose: () => void;
}) {
  const { group } = profile;
  const ending = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/groups/{id}/end-member/", {
          params: { path: { id: String(group.id) } },
          body: { user: member.user.id },
        }),
      ),
    onSuccess: async () => {
      if (own) location.assign("/my");
      else {
        await renewGroup(group.id);
        onClose();
      }
    },
  });
  return (
    <Dialog title={own ? say.leaveTitle : say.endTitle(member.user.name)} open onClose={onClose}>
      {ending.error ? <Banner kind="err" title={problemOf(ending.error).message} live /> : null}
      <p>
        <Kana>{say.endText}</Kana>
      </p>
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => ending.mutate()}>
          {own ? say.leave : say.endMembership}
        </button>
        <button type="button" className="btn btn-2" onClick={onClose}>
          <Kana>{say.back}</Kana>
        </button>
      </div>
    </Dialog>
  );
}
