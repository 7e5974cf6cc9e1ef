/** Giving, which needs no account, and one's own gifts. */
import { createRoute } from "@tanstack/react-router";
import { signedIn } from "@/lib/me";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

interface Wanted {
  fund?: string;
  sub_fund?: string;
}

function wanted(search: Record<string, unknown>): Wanted {
  const found: Wanted = {};
  if (typeof search.fund === "string") found.fund = search.fund;
  if (typeof search.sub_fund === "string") found.sub_fund = search.sub_fund;
  return found;
}

export const donations = [
  createRoute({
    getParentRoute: () => root,
    path: "/donate",
    component: lazyScreen(() => import("@/features/donations/donate-page"), "DonatePage"),
    validateSearch: wanted,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/donate/thanks/$token",
    component: lazyScreen(() => import("@/features/donations/thanks-page"), "ThanksPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/my/donations",
    component: lazyScreen(() => import("@/features/donations/mine-page"), "MinePage"),
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/my/donations/$id/journey",
    component: lazyScreen(() => import("@/features/donations/journey-page"), "JourneyPage"),
    beforeLoad: signedIn,
  }),
];
