/** All parts with all their states, on one page. */
import { createRoute } from "@tanstack/react-router";
import { lazyScreen } from "../lazy-screen";
import { root } from "../root";

export const catalogue = [
  createRoute({
    getParentRoute: () => root,
    path: "/parts",
    component: lazyScreen(() => import("@/features/catalogue/catalogue-page"), "CataloguePage"),
  }),
];
