/** Files of a report that its rows no longer name, and how they are let go. */
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import type { Row } from "@/lib/draft/places";
import type { DraftData, Json } from "@/lib/draft/types";
import type { UploadQueue } from "@/lib/uploads/queue";
import { type ReportFile, rowsOf } from "./parts";
import { useReport } from "./report-context";
import { placeOfPhoto, rowOfPlace } from "./transport";

/** What a receipt may be; a photo is a picture. */
export const RECEIPTS = ".pdf,.jpg,.jpeg,.png,image/jpeg,image/png,application/pdf";

type Field = "rows" | "photos";

/** The key of the row that a file belongs to. */
const rowKey = (file: ReportFile): string => (file.kind === "photo" ? file.key : (file.row ?? ""));

/** This report's own files; a final report shows the receipts of its interim one too, and leaves them alone. */
const isOwn = (file: ReportFile, report: number): boolean =>
  file.url.startsWith(`/api/v1/reports/${report}/`);

/** Files that were taken out of the report: no row of the draft has them. */
export function orphans(files: readonly ReportFile[], data: DraftData, report: number): ReportFile[] {
  const named = new Set([...rowsOf(data.rows), ...rowsOf(data.photos)].map((row) => row.key));
  return files.filter((file) => isOwn(file, report) && !named.has(rowKey(file)));
}

export async function letGo(files: readonly ReportFile[], report: number): Promise<void> {
  for (const file of files) {
    await api.DELETE("/api/v1/reports/{id}/files/{file_id}/", {
      params: { path: { id: String(report), file_id: String(file.id) } },
    });
  }
}

/** Let go of files on their way that belong to a row. */
function dropWaiting(queue: UploadQueue | null, key: string): void {
  for (const file of queue?.getSnapshot() ?? []) {
    const row = file.code === placeOfPhoto ? file.key : rowOfPlace(file.code);
    if (row === key) void queue?.drop(file.key);
  }
}

export interface Removed {
  readonly row: Row;
  readonly at: number;
  readonly name: string;
}

/** Taking rows out, with a way back; their files go when there is none any more. */
export function useRemoving(field: Field) {
  const report = useReport();
  const { draft, screen } = report;
  const latest = useRef(report);
  latest.current = report;
  const [removed, setRemoved] = useState<Removed | null>(null);
  const pending = useRef<Removed | null>(null);

  const finish = () => {
    const gone = pending.current;
    pending.current = null;
    if (gone === null) return;
    const { told, uploads } = latest.current;
    const key = String(gone.row.key);
    dropWaiting(uploads.queue, key);
    const own = told.files.filter((file) => rowKey(file) === key && isOwn(file, screen.report.id));
    // What is left behind goes when the report is handed in.
    void letGo(own, screen.report.id).catch(() => undefined);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the part is left
  useEffect(() => finish, []);

  const change = (act: (rows: Row[]) => Row[]) =>
    draft.engine.edit((data) => ({ ...data, [field]: act(rowsOf(data[field])) as Json }));
  return {
    removed,
    remove: (row: Row, at: number, name: string) => {
      finish();
      pending.current = { row, at, name };
      setRemoved(pending.current);
      change((rows) => rows.filter((each) => each.key !== row.key));
    },
    undo: () => {
      const back = pending.current;
      pending.current = null;
      setRemoved(null);
      if (back) change((rows) => [...rows.slice(0, back.at), back.row, ...rows.slice(back.at)]);
    },
  };
}
