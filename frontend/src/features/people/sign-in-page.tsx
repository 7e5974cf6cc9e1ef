/** A1 ログイン: one must just get in. */
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { site } from "@/lib/site";
import { say } from "./messages";
import { withPassword } from "./sign-in-api";
import { SignInForm } from "./sign-in-form";
import { useSignIn, welcome } from "./use-sign-in";

export function SignInPage() {
  const { next } = useSearch({ from: "/login" });
  const router = useRouter();
  const goOn = () => router.history.push(next ?? "/my");
  const signing = useSignIn(goOn);
  return (
    <div className="wrap">
      <PageTitle title={say.title}>
        <p>
          <Kana>{say.lead}</Kana>
        </p>
      </PageTitle>
      <div className="stack-l prose">
        <SignInForm signing={signing}>
          <p>
            <Link className="link44" to="/signup" search={next ? { next } : {}}>
              <Kana>{say.first}</Kana>
            </Link>
          </p>
        </SignInForm>
        {signing.step === "address" && site.demo.length > 0 ? <Demo goOn={goOn} /> : null}
      </div>
    </div>
  );
}

function Demo({ goOn }: { goOn: () => void }) {
  async function enter(email: string, password: string): Promise<void> {
    await withPassword(email, password);
    await welcome();
    goOn();
  }
  return (
    <section className="panel stack" aria-labelledby="demo">
      <h2 id="demo">
        <Kana>{say.demo}</Kana>
      </h2>
      <p>
        <Kana>{say.demoLead}</Kana>
      </p>
      <ul className="row">
        {site.demo.map((login) => (
          <li key={login.email}>
            <button
              type="button"
              className="btn btn-2 btn-m"
              onClick={() => void enter(login.email, login.password)}
            >
              {login.role}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
