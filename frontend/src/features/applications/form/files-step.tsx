/** A9 添付書類: a place for each document, and what became of each file. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { FileSlot, type FileState, type SlotFile } from "@/components/file-slot";
import { Kana } from "@/components/kana";
import { Ready } from "@/components/states";
import { problemOf } from "@/lib/problem";
import { applicationFiles } from "@/lib/uploads/application";
import { smaller } from "@/lib/uploads/photo";
import { useUploads } from "@/lib/uploads/use-uploads";
import { say } from "./files-messages";
import { formQuery, useForm } from "./form-context";
import { withDepartment } from "./project-step";
import { StepFrame, useFault } from "./step-frame";
import { documentLabel, fieldId, ownOf } from "./tasks";

type Attachment = components["schemas"]["AttachmentOutput"];

const ACCEPT = ".pdf,.jpg,.jpeg,.png,.xlsx,.docx,image/jpeg,image/png,application/pdf";

export function FilesStep() {
  const { id, me, screen } = useForm();
  const fault = useFault();
  const client = useQueryClient();
  // Anew, even where an older answer is still on its way.
  const refresh = () => client.invalidateQueries({ queryKey: formQuery(id).queryKey });
  const { sending, queue } = useUploads(applicationFiles(id), me.id, refresh);
  const [removed, setRemoved] = useState<{ id: number; name: string } | null>(null);
  const [refusal, setRefusal] = useState("");
  const types = ownOf(withDepartment(screen.round.document_types), screen);
  const slots = [
    ...types.map((type) => ({ code: type.code, required: type.required ?? true })),
    { code: "", required: false },
  ];

  const attempt = async (act: () => Promise<unknown>) => {
    setRefusal("");
    try {
      await act();
      await refresh();
    } catch (error) {
      setRefusal(problemOf(error).message);
    }
  };
  const path = (document: number) => ({
    params: { path: { id: String(id), document_id: String(document) } },
  });
  const remove = (key: string) => {
    if (sending.some((file) => file.key === key)) return void queue?.drop(key);
    const document = screen.documents.find((each) => String(each.id) === key);
    if (document === undefined) return;
    void attempt(async () => {
      await api.DELETE("/api/v1/applications/{id}/documents/{document_id}/", path(document.id));
      setRemoved({ id: document.id, name: document.name });
    });
  };
  const restore = (document: number) =>
    attempt(async () => {
      await api.POST("/api/v1/applications/{id}/documents/{document_id}/restore/", path(document));
      setRemoved(null);
    });
  const choose = async (code: string, files: File[]) => {
    for (const file of files) await queue?.add(code, await smaller(file));
  };

  return (
    <StepFrame task="files">
      <p>
        <Kana>{say.lead}</Kana>
      </p>
      {refusal ? <Banner kind="err" title={refusal} live /> : null}
      {removed ? (
        <Banner kind="info" title={say.removed(removed.name)} live>
          <button type="button" className="btn btn-2 btn-m" onClick={() => void restore(removed.id)}>
            <Kana>{say.undo}</Kana>
          </button>
        </Banner>
      ) : null}
      {slots.map(({ code, required }) => (
        <FileSlot
          key={code}
          id={fieldId(`/documents/${code || "other"}`)}
          title={code ? documentLabel(code, screen) : say.other}
          required={required}
          level={2}
          accept={ACCEPT}
          error={code ? fault(`/documents/${code}`) : undefined}
          files={[
            ...screen.documents.filter((each) => each.document_code === code).map((each) => shown(id, each)),
            ...sending
              .filter((each) => each.code === code)
              .map((each) => ({ key: each.key, name: each.name, file: stateOf(each) })),
          ]}
          onChoose={(files) => void choose(code, files)}
          onRemove={remove}
        >
          {code ? (
            <Earlier code={code} onUse={(document) => void attempt(() => reuse(id, document, code))} />
          ) : null}
        </FileSlot>
      ))}
    </StepFrame>
  );
}

function reuse(id: number, document: number, code: string): Promise<unknown> {
  return api.POST("/api/v1/applications/{id}/documents/reuse/", {
    params: { path: { id: String(id) } },
    body: { document, document_code: code },
  });
}

/** What the group handed in before, asked for when somebody wants to see it. */
function Earlier({ code, onUse }: { code: string; onUse: (document: number) => void }) {
  const { id } = useForm();
  const [open, setOpen] = useState(false);
  const asked = useQuery({
    queryKey: ["earlier-documents", id],
    queryFn: () =>
      read(api.GET("/api/v1/applications/{id}/earlier-documents/", { params: { path: { id: String(id) } } })),
    enabled: open,
  });
  return (
    <details className="disc" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Kana>{say.earlier}</Kana>
      </summary>
      {open ? (
        <Ready asked={asked}>
          {({ results }) => {
            const alike = results.filter((each) => each.document_code === code);
            const rows = alike.length > 0 ? alike : results;
            if (rows.length === 0)
              return (
                <p>
                  <Kana>{say.earlierNone}</Kana>
                </p>
              );
            return (
              <ul className="stack-s">
                {rows.map((each) => (
                  <li key={each.id}>
                    <button type="button" className="btn btn-2 btn-m" onClick={() => onUse(each.id)}>
                      {say.use(each.name, each.round.name)}
                    </button>
                  </li>
                ))}
              </ul>
            );
          }}
        </Ready>
      ) : null}
    </details>
  );
}

function shown(application: number, document: Attachment): SlotFile {
  return {
    key: String(document.id),
    name: document.name,
    pages: document.pages ?? null,
    href: `/api/v1/applications/${application}/documents/${document.id}/`,
    file: scanned(document.scan_state),
  };
}

function scanned(state: string): FileState {
  switch (state) {
    case "clean":
      return { state: "usable" };
    case "waiting":
      return { state: "scanning" };
    case "infected":
      return { state: "unusable", reason: say.infected };
    case "unreadable":
      return { state: "unusable", reason: say.unreadable };
    default:
      return { state: "unscanned" };
  }
}

function stateOf(file: { percent: number | null; refusal: string }): FileState {
  if (file.refusal) return { state: "unusable", reason: file.refusal };
  return file.percent === null ? { state: "waiting" } : { state: "sending", percent: file.percent };
}
