/** Whether a photo is published, and taking it back at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { problemOf } from "@/lib/problem";
import { say } from "./messages";
import type { ReportFile } from "./parts";
import { type Kind, reportQuery } from "./report-context";

export function PublishedPhoto({
  award,
  kind,
  report,
  photo,
  number,
}: {
  award: string;
  kind: Kind;
  report: number;
  photo: ReportFile;
  number: number;
}) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/reports/{id}/files/{file_id}/unpublish/", {
        params: { path: { id: String(report), file_id: String(photo.id) } },
        body: { reason: "" },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: reportQuery(award, kind).queryKey }),
  });
  if (!photo.publish || !photo.consent)
    return (
      <p className="sub">
        <Kana>{say.photo.stopped}</Kana>
      </p>
    );
  return (
    <>
      <p className="sub">
        <Kana>{say.photo.shown}</Kana>
      </p>
      {stop.error ? <Banner kind="err" title={problemOf(stop.error).message} live /> : null}
      <p className="no-print">
        <button type="button" className="btn btn-3 btn-m" onClick={() => stop.isPending || stop.mutate()}>
          {say.photo.stop}
          <span className="vh">（{say.photo.name(number)}）</span>
        </button>
      </p>
    </>
  );
}
