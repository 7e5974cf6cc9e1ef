/** The screens of `features/donations`; each is loaded when somebody comes to it. */
import type { AnyRoute } from "@tanstack/react-router";

export const donations: AnyRoute[] = [];
