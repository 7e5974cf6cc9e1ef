/** The server's side of a report's draft and files, over the API. */
import { api } from "@/api/client";
import { answered, ofPerson, patient, sentWith } from "@/lib/draft/http";
import type { Written } from "@/lib/draft/page";
import type { DraftData } from "@/lib/draft/types";
import type { Destination } from "@/lib/uploads/queue";
import type { ReportDraft, Told } from "./parts";

export const reportDraft = (told: Told): ReportDraft => ({ ...told, draft: told.draft as DraftData });

export function draftOfReport(report: number): Written<ReportDraft> {
  const path = { id: String(report) };
  const load = async (person: number) => {
    const { data } = await api.GET("/api/v1/reports/{id}/draft/", {
      params: { path },
      headers: ofPerson(person),
      ...patient(),
    });
    return reportDraft(data as Told);
  };
  return {
    subject: `report/${report}`,
    transport: (person) => ({
      load: () => answered(() => load(person)),
      save: (fields, version, last) =>
        answered(async () => {
          const { data } = await api.PATCH("/api/v1/reports/{id}/draft/", {
            params: { path, header: { "If-Match": `"${version}"` } },
            body: fields as Record<string, unknown>,
            headers: ofPerson(person),
            ...sentWith(fields, last),
          });
          return reportDraft(data as Told);
        }),
      // A report has no list of who writes; what others saved is seen by its version.
      writing: () => answered(async () => ({ version: (await load(person)).version, writers: [] })),
    }),
  };
}

const PHOTO = "photo";
const RECEIPT = "receipt/";

/** What the queue calls a file's place: a photo, or the receipt of a row. */
export const placeOfPhoto = PHOTO;
export const placeOfReceipt = (row: string): string => RECEIPT + row;
export const rowOfPlace = (code: string): string | null =>
  code.startsWith(RECEIPT) ? code.slice(RECEIPT.length) : null;

export const filesOfReport = (report: number): Destination => ({
  subject: `report/${report}`,
  address: `/api/v1/reports/${report}/files/`,
  fields: ({ code, key }) => {
    const row = rowOfPlace(code);
    return row === null ? { kind: PHOTO, key } : { kind: "receipt", key, row };
  },
});
