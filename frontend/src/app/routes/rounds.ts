/** The screens of `features/rounds`; each is loaded when somebody comes to it. */
import { type AnyRoute, createRoute } from "@tanstack/react-router";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

export const rounds: AnyRoute[] = [
  createRoute({
    getParentRoute: () => root,
    path: "/rounds/$round/check",
    component: lazyScreen(() => import("@/features/rounds/check/check-page"), "CheckPage"),
  }),
];
