/** メンバーを招く: an address and a role; open invitations can be taken back. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Radios } from "@/components/choice";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { say } from "./messages";
import { type Profile, renewGroup } from "./queries";

export function Invite({ profile }: { profile: Profile }) {
  const { group } = profile;
  const path = { id: String(group.id) };
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("editor");
  const [missing, setMissing] = useState(false);
  const inviting = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/groups/{id}/invitations/", { params: { path }, body: { email, role } })),
    onSuccess: async () => {
      setEmail("");
      await renewGroup(group.id);
    },
  });
  const withdrawing = useMutation({
    mutationFn: (invitation: number) =>
      read(
        api.DELETE("/api/v1/groups/{id}/invitations/{invitation}/", {
          params: { path: { ...path, invitation: String(invitation) } },
        }),
      ),
    onSettled: () => renewGroup(group.id),
  });
  const problem = inviting.error ? problemOf(inviting.error) : null;
  function send(event: FormEvent): void {
    event.preventDefault();
    setMissing(!email.trim());
    if (email.trim() && !inviting.isPending) inviting.mutate();
  }
  return (
    <div className="stack">
      {profile.invitations.length > 0 ? (
        <div className="stack-s">
          <h3 className="h-s">
            <Kana>{say.waiting}</Kana>
          </h3>
          <ul className="stack-s">
            {profile.invitations.map((invitation) => (
              <li key={invitation.id} className="row">
                <span>
                  {invitation.email}（{labelOf(profile, invitation.role)}）
                  <span className="sub">{say.until(day(invitation.expires_at))}</span>
                </span>
                <button
                  type="button"
                  className="btn btn-3 btn-m"
                  onClick={() => withdrawing.mutate(invitation.id)}
                >
                  {say.withdraw}
                  <span className="vh">（{invitation.email}）</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <form className="panel stack" onSubmit={send} noValidate>
        <h3>
          <Kana>{say.invite}</Kana>
        </h3>
        {inviting.isSuccess && inviting.data ? (
          <Banner kind="ok" title={say.invitationSent(inviting.data.email)} live />
        ) : null}
        <TextField
          label={say.inviteEmail}
          support={say.inviteEmailHelp}
          required
          type="email"
          inputMode="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          error={missing && !email.trim() ? say.required : (problem?.faults[0]?.text ?? problem?.message)}
        />
        <Radios
          label={say.role}
          required
          options={profile.roles.map((each) => ({
            value: each.role,
            label: each.role_label,
            note: say.roleHelp[each.role],
          }))}
          value={role}
          onChange={setRole}
        />
        <p>
          <button type="submit" className="btn btn-1">
            <Kana>{say.sendInvitation}</Kana>
          </button>
        </p>
      </form>
    </div>
  );
}

function labelOf(profile: Profile, role: string): string {
  return profile.roles.find((each) => each.role === role)?.role_label ?? role;
}
