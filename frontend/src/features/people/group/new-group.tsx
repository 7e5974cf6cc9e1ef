/** A new group: its name is enough. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, read } from "@/api/client";
import { TextField } from "@/components/field";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { groupHelp, groupLabel } from "@/lib/group-words";
import { problemOf } from "@/lib/problem";
import { say } from "./messages";

export function NewGroup() {
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const making = useMutation({
    mutationFn: () => read(api.POST("/api/v1/groups/", { body: { name } })),
    onSuccess: (group) => location.assign(`/groups/${group?.id}`),
  });
  const problem = making.error ? problemOf(making.error) : null;
  function make(event: FormEvent): void {
    event.preventDefault();
    setMissing(!name.trim());
    if (name.trim() && !making.isPending) making.mutate();
  }
  return (
    <div className="wrap">
      <PageTitle title={say.newTitle}>
        <p>
          <Kana>{say.newLead}</Kana>
        </p>
      </PageTitle>
      <form className="stack prose" onSubmit={make} noValidate>
        <TextField
          id="g-name"
          label={groupLabel("name")}
          support={groupHelp("name")}
          required
          autoComplete="organization"
          value={name}
          onChange={setName}
          error={missing && !name.trim() ? say.required : (problem?.faults[0]?.text ?? problem?.message)}
        />
        <p>
          <Kana>{say.newHelp}</Kana>
        </p>
        <p>
          <button type="submit" className="btn btn-1">
            <Kana>{say.create}</Kana>
          </button>
        </p>
      </form>
    </div>
  );
}
