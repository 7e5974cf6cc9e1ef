/** The application begins here. */
import "@/styles/site.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { showTextSize } from "@/lib/preferences";
import { queries } from "@/lib/queries";
import { router } from "./router";

showTextSize();
const place = document.getElementById("root");
if (!place) throw new Error("no #root in the page");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
