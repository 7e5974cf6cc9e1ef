/** The screens of `features/awards`; each is loaded when somebody comes to it. */
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { signedIn } from "@/lib/me";
import { root } from "../root";

export const awards: AnyRoute[] = [
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/accept",
    component: lazyRouteComponent(() => import("@/features/awards/accept-page"), "AcceptPage"),
    beforeLoad: signedIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/awards/$id/settlement",
    component: lazyRouteComponent(() => import("@/features/awards/settlement-page"), "SettlementPage"),
    beforeLoad: signedIn,
  }),
];
