/** The screens of `features/awards`; each is loaded when somebody comes to it. */
import type { AnyRoute } from "@tanstack/react-router";

export const awards: AnyRoute[] = [];
