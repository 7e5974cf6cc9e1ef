/** The screens of `features/applications`; each is loaded when somebody comes to it. */
import type { AnyRoute } from "@tanstack/react-router";

export const applications: AnyRoute[] = [];
