/** Every address of the application; config/screens.py names the same ones for the server. */
import { createRouter } from "@tanstack/react-router";
import { Failed, root } from "./root";
import { applications } from "./routes/applications";
import { awards } from "./routes/awards";
import { catalogue } from "./routes/catalogue";
import { donations } from "./routes/donations";
import { people } from "./routes/people";
import { rounds } from "./routes/rounds";

export const router = createRouter({
  routeTree: root.addChildren([...people, ...rounds, ...applications, ...awards, ...donations, ...catalogue]),
  defaultPreload: "intent",
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
