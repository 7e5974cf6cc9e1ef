/** はじめての方: a name and an address; the group comes later. */
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ErrorSummary, type Mistake } from "@/components/error-summary";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { say } from "./messages";
import { CodeForm } from "./sign-in-form";
import { type SigningIn, useSignIn } from "./use-sign-in";

export function SignUpPage() {
  const { next } = useSearch({ from: "/signup" });
  const router = useRouter();
  const signing = useSignIn(() => router.history.push(next ?? "/my"));
  return (
    <div className="wrap">
      <PageTitle title={say.signUpTitle}>
        <p>
          <Kana>{say.signUpLead}</Kana>
        </p>
      </PageTitle>
      <div className="stack-l prose">
        {signing.step === "address" ? <NewPerson signing={signing} /> : <CodeForm signing={signing} />}
        <p>
          <Link className="link44" to="/login" search={next ? { next } : {}}>
            <Kana>{say.known}</Kana>
          </Link>
        </p>
      </div>
    </div>
  );
}

function NewPerson({ signing }: { signing: SigningIn }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [attempt, setAttempt] = useState(0);
  const missing: Mistake[] = [
    ...(name.trim() ? [] : [{ field: "name", text: say.nameMissing }]),
    ...(email.trim() ? [] : [{ field: "email", text: say.emailMissing }]),
  ];
  const shown = attempt > 0 ? missing : [];
  const refused = signing.problem && shown.length === 0 ? signing.problem.message : undefined;
  function register(event: FormEvent): void {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (missing.length === 0) void signing.toNewAddress(name.trim(), email.trim());
  }
  const of = (field: string) => shown.find((mistake) => mistake.field === field)?.text;
  return (
    <form className="stack" onSubmit={register} noValidate>
      <ErrorSummary mistakes={shown} attempt={attempt} />
      <TextField
        id="name"
        label={say.name}
        support={say.nameHelp}
        required
        autoComplete="name"
        value={name}
        onChange={setName}
        error={of("name")}
      />
      <TextField
        id="email"
        label={say.email}
        support={say.emailHelp}
        required
        type="email"
        inputMode="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={of("email") ?? refused}
      />
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.register}</Kana>
        </button>
      </div>
    </form>
  );
}
