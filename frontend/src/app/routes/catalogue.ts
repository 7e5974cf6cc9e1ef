/** All parts with all their states, on one page. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../root";

export const catalogue = [
  createRoute({
    getParentRoute: () => root,
    path: "/parts",
    component: lazyRouteComponent(() => import("@/features/catalogue/catalogue-page"), "CataloguePage"),
  }),
];
