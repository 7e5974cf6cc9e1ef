/** The screens of `features/rounds`; each is loaded when somebody comes to it. */
import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../root";

export const rounds: AnyRoute[] = [
  createRoute({
    getParentRoute: () => root,
    path: "/rounds/$round/check",
    component: lazyRouteComponent(() => import("@/features/rounds/check/check-page"), "CheckPage"),
  }),
];
