/** The screens of `features/awards`; each is loaded when somebody comes to it. */
import { type AnyRoute, createRoute } from "@tanstack/react-router";
import type { Part } from "@/features/awards/report/parts";
import { signedIn } from "@/lib/me";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

const PARTS = new Set(["done", "photos", "receipts", "budget", "lessons"]);

/** `part`: of the report; `mend`: somebody came to mend something, so faults are shown at the fields. */
function reported(search: Record<string, unknown>): { part?: Part; mend?: boolean } {
  return {
    ...(PARTS.has(String(search.part)) ? { part: search.part as Part } : {}),
    ...(search.mend === true ? { mend: true } : {}),
  };
}

export const awards: AnyRoute[] = [
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/accept",
    component: lazyScreen(() => import("@/features/awards/accept-page"), "AcceptPage"),
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/report/$kind",
    component: lazyScreen(() => import("@/features/awards/report/report-page"), "ReportPage"),
    beforeLoad: signedIn,
    validateSearch: reported,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/change",
    component: lazyScreen(() => import("@/features/awards/change/change-page"), "ChangePage"),
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/settlement",
    component: lazyScreen(() => import("@/features/awards/settlement-page"), "SettlementPage"),
    beforeLoad: signedIn,
  }),
];
