/** The screens of `features/rounds`; each is loaded when somebody comes to it. */
import type { AnyRoute } from "@tanstack/react-router";

export const rounds: AnyRoute[] = [];
