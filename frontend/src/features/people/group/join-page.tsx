/** An invitation from a letter: what it offers, and taking it with the address that was written to. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Loading } from "@/components/states";
import { day } from "@/lib/date";
import { meQuery, useMe } from "@/lib/me";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { say } from "./messages";

const KEPT = "machitane.invitation";

/** Behind the # of the link, where no server's log sees it; kept while one signs in. */
function secretOf(): string {
  const here = location.hash.slice(1);
  try {
    if (here) sessionStorage.setItem(KEPT, here);
    return here || (sessionStorage.getItem(KEPT) ?? "");
  } catch {
    return here;
  }
}

export function JoinPage() {
  const [secret] = useState(secretOf);
  const me = useMe();
  const offer = useQuery({
    queryKey: ["invitation", secret],
    queryFn: () => read(api.POST("/api/v1/invitations/look/", { body: { secret } })),
    enabled: secret !== "",
    retry: false,
  });
  const joining = useMutation({
    mutationFn: () => read(api.POST("/api/v1/invitations/accept/", { body: { secret } })),
    onSuccess: async () => {
      sessionStorage.removeItem(KEPT);
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  if (secret !== "" && offer.isPending) return <Loading />;
  const told = offer.data;
  const place = told?.place.split(":") ?? [];
  const problem = joining.error ?? offer.error;
  return (
    <div className="wrap">
      <PageTitle title={say.joinTitle} />
      <div className="stack prose">
        {problem ? (
          <Banner kind="err" title={say.joinOver} live>
            <p>{problemOf(problem).message}</p>
          </Banner>
        ) : null}
        {secret === "" ? (
          <p>
            <Kana>{say.noSecret}</Kana>
          </p>
        ) : null}
        {told && joining.isSuccess ? (
          <Banner kind="ok" title={say.joined(told.name)} live>
            <p>
              <a className="link44" href={place[0] === "group" ? `/groups/${place[1]}` : "/"}>
                <Kana>{say.group}</Kana>
              </a>
            </p>
          </Banner>
        ) : null}
        {told && !joining.isSuccess ? (
          <>
            <p className="big">{say.joinLead(told.inviter, told.name, told.role_label)}</p>
            <p>{say.joinFor(told.email)}</p>
            <p className="sub">{say.joinUntil(day(told.expires_at))}</p>
            {me ? <p className="sub">{say.joinAs(me.email)}</p> : null}
            <div className="btns">
              {me ? (
                <button type="button" className="btn btn-1" onClick={() => joining.mutate()}>
                  <Kana>{say.join}</Kana>
                </button>
              ) : (
                <a className="btn btn-1" href="/login?next=/join">
                  <Kana>{say.joinSignIn}</Kana>
                </a>
              )}
            </div>
            {me ? null : (
              <p>
                {say.joinSignUp}{" "}
                <a className="link44" href="/signup?next=/join">
                  <Kana>{say.signUp}</Kana>
                </a>
              </p>
            )}
          </>
        ) : null}
      </div>
    </div>
  );
}
