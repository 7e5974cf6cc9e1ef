/** U1 アカウント: how one signs in, which mail comes, one's data, and leaving. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { AboutMe } from "./account-about";
import { type Account, accountQuery } from "./account-api";
import { Look, Mail } from "./account-choices";
import { Devices } from "./account-devices";
import { MyData } from "./account-leaving";
import { say } from "./account-messages";
import { Passkeys } from "./account-passkeys";

export function AccountPage() {
  return <Ready asked={useQuery(accountQuery)}>{(account) => <Page account={account} />}</Ready>;
}

function Page({ account }: { account: Account }) {
  return (
    <div className="wrap">
      <PageTitle title={say.title}>
        <p>
          <Kana>{say.lead}</Kana>
        </p>
      </PageTitle>
      <div className="stack-l prose account">
        <Part id="about" title={say.about}>
          <AboutMe account={account} />
        </Part>
        <Part id="passkeys" title={say.passkeys}>
          <Passkeys />
        </Part>
        <Part id="devices" title={say.devices}>
          <Devices />
        </Part>
        <Part id="look" title={say.look}>
          <Look account={account} />
        </Part>
        <Part id="mail" title={say.mail}>
          <Mail account={account} />
        </Part>
        <MyData />
      </div>
    </div>
  );
}

export function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
