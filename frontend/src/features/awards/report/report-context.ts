/** What every part of a report has at hand. */
import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api, read } from "@/api/client";
import type { Draft } from "@/lib/draft/use-draft";
import type { Me } from "@/lib/me";
import type { Uploads } from "@/lib/uploads/use-uploads";
import type { Remark, ReportDraft, Screen } from "./parts";

export type Kind = "mid" | "final";

export const reportQuery = (award: string, kind: Kind) =>
  queryOptions({
    queryKey: ["award", award, "report", kind],
    queryFn: () =>
      read(
        api.GET("/api/v1/screens/award-report/{id}/{report_kind}/", {
          params: { path: { id: award, report_kind: kind } },
        }),
      ),
    refetchInterval: (query) =>
      query.state.data?.draft?.files.some((file) => file.scan_state === "waiting") ? 5_000 : false,
  });

export interface Report {
  readonly award: string;
  readonly kind: Kind;
  readonly me: Me;
  readonly screen: Screen;
  readonly draft: Draft<ReportDraft>;
  /** The server's newest word on the draft, of a save or of a file that came in. */
  readonly told: ReportDraft;
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
  readonly uploads: Uploads;
  /** Whether faults are shown at the fields: once somebody came to mend them. */
  readonly mending: boolean;
}

export const ReportContext = createContext<Report | null>(null);

export function useReport(): Report {
  const report = useContext(ReportContext);
  if (report === null) throw new Error("outside of a report");
  return report;
}

/** The sentence of the fault at a place, once somebody came to mend. */
export function useFault(): (pointer: string) => string | undefined {
  const { faults, mending } = useReport();
  return (pointer) => (mending ? faults.find((fault) => fault.pointer === pointer)?.text : undefined);
}

/** Whether the office lets a place be changed: all of a draft, of a returned report what it named. */
export function isOpen(screen: Screen, place: string | number): boolean {
  return screen.report.state !== "returned" || screen.report.opened.includes(place);
}
