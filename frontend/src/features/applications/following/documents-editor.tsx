/** Documents that the office asked for: added and taken out at once, as in the form. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "@/api/client";
import { FieldError, Select } from "@/components/field";
import { FileSlot, type FileState } from "@/components/file-slot";
import { problemOf } from "@/lib/problem";
import { queries } from "@/lib/queries";
import { type EditorProps, fieldId } from "./editor";
import { labelOf } from "./form-value";
import { say } from "./messages";
import type { Correction } from "./queries";

export function DocumentsEditor({ correction, faults }: EditorProps) {
  const [kind, setKind] = useState("");
  const id = String(correction.application);
  const renew = () => queries.invalidateQueries({ queryKey: ["application", id, "correction"] });
  const adding = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) await upload(id, kind, file);
    },
    onSettled: renew,
  });
  const removing = useMutation({
    mutationFn: (document: string) =>
      read(
        api.DELETE("/api/v1/applications/{id}/documents/{document_id}/", {
          params: { path: { id, document_id: document } },
        }),
      ),
    onSettled: renew,
  });
  const problem = adding.error ?? removing.error;
  const options = correction.document_types.map((type) => ({ value: type.code, label: type.label }));
  return (
    <div className="stack" id={fieldId("/documents")} tabIndex={-1}>
      {faults.map((fault) => (
        <FieldError key={fault.pointer} id={fieldId(fault.pointer)} error={fault.text} />
      ))}
      {options.length > 0 ? (
        <Select label={say.document} options={options} value={kind} onChange={setKind} empty={say.choose} />
      ) : null}
      <FileSlot
        title={say.mended}
        help={say.uploadHere}
        required={false}
        accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx"
        files={correction.documents.map((file) => ({
          key: String(file.id),
          name: [labelOf(correction.document_types, file.document_code), file.name]
            .filter(Boolean)
            .join("　"),
          pages: file.pages ?? null,
          href: `/api/v1/applications/${id}/documents/${file.id}/`,
          file: stateOf(file),
        }))}
        error={problem ? (problemOf(problem).faults[0]?.text ?? problemOf(problem).message) : undefined}
        onChoose={(files) => adding.mutate(files)}
        onRemove={(key) => removing.mutate(key)}
      />
    </div>
  );
}

function upload(id: string, kind: string, file: File) {
  return read(
    api.POST("/api/v1/applications/{id}/documents/", {
      params: { path: { id } },
      body: { file: file.name, document_code: kind },
      bodySerializer: () => {
        const form = new FormData();
        form.set("file", file, file.name);
        if (kind) form.set("document_code", kind);
        return form;
      },
    }),
  );
}

function stateOf(file: Correction["documents"][number]): FileState {
  switch (file.scan_state) {
    case "clean":
      return { state: "usable" };
    case "waiting":
      return { state: "scanning" };
    case "unscanned":
      return { state: "unscanned" };
    default:
      return { state: "unusable", reason: file.scan_label };
  }
}
