/** Entering an account: bank and branch by name, the holder as the bank will read it, shown before it is saved. */
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Radios } from "@/components/choice";
import { ErrorSummary, type Mistake } from "@/components/error-summary";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { type Problem, problemOf } from "@/lib/problem";
import { type Choice, Combobox } from "./combobox";
import { say } from "./messages";
import { type Bank, banksQuery, branchesQuery, type Group, renewGroup } from "./queries";

const choiceOf = (bank: Bank): Choice => ({ key: bank.code, text: bank.name, note: bank.code });

export function AccountForm({ group, onDone }: { group: Group; onDone: (saved: boolean) => void }) {
  const [bank, setBank] = useState({ code: "", typed: "" });
  const [branch, setBranch] = useState({ code: "", typed: "" });
  const [kind, setKind] = useState("1");
  const [number, setNumber] = useState("");
  const [holder, setHolder] = useState("");
  const [attempt, setAttempt] = useState(0);
  const banks = useQuery({ ...banksQuery(bank.typed), placeholderData: keepPreviousData });
  const branches = useQuery(branchesQuery(bank.code, branch.typed));
  const body = { bank_code: bank.code, branch_code: branch.code, holder_kana: holder };
  const saving = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/groups/{id}/bank-account/", {
          params: { path: { id: String(group.id) } },
          body: { ...body, account_type: Number(kind), number },
        }),
      ),
    onSuccess: async () => {
      await renewGroup(group.id);
      onDone(true);
    },
  });
  const missing: Record<string, boolean> = {
    bank_code: !bank.code,
    branch_code: !branch.code,
    number: !number.trim(),
    holder_kana: !holder.trim(),
  };
  const tried = attempt > 0;
  const told = saving.error ? sentences(problemOf(saving.error)) : {};
  const errorOf = (name: string) =>
    tried && missing[name]
      ? name === "bank_code" || name === "branch_code"
        ? say.choose
        : say.required
      : told[name];
  const mistakes: Mistake[] = ["bank_code", "branch_code", "account_type", "number", "holder_kana"].flatMap(
    (name) => {
      const text = errorOf(name);
      return text ? [{ field: `a-${name}`, text }] : [];
    },
  );
  function save(event: FormEvent): void {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (!Object.values(missing).includes(true) && !saving.isPending) saving.mutate();
  }
  return (
    <form className="panel stack" onSubmit={save} noValidate>
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      {saving.error && mistakes.length === 0 ? (
        <Banner kind="err" title={problemOf(saving.error).message} live />
      ) : null}
      <Combobox
        id="a-bank_code"
        label={say.bank}
        support={say.bankHelp}
        required
        error={errorOf("bank_code")}
        choices={(banks.data ?? []).map(choiceOf)}
        typed={bank.typed}
        onType={(typed) => {
          setBank({ code: "", typed });
          setBranch({ code: "", typed: "" });
        }}
        onChoose={(choice) => setBank({ code: choice.key, typed: choice.text })}
      />
      <Combobox
        id="a-branch_code"
        label={say.branch}
        support={bank.code ? say.branchHelp : say.branchFirst}
        required
        error={errorOf("branch_code")}
        choices={bank.code ? (branches.data ?? []).map(choiceOf) : []}
        typed={branch.typed}
        onType={(typed) => setBranch({ code: "", typed })}
        onChoose={(choice) => setBranch({ code: choice.key, typed: choice.text })}
      />
      <Radios
        id="a-account_type"
        label={say.kindOfAccount}
        required
        error={errorOf("account_type")}
        options={Object.entries(say.accountKinds).map(([value, label]) => ({ value, label }))}
        value={kind}
        onChange={setKind}
      />
      <TextField
        id="a-number"
        label={say.number}
        support={say.numberHelp}
        required
        width="short"
        inputMode="numeric"
        autoComplete="off"
        value={number}
        onChange={setNumber}
        error={errorOf("number")}
      />
      <TextField
        id="a-holder_kana"
        label={say.holder}
        support={say.holderHelp}
        required
        autoComplete="off"
        value={holder}
        onChange={setHolder}
        error={errorOf("holder_kana")}
      />
      <Preview body={body} />
      <p className="sub">
        <Kana>{say.accountHold}</Kana>
      </p>
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.saveAccount}</Kana>
        </button>
        <button type="button" className="btn btn-2" onClick={() => onDone(false)}>
          <Kana>{say.cancel}</Kana>
        </button>
      </div>
    </form>
  );
}

/** As the bank will read it; nothing is said of what is not complete yet. */
function Preview({ body }: { body: { bank_code: string; branch_code: string; holder_kana: string } }) {
  const complete = Boolean(body.bank_code && body.branch_code && body.holder_kana.trim());
  const asked = useQuery({
    queryKey: ["account-preview", body],
    queryFn: () => read(api.POST("/api/v1/bank-account-preview/", { body })),
    enabled: complete,
    retry: false,
  });
  if (!complete || !asked.data) return <p role="status" className="vh" />;
  return (
    <div className="work stack-s" role="status">
      <p className="b">
        <Kana>{say.readAs}</Kana>
      </p>
      <p>
        {asked.data.bank}　{asked.data.branch}
      </p>
      <p className="big hash">{asked.data.holder_kana}</p>
      {asked.data.changes.map((change) => (
        <p key={change.position} className="sub">
          {say.changes(change.before, change.after)}
        </p>
      ))}
    </div>
  );
}

/** By field: several faults, or one refusal that names its field. */
function sentences(problem: Problem): Record<string, string> {
  const found: Record<string, string> = {};
  for (const fault of problem.faults) found[fault.pointer.slice(1)] ??= fault.text;
  const { pointer } = problem.body;
  if (typeof pointer === "string" && pointer) found[pointer.slice(1)] ??= problem.message;
  return found;
}
