/** Papers that the group keeps for next year: what, of when, scanned or not. */
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { Select, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { say } from "./messages";
import { type Group, may, type Profile, renewGroup } from "./queries";

type Paper = Profile["documents"][number];

export function DocumentsSection({ group, documents }: { group: Group; documents: readonly Paper[] }) {
  const [asked, setAsked] = useState<Paper | null>(null);
  const id = String(group.id);
  const removing = useMutation({
    mutationFn: (paper: Paper) =>
      read(
        api.DELETE("/api/v1/groups/{id}/documents/{document_id}/", {
          params: { path: { id, document_id: String(paper.id) } },
        }),
      ),
    onSuccess: async () => {
      setAsked(null);
      await renewGroup(group.id);
    },
  });
  const writes = may(group, "update");
  return (
    <section className="stack" aria-labelledby="papers">
      <h2 id="papers">
        <Kana>{say.documents}</Kana>
      </h2>
      <p>
        <Kana>{say.documentsLead}</Kana>
      </p>
      {documents.length === 0 ? (
        <p>
          <Kana>{say.noDocuments}</Kana>
        </p>
      ) : (
        <ul className="stack">
          {documents.map((paper) => (
            <li key={paper.id} className="card stack-s">
              <div className="row">
                <h3 className="h-s">{paper.kind_label}</h3>
                <Tag look={look(paper.scan_state)}>{paper.scan_label}</Tag>
              </div>
              <p className="sub">{paper.dated_on ? say.dated(day(paper.dated_on)) : say.undated}</p>
              <div className="btns">
                <a className="link44 row-i" href={`/api/v1/groups/${id}/documents/${paper.id}/`}>
                  <Icon name="file" />
                  {paper.name}
                </a>
                {writes ? (
                  <button type="button" className="btn btn-3 btn-m" onClick={() => setAsked(paper)}>
                    <Icon name="trash" />
                    {say.remove}
                    <span className="vh">（{paper.name}）</span>
                  </button>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
      {writes ? <AddPaper group={group} /> : null}
      <Dialog title={say.removeTitle(asked?.name ?? "")} open={asked !== null} onClose={() => setAsked(null)}>
        {removing.error ? <Banner kind="err" title={problemOf(removing.error).message} live /> : null}
        <p>
          <Kana>{say.removeText}</Kana>
        </p>
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => asked && removing.mutate(asked)}>
            <Kana>{say.remove}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setAsked(null)}>
            <Kana>{say.back}</Kana>
          </button>
        </div>
      </Dialog>
    </section>
  );
}

function look(state: string): "done" | "check" | "late" | "record" {
  if (state === "clean") return "done";
  if (state === "waiting") return "check";
  return state === "unscanned" ? "record" : "late";
}

function AddPaper({ group }: { group: Group }) {
  const [kind, setKind] = useState("rules");
  const [dated, setDated] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const adding = useMutation({
    mutationFn: (file: File) =>
      read(
        api.POST("/api/v1/groups/{id}/documents/", {
          params: { path: { id: String(group.id) } },
          body: { kind },
          bodySerializer: () => {
            const form = new FormData();
            form.set("file", file, file.name);
            form.set("kind", kind);
            if (dated.trim()) form.set("dated_on", dated);
            return form;
          },
        }),
      ),
    onSuccess: async () => {
      setDated("");
      await renewGroup(group.id);
    },
  });
  const problem = adding.error ? problemOf(adding.error) : null;
  const dateFault = problem?.faults.find((fault) => fault.pointer === "/dated_on")?.text;
  return (
    <div className="panel stack">
      {problem && !dateFault ? (
        <Banner kind="err" title={problem.faults[0]?.text ?? problem.message} live />
      ) : null}
      <Select
        label={say.kind}
        options={Object.entries(say.kinds).map(([value, label]) => ({ value, label }))}
        value={kind}
        onChange={setKind}
      />
      <TextField
        label={say.datedOn}
        support={say.datedHelp}
        required={false}
        width="short"
        value={dated}
        onChange={setDated}
        error={dateFault}
      />
      <p>
        <button type="button" className="btn btn-2" onClick={() => input.current?.click()}>
          <Icon name="file" />
          <Kana>{say.addDocument}</Kana>
        </button>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={say.addDocument}
        accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) adding.mutate(file);
          event.target.value = "";
        }}
      />
    </div>
  );
}
